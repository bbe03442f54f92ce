"""A type of any engine becomes one that the target really has, and that holds what the old one held."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from unify_engines import duckdb_engine, server_engine, sqlite_engine
from unify_runs import Engine

from assess.treat.unify.types import typed

DECLARED = {
    "mysql": "tinyint unsigned|smallint unsigned|mediumint|mediumint unsigned|int unsigned|int(11)|bigint unsigned|"
             "bigint(20)|tinyint(1)|tinyint(4)|bit(1)|bit(8)|enum('a','b')|set('a','b')|year|"
             "json|geometry|double(10,2)|"
             "double unsigned|float(7,4)|decimal|decimal(65,30)|decimal(10,2) unsigned|time(3)|timestamp(6)|"
             "datetime(3)|"
             "char(10)|tinytext|longtext|binary(16)|varbinary(255)|tinyblob|mediumblob|longblob|date",
    "postgres": "citext|uuid|jsonb|int[]|text[]|inet|cidr|interval|money|numeric|numeric(20,4)|timestamptz(3)|"
                "timestamp without time zone|time with time zone|bpchar|character varying(10)|character varying|name|"
                "oid|"
                "tsvector|int4range|bytea|xml|bit(3)|bit varying(5)|serial|bigserial|double precision|real|"
                "float(6)|boolean",
    "oracle": "NUMBER|NUMBER(10)|NUMBER(10,2)|NUMBER(5,-2)|VARCHAR2(10 CHAR)|NVARCHAR2(10)|CLOB|BLOB|RAW(16)|LONG|DATE|"
              "TIMESTAMP(6)|TIMESTAMP(6) WITH TIME ZONE|BINARY_DOUBLE|ROWID|INTERVAL DAY TO SECOND|XMLTYPE|FLOAT(126)",
    "tsql": "money|datetime2(7)|datetimeoffset(7)|uniqueidentifier|nvarchar(max)|varbinary(max)|ntext|image|xml|"
            "hierarchyid|sql_variant|rowversion|timestamp|real|float|bit|smalldatetime|time(7)|tinyint|numeric(18,0)",
    "bigquery": "INT64|FLOAT64|NUMERIC|BIGNUMERIC|STRING|BYTES|DATETIME|TIMESTAMP|STRUCT<a INT64>|ARRAY<STRING>|JSON",
    "snowflake": "NUMBER(38,0)|NUMBER|VARIANT|TIMESTAMP_NTZ(9)|TIMESTAMP_LTZ|OBJECT|ARRAY|VARCHAR(16777216)|FLOAT",
    "clickhouse": "LowCardinality(String)|Nullable(Int32)|UInt8|UInt64|UInt256|DateTime64(3)|Array(String)|"
                  "Enum8('a'=1)|FixedString(3)|UUID|IPv4|Date32|Map(String,UInt64)",
    "duckdb": "HUGEINT|UHUGEINT|UBIGINT|STRUCT(a INT)|INT[]|BIT|TIMESTAMP_NS|ENUM('a')|DECIMAL",
    "sqlite": "INTEGER|TEXT|REAL|BLOB|NUMERIC|VARCHAR(20)|DATETIME|BOOLEAN|DECIMAL(10,2)",
    "": "bigint(20)|int(11)|varchar(max)|longblob|number|varchar2(64 char)|whatever",
}  # fmt: skip
PUBLIC = {"sqlserver": "tsql", "sql_server": "tsql", "sqlite_extended": "sqlite", "pdw": "tsql", "synapse": "tsql",
          "impala": "hive", "netezza": "postgres", "postgresql": "postgres", "highgo": "postgres",
          "opengauss": "postgres", "kingbase": "postgres", "dm": "oracle"}  # fmt: skip
HELD = (  # (declared, engine, the largest or longest it holds as SQL)
    ("tinyint unsigned", "mysql", "255"), ("smallint unsigned", "mysql", "65535"),
    ("mediumint unsigned", "mysql", "16777215"), ("int unsigned", "mysql", "4294967295"),
    ("int(3)", "mysql", "2147483647"), ("bigint unsigned", "mysql", "18446744073709551615"),
    ("tinyint(1)", "mysql", "-128"), ("year", "mysql", "2155"), ("decimal", "mysql", "-9999999999"),
    ("decimal(20,4) unsigned", "mysql", "9999999999999999.9999"), ("money", "tsql", "922337203685477.5807"),
    ("tinyint", "tsql", "255"), ("numeric", "tsql", "999999999999999999"), ("float", "tsql", "1.7976931348623157e308"),
    ("UInt64", "clickhouse", "18446744073709551615"), ("HUGEINT", "duckdb", "9" * 38),
    ("NUMBER(38,0)", "snowflake", "9" * 38), ("bigserial", "postgres", "9223372036854775807"),
)  # fmt: skip
TARGETS = ("duckdb", "postgres", "sqlite", "mysql")


@contextmanager
def engine_of(target: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    if target == "duckdb":
        yield duckdb_engine()
    elif target == "sqlite":
        yield sqlite_engine()
    else:
        url = request.getfixturevalue({"postgres": "postgres_url", "mysql": "mariadb_url"}[target])
        with server_engine(url, target) as engine:
            yield engine


def refused(engine: Engine, declared: str, old: str) -> str:
    """What the engine says against a column of the fitted type; empty where it takes it."""
    made = typed(declared, old, engine.dialect).type.sql(engine.dialect)
    try:
        engine.run("DROP TABLE IF EXISTS tried")
        engine.run(f"CREATE TABLE tried (c {made})")
    except Exception as error:  # noqa: BLE001 - each engine has its own
        return f"{old} {declared}: {made} ({str(error).splitlines()[0]})"
    return ""


@pytest.mark.parametrize("target", TARGETS)
def test_every_type_becomes_one_the_target_has(target: str, request: pytest.FixtureRequest) -> None:
    with engine_of(target, request) as engine:
        said = [refused(engine, one, old) for old, names in DECLARED.items() for one in names.split("|")]
    assert [what for what in said if what] == []


@pytest.mark.parametrize("target", TARGETS)
def test_every_type_of_public_schemas_as_well(target: str, request: pytest.FixtureRequest, shared_data: Path) -> None:
    with gzip.open(shared_data / "catalog_ddl.jsonl.gz", "rt", encoding="utf-8") as lines:
        declared = {(PUBLIC.get(t["dialect"], t["dialect"]), c["type"])
                    for t in map(json.loads, lines) for c in t["columns"]}  # fmt: skip
    assert len(declared) > 300
    with engine_of(target, request) as engine:
        said = [refused(engine, one, old) for old, one in sorted(declared)]
    assert [what for what in said if what] == []


@pytest.mark.parametrize("target", TARGETS)
def test_the_largest_value_of_a_type_is_held(target: str, request: pytest.FixtureRequest) -> None:
    lost = []
    with engine_of(target, request) as engine:
        for number, (declared, old, value) in enumerate(HELD):
            if target == "sqlite" and len(value.strip("-").replace(".", "")) > 15:
                continue  # eight bytes, whatever it is told
            made = typed(declared, old, target).type.sql(target)
            literal = f"'{value}'" if "TEXT" in made.upper() else value
            engine.run(f"CREATE TABLE held_{number} (c {made})")
            engine.run(f"INSERT INTO held_{number} VALUES ({literal})")
            found = engine.rows(f"SELECT c FROM held_{number}")[0][0]
            if (float(found) != float(value)) if isinstance(found, float) else (str(found) != value):
                lost.append(f"{old} {declared}: {made} gives {found}")
    assert lost == []
