"""A finding's facts as lines and small tables a client can check; what has no label is not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from assess.model.result import Result
from assess.report.facts import FACTS, HIDDEN, VALUES
from assess.report.parts import Cell, Table, breakable, joined
from assess.report.voice import Voice

MOST_NAMES, MOST_ROWS, MOST_COLUMNS, MOST_SQL = 8, 8, 6, 2
SQL_LINES = 8


@dataclass(frozen=True, slots=True)
class Proof:
    """`lines` are (label, value); `tables` have a caption; `code` are (where, SQL) excerpts."""

    lines: tuple[tuple[str, Cell], ...] = ()
    tables: tuple[tuple[str, Table], ...] = ()
    code: tuple[tuple[str, str], ...] = ()


def proof_of(facts: Mapping[str, Any], result: Result, say: Voice) -> Proof:
    """What of `facts` can be shown in the report's language."""
    lines: list[tuple[str, Cell]] = []
    tables: list[tuple[str, Table]] = []
    code: list[tuple[str, str]] = []
    for key, value in facts.items():
        if key in HIDDEN or key not in FACTS or value is None or value in ("", [], {}):
            continue
        label, kind = FACTS[key]
        if isinstance(value, list) and all(isinstance(row, Mapping) for row in value) and not _bilingual(value[0]):
            code += [(_where(row), _excerpt(str(row["sql"]))) for row in value if row.get("sql")]
            table = table_of(value, result, say)
            if table:
                tables.append((say(label), table))
            continue
        shown = show(value, kind, result, say)
        if shown:
            lines.append((say(label), shown))
    return Proof(tuple(lines), tuple(tables), tuple(code[:MOST_SQL]))


def table_of(rows: Sequence[Mapping[str, Any]], result: Result, say: Voice) -> Table | None:
    """Rows of facts as a table of the labelled columns; the widest columns are those that hold names."""
    keys = [k for k in dict.fromkeys(key for row in rows for key in row) if k in FACTS and k not in HIDDEN and k != "sql"]
    keys = [k for k in keys if any(row.get(k) not in (None, "", [], {}) for row in rows)][:MOST_COLUMNS]
    if not keys:
        return None
    numeric = {k: FACTS[k][1] in NUMERIC for k in keys}
    weight = {k: 1 if numeric[k] or FACTS[k][1] in ("word", "dept") else 3 for k in keys}
    widths = tuple(round(100 * weight[k] / sum(weight.values())) for k in keys)
    cells = [
        tuple(show(row.get(k), FACTS[k][1], result, say) or _nothing(FACTS[k][1], say) for k in keys) for row in rows[:MOST_ROWS]
    ]
    if len(rows) > MOST_ROWS:
        rest = say("and {n} more, in result.json", n=len(rows) - MOST_ROWS)
        cells.append((rest, *("" for _ in keys[1:])))
    return Table(tuple(say(FACTS[k][0]) for k in keys), "".join("r" if numeric[k] else "l" for k in keys), widths, tuple(cells))


def show(value: Any, kind: str, result: Result, say: Voice) -> Cell:
    """One fact in words of the language; empty where its form is not the one expected."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, list):
        shown = [show(item, kind, result, say) for item in value[:MOST_NAMES]]
        if len(value) > MOST_NAMES:
            shown.append(say("and {n} more", n=len(value) - MOST_NAMES))
        return joined([cell for cell in shown if cell], "、" if say.language == "zh" else ", ")
    if _bilingual(value):
        return str(value[say.language])
    if isinstance(value, Mapping):
        if {"low", "base", "high"} <= set(value):
            low, base, high = (show(value[end], kind, result, say) for end in ("low", "base", "high"))
            return say("{base} (low {low}, high {high})", base=base, low=low, high=high)
        return ""
    return _KINDS[kind](value, result, say)


def _number(form: Callable[[Voice, float], str]) -> Callable[[Any, Result, Voice], Cell]:
    def shown(value: Any, result: Result, say: Voice) -> Cell:
        return form(say, value) if isinstance(value, int | float) and not isinstance(value, bool) else ""

    return shown


def _dept(value: Any, result: Result, say: Voice) -> Cell:
    known = any(d.id == value for d in result.engagement.departments)
    return department(str(value), result, say) if known else breakable(str(value))


def department(identifier: str, result: Result, say: Voice) -> str:
    """A department's name; its id where the engagement does not know it."""
    return next((d.name[say.language] for d in result.engagement.departments if d.id == identifier), identifier)


def _name(value: Any, result: Result, say: Voice) -> Cell:
    return breakable(str(value))


def _word(value: Any, result: Result, say: Voice) -> Cell:
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    return say(VALUES[value]) if value in VALUES else ""


def _price(value: Any, result: Result, say: Voice) -> Cell:
    return f"{value:,.10g}" if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _nothing(kind: str, say: Voice) -> Cell:
    return say("unknown") if kind in NUMERIC else "–"


_KINDS: dict[str, Callable[[Any, Result, Voice], Cell]] = {
    "count": _number(lambda say, v: say.count(v)),
    "share": _number(lambda say, v: say.percent(v)),
    "size": _number(lambda say, v: say.size(v)),
    "days": _number(lambda say, v: say.many("{n} day", "{n} days", round(v))),
    "level": _number(lambda say, v: say.level(v)),
    "decimal": _number(lambda say, v: f"{v:.3f}".rstrip("0").rstrip(".")),
    "price": _price,
    "name": _name,
    "dept": _dept,
    "word": _word,
}
NUMERIC = ("count", "share", "size", "days", "level", "decimal", "price")


def _bilingual(value: Any) -> bool:
    return isinstance(value, Mapping) and {"zh", "en"} <= set(value)


def _where(row: Mapping[str, Any]) -> str:
    place = f"{row['file']}:{row['line']}" if row.get("file") and row.get("line") else str(row.get("file") or row.get("table") or "")
    return place


def _excerpt(sql: str) -> str:
    lines = [line for line in sql.splitlines() if line.strip()]
    return "\n".join([*lines[:SQL_LINES], "…"] if len(lines) > SQL_LINES else lines)


def code_block(where: str, sql: str) -> Markup:
    """An excerpt of the client's SQL under the place it stands in."""
    return Markup('<figure class="sql"><figcaption class="client">{}</figcaption><pre class="client">{}</pre></figure>').format(
        where, escape(sql)
    )
