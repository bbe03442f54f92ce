"""The font that the browser gets: small, whole, and from this machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from assess.store.language import catalogue
from assess.store.resources import font_file
from assess.ui import fonts


def test_the_cut_font_is_a_quarter_of_the_whole_and_has_every_character_of_the_screens(
    font_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(font_cache))
    made = fonts.common_file()
    assert list((font_cache / "assess").iterdir()) == [made]
    assert made.stat().st_size < font_file().stat().st_size / 4
    with TTFont(made) as font:
        characters = set(font.getBestCmap())
        assert "fvar" in font  # all weights, so that no bold is synthetic
    assert {ord(c) for text in catalogue("ui", "zh").values() for c in text} <= characters
    before = made.stat().st_mtime_ns
    assert fonts.common_font() == made
    assert made.stat().st_mtime_ns == before


def test_until_the_font_is_cut_the_whole_one_is_served_and_not_kept_by_the_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert fonts.font_to_serve("common.ttf") == (font_file(), "no-store")
    fonts.common_file().parent.mkdir()
    fonts.common_file().write_bytes(b"cut")
    path, keep = fonts.font_to_serve("common.ttf") or (None, "")
    assert path == fonts.common_file()
    assert "max-age" in keep
    assert (fonts.font_to_serve("full.ttf") or [None])[0] == font_file()


@pytest.mark.parametrize("name", ["other.ttf", "../../app.py", "common.ttf.draft", ""])
def test_no_other_file_is_served(name: str) -> None:
    assert fonts.font_to_serve(name) is None
