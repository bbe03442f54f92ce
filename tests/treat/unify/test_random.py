"""Whatever a group of copies looks like: views are the old tables, conflicts are reported, the way back works."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
import sqlglot
from groups_made import made_group
from unify_engines import duckdb_engine, server_engine, sqlite_engine
from unify_runs import Engine, checks, everything, fill, kept_apart, unify

from assess.treat.unify.parts import Column, Matched
from assess.treat.unify.plan import plan_of
from assess.treat.unify.write import scripts

OTHERS = ("hive", "spark", "oracle", "snowflake", "bigquery", "tsql", "trino", "redshift", "mysql", "clickhouse",
          "databricks", "starrocks", "doris")  # fmt: skip


def is_lossless(engine: Engine, seed: int) -> None:
    """The whole way, there and back, for the group of this seed."""
    made = made_group(seed, engine.dialect)
    plan = plan_of(made.case)
    before = fill(engine, plan, made.data)
    found = unify(engine, plan)
    sizes = {table: sum(rows.values()) for table, rows in before.items()}
    assert checks(engine, plan) == {table: (n, n, 0, 0) for table, n in sizes.items()}
    apart = kept_apart(engine, plan)
    kept = everything(engine, plan)
    for part in plan.parts:
        table = part.copy.table
        whole, keys = sum(kept[part.apart.shown].values()), sum(kept[part.rows.shown].values())
        assert whole + keys == sizes[table], "every row is in exactly one of the two"
        assert sum(apart[table].values()) == whole, "no row is kept apart without a reason"
    engine.carry_out(found["load"][0])
    assert everything(engine, plan) == kept
    for script in found["switch"]:
        engine.carry_out(script)
    assert {p.copy.table: engine.table(p.old, list(p.types)) for p in plan.parts} == before
    engine.carry_out(found["back"][0])
    assert {p.copy.table: engine.table(p.old, list(p.types)) for p in plan.parts} == before
    for part in plan.parts:
        with pytest.raises(Exception):  # noqa: B017 - each engine has its own for a table that is not there
            engine.table(part.rows, ["t"])


@pytest.mark.parametrize("seed", range(80))
def test_any_group_on_duckdb(seed: int) -> None:
    is_lossless(duckdb_engine(), seed)


@pytest.mark.parametrize("seed", range(120, 170))
def test_any_group_on_sqlite(seed: int) -> None:
    is_lossless(sqlite_engine(), seed)


def test_any_group_on_postgresql(postgres_url: str) -> None:
    for seed in range(200, 240):
        with server_engine(postgres_url, "postgres") as engine:
            is_lossless(engine, seed)
            for schema in range(5):
                engine.run(f'DROP SCHEMA IF EXISTS "s{schema}" CASCADE')


def test_any_group_on_mariadb(mariadb_url: str) -> None:
    for seed in range(400, 420):
        with server_engine(mariadb_url, "mysql") as engine:
            is_lossless(engine, seed)
            for schema in range(5):
                engine.run(f"DROP DATABASE IF EXISTS `s{schema}`")


@pytest.mark.parametrize("dialect", OTHERS)
def test_sql_of_other_dialects_reads_back(dialect: str) -> None:
    for seed in range(300, 306):
        plan = plan_of(made_group(seed, dialect).case)
        for script in scripts(plan):
            for sql in script.sql(dialect):
                assert len(sqlglot.parse(sql, read=dialect)) == 1, sql


@pytest.mark.parametrize("seed", [3, 11, 29, 71])
def test_every_planted_conflict_is_named(seed: int) -> None:
    """One value of one row of one copy is changed: exactly that row is kept apart, and the column is named."""
    made = made_group(seed, "duckdb")
    master, other = made.case.copies[0], made.case.copies[1]
    clean = [(number, f"v{number}") for number in range(20)]
    shape = (Column("id", "BIGINT", False, "", True), Column("name", "VARCHAR"))
    copies = (replace(master, columns=shape), replace(other, columns=shape))
    tables = (master.table, other.table)
    matched = tuple(Matched(name, tuple((t, name) for t in tables)) for name in ("id", "name"))
    case = replace(made.case, copies=copies, columns=matched, key=("id",))
    wrong = [(n, "planted" if n == seed % 20 else v) for n, v in clean]
    engine, plan = duckdb_engine(), plan_of(case)
    fill(engine, plan, {tables[0]: clean, tables[1]: wrong})
    unify(engine, plan)
    assert kept_apart(engine, plan) == {tables[0]: {}, tables[1]: {"other_value: name": 1}}
    assert everything(engine, plan)[plan.parts[1].apart.shown] == Counter(
        {(("int", seed % 20), ("str", "planted"), ("str", "other_value: name")): 1}
    )
