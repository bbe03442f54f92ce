"""One read-only session in which two sources can be named together: the same database, server or kind of file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlglot import exp

from assess.collect.databases.address import Address
from assess.collect.databases.reasons import said, unreachable
from assess.collect.databases.session import AskPassword, Session, driver_errors, session
from assess.model.text import Text

PORTS = {"postgres": 5432, "mysql": 3306}
KINDS = {"postgres": "PostgreSQL", "mysql": "MySQL/MariaDB", "sqlite": "SQLite", "duckdb": "DuckDB"}
_FIRST, _SECOND = "here", "other"  # names of attached files


def apart(first: Address, second: Address) -> Text | None:
    """Why the tables of two addresses cannot be counted by one engine; None where they can."""
    if first.source == second.source or _place(first) == _place(second):
        return None
    if first.engine != second.engine:
        kinds = KINDS[first.engine], KINDS[second.engine]
        return Text(f"一张在 {kinds[0]}，另一张在 {kinds[1]}", f"one is in {kinds[0]}, the other in {kinds[1]}")
    if first.path is not None or (first.engine == "mysql" and _server(first) == _server(second)):
        return None
    if _server(first) != _server(second):
        return Text("它们在两台服务器上", "they are on two servers")
    return Text("它们在同一台 PostgreSQL 的两个库里，一个连接只能进一个库",
                "they are in two databases of one PostgreSQL server, and a connection enters one")  # fmt: skip


def table_of(address: Address, schema: str, name: str, second: bool) -> exp.Table:
    """The table in SQL, as the session of `together` knows it; `schema` as evidence has it."""
    catalog = ""
    if address.engine == "duckdb":
        catalog, schema = (_SECOND if second else ""), schema or "main"
    elif address.engine == "sqlite":
        schema = _SECOND if second else "main"
    elif address.engine == "mysql":
        schema = schema or str(address.url.database or "")
    return exp.table_(name, db=schema or None, catalog=catalog or None, quoted=True)


def attached(first: Address, second: Address) -> bool:
    """Whether the second is another file, which has to be attached."""
    return first.path is not None and _place(first) != _place(second)


@contextmanager
def together(first: Address, second: Address, ask_password: AskPassword | None, timeout: float) -> Iterator[Session]:
    """A read-only session on both, in which all statements see the tables as they are at one moment.

    Statements end after `timeout` seconds. DuckDB writes no temporary file, which it would beside the client's.
    """
    first, second = (replace(address, timeout=timeout) for address in (first, second))
    with _duckdb(first, second) if first.engine == "duckdb" else session(first, ask_password) as opened:
        if first.engine == "sqlite" and attached(first, second):
            _attach(opened, second)
        _begin(opened)
        yield opened


def _begin(opened: Session) -> None:
    try:
        if opened.engine == "duckdb":
            opened.rows("BEGIN TRANSACTION READ ONLY")
            return
        begin = {
            "sqlite": "BEGIN",
            "postgres": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            "mysql": "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
        }
        cursor = opened.driver.cursor()
        cursor.execute(begin[opened.engine])
        cursor.close()
    except driver_errors(opened.engine) as error:
        raise unreachable(opened.address, error) from None


@contextmanager
def _duckdb(first: Address, second: Address) -> Iterator[Session]:
    import duckdb

    settings: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": "",  # what does not fit in memory fails; it is not written down
    }
    duck = duckdb.connect(":memory:", config=settings)
    opened = Session(first, None, duck)
    try:
        for address, name in ((first, _FIRST), (second, _SECOND))[: 1 + attached(first, second)]:
            place = str(_file(address)).replace("'", "''")
            try:
                duck.execute(f"ATTACH '{place}' AS {name} (READ_ONLY)")
            except duckdb.Error as error:
                raise unreachable(address, error) from None
        duck.execute(f"USE {_FIRST}")
        duck.execute("SET enable_external_access = false")
        yield opened
    finally:
        opened.close()


def _attach(opened: Session, second: Address) -> None:
    place = _file(second).resolve().as_uri() + "?mode=ro"
    try:
        opened.driver.execute(f"ATTACH DATABASE ? AS {_SECOND}", (place,)).close()
        opened.driver.execute(f"SELECT count(*) FROM {_SECOND}.sqlite_master").close()
    except sqlite3.Error as error:
        raise unreachable(second, error) from None


def _file(address: Address) -> Path:
    assert address.path is not None
    if not address.path.is_file():
        raise said(address, Text("没有这个文件。", "there is no such file."))
    return address.path


def _place(address: Address) -> tuple[object, ...]:
    if address.path is not None:
        return address.engine, address.path.resolve()
    return (*_server(address), address.url.database)


def _server(address: Address) -> tuple[object, ...]:
    """The server itself, however its name is written; who enters it does not matter."""
    url = address.url
    hosts = [url.host, *(url.query.get(name) for name in ("host", "unix_socket"))]
    host = next((str(h).lower() for h in hosts if h), "localhost")
    port = url.port or url.query.get("port") or PORTS.get(address.engine)
    return address.engine, "localhost" if host in ("127.0.0.1", "::1") else host, str(port)
