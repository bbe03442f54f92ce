"""Variants as statements: all that read the same source by the same time in one, a row a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlglot import exp

from assess.diagnose.metrics.bridge.layers import constant
from assess.diagnose.metrics.bridge.periods import Window, next_begin, periods_of
from assess.diagnose.metrics.bridge.shapes import can_be_limited, limited
from assess.diagnose.metrics.bridge.variants import Variant

TIMES = ("DATE", "TIME")


@dataclass(frozen=True)
class Span:
    """From `first` to `last`, both included, by day, week or month."""

    first: date
    last: date
    grain: str

    @property
    def periods(self) -> list[date]:
        return periods_of(self.first, self.last, self.grain)


@dataclass(frozen=True)
class Query:
    """One statement: period (null is all of them together), then a value and the rows it is over for each of `of`;
    `of` are numbers of variants with the place of their pair of columns."""

    sql: str
    of: tuple[tuple[int, int], ...]
    tables: tuple[str, ...]
    rows: int | None


def queries_of(variants: Sequence[Variant], span: Span, engine: str, whole: bool) -> list[Query]:
    """The statements that compute all variants; with `whole`, each value over all periods at once too."""
    groups: dict[Any, list[int]] = {}
    for number, variant in enumerate(variants):
        alone = "" if can_be_limited(variant.value) else " AND ".join(sorted(c.sql() for c in variant.filter))
        key = (variant.source.key, variant.time.sql(), variant.window, alone)
        groups.setdefault(key, []).append(number)
    return [_query([(n, variants[n]) for n in group], span, engine, whole) for group in groups.values()]


def _query(members: list[tuple[int, Variant]], span: Span, engine: str, whole: bool) -> Query:
    first = members[0][1]
    spelt = [{c.sql(): c for c in variant.filter} for _, variant in members]
    common = [c for key, c in spelt[0].items() if all(key in one for one in spelt)]
    keys = {c.sql() for c in common}
    columns: list[tuple[Any, Any]] = []
    places: dict[str, int] = {}
    of = []
    for (number, variant), said in zip(members, spelt, strict=True):
        rest = [c for key, c in said.items() if key not in keys]
        value: Any = variant.value
        count: Any = exp.Count(this=exp.Star())
        if rest:
            condition = exp.and_(*(exp.Paren(this=c.copy()) for c in rest))
            value, count = limited(value, condition), limited(count, condition)
        text = value.sql() + " over " + count.sql()
        if text not in places:
            places[text] = len(columns)
            columns.append((value, count))
        of.append((number, places[text]))
    known = [table.rows for table in first.source.tables]
    return Query(_statement(first, common, columns, span, engine, whole), tuple(of),
                 tuple(table.id for table in first.source.tables),
                 None if None in known else sum(rows or 0 for rows in known))  # fmt: skip


def _statement(variant: Variant, common: Sequence[Any], columns: Sequence[tuple[Any, Any]], span: Span, engine: str,
               whole: bool) -> str:  # fmt: skip
    time = _moment(variant, engine)
    selects = []
    for place, (value, count) in enumerate(columns):
        selects += [f"{_run(value, engine)} AS v{place}", f"{count.sql(dialect=engine)} AS n{place}"]
    listed = ", ".join(selects)
    head, tail = _from(variant, engine)
    where = [f"({one.sql(dialect=engine)})" for one in common]
    if variant.window is not None:
        spine = _spine(variant.window, span, engine)
        join = f" JOIN ({spine}) AS periods_ ON {time} >= periods_.lo AND {time} < periods_.hi"
        asked = f"SELECT periods_.period AS period, {listed} FROM {tail}{join}"
        asked += f" WHERE {' AND '.join(where)}" if where else ""
        return f"{head}{asked} GROUP BY periods_.period"
    rest = f"FROM {tail} WHERE {' AND '.join([*where, _within(time, span, engine)])}"
    asked = f"SELECT {_period(time, span.grain, engine)} AS period, {listed} {rest} GROUP BY 1"
    if whole:
        asked += f" UNION ALL SELECT NULL AS period, {listed} {rest}"
    return head + asked


def keyed(variant: Variant, key: Sequence[str], span: Span, engine: str, side: int) -> str:
    """The value of each key in the span, as (k0, …, a, b, va, vb) of one side with the other's columns 0."""
    head, tail = _from(variant, engine)
    alias = variant.source.places[0].alias
    names = [exp.column(exp.to_identifier(name, quoted=True), table=exp.to_identifier(alias, quoted=True))
             for name in key]  # fmt: skip
    shown = [name.sql(dialect=engine) for name in names]
    where = [f"({one.sql(dialect=engine)})" for one in variant.filter]
    where.append(_within(_moment(variant, engine), span, engine))
    ours = ("1 AS a, 0 AS b", "0 AS a, 1 AS b")[side]
    value = _run(variant.value, engine)
    values = (f"{value} AS va, 0 AS vb", f"0 AS va, {value} AS vb")[side]
    listed = ", ".join(f"{name} AS k{number}" for number, name in enumerate(shown))
    return (
        f"{head}SELECT {listed}, {ours}, {values} FROM {tail} WHERE {' AND '.join(where)} GROUP BY {', '.join(shown)}"
    )


