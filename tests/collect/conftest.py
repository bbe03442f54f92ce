"""Helpers of these tests: write to a database, name it as a source, read its sketches."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from assess.collect.database import read_database
from assess.collect.databases.session import Session
from assess.model.engagement import Source
from assess.model.progress import TablesRead

SALT = "00112233445566778899aabbccddeeff"


def _run(url: str, *statements: str) -> None:
    """Run statements as somebody who may write."""
    if url.startswith("duckdb:///"):
        with duckdb.connect(url.removeprefix("duckdb:///")) as duck:
            for statement in statements:
                duck.execute(statement)
        return
    if url.startswith("sqlite:///"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for statement in statements:
            connection.execute(statement)
        connection.close()
        return
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
    engine.dispose()


def _database(url: str, identifier: str = "shop", **more: Any) -> Source:
    """A database source as engagement.yaml would give it, with a department of its own."""
    return Source(id=identifier, department="sales", kind="database", url=url, **more)


def _by_column(sketches: Any, table_id: str) -> dict[str, tuple[int, int, int, list[int]]]:
    """column -> (rows, nulls, distinct, hashes) of one table."""
    mine = sketches[sketches["table_id"] == table_id]
    return {s.column: (s.rows, s.nulls, s.distinct, s.hashes.tolist()) for s in mine.itertuples()}


@pytest.fixture
def salt() -> str:
    """The salt of the tests."""
    return SALT


@pytest.fixture
def run() -> Callable[..., None]:
    """`run(url, *statements)` as somebody who may write."""
    return _run


@pytest.fixture
def database() -> Callable[..., Source]:
    """`database(url, id, **more)`: a source as engagement.yaml would give it."""
    return _database


@pytest.fixture
def by_column() -> Callable[..., dict[str, tuple[int, int, int, list[int]]]]:
    """`by_column(sketches, table_id)`: column -> (rows, nulls, distinct, hashes)."""
    return _by_column


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """URLs of a SQLite and a DuckDB file in the test's folder, not made yet."""
    return {"sqlite": f"sqlite:///{tmp_path / 'shop.db'}", "duckdb": f"duckdb:///{tmp_path / 'shop.duckdb'}"}


@pytest.fixture
def reading(salt: str, tmp_path: Path) -> Callable[..., tuple[dict[str, str], int, int]]:
    """`reading(source, afresh=False)`: the evidence as text by table, how many tables were read, how many unchanged."""

    def read(source: Source, folder: Path = tmp_path, salt: str = salt, **more: Any) -> tuple[dict[str, str], int, int]:
        told: list[TablesRead] = []
        evidence = read_database(source, folder, salt=salt, tell=told.append, **more)
        frames = {name: evidence[name] for name in evidence.__dataclass_fields__}
        frames["sketches"] = frames["sketches"].assign(hashes=[h.tobytes().hex() for h in frames["sketches"]["hashes"]])
        return {name: frame.to_csv() for name, frame in frames.items()}, told[0].read, told[0].unchanged

    return read


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement put to a database from here on."""
    statements: list[str] = []
    rows = Session.rows

    def noted(self: Session, statement: str) -> Any:
        statements.append(statement)
        return rows(self, statement)

    monkeypatch.setattr(Session, "rows", noted)
    return statements
