"""A finding's facts as text for the screen: the report's labels, but all rows and all names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from assess.model.result import Result
from assess.report.evidence import show
from assess.report.facts import FACTS, HIDDEN, PRICES
from assess.report.voice import Voice

Line = tuple[str, str]
Row = dict[str, str]
MOST_NAMES = 40


def shown(
    facts: Mapping[str, Any], result: Result, voice: Voice
) -> tuple[list[Line], list[tuple[str, list[Row]]], list[Line]]:
    """(label, value) of single facts, (label, rows) of listed ones, (where, SQL) of scripts."""
    lines: list[Line] = []
    tables: list[tuple[str, list[Row]]] = []
    code: list[Line] = []
    for key, value in facts.items():
        if key in HIDDEN or key not in FACTS or value in (None, "", [], {}):
            continue
        label = voice(FACTS[key][0])
        if isinstance(value, list) and all(isinstance(row, Mapping) and "zh" not in row for row in value):
            tables.append((label, [_row(row, result, voice) for row in value]))
            code += [(_place(row), str(row["sql"])) for row in value if row.get("sql")]
        else:
            text = text_of(key, value, result, voice)
            if text:
                lines.append((label, text))
    return lines, [(label, rows) for label, rows in tables if any(rows)], code


def text_of(key: str, value: Any, result: Result, voice: Voice) -> str:
    """One fact in words of the language; unknown is said, not left out."""
    if value is None:
        return voice("unknown")
    if isinstance(value, list):
        texts = [text_of(key, item, result, voice) for item in value[:MOST_NAMES]]
        rest = len(value) - len(texts)
        return voice.listing([*texts, *([voice("and {n} more", n=rest)] if rest else [])], most=MOST_NAMES + 1)
    return str(Markup(show(value, FACTS[key][1], result, voice)).striptags()).replace("\u200b", "")  # noqa: S704 - tags go


def _row(row: Mapping[str, Any], result: Result, voice: Voice) -> Row:
    cells = {
        voice(FACTS[key][0]): text_of(key, value, result, voice)
        for key, value in row.items()
        if key in FACTS and key not in HIDDEN and key != "sql"
    }
    if row.get("file") and row.get("line"):
        cells[voice(FACTS["file"][0])] = _place(row)
    return cells


def _place(row: Mapping[str, Any]) -> str:
    if row.get("file") and row.get("line"):
        return f"{row['file']}:{row['line']}"
    return str(row.get("file") or row.get("table") or "")


def input_name(key: str, result: Result, voice: Voice) -> str:
    """What a name in a formula stands for, with its unit."""
    if key in PRICES:
        name, unit = PRICES[key]
        return voice.listing([voice(name), voice(unit, currency=result.engagement.currency)])
    return voice(FACTS[key][0]) if key in FACTS else key


def input_value(key: str, value: Any, result: Result, voice: Voice) -> str:
    """A number of a formula, exactly; a range as low, base, high."""
    if isinstance(value, Mapping) and {"low", "base", "high"} <= set(value):
        return " / ".join(f"{value[end]:,.10g}" for end in ("low", "base", "high"))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
    return text_of(key, value, result, voice) if key in FACTS else str(value)
