"""The sample's eight tables of member orders become one, on DuckDB and PostgreSQL, and nobody's query notices."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from sqlglot import exp
from unify_engines import duckdb_engine, server_engine
from unify_runs import Engine, by_name, checks, everything, fill, kept_apart, unify

from assess.demo.departments import BY_SOURCE
from assess.demo.estate import SQLITE_WORDS
from assess.demo.scripts import scripts as old_scripts
from assess.demo.world import CLOCK
from assess.model.evidence import Evidence
from assess.operate.groups import group_of_run
from assess.store.engagement_file import load_engagement
from assess.store.evidence_file import load_evidence
from assess.treat.unify.gather import gather
from assess.treat.unify.parts import Place, Plan
from assess.treat.unify.plan import plan_of

WIDE = {
    "crm.dwd_member_order_wide", "shop.t_hy_order_full", "retail.hy_dd_mx", "scm.scm_order_member_all",
    "fin.fi_sales_order_member", "mkt.mkt_user_order_wide", "kefu.kf_customer_order",
    "dw.dwd.dwd_trade_member_order_df",
}  # fmt: skip
TODAY = CLOCK.date().isoformat()


@pytest.fixture(scope="module")
def company(sample_checked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unify") / "company"
    shutil.copytree(sample_checked, folder, symlinks=True)
    return folder


def plan_for(company: Path, dialect: str) -> Plan:
    evidence = load_evidence(company)
    group = group_of_run(company, "RT-001")
    assert {group.master, *group.members} == WIDE
    case = gather(group.id, group.verdict, group.details, evidence, load_engagement(company), dialect=dialect)
    return plan_of(case)


def rows_in(company: Path, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
    """The rows of a table of a department, in its own database."""
    keeper = BY_SOURCE[table.split(".", maxsplit=1)[0]]
    names = ", ".join(f'"{name}"' for name in columns)
    bare = ".".join(f'"{part}"' for part in table.split(".")[1:])
    if keeper.engine == "sqlite":
        with sqlite3.connect(company / keeper.file) as db:
            return db.execute(f"SELECT {names} FROM {bare}").fetchall()
    with duckdb.connect(str(company / keeper.file), read_only=True) as con:
        return con.execute(f"SELECT {names} FROM {bare}").fetchall()


def data_of(company: Path, plan: Plan) -> dict[str, list[tuple[Any, ...]]]:
    return {p.copy.table: rows_in(company, p.copy.table, list(p.types)) for p in plan.parts}


def old_queries() -> list[tuple[str, str, exp.Expr]]:
    """(script, source, query) for each query in the departments' scripts that reads one of the eight tables."""
    found = []
    for name, text in old_scripts():
        source = next(k.source for k in BY_SOURCE.values() if k.id == name.split("/")[0])
        engine = BY_SOURCE[source].engine
        today = text.replace("CURRENT_DATE", f"DATE '{TODAY}'").replace("date('now')", f"'{TODAY}'")
        for statement in sqlglot.parse(today, read=engine, error_level=sqlglot.ErrorLevel.IGNORE):
            query = statement.find(exp.Query) if statement is not None else None
            if isinstance(statement, (exp.Create, exp.Insert)):
                query = statement.expression
            if isinstance(query, exp.Query) and any(table_id(t, source) in WIDE for t in read_tables(query)):
                found.append((name, source, query))
    return found


def read_tables(query: exp.Expr) -> list[exp.Table]:
    names = {cte.alias for cte in query.find_all(exp.CTE)}
    return [t for t in query.find_all(exp.Table) if t.db or t.name not in names]


def table_id(table: exp.Table, source: str) -> str:
    parts = [p.name for p in table.parts]
    return ".".join(parts) if len(parts) == 3 or parts[0] in BY_SOURCE else ".".join([source, *parts])


def in_target(query: exp.Expr, source: str, places: dict[str, Place], engine: Engine) -> str:
    """The query as it reads in the target: the same query, its tables where they are there."""
    moved = query.copy()
    for table in read_tables(moved):
        alias = table.alias or table.name
        table.replace(places[table_id(table, source)].table().as_(alias, table=True))
    return str(moved.sql(dialect=engine.dialect))


