"""Scores as a workbook that computes: item means, dimension means, levels and company as formulas.

Only what the scores publish is in it: means of five people or more, never an answer. A dimension's score is the mean
of people, the mean of its questions is the mean of answers; where somebody left a question out the two differ, and the
difference stands in a column of its own, so that the formulas give the engine's figures and follow every change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pandas as pd

from assess.diagnose.maturity.as_json import answers_shown, score_json
from assess.diagnose.maturity.groups import FEWEST, Answers, Group
from assess.diagnose.maturity.privacy.comments import comments_of
from assess.diagnose.maturity.privacy.release import ReleaseLog
from assess.diagnose.maturity.scores import dimensions_of
from assess.model.bank import LEVEL_NAMES, LEVELS, Bank, Item
from assess.model.target import distance
from assess.model.text import Language
from assess.report.questionnaire.results_words import RULES, SAID
from assess.report.questionnaire.workbook import styles, workbook

MOST_IN_A_CELL = 32_000  # Excel holds 32,767 characters


@dataclass(frozen=True)
class _Book:
    """What the sheets are written from."""

    book: Any
    bank: Bank
    answers: Answers
    language: Language
    shapes: dict[str, Any]
    targets: Mapping[str, float]

    @property
    def say(self) -> dict[str, str]:
        return SAID[self.language]

    def items_of(self) -> list[tuple[str, list[Item]]]:
        """(dimension, items) in the order of the sheet; the overall question last."""
        told = [(one.id, list(self.bank.of_dimension(one.id))) for one in self.bank.dimensions]
        return [*told, ("", list(self.bank.of_dimension("")))]

    def sheet(self, name: str, heads: list[str], widths: list[int]) -> Any:
        sheet = self.book.add_worksheet(self.say[name])
        for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, head, self.shapes["head"])
        sheet.freeze_panes(1, 2)
        return sheet


def made(
    bank: Bank,
    frame: pd.DataFrame,
    language: Language,
    log: ReleaseLog | None = None,
    population: Mapping[str, int] | None = None,
    executives: str = "",
    targets: Mapping[str, float] | None = None,
) -> bytes:
    """The workbook's bytes. `frame` has the columns of the evidence table `answers`; the rest is as in `score_json`.

    Every cell passes the log: what `score_json` with the same log hides is not here either.
    """
    log, data = ReleaseLog() if log is None else log, BytesIO()
    found = score_json(bank, frame, log, population, executives, targets)
    answers = answers_shown(bank, frame, log, population, executives, targets)
    with workbook(data) as book:
        told = _Book(book, bank, answers, language, styles(book), targets or {})
        _about(told, found)
        rows = _items(told)
        last = _dimensions(told, rows, found)
        _targets(told, last)
        _gaps(told, found)
        _comments(told, comments_of(bank, frame, log))
    return data.getvalue()


def _about(told: _Book, found: dict[str, Any]) -> None:
    sheet, say, shapes = told.book.add_worksheet(told.say["about"]), told.say, told.shapes
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, told.bank.name[told.language], shapes["title"])
    sheet.write_string(1, 0, f"{told.bank.id} {told.bank.version}", shapes["note"])
    row = 3
    for level, count in found["respondents"].items():
        sheet.write_string(row, 0, f"{say['respondents']} · {LEVEL_NAMES[level][told.language]}", shapes["cell"])
        _value(sheet, row, 1, count, say["hidden"], shapes["count"], shapes["hidden"])
        row += 1
    sheet.write_string(row, 0, say["badge"], shapes["cell"])
    _value(sheet, row, 1, found["badge"], say["hidden"], shapes["count"], shapes["hidden"])
    for sentence in RULES[told.language]:
        row += 2 if sentence == RULES[told.language][0] else 1
        sheet.merge_range(row, 0, row, 1, sentence, shapes["note"])
        sheet.set_row(row, 30)


def _items(told: _Book) -> dict[str, tuple[int, int]]:
    """The sheet of item means; dimension -> first and last row (1 for the first) of its items."""
    say, shapes = told.say, told.shapes
    names = [LEVEL_NAMES[level][told.language] for level in LEVELS]
    heads = [say["id"], say["name"], say["dimension"], *names, *(f"{name} · {say['people']}" for name in names)]
    sheet = told.sheet("items", heads, [10, 30, 26, 20, 20, 20, 16, 16, 16])
    of_dimension = {one.id: one.name[told.language] for one in told.bank.dimensions}
    row, places = 1, {}
    for dimension, items in told.items_of():
        if items:
            places[dimension] = (row + 1, row + len(items))
        for item in items:
            sheet.write_string(row, 0, item.id, shapes["cell"])
            sheet.write_string(row, 1, item.name[told.language], shapes["cell"])
            sheet.write_string(row, 2, of_dimension.get(dimension, say["of_all"]), shapes["cell"])
            for place, level in enumerate(LEVELS):
                group = told.answers.item(item.id).groups[level]
                why = say["not_asked"] if level not in item.audience else _why(group, say)
                mean = group.estimate.mean if group.estimate else None
                _value(sheet, row, 3 + place, mean, why, shapes["number"], shapes["hidden"])
                _value(sheet, row, 6 + place, group.n if group.shown else None, "", shapes["count"], shapes["hidden"])
            row += 1
    return places


def _dimensions(told: _Book, places: dict[str, tuple[int, int]], found: dict[str, Any]) -> int:
    """The sheet of dimensions: per level the mean of items, the difference and their sum; then the company."""
    say, shapes = told.say, told.shapes
    names = [LEVEL_NAMES[level][told.language] for level in LEVELS]
    heads = [say["id"], say["name"]]
    for name in names:
        heads += [f"{name} · {part}" for part in (say["mean"], say["adjust"], say["score"], say["people"])]
    sheet = told.sheet("dimensions", [*heads, say["company"]], [8, 30, *[15] * 12, 12])
    scores = dimensions_of(told.answers)
    for row, dimension in enumerate(told.bank.dimensions, 1):
        sheet.write_string(row, 0, dimension.id, shapes["cell"])
        sheet.write_string(row, 1, dimension.name[told.language], shapes["cell"])
        for number, level in enumerate(LEVELS):
            _level(told, sheet, row, number, scores[dimension.id].groups[level], level, places.get(dimension.id))
        company, line = scores[dimension.id].company, row + 1
        formula = f'=IFERROR(AVERAGE(E{line},I{line},M{line}),"")'
        sheet.write_formula(row, 14, formula, shapes["number"], company.mean if company else "")
    last = len(told.bank.dimensions) + 1
    shown = [levels.company.mean for levels in scores.values() if levels.company]
    for row, (name, function, value) in enumerate(
        (
            (say["overall"], "AVERAGE", sum(shown) / len(shown) if shown else ""),
            (say["floor"], "MIN", min(shown) if shown else ""),
        ),
        last,
    ):
        for place in range(14):
            sheet.write_string(row, place, name if place == 1 else "", shapes["total_name"])
        formula = f'=IF(COUNT(O2:O{last})=0,"",{function}(O2:O{last}))'
        sheet.write_formula(row, 14, formula, shapes["total"], value)
    return last


def _level(
    told: _Book, sheet: Any, row: int, number: int, group: Group, level: str, place: tuple[int, int] | None
) -> None:
    """Four cells of a level: mean of items, what omissions make, score, people."""
    say, shapes, first = told.say, told.shapes, 2 + 4 * number
    if group.estimate is None:
        asked = place is not None and any(level in item.audience for item in told.bank.of_dimension(_id(told, row)))
        for column, text in enumerate(("", "", _why(group, say) if asked else say["not_asked"], "")):
            sheet.write_string(row, first + column, text, shapes["hidden"])
        return
    means = [
        estimate.mean
        for item in told.bank.of_dimension(_id(told, row))
        if level in item.audience and (estimate := told.answers.item(item.id).groups[level].estimate)
    ]
    of_items = sum(means) / len(means) if means else None
    top, bottom = place or (2, 2)
    letter, mine = "DEF"[number], "CGK"[number]
    area = f"'{say['items']}'!{letter}{top}:{letter}{bottom}"
    sheet.write_formula(
        row, first, f'=IFERROR(AVERAGE({area}),"")', shapes["number"], "" if of_items is None else of_items
    )
    sheet.write_number(row, first + 1, group.estimate.mean - (of_items or 0.0), shapes["number"])
    line, adjusted = row + 1, "DHL"[number]
    formula = f"=IF(ISNUMBER({mine}{line}),{mine}{line},0)+{adjusted}{line}"
    sheet.write_formula(row, first + 2, formula, shapes["number"], group.estimate.mean)
    sheet.write_number(row, first + 3, group.n, shapes["count"])


def _targets(told: _Book, last: int) -> None:
    say, shapes = told.say, told.shapes
    sheet = told.sheet(
        "targets", [say["id"], say["name"], say["current"], say["target"], say["gap"]], [8, 34, 12, 16, 12]
    )
    scores = dimensions_of(told.answers)
    for row, dimension in enumerate(told.bank.dimensions, 1):
        line, company = row + 1, scores[dimension.id].company
        sheet.write_string(row, 0, dimension.id, shapes["cell"])
        sheet.write_string(row, 1, dimension.name[told.language], shapes["cell"])
        here = f"='{say['dimensions']}'!O{line}"
        sheet.write_formula(row, 2, here, shapes["number"], company.mean if company else "")
        if (aim := told.targets.get(dimension.id)) is None:
            sheet.write_blank(row, 3, None, shapes["target"])
        else:
            sheet.write_number(row, 3, aim, shapes["target"])
        both = f"AND(ISNUMBER(C{line}),ISNUMBER(D{line}))"
        gap = "" if aim is None or company is None else max(0.0, aim - company.mean)
        sheet.write_formula(row, 4, f'=IF({both},MAX(0,D{line}-C{line}),"")', shapes["number"], gap)
    sheet.write_string(last, 1, say["reached"], shapes["total_name"])
    known = f'SUMIF(C2:C{last},">0",D2:D{last})-COUNTIFS(C2:C{last},">0",D2:D{last},">0")'
    now = {name: levels.company.mean for name, levels in scores.items() if levels.company}
    found = distance(now, {name: aim for name, aim in told.targets.items() if name in scores}, lowest=1.0).reached
    reached = "" if found is None else found
    sheet.write_formula(last, 4, f'=IF({known}=0,"",1-SUM(E2:E{last})/({known}))', shapes["percent"], reached)
    rule = {"validate": "decimal", "criteria": "between", "minimum": 1, "maximum": 5}
    sheet.data_validation(1, 3, last - 1, 3, rule)


def _gaps(told: _Book, found: dict[str, Any]) -> None:
    say, shapes = told.say, told.shapes
    heads = [say["id"], say["name"], say["higher"], say["lower"], say["difference"], say["p"]]
    sheet = told.sheet("gaps", heads, [10, 34, 22, 22, 12, 12])
    for row, gap in enumerate(found["gaps"], 1):
        item = told.bank.item(gap["item"])
        texts = [gap["item"], item.name[told.language] if item else ""]
        texts += [LEVEL_NAMES[gap[side]][told.language] for side in ("higher", "lower")]
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, shapes["cell"])
        sheet.write_number(row, 4, gap["difference"], shapes["number"])
        sheet.write_number(row, 5, gap["p_value"], shapes["number"])


def _comments(told: _Book, comments: Mapping[str, tuple[str, ...]]) -> None:
    """Comments by question, without person, level or department; names inside them are for the reader to mask."""
    say, shapes = told.say, told.shapes
    sheet = told.sheet("comments", [say["id"], say["name"], say["comment"]], [10, 34, 100])
    row = 1
    for item, texts in comments.items():
        asked = told.bank.item(item)
        for text in texts:
            sheet.write_string(row, 0, item, shapes["cell"])
            sheet.write_string(row, 1, asked.name[told.language] if asked else "", shapes["cell"])
            sheet.write_string(row, 2, text[:MOST_IN_A_CELL], shapes["cell"])
            row += 1
    sheet.merge_range(row + 1, 0, row + 1, 2, say["mask_names"], shapes["note"])
    sheet.set_row(row + 1, 30)


def _id(told: _Book, row: int) -> str:
    return told.bank.dimensions[row - 1].id


def _why(group: Group, say: dict[str, str]) -> str:
    if group.n >= FEWEST and group.suppressed:
        return say["withheld"]
    return say["hidden"] if group.suppressed else say["nobody"]


def _value(sheet: Any, row: int, column: int, value: float | None, instead: str, shape: Any, hidden: Any) -> None:
    if value is None:
        sheet.write_string(row, column, instead, hidden)
    else:
        sheet.write_number(row, column, value, shape)
