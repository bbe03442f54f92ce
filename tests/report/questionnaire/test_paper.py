"""The form on paper and the sheet it is typed into."""

from __future__ import annotations

import contextlib
import re
import zlib
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assess.model.bank import LEVELS, Bank
from assess.model.bank_parts import Condition
from assess.model.errors import BadInput
from assess.report.questionnaire import write_questionnaire
from assess.report.questionnaire.paper import form_page, laid_out, made
from assess.report.sheets import filled
from assess.store.bank_file import load_bank


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank("base")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_item_has_five_boxes_a_code_and_dont_know(bank: Bank, language: Any) -> None:
    page = form_page(bank, language)
    for item in bank.items:
        block = page.split(f'<span class="code">{item.id}</span>')[1].split('class="item"')[0]
        assert block.count('<span class="box">') == 5 + 1 + item.may_not_apply
        if len(item.audience) < len(LEVELS):
            assert 'class="only"' in block


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("level", LEVELS)
def test_a_level_gets_its_own_questions(bank: Bank, language: Any, level: str) -> None:
    page = form_page(bank, language, level)
    assert page.count('<span class="code">') == len(bank.asked_of(level))
    assert 'class="only"' not in page and 'class="ticks"' not in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pdf_is_tagged_and_its_pages_are_filled(bank: Bank, language: Any) -> None:
    data = made(bank, language)
    inside = _unpacked(data)
    assert b'pdfuaid:part="1"' in inside and b"/StructTreeRoot" in inside
    assert {"zh": b"/Lang (zh-CN)", "en": b"/Lang (en)"}[language] in inside
    pages = laid_out(bank, language).pages
    assert 6 <= len(pages) <= 10
    assert all(filled(page) > 0.6 for page in pages[:-1])


def test_the_same_bank_is_the_same_bytes(bank: Bank) -> None:
    assert made(bank, "zh", "executive") == made(bank, "zh", "executive")


def test_a_question_that_depends_on_another_says_so(bank: Bank) -> None:
    last = bank.items[-1].model_copy(update={"shown_if": Condition(item="q0", at_least=3), "anchor": False})
    changed = bank.model_copy(update={"items": (*bank.items[:-1], last)})
    assert "q0 题勾了 3 或更高才答" in form_page(changed, "zh")
    assert "Only if you ticked 3 or higher at q0" in form_page(changed, "en")


def test_texts_of_a_bank_are_no_markup(bank: Bank) -> None:
    item = bank.items[0]
    odd = item.model_copy(update={"question": item.question.model_copy(update={"zh": "<img src=x>"})})
    assert "&lt;img src=x&gt;" in form_page(bank.model_copy(update={"items": (odd,)}), "zh")


def test_an_unknown_level_or_form_is_named(bank: Bank, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match='found "boss"'):
        form_page(bank, "zh", "boss")
    with pytest.raises(BadInput, match=r'"xlsfrom" is no form of a questionnaire\. Did you mean "xlsform"'):
        write_questionnaire(bank, "xlsfrom", tmp_path / "x", "zh")
    with pytest.raises(BadInput, match="does not exist"):
        write_questionnaire(bank, "surveyjs", tmp_path / "none" / "x", "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_entry_sheet_offers_what_may_be_answered_and_locks_its_head(
    bank: Bank, language: Any, tmp_path: Path
) -> None:
    path = write_questionnaire(bank, "entry-sheet", tmp_path / "e.xlsx", language)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.protection.sheet and sheet["A1"].protection.locked and not sheet["D3"].protection.locked
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert len(lists) == len(bank.items) + 1
    for column, item in enumerate(bank.items, 4):
        cell = sheet.cell(3, column).coordinate
        assert lists[cell].startswith('"1,2,3,4,5,') and lists[cell].count(",") == 5 + item.may_not_apply
    assert [cell.value for cell in sheet[2]][3:] == [item.id for item in bank.items]


def _unpacked(data: bytes) -> bytes:
    """The PDF with its compressed streams opened."""
    found = data
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S):
        with contextlib.suppress(zlib.error):
            found += zlib.decompress(stream)
    return found
