"""The workbook as a file: what is text, what is a formula, what is said where nothing is known."""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import Any

import openpyxl
import pytest

from assess.model.result import FindingPart, Result, TextPart
from assess.report.render import render


def opened(result: Result, language: str = "en") -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know the bars within cells
        return openpyxl.load_workbook(io.BytesIO(render(result, "xlsx", language)))


def cells(book: Any) -> list[Any]:
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_same_result_is_the_same_bytes(result: Result, language: str) -> None:
    assert render(result, "xlsx", language) == render(result, "xlsx", language)


def test_both_languages_have_the_same_sheets_and_the_same_numbers(result: Result) -> None:
    zh, en = opened(result, "zh"), opened(result, "en")
    assert len(zh.sheetnames) == len(en.sheetnames) == 16
    numbers = [sorted(c.value for c in cells(book) if isinstance(c.value, int | float)) for book in (zh, en)]
    assert numbers[0] == numbers[1]
    assert sum(c.data_type == "f" for c in cells(zh)) == sum(c.data_type == "f" for c in cells(en))


def test_what_a_client_writes_is_never_a_formula(result: Result) -> None:
    evil = '=HYPERLINK("http://x","y")'
    first = result.findings[0]
    told = first.model_copy(update={"title": TextPart(zh=evil, en=evil), "subjects": [evil, "+1", "-2", "@x"]})
    book = opened(result.model_copy(update={"findings": [told, *result.findings[1:]]}))
    found = [c for c in cells(book) if isinstance(c.value, str) and c.value[:2] in ("=H", "+1", "-2", "@x")]
    assert len(found) >= 5
    assert {c.data_type for c in found} == {"s"}


def test_without_anything_seen_every_sheet_says_why(empty_result: Result) -> None:
    book = opened(empty_result)
    for sheet in book:
        texts = [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
        assert any(len(text) > 15 for text in texts), sheet.title
        assert not sheet._charts, f"{sheet.title} has a chart of nothing"


def test_a_saving_whose_prices_are_not_told_stands_as_a_number(result: Result) -> None:
    """Findings of another version say an amount and not what it is made of: no formula may pretend to know."""
    book = opened(result)
    amounts = [row[9].data_type for row in book["Tables"].iter_rows(min_row=5) if row[0].value]
    assert amounts and set(amounts) == {"n"}


def test_charts_are_native_and_described(result: Result) -> None:
    with zipfile.ZipFile(io.BytesIO(render(result, "xlsx", "zh"))) as packed:
        names = packed.namelist()
        drawings = "".join(packed.read(n).decode() for n in names if n.startswith("xl/drawings/drawing"))
    charts = [n for n in names if n.startswith("xl/charts/chart")]
    assert charts and drawings.count("descr=") == len(charts)
    assert not [n for n in names if n.startswith("xl/media")]


def test_a_finding_of_a_text_longer_than_a_cell_is_cut_not_refused(result: Result) -> None:
    long = "x" * 40_000
    told: FindingPart = result.findings[0].model_copy(update={"why": TextPart(zh=long, en=long)})
    assert render(result.model_copy(update={"findings": [told, *result.findings[1:]]}), "xlsx", "en")
