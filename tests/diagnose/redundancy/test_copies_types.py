"""The same type in many dialects."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from assess.diagnose.redundancy.types import FAMILIES, agreement, difference, families, family, type_of


@pytest.mark.parametrize(
    ("expected", "declared"),
    [
        ("text", ["varchar2(64)", "NVARCHAR(max)", "string", "character varying(20)", "longtext", "CLOB", "enum('a')"]),
        ("integer", ["bigint", "int unsigned", "NUMBER(10)", "number(19,0)", "int8", "Nullable(Int64)", "bigserial"]),
        ("decimal", ["decimal(18,2)", "NUMBER(10,2)", "numeric", "money"]),
        ("float", ["double precision", "float64", "real"]),
        ("timestamp", ["datetime", "timestamp without time zone", "datetime2(7)", "timestamptz"]),
        ("boolean", ["bool", "tinyint(1)", "bit(1)", "boolean"]),
        ("binary", ["bytea", "longblob", "varbinary(16)"]),
        ("nested", ["array<string>", "struct<a:int>", "text[]"]),
        ("other", ["geometry", ""]),
    ],
)
def test_a_type_belongs_to_one_family_in_every_dialect(expected: str, declared: list[str]) -> None:
    assert {name: family(name) for name in declared} == dict.fromkeys(declared, expected)


def test_oracles_date_keeps_the_hours() -> None:
    assert family("DATE", "oracle") == "timestamp"
    assert family("DATE", "postgres") == "date"


@pytest.mark.parametrize(
    ("engine", "declared", "expected"),
    [
        ("clickhouse", "LowCardinality(Nullable(String))", "text"),
        ("clickhouse", "DateTime64(3)", "timestamp"),
        ("clickhouse", "FixedString(16)", "text"),
        ("clickhouse", "Decimal64(4)", "decimal"),
        ("clickhouse", "Array(String)", "nested"),
        ("oracle", "LONG", "text"),
        ("oracle", "NUMBER(*,0)", "integer"),
        ("dm", "DATE", "timestamp"),
        ("dm", "LONGVARCHAR", "text"),
        ("kingbase", "character varying(20 char)", "text"),
        ("sqlserver", "timestamp", "binary"),
        ("mssql", "rowversion", "binary"),
        ("sqlserver", "datetime2(7)", "timestamp"),
        ("snowflake", "OBJECT", "json"),
        ("snowflake", "TIMESTAMP_NTZ(9)", "timestamp"),
        ("bigquery", "BIGNUMERIC", "decimal"),
        ("bigquery", "BYTES(16)", "binary"),
        ("hive", "map<string,int>", "nested"),
        ("doris", "LARGEINT", "integer"),
        ("doris", "BITMAP", "binary"),
        ("sybase", "unichar(4)", "text"),
        ("sybase", "bigdatetime", "timestamp"),
        ("db2", "VARGRAPHIC(20)", "text"),
        ("db2", "DECFLOAT(34)", "decimal"),
        ("db2", "DBCLOB(1M)", "text"),
        ("teradata", "BYTEINT", "integer"),
        ("teradata", "BYTE(16)", "binary"),
        ("presto", "row(a integer)", "nested"),
        ("mysql", "year(4)", "integer"),
        ("duckdb", "HUGEINT", "integer"),
        ("mysql", "bigint(20) unsigned", "integer"),
    ],
)
def test_dialects_with_words_of_their_own(engine: str, declared: str, expected: str) -> None:
    assert family(declared, engine) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("varchar(64)", "varchar2(64 char)", ""),
        ("varchar(64)", "nvarchar(128)", "length"),
        ("varchar(64)", "text", ""),
        ("nvarchar(max)", "varchar(64)", ""),
        ("decimal(18,2)", "number(18,4)", "precision"),
        ("decimal(10,2)", "decimal(18,2)", "precision"),
        ("Decimal64(4)", "decimal(18,4)", ""),
        ("int(11)", "int(10)", ""),
        ("datetime", "datetime2(7)", ""),
        ("timestamp(3)", "timestamp(6)", "precision"),
        ("varchar(10)", "bigint", "family"),
        ("varbinary(8)", "raw(16)", "length"),
        ("number(10)", "number(19)", "precision"),
    ],
)
def test_a_difference_says_what_it_is_about(one: str, other: str, expected: str) -> None:
    assert difference(type_of(one), type_of(other)) == difference(type_of(other), type_of(one)) == expected


def test_families_of_many_columns_are_those_of_each() -> None:
    types = pd.Series(["date", "date", None, "int", "date"], index=[5, 6, 7, 8, 9])
    engines = pd.Series(["oracle", "", None, "x", None], index=types.index)
    assert list(families(types, engines)) == ["timestamp", "date", "other", "integer", "date"]
    assert list(families(types.iloc[:0], engines.iloc[:0])) == []


def test_agreement_is_symmetric_and_whole_only_for_the_same() -> None:
    for a, b in combinations(FAMILIES, 2):
        assert agreement(a, b) == agreement(b, a) < 1
    assert all(agreement(a, a) == 1 for a in FAMILIES)
    assert agreement("integer", "binary") == 0


def test_shared_columns_of_23_dialect_files_agree_in_99_of_100_pairs(shared_data: Path) -> None:
    lines = gzip.decompress((shared_data / "catalog_ddl.jsonl.gz").read_bytes()).decode().splitlines()
    kinds: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in map(json.loads, lines):
        for column in row["columns"]:
            key = (row["repo"].split("+")[0], row["table"].lower(), column["name"].lower())
            kinds[key].append(family(column["type"], row["dialect"]))
    pairs = [agreement(a, b) >= 0.9 for found in kinds.values() for a, b in combinations(found, 2)]
    assert len(pairs) > 100_000
    assert sum(pairs) / len(pairs) >= 0.99
