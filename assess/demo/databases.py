"""Writes each department's tables into its database file: DuckDB or SQLite."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from assess.demo.departments import KEEPERS, Keeper
from assess.demo.estate import Estate

SQLITE_TYPES = {
    "BIGINT": "INTEGER", "INTEGER": "INTEGER", "HUGEINT": "INTEGER", "DOUBLE": "REAL", "FLOAT": "REAL",
    "VARCHAR": "TEXT", "TIMESTAMP": "DATETIME", "DATE": "DATE",
}  # fmt: skip
AS_TEXT = {"TIMESTAMP": "strftime({}, '%Y-%m-%d %H:%M:%S')", "DATE": "strftime({}, '%Y-%m-%d')"}


def write_databases(estate: Estate, folder: Path) -> None:
    """databases/*.duckdb and *.db, each table in the same order of rows every time."""
    (folder / "databases").mkdir(parents=True, exist_ok=True)
    for keeper in KEEPERS:
        file = folder / keeper.file
        file.unlink(missing_ok=True)
        if keeper.engine == "duckdb":
            _write_duckdb(estate, keeper, file)
        else:
            _write_sqlite(estate, keeper, file)


def stored_type(keeper: Keeper, kind: str) -> str:
    """The type as the department's engine names it."""
    base = kind.split("(", maxsplit=1)[0]
    if keeper.engine == "duckdb":
        return kind
    return f"NUMERIC({kind.split('(')[1]}" if base == "DECIMAL" else SQLITE_TYPES[base]


def _write_duckdb(estate: Estate, keeper: Keeper, file: Path) -> None:
    con = estate.con
    con.execute(f"ATTACH '{file}' AS written (BLOCK_SIZE 16384)")
    con.execute("BEGIN")
    for table in (t for t in estate.tables() if t.startswith(f"{keeper.source}.")):
        note = estate.notes[table]
        target = f"written.{note.schema or 'main'}.{note.name}"
        con.execute(f"CREATE SCHEMA IF NOT EXISTS written.{note.schema or 'main'}")
        columns = ", ".join(f'"{name}" {kind}' for name, kind in estate.columns(table))
        key = f', PRIMARY KEY ("{note.key}")' if note.key else ""
        con.execute(f"CREATE TABLE {target} ({columns}{key})")
        con.execute(f"INSERT INTO {target} SELECT * FROM {table} ORDER BY ALL")
    con.execute("COMMIT")
    con.execute("DETACH written")


def _write_sqlite(estate: Estate, keeper: Keeper, file: Path) -> None:
    database = sqlite3.connect(file)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    for table in (t for t in estate.tables() if t.startswith(f"{keeper.source}.")):
        note = estate.notes[table]
        described = estate.columns(table)
        columns = ", ".join(f'"{name}" {stored_type(keeper, kind)}' for name, kind in described)
        key = f', PRIMARY KEY ("{note.key}")' if note.key else ""
        database.execute(f'CREATE TABLE "{note.name}" ({columns}{key})')
        shown = ", ".join(_shown(name, kind) for name, kind in described)
        rows = estate.con.execute(f"SELECT {shown} FROM {table} ORDER BY ALL").fetchall()
        marks = ", ".join("?" for _ in described)
        database.executemany(f'INSERT INTO "{note.name}" VALUES ({marks})', rows)
    database.commit()
    database.close()


def _shown(name: str, kind: str) -> str:
    """The column as SQLite can keep it: moments as text, decimals as numbers."""
    base = kind.split("(", maxsplit=1)[0]
    if base in AS_TEXT:
        return AS_TEXT[base].format(f'"{name}"')
    return f'CAST("{name}" AS DOUBLE)' if base == "DECIMAL" else f'"{name}"'
