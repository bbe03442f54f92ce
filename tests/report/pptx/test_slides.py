"""Slides: sentences with numbers, native charts, alternative texts, and the client's own template."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches, Pt

from assess.model.errors import BadInput
from assess.model.result import Result
from assess.report.pptx import write_pptx
from assess.report.pptx.lint import lint_template
from assess.report.pptx.template import default_deck, title_box
from assess.report.pptx.texts import lines
from assess.report.pptx.theme import east_asian_fonts, theme_parts


def opened(result: Result, language: str = "en", template: Path | None = None) -> Any:
    return Presentation(io.BytesIO(write_pptx(result, language, template)))


@pytest.fixture
def old_template(tmp_path: Path) -> Path:
    """A client's file: 4:3, no East Asian font, one sample slide, layouts with foreign names."""
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[1]).shapes.title.text = "Lorem ipsum sample"
    for number, layout in enumerate(deck.slide_layouts):
        layout.name = f"Folie {number}"
    for part in theme_parts(deck):
        part._blob = re.sub(rb'<a:font script="Hans"[^>]*/>', b"", part.blob)
    path = tmp_path / "client.pptx"
    deck.save(str(path))
    return path


@pytest.mark.parametrize("language", ["zh", "en"])
def test_slides_are_twelve_to_fifteen_and_each_title_a_sentence_with_a_number(result: Result, language: str) -> None:
    deck = opened(result, language)
    assert 12 <= len(deck.slides) <= 15
    width = title_box(deck.slide_layouts[2])
    for slide in list(deck.slides)[1:]:
        title = slide.shapes.title
        assert re.search(r"\d", title.text), title.text
        size = title.text_frame.paragraphs[0].runs[0].font.size.pt
        assert width and lines(title.text, width[2] / 12700 - 16, size) <= 2


def test_charts_are_native_and_can_be_edited(result: Result) -> None:
    kinds = [s.chart.chart_type.name for slide in opened(result).slides for s in slide.shapes if s.has_chart]
    assert {"COLUMN_STACKED", "XY_SCATTER", "BAR_CLUSTERED"} <= set(kinds)
    assert not [s for slide in opened(result).slides for s in slide.shapes if s.shape_type == 13]  # no picture


def test_the_waterfall_stands_on_an_unseen_base(result: Result) -> None:
    chart = next(
        s.chart for slide in opened(result).slides for s in slide.shapes
        if s.has_chart and s.chart.chart_type.name == "COLUMN_STACKED"
    )  # fmt: skip
    base, value = chart.plots[0].series[0], chart.plots[0].series[1]
    assert base.format.fill.type.name == "BACKGROUND"
    assert result.roadmap.saving and value.values[0] == result.roadmap.saving.base
    for n in range(1, len(value.values) - 1):
        top = base.values[n] + value.values[n]
        below = base.values[n - 1] if n > 1 else value.values[0]
        assert abs(top - below) < 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_figures_have_an_alternative_text_and_notes_the_ids(result: Result, language: str) -> None:
    known = {f.id for f in result.findings} | {i.id for i in result.roadmap.items}
    cited = set()
    for slide in opened(result, language).slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")
        cited |= set(re.findall(r"[A-Z]+-\d+", slide.notes_slide.notes_text_frame.text))
    assert {i for i in cited if not i.startswith("C-")} <= known
    assert {f.id for f in result.findings if f.outcome == "finding"} <= cited


def test_the_same_result_is_the_same_bytes(result: Result, old_template: Path) -> None:
    for template in (None, old_template):
        assert write_pptx(result, "zh", template) == write_pptx(result, "zh", template)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_theme_names_a_face_for_chinese(result: Result, language: str, old_template: Path) -> None:
    for template in (None, old_template):
        for part in theme_parts(opened(result, language, template)):
            assert all(east_asian_fonts(part).values())


def test_a_clients_template_keeps_its_size_and_colours_and_loses_its_samples(
    result: Result, old_template: Path
) -> None:
    deck, theirs = opened(result, "en", old_template), Presentation(str(old_template))
    assert (deck.slide_width, deck.slide_height) == (theirs.slide_width, theirs.slide_height)
    words = " ".join(s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame)
    assert "Lorem" not in words
    colours = [re.findall(rb"<a:accent1>.*?</a:accent1>", theme_parts(d)[0].blob) for d in (deck, theirs)]
    assert colours[0] == colours[1] and colours[0]
    for slide in deck.slides:
        for shape in slide.placeholders:
            assert not shape.has_text_frame or shape.text_frame.text, "an empty placeholder says “click to add text”"
        for shape in slide.shapes:
            assert (
                shape.top + shape.height <= deck.slide_height and shape.left + shape.width <= deck.slide_width + 20000
            )


def test_a_potx_is_a_template_too(result: Result, old_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "client.potx"
    with zipfile.ZipFile(old_template) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"presentationml.presentation.main", b"presentationml.template.main")
            new.writestr(name, content)
    assert len(opened(result, "zh", path).slides) >= 12


def test_lint_names_what_an_old_template_lacks(old_template: Path) -> None:
    found = {lint.text: lint.level for lint in lint_template(old_template)}
    assert all(level == "warning" for level in found.values())
    for part in ("not 16:9", "East Asian font", "1 sample slide"):
        assert any(part in text for text in found), part


def test_lint_blocks_where_no_layout_has_a_title(tmp_path: Path, result: Result) -> None:
    deck = Presentation()
    for layout in deck.slide_layouts:
        for shape in list(layout.placeholders):
            if "TITLE" in shape.placeholder_format.type.name:
                shape._element.getparent().remove(shape._element)
    deck.save(str(tmp_path / "bare.pptx"))
    assert any(lint.level == "error" and "title" in lint.text for lint in lint_template(tmp_path / "bare.pptx"))
    with pytest.raises(BadInput, match="no layout with a title"):
        write_pptx(result, "en", tmp_path / "bare.pptx")


def test_lint_says_when_a_title_is_too_small_for_two_lines(tmp_path: Path) -> None:
    deck = default_deck("en")
    for layout in deck.slide_layouts:
        for shape in layout.placeholders:
            if "TITLE" in shape.placeholder_format.type.name:
                shape.height = Pt(20)
    deck.slide_width = Inches(13.333)
    deck.save(str(tmp_path / "small.pptx"))
    assert [lint.text for lint in lint_template(tmp_path / "small.pptx") if "two lines" in lint.text]


def test_our_own_deck_has_all_it_asks_for(tmp_path: Path) -> None:
    default_deck("zh").save(str(tmp_path / "own.pptx"))
    assert lint_template(tmp_path / "own.pptx") == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"<html>"])
def test_what_is_no_powerpoint_file_is_said_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "no.pptx").write_bytes(content)
    with pytest.raises(BadInput, match="a PowerPoint file"):
        lint_template(tmp_path / "no.pptx")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_anything_seen_slides_say_why_and_draw_nothing(empty_result: Result, language: str) -> None:
    deck = opened(empty_result, language)
    assert not [s for slide in deck.slides for s in slide.shapes if s.has_chart]
    for slide in deck.slides:
        texts = [s.text_frame.text for s in slide.shapes if s.has_text_frame and s != slide.shapes.title]
        tables = [s for s in slide.shapes if s.has_table]
        assert tables or any(len(t) > 5 for t in texts), slide.shapes.title.text
