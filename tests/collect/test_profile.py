"""Sketches: the same values give the same hashes in every engine, and nothing but hashes leaves it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assess.collect.canonical import canonical, value_kind
from assess.collect.database import read_database

TYPES = {
    "postgresql": ("bigint", "numeric(12,2)", "numeric(2,2)", "double precision", "date", "timestamp", "timestamptz",
                   "boolean", "varchar(40)", "char(10)"),
    "mysql": ("bigint unsigned zerofill", "decimal(12,2)", "decimal(2,2)", "double", "date", "datetime(6)",
              "timestamp(6) null", "boolean", "varchar(40) character set gbk", "char(10)"),
    "duckdb": ("bigint", "decimal(12,2)", "decimal(2,2)", "double", "date", "timestamp", "timestamptz", "boolean",
               "varchar", "varchar"),
    "sqlite": ("bigint", "decimal(12,2)", "decimal(2,2)", "double", "date", "timestamp", "timestamp with time zone",
               "boolean", "varchar(40)", "char(10)"),
}  # fmt: skip
NAMES = ("id", "amount", "rate", "weight", "day", "at", "seen", "paid", "city", "code")
ROWS = (
    (1, "19.90", "0.50", "1.5", "2026-01-05", "2026-01-05 10:00:00", "2026-01-05 02:00:00", 1, "昆明", "a  "),
    (20, "100.00", "-0.25", "-0.00000001", "1999-12-31", "1999-12-31 23:59:59.120000", "1999-12-31 23:59:59", 0,
     "大理 ", "A"),
    (300, "0.00", "0.00", "123456789.123456", "2000-02-29", "2000-02-29 00:00:00.000001", "2000-02-29 00:00:00.5", 1,
     "O'Neil", "b c"),
    (4000, "-7.10", "0.09", "1e300", None, None, None, None, None, None),
)  # fmt: skip


def statements(kind: str) -> list[str]:
    """The statements that make and fill the table in one engine."""
    quote = "`" if kind == "mysql" else '"'
    shape = ", ".join(f"{quote}{name}{quote} {declared}" for name, declared in zip(NAMES, TYPES[kind], strict=True))

    def literal(value: object, name: str) -> str:
        if value is None:
            return "NULL"
        if name == "paid" and kind in ("postgresql", "duckdb"):
            return "true" if value else "false"
        if name == "seen" and kind in ("postgresql", "duckdb"):
            return f"'{value}+00'"
        text = str(value).replace("'", "''")
        return text if name in ("id", "amount", "rate", "weight", "paid") else f"'{text}'"

    rows = ", ".join(
        "(" + ", ".join(literal(value, name) for value, name in zip(row, NAMES, strict=True)) + ")" for row in ROWS
    )
    settings = ["SET time_zone = '+00:00'"] if kind == "mysql" else []
    return [
        *settings,
        "DROP TABLE IF EXISTS orders",
        f"CREATE TABLE orders ({shape})",
        f"INSERT INTO orders VALUES {rows}",
    ]


def expected(texts: list[str], salt: str) -> list[int]:
    return sorted({int(hashlib.md5((salt + text).encode()).hexdigest()[:15], 16) for text in texts})


WANTED = {
    "id": ["1", "20", "300", "4000"],
    "amount": ["19.9", "100", "0", "-7.1"],
    "rate": ["0.5", "-0.25", "0", "0.09"],
    "weight": ["1.5", "0", "123456789.123456"],
    "day": ["2026-01-05", "1999-12-31", "2000-02-29"],
    "at": ["2026-01-05 10:00:00", "1999-12-31 23:59:59.12", "2000-02-29.000001"],
    "seen": ["2026-01-05 02:00:00", "1999-12-31 23:59:59", "2000-02-29.5"],
    "paid": ["1", "0"],
    "city": ["昆明", "大理", "O'Neil"],
    "code": ["a", "A", "b c"],
}


Read = Callable[[str, str, str], dict[str, tuple[int, int, int, list[int]]]]


@pytest.fixture
def read(run: Any, database: Any, by_column: Any, salt: str, tmp_path: Path) -> Read:
    """Fill the table in one engine and read its sketches back."""

    def filled_and_read(kind: str, url: str, table_id: str) -> dict[str, tuple[int, int, int, list[int]]]:
        run(url, *statements(kind))
        found: dict[str, tuple[int, int, int, list[int]]] = by_column(
            read_database(database(url), tmp_path, salt=salt).sketches, table_id
        )
        return found

    return filled_and_read


def are_those_of_the_canonical_text(sketches: dict[str, tuple[int, int, int, list[int]]], salt: str) -> bool:
    nulls = {name: sum(row[i] is None for row in ROWS) for i, name in enumerate(NAMES)}
    assert {name: sketch[3] for name, sketch in sketches.items()} == {n: expected(t, salt) for n, t in WANTED.items()}
    assert {name: sketch[:3] for name, sketch in sketches.items()} == {
        name: (4, nulls[name], len(texts)) for name, texts in WANTED.items()
    }
    return True


def test_hashes_in_postgresql_are_those_of_the_canonical_text(postgres_url: str, read: Read, salt: str) -> None:
    assert are_those_of_the_canonical_text(read("postgresql", postgres_url, "shop.public.orders"), salt)


def test_hashes_in_mariadb_are_those_of_the_canonical_text(mariadb_url: str, read: Read, salt: str) -> None:
    assert are_those_of_the_canonical_text(read("mysql", mariadb_url, "shop.orders"), salt)


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_hashes_in_a_file_are_those_of_the_canonical_text(
    kind: str, files: dict[str, str], read: Read, salt: str
) -> None:
    assert are_those_of_the_canonical_text(read(kind, files[kind], "shop.orders"), salt)


def test_many_distinct_values_are_estimated_within_a_few_in_a_hundred(
    files: dict[str, str], run: Any, database: Any, by_column: Any, salt: str, tmp_path: Path
) -> None:
    run(
        files["duckdb"],
        "CREATE TABLE t AS SELECT i AS id, i % 50000 AS member, i % 900 AS store FROM range(200000) r(i)",
    )
    sketches = by_column(read_database(database(files["duckdb"]), tmp_path, salt=salt).sketches, "shop.t")
    assert (len(sketches["id"][3]), len(sketches["member"][3])) == (16_384, 4_096)
    assert abs(sketches["id"][2] / 200_000 - 1) < 0.03
    assert abs(sketches["member"][2] / 50_000 - 1) < 0.06
    assert sketches["store"][2] == len(sketches["store"][3]) == 900


def test_the_smallest_hashes_of_all_values_are_kept(
    files: dict[str, str], run: Any, database: Any, by_column: Any, salt: str, tmp_path: Path
) -> None:
    for url in files.values():
        run(url, "CREATE TABLE t (id integer)")
    run(files["duckdb"], "INSERT INTO t SELECT i FROM range(30000) r(i)")
    run(
        files["sqlite"],
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 29999) INSERT INTO t SELECT i FROM n",
    )
    smallest = expected([str(i) for i in range(30000)], salt)[:16384]
    for url in files.values():
        assert by_column(read_database(database(url), tmp_path, salt=salt).sketches, "shop.t")["id"][3] == smallest


def test_another_salt_gives_other_hashes(
    files: dict[str, str], run: Any, database: Any, by_column: Any, tmp_path: Path
) -> None:
    run(files["sqlite"], "CREATE TABLE t (phone text)", "INSERT INTO t VALUES ('13800000000')")
    one, other = (
        by_column(read_database(database(files["sqlite"]), tmp_path, salt=s).sketches, "shop.t")["phone"][3]
        for s in ("a" * 32, "b" * 32)
    )
    assert one != other


def test_a_case_insensitive_collation_does_not_merge_values(
    mariadb_url: str, run: Any, database: Any, by_column: Any, salt: str, tmp_path: Path
) -> None:
    run(mariadb_url, "CREATE OR REPLACE TABLE letters (x varchar(5) COLLATE utf8mb4_general_ci)",
        "INSERT INTO letters VALUES ('a'), ('A')")  # fmt: skip
    sketches = by_column(read_database(database(mariadb_url), tmp_path, salt=salt).sketches, "shop.letters")
    assert sketches["x"][3] == expected(["a", "A"], salt)


@pytest.mark.parametrize(
    "declared", ["bytea", "blob", "json", "jsonb", "integer[]", "VARCHAR[]", "STRUCT(a INTEGER)", "time", "interval",
                 "geometry(Point,4326)", "bit(1)", "MAP(VARCHAR, INTEGER)", "time without time zone", ""]
)  # fmt: skip
def test_what_has_no_canonical_text_is_not_sketched(declared: str) -> None:
    assert value_kind(declared, "postgres") == ""


@pytest.mark.parametrize(
    ("declared", "kind"),
    [("int(10) unsigned", "whole"), ("numeric(10,2)", "decimal"), ("double precision", "float"),
     ("character varying(20)", "text"), ("timestamp(6) without time zone", "time"),
     ("timestamp with time zone", "zoned"), ("TIMESTAMP WITH TIME ZONE", "zoned"), ("enum('a','b(c)')", "text"),
     ("character(3)", "text"), ("datetime(3)", "time"), ("BIGINT", "whole")],
)  # fmt: skip
def test_a_type_decides_how_its_values_are_written(declared: str, kind: str) -> None:
    assert value_kind(declared, "postgres") == kind


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [(5, "decimal", "5"), (19.9, "decimal", "19.9"), (0.1 + 0.2, "decimal", "0.3"), (-0.0, "float", "0"),
     (1e20, "float", None), (b"x", "text", None), ("x  ", "text", "x"),
     ("2026-01-05T10:00:00.500", "time", "2026-01-05 10:00:00.5"),
     ("true", "flag", "1"), (12, "text", "12"), (float("nan"), "float", None)],
)  # fmt: skip
def test_sqlite_values_are_written_by_what_they_are(value: object, kind: str, text: str | None) -> None:
    assert canonical(value, kind) == text
