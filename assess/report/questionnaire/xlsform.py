"""A bank as an XLSForm workbook; columns and a sheet that begin with x_ keep what a form has no place for."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from assess.collect.banks.conditions import XLSFORM, expression
from assess.collect.banks.parts import ROLE, STATE_LABELS, more_of, top_of
from assess.model.bank import LEVEL_NAMES, LEVELS, Bank, Both, Item
from assess.model.text import Language
from assess.report.questionnaire.workbook import styles, workbook

TONGUES = {"zh": "中文 (zh)", "en": "English (en)"}
ASKS = {"zh": "您属于哪个层级？", "en": "Which level do you work at?"}
Row = dict[str, str]


def made(bank: Bank, language: Language, _level: str = "") -> bytes:
    """The workbook's bytes. `language` is the one a phone shows first."""
    survey, choices = [_asks_level()], _level_choices()
    for position, group in enumerate(_runs(bank)):
        name = group[0].dimension
        if name:
            survey.append(_begin(bank, name, position))
        for item in group:
            survey.append(_question(item))
            choices += _choices(item)
        if name:
            survey.append({"type": "end_group"})
    settings = [
        {"form_title": bank.name[language], "form_id": bank.id, "version": bank.version,
         "default_language": TONGUES[language]}
    ]  # fmt: skip
    kept = [
        {"field": name, "value": json.dumps(value, ensure_ascii=False)}
        for name, value in top_of(bank).items()
        if name not in ("id", "version")
    ]
    data = BytesIO()
    with workbook(data) as book:
        shapes = styles(book)
        for title, rows in (("survey", survey), ("choices", choices), ("settings", settings), ("x_bank", kept)):
            _sheet(book, title, rows, shapes)
    return data.getvalue()


def _runs(bank: Bank) -> list[list[Item]]:
    """The items in their order, cut where the dimension changes."""
    runs: list[list[Item]] = []
    for item in bank.items:
        if runs and runs[-1][0].dimension == item.dimension:
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _begin(bank: Bank, dimension: str, position: int) -> Row:
    earlier = [run[0].dimension for run in _runs(bank)[:position]]
    again = earlier.count(dimension)
    name = f"{dimension}_again{again}" if again else dimension
    found = next(one for one in bank.dimensions if one.id == dimension)
    return {"type": "begin_group", "name": name, "x_dimension": dimension, **_in_both("label", found.name)}


def _asks_level() -> Row:
    return {"type": f"select_one {ROLE}", "name": ROLE, "required": "yes", **_labels("label", ASKS)}


def _level_choices() -> list[Row]:
    return [{"list_name": ROLE, "name": level, **_labels("label", LEVEL_NAMES[level].as_dict())} for level in LEVELS]


def _question(item: Item) -> Row:
    row = {
        "type": f"select_one {item.id}",
        "name": item.id,
        **_in_both("label", item.question),
        **(_in_both("hint", item.help) if item.help else {}),
        "relevant": expression(item, XLSFORM),
        "x_dimension": item.dimension,
        **_in_both("x_name", item.name),
        "x_audience": " ".join(item.audience),
        "x_anchor": "yes" if item.anchor else "",
        "x_may_not_apply": "yes" if item.may_not_apply else "no",
        **(_in_both("x_example", item.example) if item.example else {}),
    }
    if item.evidence:
        row |= _labels("x_evidence", {lang: "\n".join(one[lang] for one in item.evidence) for lang in TONGUES})
    if more := more_of(item):
        row["x_more"] = json.dumps(more, ensure_ascii=False)
    return row


def _choices(item: Item) -> list[Row]:
    rows = [
        {"list_name": item.id, "name": str(step), **_in_both("label", level)}
        for step, level in enumerate(item.levels, 1)
    ]
    states = ["dont_know", *(["not_applicable"] if item.may_not_apply else [])]
    return rows + [{"list_name": item.id, "name": state, **_labels("label", STATE_LABELS[state])} for state in states]


def _in_both(column: str, both: Both) -> Row:
    return _labels(column, {"zh": both.zh, "en": both.en})


def _labels(column: str, texts: dict[str, str]) -> Row:
    return {f"{column}::{TONGUES[language]}": text for language, text in texts.items()}


ORDER = ("type", "list_name", "field", "name", "value", "label", "hint", "required", "relevant")


def _sheet(book: Any, title: str, rows: list[Row], shapes: dict[str, Any]) -> None:
    sheet = book.add_worksheet(title)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    columns.sort(key=lambda c: ORDER.index(c.split("::")[0]) if c.split("::")[0] in ORDER else len(ORDER))
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 44 if "::" in column or column in ("value", "x_more") else 18)
        sheet.write_string(0, place, column, shapes["head"])
    for number, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            if row.get(column):
                sheet.write_string(number, place, row[column], shapes["cell"])
    sheet.freeze_panes(1, 0)
