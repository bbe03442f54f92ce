"""A lake of Parquet files to profile: families of copies over four units, values of every kind a lake has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

UNITS = ("crm", "erp", "mall", "ods")
APART = 50_000_017  # rows between families, so that what they count is not the same
FAMILY = 5  # tables: one kept first, then a copy, one under other names, a part of it, one that went its own way
# name, the name another unit gives it, expression over i (the row) and f (the family)
COLUMNS = (
    ("id", "row_id", "i + f * 1000000"),
    ("small", "tiny_code", "cast(i % 100 - 50 as tinyint)"),
    ("store", "store_no", "cast(i * 7919 % 4001 as integer)"),
    ("member", "member_no", "cast(i * 31 % 3000017 + f as bigint)"),
    ("amount", "sum_total", "cast(i * 37 % 1000003 / 100.0 - 500 as decimal(12, 2))"),
    ("weight", "mass", ("case when i % 101 = 0 then -0.0 when i % 103 = 0 then 'nan'::double when i % 107 = 0 then "
                       "'inf'::double when i % 109 = 0 then '-inf'::double else sqrt(i + f) / 3 end")),
    ("rate", "ratio", "cast(i % 997 / 7.0 as float)"),
    ("city", "town", "case when i % 50 = 0 then null else '城市' || (i * 13 % 307) || repeat(' ', i % 3) end"),
    ("note", "remark", ("case i % 4 when 0 then '👩‍👩‍👧 ' || (i % 9001) when 1 then 'O''Neil \\ ' || i when 2 then "
                       "'Ünï' || (i % 601) else '' end")),
    ("ordered", "order_time", ("timestamp '2020-01-01' + (i * 13 % 90000000) * interval 1 second + (i % 2) * interval "
                              "250 millisecond")),
    ("seen", "seen_at", "cast(timestamp '2024-01-01' + (i * 17 % 90000000) * interval 1 second as timestamptz)"),
    ("day", "on_day", "date '1999-12-31' + cast(i % 2003 as integer)"),
    ("gift", "is_gift", "case when i % 7 = 0 then null else i % 3 = 0 end"),
    ("nothing", "empty_column", "cast(null as varchar)"),
    ("tags", "labels", "['a', 'b' || (i % 3)]"),
    ("place", "spot", "{'x': i % 10, 'y': 'z'}"),
)  # fmt: skip


def make_lake(folder: Path, tables: int, rows: int) -> None:
    """Write `tables` tables of `rows` rows below `folder`, a folder a unit. Every fourth is split by day into folders
    such as part=2026-01-01, every third into several files."""
    import duckdb

    with duckdb.connect(config={"threads": 1}) as db:
        db.execute("SET TimeZone = 'UTC'")
        for number in range(tables):
            family, role = divmod(number, FAMILY)
            place = folder / UNITS[number % len(UNITS)] / f"t{number:04d}"
            place.mkdir(parents=True)
            _write(db, _select(family, role, rows), place, number, rows)


def _select(family: int, role: int, rows: int) -> str:
    shown = [f"{made} AS {named(name if role != 2 else other, family)}" for name, other, made in COLUMNS]
    kept = shown[: len(shown) - 3 * (role == 3)]
    which = {3: "WHERE i % 5 < 2", 4: "WHERE i % 10 < 9"}.get(role, "")
    start = family * APART + {4: rows // 2}.get(role, 0)
    return f"SELECT {', '.join(kept)} FROM (SELECT i, {family} AS f FROM range({start}, {start + rows}) r(i)) {which}"


def _write(db: Any, select: str, place: Path, number: int, rows: int) -> None:
    if number % 4 == 3:
        for part in range(3):
            below = place / f"part=2026-01-0{part + 1}"
            below.mkdir()
            _copy(db, f"SELECT * FROM ({select}) WHERE {_id(number)} % 3 = {part}", below / "part-0.parquet")
    elif number % 3 == 2:
        for half in range(2):
            _copy(db, f"SELECT * FROM ({select}) WHERE {_id(number)} % 2 = {half}", place / f"part-{half}.parquet")
    else:
        _copy(db, select, place / "part-0.parquet")


def named(name: str, family: int) -> str:
    """A column's name in a family: letters of its own before it, so that families are not alike."""
    return "".join("bdfgklmnprst"[family // 12**place % 12] + "ao"[place % 2] for place in range(3)) + "_" + name


def _id(number: int) -> str:
    return named(COLUMNS[0][1 if number % FAMILY == 2 else 0], number // FAMILY)


def _copy(db: Any, select: str, path: Path) -> None:
    db.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
