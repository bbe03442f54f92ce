"""One data set, five engines: the same sketches byte for byte, however nasty the values."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assess.collect.databases.address import address_of
from assess.collect.databases.session import session
from assess.collect.profile import Profile, profile_table
from assess.collect.spark import profile_spark

KINDS = ("whole", "big", "money", "rate", "tiny", "ratio", "near", "day", "at", "fine", "seen", "flag", "name", "fixed")
TYPES = {
    "duckdb": ("INTEGER", "BIGINT", "DECIMAL(18,4)", "DECIMAL(2,2)", "DECIMAL(38,18)", "DOUBLE", "DOUBLE", "DATE",
               "TIMESTAMP", "TIMESTAMP", "TIMESTAMPTZ", "BOOLEAN", "VARCHAR", "VARCHAR"),
    "postgres": ("integer", "bigint", "numeric(18,4)", "numeric(2,2)", "numeric(38,18)", "double precision", "float8",
                 "date", "timestamp", "timestamp(6)", "timestamptz", "boolean", "varchar(60)", "char(12)"),
    "mysql": ("int", "bigint", "decimal(18,4)", "decimal(2,2)", "decimal(38,18)", "double", "double", "date",
              "datetime", "datetime(6)", "timestamp(6) null", "boolean", "varchar(60) COLLATE utf8mb4_general_ci",
              "char(12) COLLATE utf8mb4_general_ci"),
    "sqlite": ("integer", "bigint", "decimal(18,4)", "decimal(2,2)", "text", "double", "double", "date", "datetime",
               "datetime", "timestamp with time zone", "boolean", "varchar(60)", "char(12)"),
    "spark": ("int", "bigint", "decimal(18,4)", "decimal(2,2)", "decimal(38,18)", "double", "double", "date",
              "timestamp_ntz", "timestamp_ntz", "timestamp", "boolean", "string", "char(12)"),
}  # fmt: skip
N = None
ROWS = (
    (1, 9007199254740993, "19.9000", "0.50", "0.000000000000000001", 1e-7, 23.1234565, "1969-12-31",
     "1969-12-31 23:59:59", "1969-12-31 23:59:59.5", "1970-01-01 00:00:01.25", True, "", "a"),
    (20, -9223372036854775807, "100.0000", "-0.25", "1.500000000000000000", 1e14, -23.1234565, "1582-10-15",
     "2026-01-05 00:00:00", "2026-01-05 00:00:00", "2026-03-29 01:30:00", False, "a ", "a  "),
    (300, 0, "0.0000", "0.00", "0.000000000000000000", -0.0, 0.0000005, "2000-02-29",
     "2000-02-29 12:00:00", "2000-02-29 12:00:00.000001", "2000-02-29 12:00:00.000001", N, "A", "A"),
    (4000, N, "-7.1000", "0.09", "-0.100000000000000000", 100000000000000.12, 1234567.1234565, "9999-12-31",
     "9999-12-31 23:59:59", "1900-01-01 00:00:00.120000", "2037-12-31 23:59:59", True, "昆明🐄", "é"),
    (50000, 12, "0.1000", "-0.99", "12345678901234567890.100000000000000000", 0.1 + 0.2, 2.5e-7, N, N, N, N, False,
     "O'Neil \\ \t", "ß "),
    (-6, 1000000000000, "99999999999.9999", N, N, -123456.789, 999999.9999995, "0999-01-01", "1000-01-01 00:00:00",
     "1000-01-01 00:00:00.1", "1970-01-02 00:00:00", N, " lead", "é"),
    (N, N, N, N, N, N, N, N, N, N, N, N, N, N),
    (7, 7, "7.0000", "0.70", "7.000000000000000000", 7.0, 7.0, "2026-01-05", "2026-01-05 08:00:00",
     "2026-01-05 08:00:00", "2026-01-05 08:00:00", True, "👩‍👩‍👧 x\u3000", "x y"),
)  # fmt: skip
FULL = [row for row in ROWS if row[0] is not None]
SALT = "00112233445566778899aabbccddeeff"
KEY = ("whole", "near")


def literal(engine: str, name: str, value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(int(value)) if engine in ("mysql", "sqlite") else str(value).lower()
    if isinstance(value, float):
        return f"{value!r}" if "e" in repr(value) else f"{value!r}e0"
    if isinstance(value, int):
        return str(value)
    text = value.replace("'", "''")
    if engine in ("mysql", "spark"):
        text = value.replace("\\", "\\\\").replace("'", "\\'")
    if name in ("money", "rate", "tiny") and not (name == "tiny" and engine == "sqlite"):
        return f"cast('{text}' as decimal({'38,18' if name == 'tiny' else '18,4'}))" if engine == "spark" else text
    if name == "tiny":
        text = text.rstrip("0").rstrip(".")
        return f"'{text}'"
    if name == "seen" and engine in ("postgres", "duckdb", "spark"):
        text += "+00"
    if engine == "spark" and name in ("day", "at", "fine", "seen"):
        return f"cast('{text}' as {dict(zip(KINDS, TYPES[engine], strict=True))[name]})"
    return f"'{text}'"


def statements(engine: str) -> list[str]:
    quote = "`" if engine in ("mysql", "spark") else '"'
    shape = ", ".join(f"{quote}{n}{quote} {t}" for n, t in zip(KINDS, TYPES[engine], strict=True))
    rows = ", ".join(
        "(" + ", ".join(literal(engine, n, v) for n, v in zip(KINDS, row, strict=True)) + ")" for row in ROWS
    )
    zone = {"mysql": ["SET time_zone = '+00:00'"], "duckdb": ["SET TimeZone = 'UTC'"]}.get(engine, [])
    using = " USING parquet" if engine == "spark" else ""
    return [
        *zone,
        "DROP TABLE IF EXISTS nasty",
        f"CREATE TABLE nasty ({shape}){using}",
        f"INSERT INTO nasty VALUES {rows}",
    ]


def plain(profile: Profile) -> dict[str, tuple[Any, ...]]:
    return {
        s.column: (profile.rows, s.nulls, s.distinct, s.least, s.most, s.hashes.tobytes()) for s in profile.sketches
    }


@pytest.fixture
def in_database(run: Any, database: Any, tmp_path: Path) -> Any:
    def profiled(engine: str, url: str, table: str, **more: Any) -> dict[str, tuple[Any, ...]]:
        run(url, *statements(engine))
        with session(address_of(database(url), tmp_path)) as opened:
            return plain(
                profile_table(opened, table, list(zip(KINDS, TYPES[engine], strict=True)), SALT, key=KEY, **more)
            )

    return profiled


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real Spark on one thread."""
    sql = pytest.importorskip("pyspark.sql")
    folder = tmp_path_factory.mktemp("spark")
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session = (
        sql.SparkSession.builder.master("local[1]").appName("assess").config("spark.ui.enabled", "false")
        .config("spark.sql.warehouse.dir", str(folder)).config("spark.sql.shuffle.partitions", "1")
        .config("spark.driver.memory", "1g").config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "Asia/Shanghai").getOrCreate()
    )  # fmt: skip
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


