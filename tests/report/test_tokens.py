"""One place for the colours, and people can read them."""

from __future__ import annotations

import pytest

from assess.report import tokens
from assess.store.resources import resource


def test_the_stylesheet_has_the_colours_of_the_charts() -> None:
    written = (resource("templates") / "report" / "tokens.css").read_text(encoding="utf-8")
    assert written == tokens.stylesheet()


@pytest.mark.parametrize("colour", [tokens.INK, tokens.MUTED, tokens.ACCENT, tokens.BAD, tokens.GOOD])
def test_text_is_read_on_white(colour: str) -> None:
    assert tokens.contrast(colour, tokens.WHITE) >= 4.5


@pytest.mark.parametrize("level", [1.0, 1.5, 2.0, 2.4, 3.0, 3.7, 4.4, 5.0])
def test_a_level_is_read_on_its_colour(level: float) -> None:
    fill = tokens.ramp(level)
    assert tokens.contrast(tokens.text_on(fill), fill) >= 4.5


def test_unknown_has_a_colour_that_no_level_has() -> None:
    assert tokens.UNKNOWN not in {tokens.ramp(1 + step / 100) for step in range(401)}
