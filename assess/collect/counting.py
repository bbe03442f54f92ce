"""What two tables share, counted inside the engine that holds both: only counts leave it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assess.collect.canonical import canonical
from assess.collect.counting_sql import MIDNIGHT, OWN_TEXT, Statements
from assess.collect.databases.session import Session
from assess.model.errors import Unreachable
from assess.model.verification import Counted

# Seconds a million values (a row's column is one, and again one where rows are counted by key) on two cores.
SECONDS = {"duckdb": 0.12, "postgres": 1.1, "mysql": 1.6, "sqlite": 2.0}
_DRIVER = "the driver reports "


def count_rows(opened: Session, asked: Statements, columns: int, key: Sequence[int]) -> Counted:
    """The counts that `asked` (of that many columns, those at the places `key` the key) brings from the session.

    Unreachable when the source refuses or takes longer than allowed; a driver's own message, which may quote a value,
    is dropped.
    """
    if opened.engine == "sqlite":
        opened.driver.create_function(OWN_TEXT, 2, _own_text, deterministic=True)
    master, member, master_differ, member_differ, identical = _whole(_rows(opened, asked.rows)[0])
    if not key:
        return Counted(master, member, master_differ, member_differ, identical)
    rest = [place for place in range(columns) if place not in key]
    same_key, repeat, *found = _whole(_rows(opened, asked.keys[0])[0])
    if repeat:
        same = {int(place): int(n or 0) for one in asked.repeated for place, n in _rows(opened, one)}
        differ = {place: same_key - same[place] for place in rest}
    else:
        for one in asked.keys[1:]:
            found += _whole(_rows(opened, one)[0])[2:]
        differ = dict(zip(rest, found, strict=True))
    return Counted(
        master, member, master_differ, member_differ, identical, same_key,
        tuple(differ.get(place, 0) for place in range(columns)), bool(repeat),
    )  # fmt: skip


def expected_seconds(engine: str, rows: int, columns: int, key: int) -> float:
    """About how long the statements take for two tables of `rows` rows together, of which `key` columns of all that
    are compared are the key. A client's server may be several times faster or slower."""
    values = rows * (columns + (columns if key else 0))
    return round(values / 1e6 * SECONDS.get(engine, max(SECONDS.values())), 1)


def _rows(opened: Session, sql: str) -> list[tuple[Any, ...]]:
    try:
        return opened.rows(sql)
    except Unreachable as error:
        raise _discreet(error) from None


def _discreet(error: Unreachable) -> Unreachable:
    """The same without what the driver said beyond the kind of error."""
    place, found, rest = error.en.partition(_DRIVER)
    if not found:
        return error
    kind = rest.partition(":")[0]
    return Unreachable(
        f"{place}the count failed inside the source ({kind}); the tables may have changed since they were collected.",
        f"{error.zh.partition('驱动报错')[0]}在数据源内计数失败（{kind}）；表在采集之后可能有变动。",
    )


def _own_text(value: Any, kind: str) -> str | None:
    """SQLite's value as text; what has no canonical text (bytes, infinity) is written as it is."""
    text = canonical(value, "date" if kind == MIDNIGHT else kind)
    if text is None:
        return value.hex() if isinstance(value, bytes) else None if value is None else repr(value)
    return f"{text} 00:00:00" if kind == MIDNIGHT and len(text) == len("2026-11-22") else text


def _whole(row: Sequence[Any]) -> list[int]:
    """Counts; a sum over nothing is none."""
    return [int(str(value)) if value is not None else 0 for value in row]