def test_duckdb_gives_what_is_expected_by_hand(files: dict[str, str], in_database: Any) -> None:
    found = in_database("duckdb", files["duckdb"], "nasty")
    assert {name: sketch[:3] for name, sketch in found.items()} == {
        "whole": (8, 1, 7), "big": (8, 2, 6), "money": (8, 1, 7), "rate": (8, 2, 6), "tiny": (8, 2, 6),
        "ratio": (8, 1, 6), "near": (8, 1, 7), "day": (8, 2, 6), "at": (8, 2, 6), "fine": (8, 2, 6),
        "seen": (8, 2, 6), "flag": (8, 3, 2), "name": (8, 1, 7), "fixed": (8, 1, 5), "(whole, near)": (8, 1, 7),
    }  # fmt: skip
    assert {name: sketch[3:5] for name, sketch in found.items() if sketch[3]} == {
        "whole": ("-6", "50000"), "money": ("-7.1", "99999999999.9999"), "ratio": ("-123456.789", "100000000000000.12"),
        "tiny": ("-0.1", "12345678901234567890.1"), "rate": ("-0.99", "0.7"), "near": ("-23.123457", "1234567.123457"),
        "day": ("0999-01-01", "9999-12-31"), "at": ("1000-01-01", "9999-12-31 23:59:59"),
        "fine": ("1000-01-01.1", "2026-01-05 08:00:00"),
        "seen": ("1970-01-01 00:00:01.25", "2037-12-31 23:59:59"),
    }  # fmt: skip


def test_postgresql_gives_the_sketches_of_duckdb(files: dict[str, str], postgres_url: str, in_database: Any) -> None:
    assert in_database("postgres", postgres_url, "public.nasty") == in_database("duckdb", files["duckdb"], "nasty")


def test_mariadb_gives_the_sketches_of_duckdb(files: dict[str, str], mariadb_url: str, in_database: Any) -> None:
    assert in_database("mysql", mariadb_url, "shop.nasty") == in_database("duckdb", files["duckdb"], "nasty")


def test_sqlite_gives_the_sketches_of_duckdb(files: dict[str, str], in_database: Any) -> None:
    found, wanted = (in_database(kind, files[kind], "nasty") for kind in ("sqlite", "duckdb"))
    # SQLite has no decimal of 38 digits: there it is text, of which no ends are told.
    wanted["tiny"] = (*wanted["tiny"][:3], "", "", wanted["tiny"][5])
    assert found == wanted


def test_spark_gives_the_sketches_of_duckdb(files: dict[str, str], spark: Any, in_database: Any) -> None:
    for statement in statements("spark"):
        spark.sql(statement)
    found = plain(profile_spark(spark, "nasty", SALT, key=KEY))
    assert found == in_database("duckdb", files["duckdb"], "nasty")
    assert spark.conf.get("spark.sql.session.timeZone") == "Asia/Shanghai"
