"""The engines on which plans are carried out: DuckDB in memory, SQLite in memory, a PostgreSQL and a MariaDB by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import sqlalchemy as sa
from unify_runs import Engine, Rows

AT_ONCE = 100  # rows a statement: DuckDB takes its time for each


def duckdb_engine() -> Engine:
    con = duckdb.connect(":memory:")

    def fill(sql: str, rows: Rows) -> None:
        head, marks = sql.split(" VALUES ")
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            con.execute(f"{head} VALUES {', '.join([marks] * len(some))}", [v for row in some for v in row])

    return Engine("duckdb", con.execute, lambda sql: con.execute(sql).fetchall(), fill)


def sqlite_engine() -> Engine:
    con = sqlite3.connect(":memory:", isolation_level=None)

    def fill(sql: str, rows: Rows) -> None:
        con.executemany(sql, [tuple(_for_sqlite(value) for value in row) for row in rows])

    def rows(sql: str) -> list[tuple[Any, ...]]:
        """Read back with -0.0 as 0.0: SQLite's SQL cannot tell them apart, as the plan says."""
        return [tuple(v + 0.0 if isinstance(v, float) else v for v in row) for row in con.execute(sql).fetchall()]

    return Engine("sqlite", con.execute, rows, fill)


def _for_sqlite(value: Any) -> Any:
    """SQLite has no decimals, no days and no moments; programs write them as numbers and as texts."""
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, date) else value


@contextmanager
def server_engine(url: str, dialect: str) -> Iterator[Engine]:
    """A PostgreSQL or MariaDB; statements are sent as they are, without parameters."""
    server = sa.create_engine(url, poolclass=sa.pool.NullPool)
    raw: Any = server.raw_connection()
    raw.driver_connection.autocommit = True if dialect == "postgres" else raw.driver_connection.autocommit
    if dialect == "mysql":
        raw.driver_connection.autocommit(True)
    cursor = raw.cursor()
    if dialect == "mysql":
        cursor.execute("SET character_set_server = utf8mb4")

    def rows(sql: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql)
        return [tuple(row) for row in cursor.fetchall()]

    def fill(sql: str, data: Rows) -> None:
        cursor.executemany(sql, [tuple(row) for row in data])

    try:
        yield Engine(dialect, cursor.execute, rows, fill)
    finally:
        cursor.close()
        raw.close()