def prepared(engine: Engine, company: Path, plan: Plan, evidence: Evidence) -> dict[str, Place]:
    """Where each table of the old queries is in the target; those that are none of the eight are filled too."""
    places = {p.copy.table: p.old for p in plan.parts}
    for _, source, query in old_queries():
        for table in read_tables(query):
            identifier = table_id(table, source)
            if identifier in places:
                continue
            columns = evidence.columns[evidence.columns["table_id"] == identifier].sort_values("position")
            assert len(columns), identifier
            places[identifier] = Place("", identifier.replace(".", "_"))
            kinds = [exp.DataType.build(str(t), dialect="duckdb") for t in columns["type"]]
            names = [str(n) for n in columns["name"]]
            shape = exp.Schema(this=places[identifier].table(), expressions=[
                exp.ColumnDef(this=exp.to_identifier(n, quoted=True), kind=k)
                for n, k in zip(names, kinds, strict=True)])  # fmt: skip
            engine.run(exp.Create(this=shape, kind="TABLE").sql(engine.dialect))
            mark = "%s" if engine.dialect == "postgres" else "?"
            engine.fill(f'INSERT INTO "{places[identifier].name}" VALUES ({", ".join([mark] * len(names))})',
                        rows_in(company, identifier, names))  # fmt: skip
    return places


def answers(engine: Engine, places: dict[str, Place]) -> dict[str, Counter[tuple[Any, ...]]]:
    """What each old query gives, as a multiset; floats to twelve digits, sums depend on the order of rows."""
    found = {}
    for name, source, query in old_queries():
        rows = engine.rows(in_target(query, source, places, engine))
        found[name] = Counter(tuple(float(f"{v:.12g}") if isinstance(v, float) else v for v in row) for row in rows)
    return found


def is_unified(engine: Engine, company: Path, plan: Plan) -> None:
    before = fill(engine, plan, data_of(company, plan))
    assert all(sum(rows.values()) > 2000 for rows in before.values())
    places = prepared(engine, company, plan, load_evidence(company))
    old_answers = answers(engine, places)
    assert len(old_answers) == 7
    assert all(old_answers.values())
    found = unify(engine, plan)
    told = checks(engine, plan)
    assert {t: (sum(rows.values()), sum(rows.values()), 0, 0) for t, rows in before.items()} == told
    kept = everything(engine, plan)
    engine.carry_out(found["load"][0])
    assert everything(engine, plan) == kept, "loading twice changes nothing"
    for script in found["switch"]:
        engine.carry_out(script)
    for part in plan.parts:
        assert engine.table(part.old, list(part.types)) == before[part.copy.table], part.copy.table
    assert answers(engine, places) == old_answers
    apart = kept_apart(engine, plan)
    assert apart["crm.dwd_member_order_wide"] == {}
    for table, reasons in apart.items():  # the planted lag of order_status, and nothing else
        rows = sum(before[table].values())
        assert all(why.startswith("other_value: ") and len(why.split()) == 2 for why in reasons), (table, reasons)
        assert sum(reasons.values()) <= 0.1 * rows
    for script in found["switch_back"]:
        engine.carry_out(script)
    engine.carry_out(found["back"][0])
    for part in plan.parts:
        assert engine.table(part.old, list(part.types)) == before[part.copy.table]


def test_eight_tables_become_one_on_duckdb(company: Path) -> None:
    engine = duckdb_engine()
    for macro in SQLITE_WORDS:
        engine.run(macro)
    is_unified(engine, company, plan_for(company, ""))


def test_eight_tables_become_one_on_postgresql(company: Path, postgres_url: str) -> None:
    with server_engine(postgres_url, "postgres") as engine:
        engine.run(
            "CREATE FUNCTION julianday(timestamp) RETURNS double precision LANGUAGE sql IMMUTABLE AS "
            "'SELECT extract(julian from $1)::double precision'"
        )
        is_unified(engine, company, plan_for(company, "postgres"))


def test_the_scripts_are_the_same_bytes_each_time(company: Path) -> None:
    from assess.treat.unify.write import artefacts

    assert artefacts(plan_for(company, "")) == artefacts(plan_for(company, ""))
    assert set(by_name(plan_for(company, ""))) == {
        "stage", "set_aside", "tables", "load", "check", "switch", "switch_back", "back",
    }  # fmt: skip