def _from(variant: Variant, engine: str) -> tuple[str, str]:
    """(WITH … or nothing, what stands after FROM)."""
    sql = str(variant.source.select.select("here_").sql(dialect=engine))
    head, _, tail = sql.partition("SELECT here_ FROM ")
    return head, tail


def _within(time: str, span: Span, engine: str) -> str:
    return f"{time} >= {_day(span.first, engine)} AND {time} < {_day(span.last + timedelta(days=1), engine)}"


def _run(value: Any, engine: str) -> str:
    """The value as SQL that divides exactly by constants and gives nothing where it would divide by nothing."""
    held = exp.Paren(this=value.copy())
    for division in reversed(list(held.find_all(exp.Div))):
        by = constant(division.expression)
        if by and _ends(by):
            factor = exp.Literal.number(_decimal(1 / by))
            division.replace(exp.Mul(this=division.this, expression=factor))
        elif by is None and not isinstance(division.expression.unnest(), exp.Nullif):
            division.set("expression", exp.Nullif(this=division.expression.unnest(), expression=exp.Literal.number(0)))
    return str(held.this.sql(dialect=engine))


def _ends(value: Fraction) -> bool:
    """Whether 1 / value has an end in decimal digits."""
    number = abs(value.numerator)
    for prime in (2, 5):
        while number % prime == 0:
            number //= prime
    return number == 1


def _decimal(value: Fraction) -> str:
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    whole = str(abs(int(value * 10**digits))).rjust(digits + 1, "0")
    return ("-" if value < 0 else "") + (f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole)


def _moment(variant: Variant, engine: str) -> str:
    """The time column as SQL; text that holds times is read as time where the engine would not."""
    text = str(variant.time.sql(dialect=engine))
    if not isinstance(variant.time, exp.Column):
        return text
    places = {place.alias: place for place in variant.source.places}
    place = places.get(variant.time.table)
    kind = ((place.columns or {}) if place else {}).get(variant.time.name.lower(), ("", ""))[1].upper()
    return text if not kind or any(one in kind for one in TIMES) else _read(text, engine)


def _read(text: str, engine: str) -> str:
    """A day written as 2026-01-31, 2026/01/31, 20260131, 2026-01 or 202601; else what the engine reads by itself."""
    if engine == "mysql":
        said, kind = f"CAST({text} AS CHAR)", "DATETIME"
    else:
        said, kind = f"CAST({text} AS {'TEXT' if engine == 'sqlite' else 'VARCHAR'})", "TIMESTAMP"

    def joined(*places: tuple[int, int] | str) -> str:
        parts = [f"'{one}'" if isinstance(one, str) else f"SUBSTR({said}, {one[0]}, {one[1]})" for one in places]
        whole = f"CONCAT({', '.join(parts)})" if engine == "mysql" else " || ".join(parts)
        return whole if engine == "sqlite" else f"CAST({whole} AS {kind})"

    other = said if engine == "sqlite" else f"CAST({said} AS {kind})"
    return (
        f"CASE WHEN {said} LIKE '____-__-__%' THEN {joined((1, 10))} "
        f"WHEN {said} LIKE '____/__/__%' THEN {joined((1, 4), '-', (6, 2), '-', (9, 2))} "
        f"WHEN {said} LIKE '____-__' OR {said} LIKE '____/__' THEN {joined((1, 4), '-', (6, 2), '-01')} "
        f"WHEN {said} LIKE '________' THEN {joined((1, 4), '-', (5, 2), '-', (7, 2))} "
        f"WHEN {said} LIKE '______' THEN {joined((1, 4), '-', (5, 2), '-01')} ELSE {other} END"
    )


def _day(day: date, engine: str) -> str:
    return f"TIMESTAMP '{day} 00:00:00'" if engine in ("duckdb", "postgres") else f"'{day}'"


def _period(time: str, grain: str, engine: str) -> str:
    """The first day of the period a moment is in."""
    if engine == "sqlite":
        return {"day": f"DATE({time})", "week": f"DATE({time}, '-6 days', 'weekday 1')",
                "month": f"DATE({time}, 'start of month')"}[grain]  # fmt: skip
    if engine == "mysql":
        return {"day": f"DATE({time})", "week": f"DATE_SUB(DATE({time}), INTERVAL WEEKDAY({time}) DAY)",
                "month": f"DATE_FORMAT({time}, '%Y-%m-01')"}[grain]  # fmt: skip
    return f"CAST(DATE_TRUNC('{grain}', {time}) AS DATE)"


def _spine(window: Window, span: Span, engine: str) -> str:
    """A row a period: its first day, the window's first moment, and the moment after its last."""
    rows: list[str] = []
    for period in span.periods:
        end = min(next_begin(period, span.grain), span.last + timedelta(days=1))
        names = (" AS period", " AS lo", " AS hi") if not rows else ("", "", "")
        rows.append(f"SELECT '{period}'{names[0]}, {_day(window.begins(end), engine)}{names[1]}, "
                    f"{_day(end, engine)}{names[2]}")  # fmt: skip
    return " UNION ALL ".join(rows)
