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


def test_the_clients_accent_takes_the_place_of_ours_and_can_be_read() -> None:
    page = f"a{{color:{tokens.ACCENT}}} b{{color:{tokens.ACCENT_SOFT}}} c{{color:{tokens.BAD}}}"
    told = tokens.in_colour(page, "#7A2E39")
    assert tokens.ACCENT not in told and "#7A2E39" in told and tokens.BAD in told
    assert tokens.in_colour(page, "") == page
    assert tokens.contrast(tokens.soft("#7A2E39"), "#FFFFFF") < 3 < tokens.contrast("#7A2E39", "#FFFFFF")


def test_the_soft_shade_of_our_accent_is_ours() -> None:
    assert tokens.soft(tokens.ACCENT) == tokens.ACCENT_SOFT
