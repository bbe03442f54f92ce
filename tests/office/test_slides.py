"""Slides in somebody else's program: they open, page by page, with the glyphs of both languages."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from assess.model.result import Result
from assess.report.pptx import write_pptx
from assess.report.pptx.template import default_deck

Convert = Callable[[Path, str], Path]


def text_of(pdf: Path) -> list[str]:
    """The text of each page."""
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return told.split("\f")[:-1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_slides_open_in_libreoffice(language: str, before: Result, convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "report.pptx"
    path.write_bytes(write_pptx(before, language))
    pages = text_of(convert(path, "pdf"))
    assert len(pages) == 15
    assert all(len(page.strip()) > 20 for page in pages)
    word = {"zh": "会员运营部", "en": "Membership"}[language]
    assert any(word in page for page in pages)
    fonts = subprocess.run(["pdffonts", str(convert(path, "pdf"))], check=True, capture_output=True, text=True).stdout
    assert "Noto" in fonts or language == "en"


def test_slides_open_in_a_clients_template(before: Result, convert: Convert, tmp_path: Path) -> None:
    deck = default_deck("zh")
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "范例"
    deck.save(str(tmp_path / "house.pptx"))
    path = tmp_path / "report.pptx"
    path.write_bytes(write_pptx(before, "zh", tmp_path / "house.pptx"))
    pages = text_of(convert(path, "pdf"))
    assert len(pages) == 15
    assert not any("范例" in page for page in pages)
