"""What a column's values look like, counted inside the source: phone numbers, ID numbers, masked, hashed.

Of a client's values only counts leave: how many were looked at, how many differ, how many look so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assess.collect.canonical import value_kind
from assess.collect.databases.session import Session
from assess.collect.databases.shape import quoted
from assess.collect.personal_kinds import by_values
from assess.collect.personal_sql import counted, looked, looks_mask, sample
from assess.model.errors import Unreachable

LOOKED_AT = 1000  # rows a table
CHUNK = 60  # columns a statement
FEWEST = 5  # of fewer different values, or fewer that look so, nothing is said
NOTICED = 0.1  # smaller shares say nothing of the column
PLAIN, MASKED, PSEUDONYMISED, UNKNOWN = "plain", "masked", "pseudonymised", "unknown"
_WIDE = frozenset(("bigint", "hugeint", "ubigint", "uhugeint", "int8", "int64", "bigserial", "number"))


@dataclass(frozen=True, slots=True)
class Look:
    """What a column's values look like, as the evidence table `personal` has it, without the table."""

    column: str
    kind: str
    state: str
    seen: int
    distinct: int
    share: float | None
    spread: int | None = None


def looks_of(session: Session, table: str, columns: Sequence[tuple[str, str]], rows: int | None = None) -> list[Look]:
    """Looks of the columns (name, type) of `table` (an SQL name) that can hold text or long numbers.

    One statement for sixty columns over at most `LOOKED_AT` rows; `rows` (where known) spreads them over the table.
    Empty where the source refuses or takes longer than allowed: then nothing is known, and no driver's message,
    which may quote a value, is kept.
    """
    return try_looks(session, table, columns, rows)[0]


def try_looks(
    session: Session, table: str, columns: Sequence[tuple[str, str]], rows: int | None = None
) -> tuple[list[Look], bool]:
    """The same, and whether the source answered for all of them."""
    wanted = [(name, declared) for name, declared in columns if may_hold(declared, session.engine)]
    if session.engine == "sqlite":
        session.driver.create_function("assess_looks", 1, looks_mask, deterministic=True)
    found: list[Look] = []
    for start in range(0, len(wanted), CHUNK):
        names = [name for name, _ in wanted[start : start + CHUNK]]
        try:
            answer = session.rows(statement(session.engine, table, names, rows))
        except Unreachable:
            return found, False
        for place, *counts in sorted(answer):
            found += _looks(names[place], [int(count or 0) for count in counts])
    return found, True


def as_rows(table_id: str, looks: Sequence[Look]) -> list[dict[str, Any]]:
    """Rows of the evidence table `personal`."""
    return [{"table_id": table_id, **asdict(look)} for look in looks]


def may_hold(declared: str, engine: str) -> bool:
    """Whether a declared type can hold a phone number: text, or whole numbers of eleven digits and more."""
    kind = value_kind(declared, engine)
    if kind == "whole":
        return engine == "sqlite" or declared.lower().split("(")[0].split()[0] in _WIDE
    if kind == "decimal":
        size = re.search(r"\((\d+)(?:\s*,\s*(-?\d+))?\)", declared)
        return size is None or (int(size[1]) >= 11 and int(size[2] or 0) == 0)
    return kind == "text"


def statement(engine: str, table: str, names: Sequence[str], rows: int | None = None) -> str:
    """The one statement: for each column its place and, over a sample, what `_looks` reads."""
    mark = "`" if engine in ("mysql", "spark") else '"'
    texts = [looked(engine, quoted(name, mark)) for name in names]
    cells = [f"{text} AS c{place}" for place, text in enumerate(texts)]
    looks, hold = "", ""
    if engine == "sqlite":
        # Called once a value: what a subquery gives, SQLite would work out again for each aggregate.
        cells += [f"assess_looks({text}) AS m{place}" for place, text in enumerate(texts)]
        looks, hold = ", m{0} AS m", "MATERIALIZED "
    columns = [quoted(name, mark) for name in names]
    rows_looked_at = sample(engine, table, columns, rows, LOOKED_AT)
    stacked = " UNION ALL ".join(
        f"SELECT {place} AS place, c{place} AS v{looks.format(place)} FROM s" for place in range(len(names))
    )
    return (
        f"WITH s AS {hold}(SELECT {', '.join(cells)} FROM {rows_looked_at})\n"
        f"SELECT place, {', '.join(counted(engine))} FROM ({stacked}) AS q GROUP BY place"
    )


def _looks(column: str, counts: list[int]) -> Iterator[Look]:
    """The looks of one column from its counts: seen, distinct, masked, pseudonymised, then two for each kind."""
    seen, distinct, masked, hashed, *by_kind = counts
    if distinct < FEWEST:
        return
    said = False
    for (name, kind), fits, spread in zip(by_values(), by_kind[::2], by_kind[1::2], strict=True):
        if _noticed(fits, seen):
            said = True
            ways = spread if kind.spread > 1 else None
            yield Look(column, name, PLAIN, seen, distinct, round(fits / seen, 4), ways)
    for state, fits in ((MASKED, masked), (PSEUDONYMISED, hashed)):
        if _noticed(fits, seen):
            said = True
            yield Look(column, "", state, seen, distinct, round(fits / seen, 4))
    if not said:
        yield Look(column, "", UNKNOWN, seen, distinct, None)


def _noticed(fits: int, seen: int) -> bool:
    return fits >= FEWEST and fits >= NOTICED * seen
