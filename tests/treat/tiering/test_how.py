"""What is written to move a table runs on the engine, keeps every row readable, and can be taken back."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa
import sqlglot

from assess.treat.tiering.how import Moved, engines, script_of, statements

STRANGE = 'or"der; DROP TABLE kept --'
RUNNABLE = sorted(name for name, engine in engines().items() if engine.move)


def run(statement: str) -> bool:
    return not statement.startswith("--")


@pytest.mark.parametrize("name", ["orders", STRANGE])
def test_duckdb_moves_a_table_to_a_file_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    for tier in ("cold", "ice"):
        (tmp_path / tier).mkdir()
    con = duckdb.connect(str(tmp_path / "a.duckdb"))
    quoted = '"' + name.replace('"', '""') + '"'
    con.execute(
        f"CREATE TABLE kept AS SELECT 1 AS n; CREATE SCHEMA hist; CREATE TABLE hist.{quoted} (n INT, d DECIMAL(9,2))"
    )
    con.execute(f"INSERT INTO hist.{quoted} SELECT i, i / 3 FROM range(1000) t(i)")
    before = con.execute(f"SELECT * FROM hist.{quoted} ORDER BY n").fetchall()
    move = [Moved("dw", "hist", name, "ice")]
    for statement in filter(run, statements("duckdb", move)):
        con.execute(statement)
    assert con.execute(f"SELECT * FROM hist.{quoted} ORDER BY n").fetchall() == before
    assert [p.parent.name for p in tmp_path.rglob("*.parquet")] == ["ice"]
    for statement in filter(run, statements("duckdb", move, back=True)):
        con.execute(statement)
    assert con.execute(f"SELECT * FROM hist.{quoted} ORDER BY n").fetchall() == before
    kinds = con.execute("SELECT table_name, table_type FROM information_schema.tables ORDER BY 1").fetchall()
    assert sorted(kinds) == sorted([("kept", "BASE TABLE"), (name, "BASE TABLE")])


@pytest.mark.parametrize("name", ["orders", STRANGE])
def test_sqlite_moves_a_table_to_a_second_file_and_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    quoted = '"' + name.replace('"', '""') + '"'

    def connected(back: bool) -> sqlite3.Connection:
        con = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
        if not back:
            con.executescript(f"CREATE TABLE kept (n); CREATE TABLE {quoted} (n INT, t TEXT)")
            con.executemany(f"INSERT INTO {quoted} VALUES (?, ?)", [(n, f"r{n}") for n in range(500)])
        return con

    move = [Moved("kefu", "", name, "cold")]
    con = connected(False)
    before = con.execute(f"SELECT * FROM {quoted} ORDER BY n").fetchall()
    for statement in filter(run, statements("sqlite", move)):
        con.execute(statement)
    assert con.execute(f"SELECT * FROM {quoted} ORDER BY n").fetchall() == before
    assert con.execute(f"SELECT count(*) FROM cold.{quoted}").fetchone() == (500,)
    con.close()
    con = connected(True)
    for statement in filter(run, statements("sqlite", move, back=True)):
        con.execute(statement)
    assert con.execute(f"SELECT * FROM main.{quoted} ORDER BY n").fetchall() == before
    assert con.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    con.close()


def test_postgresql_moves_a_table_to_another_tablespace_and_back(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    move = [Moved("crm", "hist", STRANGE, "cold")]
    space = sa.text(
        "SELECT coalesce(t.spcname, 'default') FROM pg_class c LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace "
        "WHERE c.relname = :name"
    )
    with engine.connect() as con:
        con.exec_driver_sql("SET allow_in_place_tablespaces = true")
        con.exec_driver_sql("CREATE TABLESPACE cold LOCATION ''")
        try:
            con.exec_driver_sql('CREATE SCHEMA hist; CREATE TABLE hist."or""der; DROP TABLE kept --" (n int)')
            con.exec_driver_sql('INSERT INTO hist."or""der; DROP TABLE kept --" SELECT generate_series(1, 300)')
            for statement in filter(run, statements("postgres", move)):
                con.exec_driver_sql(statement)
            assert con.execute(space, {"name": STRANGE}).scalar() == "cold"
            assert con.exec_driver_sql('SELECT sum(n) FROM hist."or""der; DROP TABLE kept --"').scalar() == 45150
            for statement in filter(run, statements("postgres", move, back=True)):
                con.exec_driver_sql(statement)
            assert con.execute(space, {"name": STRANGE}).scalar() == "default"
        finally:
            con.exec_driver_sql("DROP SCHEMA IF EXISTS hist CASCADE")
            con.exec_driver_sql("DROP TABLESPACE cold")


@pytest.mark.parametrize("engine", RUNNABLE)
@pytest.mark.parametrize("tier", ["cold", "ice"])
def test_no_statement_deletes_and_every_one_can_be_tokenised(engine: str, tier: str) -> None:
    made = [Moved("s", "a", "t", tier)]
    for statement in [*statements(engine, made), *statements(engine, made, back=True)]:
        assert not re.search(r"\b(DELETE|TRUNCATE|DROP TABLE|EXPIR\w*)\b", statement, re.IGNORECASE)
        if run(statement):
            assert sqlglot.tokenize(statement, dialect=engines()[engine].dialect)
            assert "{{" not in statement


def test_an_unknown_engine_has_no_script_and_the_plan_says_by_hand() -> None:
    assert script_of("s", "") == "" and script_of("s", "trino") == "" and script_of("s", "postgres") == "sql/s.sql"
