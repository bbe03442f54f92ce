"""One sample company a test session, and its tables as rows."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from assess.demo.build import build_demo
from assess.demo.departments import BY_SOURCE, KEEPERS


@dataclass(frozen=True)
class Company:
    folder: Path
    truth: dict[str, Any]
    seconds: float
    tables: dict[str, pd.DataFrame]
    memory: dict[tuple[str, str], list[str | None]] = field(default_factory=dict)

    def values(self, table: str, column: str) -> list[str | None]:
        """The column in the form in which values of different engines can be compared."""
        if (table, column) not in self.memory:
            self.memory[table, column] = [said(value) for value in self.tables[table][column]]
        return self.memory[table, column]

    def rows(self, table: str) -> set[tuple[str | None, ...]]:
        frame = self.tables[table]
        return set(zip(*(self.values(table, column) for column in frame.columns), strict=True))


def said(value: Any) -> str | None:
    """One value as text, the same for 12.30 and 12.3, for a moment and its text; None where there is none."""
    if value is None or value is pd.NaT or value != value:
        return None
    text = str(value)
    try:
        return format(float(text), ".6f")
    except ValueError:
        return text.removesuffix(" 00:00:00")


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every table of every database, by table id."""
    found: dict[str, pd.DataFrame] = {}
    for keeper in KEEPERS:
        if keeper.engine == "duckdb":
            with duckdb.connect(str(folder / keeper.file), read_only=True) as con:
                for schema, name in con.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
                    table = f"{keeper.source}.{name}" if schema == "main" else f"{keeper.source}.{schema}.{name}"
                    read = con.execute(f'SELECT * FROM "{schema}"."{name}"')
                    found[table] = pd.DataFrame(read.fetchall(), columns=[d[0] for d in read.description], dtype=object)
        else:
            con = sqlite3.connect(folder / keeper.file)
            for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                read = con.execute(f'SELECT * FROM "{name}"')
                columns = [d[0] for d in read.description]
                found[f"{keeper.source}.{name}"] = pd.DataFrame(read.fetchall(), columns=columns, dtype=object)
            con.close()
    return found


@pytest.fixture(scope="session")
def build() -> Callable[[Path], Company]:
    def made(folder: Path) -> Company:
        started = time.process_time()
        build_demo(folder)
        seconds = time.process_time() - started
        truth = json.loads((folder / "truth.json").read_text("utf-8"))
        return Company(folder, truth, seconds, read_tables(folder))

    return made


@pytest.fixture(scope="session")
def company(build: Callable[[Path], Company], tmp_path_factory: pytest.TempPathFactory) -> Company:
    return build(tmp_path_factory.mktemp("yunling"))


@pytest.fixture(scope="session")
def department() -> Callable[[str], str]:
    return lambda table: BY_SOURCE[table.split(".")[0]].id
