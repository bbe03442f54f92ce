"""A finding's facts as text for the screen: the report's labels, but all rows, all names and whole scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assess.model.result import FindingPart, Result
from assess.report.evidence import NUMERIC, proof_of, show
from assess.report.facts import COLUMNS, PRICES, RECKONED, label_of
from assess.report.voice import Voice

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


def inputs_of(finding: FindingPart, result: Result, voice: Voice) -> list[tuple[str, str, str]]:
    """(name in the formula, what it is, value) of what the saving was reckoned from; ranges as low, base, high."""
    inputs = finding.evidence.get("inputs")
    found = []
    for key, value in inputs.items() if isinstance(inputs, Mapping) else ():
        if key in PRICES:
            name, unit = PRICES[key]
            meaning = voice.listing([voice(name), voice(unit, currency=result.engagement.currency)])
        else:
            label = label_of(finding.detector, key) or COLUMNS.get(key)
            meaning = voice(label[0]) if label else ""
        found.append((key, meaning, _exact(value)))
    return found


def _exact(value: Any) -> str:
    if isinstance(value, Mapping):
        return " / ".join(_exact(value[end]) for end in ("low", "base", "high") if end in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
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
    if "counterexample" not in finding.evidence:
        return []
    only = finding.model_copy(update={"evidence": {"counterexample": finding.evidence["counterexample"]}})
    return [
        (caption, [dict(zip(table.heads, map(_bare, row), strict=True)) for row in table.rows])
        for caption, table in proof_of(only, result, voice).tables
    ]


def _place(row: Mapping[str, Any]) -> str:
    return f"{row.get('file', '')}:{row['line']}" if row.get("line") else str(row.get("file") or row.get("table") or "")


def _bare(cell: str) -> str:
    """A cell of the report without its markup and its places to break a line."""
    return str(cell.striptags() if isinstance(cell, Markup) else cell).replace("\u200b", "")
