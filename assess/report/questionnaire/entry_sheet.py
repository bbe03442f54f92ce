"""The sheet into which somebody types paper forms: a row a person, a list in every cell, the head locked.

`assess answers-import` and `assess score` read it back without any map: the second row holds the ids.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from assess.model.bank import LEVEL_NAMES, LEVELS, Bank
from assess.model.text import Language
from assess.report.questionnaire.workbook import styles, workbook

PEOPLE = 300
HEADS = {"zh": ("编号", "层级", "部门"), "en": ("respondent", "level", "department")}
TOLD = {
    "zh": ("纸质问卷右上角的编号，不写姓名", "从列表中选", "可以不填"),
    "en": ("The number at the top right of the paper form; no names", "Choose from the list", "May stay empty"),
}
STATES = {"zh": ("不清楚", "不适用"), "en": ("don't know", "NA")}
SHEETS = {"zh": ("录入", "各级说明"), "en": ("Entry", "Levels")}
NOT_ASKED = {
    "zh": "灰色的格子：这一层级不问这道题，留空。",
    "en": "Grey cells: this level is not asked; leave them empty.",
}
REFUSED = {
    "zh": ("不在列表里", "请填 1 到 5，或从列表里选“不清楚”“不适用”。"),
    "en": ("Not in the list", "Type 1 to 5, or choose “don't know” or “NA” from the list."),
}
LEVEL_WORDS: dict[str, dict[str, str]] = {
    "zh": {level: LEVEL_NAMES[level].zh for level in LEVELS},
    "en": {level: level for level in LEVELS},
}


def made(bank: Bank, language: Language, _level: str = "") -> bytes:
    """The workbook's bytes."""
    data = BytesIO()
    with workbook(data) as book:
        shapes = styles(book)
        entry, levels = SHEETS[language]
        _entry(book.add_worksheet(entry), bank, language, shapes)
        _levels(book.add_worksheet(levels), bank, language, shapes)
    return data.getvalue()


def _entry(sheet: Any, bank: Bank, language: Language, shapes: dict[str, Any]) -> None:
    first, last = 2, PEOPLE + 1
    sheet.set_row(0, 84)
    sheet.set_column(0, 2, 12)
    sheet.set_column(3, 2 + len(bank.items), 15)
    for column, (head, told) in enumerate(zip(HEADS[language], TOLD[language], strict=True)):
        sheet.write_string(0, column, told, shapes["head"])
        sheet.write_string(1, column, head, shapes["code"])
    for column, item in enumerate(bank.items, 3):
        sheet.write_string(0, column, item.question[language], shapes["head"])
        sheet.write_string(1, column, item.id, shapes["code"])
        states = STATES[language] if item.may_not_apply else STATES[language][:1]
        _list(sheet, first, last, column, ["1", "2", "3", "4", "5", *states], language)
        asked = [LEVEL_WORDS[language][level] for level in LEVELS if level in item.audience]
        if len(asked) < len(LEVELS):
            tests = ",".join(f'$B3<>"{word}"' for word in asked)
            closed = {"type": "formula", "criteria": f'=AND($B3<>"",{tests})', "format": shapes["closed"]}
            sheet.conditional_format(first, column, last, column, closed)
    _list(sheet, first, last, 1, [*LEVEL_WORDS[language].values()], language)
    for row in range(first, last + 1):
        for column in range(3 + len(bank.items)):
            sheet.write_blank(row, column, None, shapes["entry"])
    sheet.freeze_panes(2, 3)
    sheet.write_comment(0, 1, NOT_ASKED[language])
    sheet.ignore_errors({"number_stored_as_text": f"A3:{xl_col_to_name(2 + len(bank.items))}{last + 1}"})
    sheet.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})


def _list(sheet: Any, first: int, last: int, column: int, allowed: list[str], language: Language) -> None:
    title, message = REFUSED[language]
    rule = {"validate": "list", "source": allowed, "error_title": title}
    sheet.data_validation(first, column, last, column, rule | ({"error_message": message} if column > 2 else {}))


def _levels(sheet: Any, bank: Bank, language: Language, shapes: dict[str, Any]) -> None:
    """What each level of each question says, for whoever types."""
    heads = ("题号", "题目", "1", "2", "3", "4", "5") if language == "zh" else ("Item", "Question", *"12345")
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 6, 32)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, shapes["head"])
    for row, item in enumerate(bank.items, 1):
        for column, text in enumerate((item.id, item.question[language], *(one[language] for one in item.levels))):
            sheet.write_string(row, column, text, shapes["cell"])
    sheet.freeze_panes(1, 2)
    sheet.protect()
