"""A finding's facts as text for the screen: the report's labels, but all rows, all names and whole scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assess.model.result import FindingPart, Result
from assess.report.evidence import NUMERIC, made_up_rows, show
from assess.report.facts import COLUMNS, PRICES, RECKONED, Label, label_of
from assess.report.voice import Voice
from assess.ui.words import Screen

Row = dict[str, str]
MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class Facts:
    """`lines` are (label, value); `tables` (caption, rows); `code` (where, SQL)."""

    lines: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, list[Row]], ...]
    code: tuple[tuple[str, str], ...]


def facts_of(finding: FindingPart, result: Result, voice: Voice) -> Facts:
    """What of a finding's facts has a label, in the order the detector gave them."""
    lines: list[tuple[str, str]] = []
    tables: list[tuple[str, list[Row]]] = []
    code: list[tuple[str, str]] = []
    for key, value in finding.evidence.items():
        label = label_of(finding.detector, key)
        if label is None or value in (None, "", [], {}):
            continue
        if label[1] in ("rows", "sql"):
            rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
            tables.append((voice(label[0]), _table(rows, result, voice)))
            code += [(_place(row), str(row["sql"])) for row in rows if row.get("sql")]
        else:
            lines.append((voice(label[0]), _text(value, label[1], result, voice)))
    return Facts(
        tuple(line for line in lines if line[1]),
        (*((caption, rows) for caption, rows in tables if rows), *_counterexample(finding, result, voice)),
        tuple(code),
    )


def reckoned(finding: FindingPart, voice: Voice) -> str:
    """How the saving comes about, in words; empty where the report has none."""
    return voice(RECKONED[finding.detector]) if finding.detector in RECKONED else ""


def inputs_of(finding: FindingPart, result: Result, screen: Screen) -> tuple[list[Row], list[Row]]:
    """What the saving was reckoned from: numbers of each table, and numbers that hold for all (prices, shares).

    Heads of the first are the names in the formula; the second has the name, its meaning and the value.
    """
    say, voice = screen.say, screen.voice
    subject, name, meaning, value = say("Table"), say("In the formula"), say("What it is"), say("Value")
    by_table: dict[str, Row] = {}
    general: list[Row] = []
    for key, given in {**_map(finding.evidence.get("inputs")), **_map(finding.evidence.get("prices"))}.items():
        label = label_of(finding.detector, key) or COLUMNS.get(key)
        if key in PRICES or (label and not _several(given)):
            general.append({name: key, meaning: _meaning(key, label, result, voice), value: _exact(given)})
        elif label:  # one quantity of several tables
            for table, number in given.items():
                by_table.setdefault(table, {subject: table})[key] = _exact(number)
        elif _several(given):  # several quantities of one table
            by_table.setdefault(key, {subject: key}).update((k, _exact(number)) for k, number in given.items())
        else:
            by_table.setdefault(key, {subject: key})[value] = _exact(given)
    return list(by_table.values()), general


def _meaning(key: str, label: Label | None, result: Result, voice: Voice) -> str:
    if key in PRICES:
        name, unit = PRICES[key]
        return voice.listing([voice(name), voice(unit, currency=result.engagement.currency)])
    return voice(label[0]) if label else "–"


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _several(value: Any) -> bool:
    return isinstance(value, Mapping) and not {"low", "base", "high"} <= set(value)


def _exact(value: Any) -> str:
    if isinstance(value, Mapping):
        return " / ".join(_exact(value[end]) for end in ("low", "base", "high") if end in value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return f"{value:,.10g}" if isinstance(value, float) else f"{value:,}"
    return "–" if value is None else str(value)


def _table(rows: list[Mapping[str, Any]], result: Result, voice: Voice) -> list[Row]:
    keys = [key for key in COLUMNS if any(row.get(key) not in (None, "", [], {}) for row in rows)]
    table = []
    for row in rows:
        cells = {}
        for key in keys:
            label, kind = COLUMNS[key]
            nothing = voice("unknown") if kind in NUMERIC else "–"
            cells[voice(label)] = _text(row.get(key), kind, result, voice) or nothing
        if "file" in keys and row.get("line"):
            cells[voice(COLUMNS["file"][0])] = _place(row)
        table.append(cells)
    return table if keys else []


def _text(value: Any, kind: str, result: Result, voice: Voice) -> str:
    if isinstance(value, list):
        texts = [_text(item, kind, result, voice) for item in value[:MOST_NAMES]]
        rest = [voice("and {n} more", n=len(value) - MOST_NAMES)] if len(value) > MOST_NAMES else []
        return ("、" if voice.language == "zh" else ", ").join([*filter(None, texts), *rest])
    return _bare(show(value, kind, result, voice))


def _counterexample(finding: FindingPart, result: Result, voice: Voice) -> list[tuple[str, list[Row]]]:
    """The made-up rows of the report, as they stand there."""
    return [
        (caption, [dict(zip(table.heads, map(_bare, row), strict=True)) for row in table.rows])
        for caption, table in made_up_rows(finding, result, voice)
    ]


def _place(row: Mapping[str, Any]) -> str:
    return f"{row.get('file', '')}:{row['line']}" if row.get("line") else str(row.get("file") or row.get("table") or "")


def _bare(cell: str) -> str:
    """A cell of the report without its markup and its places to break a line."""
    return str(cell.striptags() if isinstance(cell, Markup) else cell).replace("\u200b", "")
