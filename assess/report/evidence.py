"""A finding's facts as lines and small tables a client can check; what has no label is not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assess.model.result import FindingPart, Result
from assess.report.facts import COLUMNS, WORDS, Label, label_of
from assess.report.parts import Cell, Table, breakable, joined
from assess.report.voice import Voice

MOST_NAMES, MOST_ROWS, MOST_COLUMNS, MOST_SQL, SQL_LINES = 6, 8, 7, 2, 8
MOST_SIDES, SIDES = 4, ("name", "formula", "filter", "base", "time_column", "grain", "window", "unit")
NUMERIC = ("count", "share", "size", "days", "level", "decimal", "price")


@dataclass(frozen=True, slots=True)
class Proof:
    """`lines` are (label, value); `tables` have a caption; `code` are (where, SQL) excerpts."""

    lines: tuple[tuple[str, Cell], ...] = ()
    tables: tuple[tuple[str, Table], ...] = ()
    code: tuple[tuple[str, str], ...] = ()


def proof_of(finding: FindingPart, result: Result, say: Voice) -> Proof:
    """What of a finding's facts can be shown in the report's language, in the order the detector gave them."""
    lines: list[tuple[str, Cell]] = []
    tables: list[tuple[str, Table]] = []
    code: list[tuple[str, str]] = []
    for key, value in finding.evidence.items():
        label = label_of(finding.detector, key)
        if label is None or value is None or value in ("", [], {}):
            continue
        if label[1] in ("rows", "sql"):
            rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
            compared = key == "definitions" and len(rows) > 1
            table = side_by_side(rows, result, say) if compared else table_of(rows, result, say)
            if table:
                tables.append((say(label[0]), table))
            if label[1] == "sql":
                code += [
                    (f"{row.get('file', '')}:{row.get('line', '')}", _excerpt(str(row["sql"])))
                    for row in rows
                    if row.get("sql")
                ]
            continue
        shown = show(value, label[1], result, say)
        if shown:
            lines.append((say(label[0]), shown))
    tables += made_up_rows(finding, result, say)
    return Proof(tuple(lines), tuple(tables), tuple(code[:MOST_SQL]))


def made_up_rows(finding: FindingPart, result: Result, say: Voice) -> list[tuple[str, Table]]:
    """Made-up rows on which two definitions give different numbers, a table each; no row of the client's."""
    case = finding.evidence.get("counterexample")
    if not isinstance(case, Mapping):
        return []
    first, second = _whose(finding, case, result, say)
    told = {"first": first, "second": second, "a": _amount(case.get("a"), say), "b": _amount(case.get("b"), say)}
    caption = say("On these made-up rows {first} gives {a}, {second} {b}", **told)
    if case.get("period"):
        caption = say("For {month} on these made-up rows {first} gives {a}, {second} {b}",
                      month=str(case["period"][0])[:7], **told)  # fmt: skip
    tables = [t for t in case.get("tables") or [case] if t.get("columns") and t.get("rows")]
    found = []
    for number, table in enumerate(tables):
        names = [str(name) for name in table["columns"]][:MOST_COLUMNS]
        rows = tuple(
            tuple("–" if v is None else breakable(str(v)) for v in row[: len(names)])
            for row in table["rows"][:MOST_ROWS]
        )
        title = caption if not number else str(table.get("table", ""))
        found.append((title, Table(tuple(names), "l" * len(names), tuple(100 // len(names) for _ in names), rows)))
    return found


def _whose(finding: FindingPart, case: Mapping[str, Any], result: Result, say: Voice) -> tuple[str, str]:
    """What the two sides are called: their departments, or where they stand if one department has both."""
    names = {d.id: d.name[say.language] for d in result.engagement.departments}
    of = {str(d.get("metric")): d for d in finding.evidence.get("definitions") or []}
    sides = [of.get(str(identifier), {}) for identifier in case.get("of") or ()]
    if len(sides) != 2 or not all(sides):
        return say("the first"), say("the second")
    shown = [names.get(str(side.get("department")), "") for side in sides]
    if not all(shown) or shown[0] == shown[1]:
        shown = [f"{side.get('file')}:{side.get('line')}" for side in sides]
    return shown[0], shown[1]


def _amount(value: Any, say: Voice) -> str:
    return say("unknown") if value is None else f"{value:,.6g}" if isinstance(value, int | float) else str(value)


def table_of(rows: Sequence[Mapping[str, Any]], result: Result, say: Voice, most: int = MOST_ROWS) -> Table | None:
    """Rows of facts as a table of the labelled columns that hold anything; names get the room."""
    keys = [k for k in COLUMNS if any(row.get(k) not in (None, "", [], {}) for row in rows)][:MOST_COLUMNS]
    if not keys:
        return None
    labels: list[Label] = [COLUMNS[k] for k in keys]
    weight = [10 if kind in NUMERIC else 12 if kind in ("word", "dept") else 30 for _, kind in labels]
    widths = tuple(100 * w // sum(weight) for w in weight)
    cells: list[tuple[Cell, ...]] = [
        tuple(
            show(row.get(k), kind, result, say) or _nothing(kind if k in row else "", say)
            for k, (_, kind) in zip(keys, labels, strict=True)
        )
        for row in rows[:most]
    ]
    if len(rows) > most:
        cells.append((say("and {n} more", n=len(rows) - most), *("" for _ in keys[1:])))
    aligns = "".join("r" if kind in NUMERIC else "l" for _, kind in labels)
    return Table(tuple(say(label) for label, _ in labels), aligns, widths, tuple(cells))


def side_by_side(sides: Sequence[Mapping[str, Any]], result: Result, say: Voice) -> Table:
    """One column a definition, one row a facet that any of them states."""
    shown = sides[:MOST_SIDES]
    heads = (say("Part"), *(str(show(side.get("department"), "dept", result, say)) or say("unknown") for side in shown))
    rows: list[tuple[Cell, ...]] = []
    for facet in SIDES:
        values = [str(side.get(facet) or "") for side in shown]
        if any(values):
            rows.append(
                (say(COLUMNS[facet][0]), *(breakable(value) if value else say("not stated") for value in values))
            )
    places = [f"{side.get('file', '')}:{side.get('line', '')}" if side.get("file") else "" for side in shown]
    if any(places):
        rows.append((say("Where"), *(breakable(place) for place in places)))
    width = 84 // len(shown)
    return Table(heads, "l" * (len(shown) + 1), (16, *(width for _ in shown)), tuple(rows))


def show(value: Any, kind: str, result: Result, say: Voice) -> Cell:
    """One fact in words of the language; empty where its form is not the one expected."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, list):
        shown = [show(item, kind, result, say) for item in value[:MOST_NAMES]]
        if len(value) > MOST_NAMES:
            shown.append(say("and {n} more", n=len(value) - MOST_NAMES))
        return joined([cell for cell in shown if cell], "、" if say.language == "zh" else ", ")
    if isinstance(value, Mapping):
        if {"zh", "en"} <= set(value):
            return show(value[say.language], "text", result, say)
        return show(value.get("base"), kind, result, say)
    return _KINDS[kind](value, result, say)


def _number(form: Callable[[Voice, float], str]) -> Callable[[Any, Result, Voice], Cell]:
    def shown(value: Any, result: Result, say: Voice) -> Cell:
        return form(say, value) if isinstance(value, int | float) and not isinstance(value, bool) else ""

    return shown


def department(identifier: str, result: Result, say: Voice) -> Cell:
    """A department's name; its id as the client wrote it where the engagement does not know it."""
    for known in result.engagement.departments:
        if known.id == identifier:
            return known.name[say.language]
    return breakable(identifier) if identifier else "–"


def departments(identifiers: Sequence[str], result: Result, say: Voice, most: int = 3) -> str:
    """The names of departments in one line; all of them are said to be all."""
    if len(identifiers) > most and set(identifiers) >= {d.id for d in result.engagement.departments}:
        return say("all {n} departments", n=len(identifiers))
    names = [str(department(i, result, say)) for i in identifiers]
    return say.listing(names, most) or "–"


def _name(value: Any, result: Result, say: Voice) -> Cell:
    if isinstance(value, int | float):
        return say.count(value)
    return breakable(str(value))


def _word(value: Any, result: Result, say: Voice) -> Cell:
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    return say(WORDS[value]) if value in WORDS else ""


def _text(value: Any, result: Result, say: Voice) -> Cell:
    return str(value)


def _said(value: Any, result: Result, say: Voice) -> Cell:
    return ""  # a sentence in one language only is not shown


_KINDS: dict[str, Callable[[Any, Result, Voice], Cell]] = {
    "count": _number(lambda say, v: say.count(v)),
    "share": _number(lambda say, v: say.percent(v)),
    "size": _number(lambda say, v: say.size(v)),
    "days": _number(lambda say, v: say.many("{n} day", "{n} days", round(v))),
    "level": _number(lambda say, v: say.level(v)),
    "decimal": _number(lambda say, v: f"{v:.3f}".rstrip("0").rstrip(".") or "0"),
    "price": _number(lambda say, v: f"{v:,.10g}"),
    "name": _name,
    "dept": lambda value, result, say: department(str(value), result, say),
    "word": _word,
    "text": _text,
    "said": _said,
}


def _nothing(kind: str, say: Voice) -> Cell:
    return say("unknown") if kind in NUMERIC else "–"


def _excerpt(sql: str) -> str:
    lines = [line for line in sql.splitlines() if line.strip()]
    return "\n".join([*lines[:SQL_LINES], "…"] if len(lines) > SQL_LINES else lines)
