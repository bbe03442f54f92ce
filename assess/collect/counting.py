"""What two tables share, counted inside the engine that holds both: only counts leave it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assess.collect.canonical import canonical
from assess.collect.counting_sql import OWN_TEXT, Statements
from assess.collect.databases.session import Session
from assess.model.errors import Unreachable
from assess.model.verification import Counted

# Seconds a million values on two cores, measured on two tables of 300,000 rows and 16 columns. A row's column is one
# value, and one more where rows are counted by key as well.
SECONDS = {"duckdb": 0.16, "postgres": 0.35, "sqlite": 0.9, "mysql": 2.0}
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
    """About how long the statements take for two tables of `rows` rows together, of whose `columns` compared `key`
    are the key: twice as long where keys repeat. A client's server may be several times faster or slower."""
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
    if "OutOfMemory" in kind:
        return Unreachable(
            f"{place}the engine had too little memory and writes nothing down; count on a machine with more of it.",
            f"{error.zh.partition('驱动报错')[0]}引擎内存不足，又不落盘；请换一台内存更大的机器再数。",
        )
    return Unreachable(
        f"{place}the count failed inside the source ({kind}); the tables may have changed since they were collected.",
        f"{error.zh.partition('驱动报错')[0]}在数据源内计数失败（{kind}）；表在采集之后可能有变动。",
    )


def _own_text(value: Any, kind: str) -> str | None:
    """SQLite's value as text; what has no canonical text (bytes, infinity) is written as it is."""
    text = canonical(value, kind)
    if text is None and value is not None:
        return value.hex() if isinstance(value, bytes) else repr(value)
    return text


def _whole(row: Sequence[Any]) -> list[int]:
    """Counts; a sum over nothing is none."""
    return [int(str(value)) if value is not None else 0 for value in row]
