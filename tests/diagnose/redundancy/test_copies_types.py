"""The same type in many dialects."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from assess.diagnose.redundancy.types import FAMILIES, agreement, family


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
