"""A read-only conversation with one database, each statement of it within the time allowed."""

from __future__ import annotations

import os
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, TypeVar

import sqlalchemy as sa

from assess.collect.databases.address import Address
from assess.collect.databases.reasons import LOST, PASSWORD, reason, said, slow, unreachable
from assess.collect.databases.settings import mysql_limit, mysql_settings, postgres_settings
from assess.model.text import Text

Value = TypeVar("Value")
Row = tuple[Any, ...]
AskPassword = Callable[[str], str]
GRACE = 6.0  # seconds after its own limit in which a server may say that it gave up, before we hang up


class Session:
    """An open connection: `rows(sql)` reads, `sql` is SQLAlchemy's connection (None for DuckDB). `numbered` says
    whether a table's rows are numbered from zero (DuckDB's own are, those of files are not)."""

    def __init__(self, address: Address, sql: sa.Connection | None, duck: Any = None, numbered: bool = True) -> None:
        self.address = address
        self.engine = address.engine
        self.sql = sql
        self.seconds = address.timeout
        self.numbered = numbered
        self._duck = duck
        self._hung_up = False

    def rows(self, statement: str) -> list[Row]:
        """The rows of a SELECT; Unreachable where it fails, takes longer than allowed, or nothing comes."""
        address = replace(self.address, timeout=self.seconds)
        if self._hung_up:
            raise said(address, LOST)
        try:
            with self._hurried():
                if self._duck is not None:
                    return list(self._duck.execute(statement).fetchall())
                cursor = self.driver.cursor()
                try:
                    cursor.execute(statement)
                    return [tuple(row) for row in cursor.fetchall()]
                finally:
                    cursor.close()
        except driver_errors(self.engine) as error:
            raise said(address, slow(address)) if self._hung_up else unreachable(address, error) from None

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Statements inside may take `seconds`, instead of what the source allows its catalogue."""
        before = self.seconds
        try:
            with self._hurried():
                self._allow(seconds)
        except driver_errors(self.engine) as error:
            raise unreachable(self.address, error) from None
        try:
            yield
        finally:
            with suppress(*driver_errors(self.engine)), self._hurried():
                self._allow(before)

    @property
    def driver(self) -> Any:
        """The driver's own connection."""
        assert self.sql is not None
        return self.sql.connection.dbapi_connection

    def close(self) -> None:
        """Hang up; a connection that is already gone is no error."""
        with suppress(*driver_errors(self.engine), sa.exc.SQLAlchemyError):
            if self.sql is not None:
                engine = self.sql.engine
                with self._hurried():
                    self.sql.close()
                engine.dispose()
            else:
                self._duck.close()

    def _allow(self, seconds: float) -> None:
        self.seconds = seconds
        if self.sql is None or self.engine not in ("postgres", "mysql"):
            return
        cursor = self.driver.cursor()
        if self.engine == "postgres":
            cursor.execute(f"SET statement_timeout = {max(1, round(seconds * 1000))}")
        else:
            cursor.execute(mysql_limit(cursor, seconds))
            self.driver._read_timeout = max(2, round(seconds)) + 5  # the socket's own, else given on connecting
        cursor.close()

    @contextmanager
    def _hurried(self) -> Iterator[None]:
        """The files' engines have no statement timeout of their own. Servers were given theirs on connecting; one that
        has gone silent all the same is hung up on."""
        if self.engine == "sqlite":
            deadline = time.monotonic() + self.seconds
            self.driver.set_progress_handler(lambda: int(time.monotonic() > deadline), 20_000)
            try:
                yield
            finally:
                self.driver.set_progress_handler(None, 0)
            return
        duck = self.engine == "duckdb"
        alarm = threading.Timer(self.seconds + (0 if duck else GRACE), self._duck.interrupt if duck else self._hang_up)
        alarm.daemon = True
        alarm.start()
        try:
            yield
        finally:
            alarm.cancel()
            alarm.join()  # a thread still inside the driver when Python ends would end it by a signal

    def _hang_up(self) -> None:
        """End the connection beneath the driver, which then stops waiting; no driver bounds that time itself."""
        self._hung_up = True
        with suppress(OSError, AttributeError, *driver_errors(self.engine)):
            at = self.driver.fileno() if self.engine == "postgres" else self.driver._sock.fileno()
            with socket.socket(fileno=os.dup(at)) as line:
                line.shutdown(socket.SHUT_RDWR)


@contextmanager
def session(address: Address, ask_password: AskPassword | None = None) -> Iterator[Session]:
    """A read-only session; the password is asked for only where the server refuses to go on without."""
    opened = _open(address, ask_password)
    try:
        yield opened
    finally:
        opened.close()


def driver_errors(engine: str) -> tuple[type[Exception], ...]:
    """The exceptions the engine's driver raises."""
    if engine == "duckdb":
        import duckdb

        return (duckdb.Error,)
    if engine == "sqlite":
        return (sqlite3.Error,)
    if engine == "mysql":
        import pymysql

        return (pymysql.Error, OSError)
    import psycopg

    return (psycopg.Error, OSError)


def _open(address: Address, ask_password: AskPassword | None) -> Session:
    if address.path is not None:
        return _open_file(address)
    try:
        return _open_server(address)
    except _Refused as refused:
        if ask_password is None or address.url.password:
            raise said(address, refused.why) from None
    entered = address.with_password(ask_password(address.source))
    try:
        return _open_server(entered)
    except _Refused as refused:
        raise said(entered, refused.why) from None


class _Refused(Exception):
    def __init__(self, why: Text) -> None:
        self.why = why


def _open_file(address: Address) -> Session:
    path = address.path
    assert path is not None
    if not path.is_file():
        raise said(address, Text("没有这个文件。", "there is no such file."))
    try:
        if address.engine == "duckdb":
            import duckdb

            settings: dict[str, Any] = {"autoinstall_known_extensions": "false", "enable_external_access": "false"}
            duck = duckdb.connect(str(path), read_only=True, config=settings)
            duck.execute("SET enable_progress_bar = false")  # where it takes us for a notebook it prints on stdout
            return Session(address, None, duck)
        engine = sa.create_engine("sqlite://", creator=lambda: _sqlite(address), poolclass=sa.pool.NullPool)
        opened = Session(address, engine.connect())
        opened.rows("SELECT count(*) FROM sqlite_master")
        return opened
    except _all_errors(address.engine) as error:
        raise unreachable(address, _cause(error)) from None


def _sqlite(address: Address) -> sqlite3.Connection:
    assert address.path is not None
    place = address.path.resolve().as_uri() + "?mode=ro"
    connection = sqlite3.connect(place, uri=True, timeout=address.timeout, isolation_level=None)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _open_server(address: Address) -> Session:
    seconds = max(2, round(address.timeout))
    if address.engine == "postgres":
        options: dict[str, Any] = {
            "connect_timeout": seconds,
            "application_name": "assess",
            "tcp_user_timeout": round(address.timeout * 1000) + 5000,
        }
    else:
        # The server gives up first; the socket's own limit is for a server that has gone silent.
        options = {"connect_timeout": seconds, "read_timeout": seconds + 5, "charset": "utf8mb4"}
    engine = sa.create_engine(
        address.url,
        connect_args=options,
        poolclass=sa.pool.NullPool,
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,  # nothing to roll back, and no waiting for a line that has ended
    )
    settings = postgres_settings if address.engine == "postgres" else mysql_settings

    def prepare(driver: Any, _record: Any) -> None:
        cursor = driver.cursor()
        for statement in settings(cursor, address.timeout):
            cursor.execute(statement)
        cursor.close()
        driver.commit()

    sa.event.listen(engine, "connect", prepare, insert=True)
    try:
        opened = Session(address, _within(address, engine.connect))
        _noticed(opened)
        return opened
    except _all_errors(address.engine) as error:
        why = reason(address, _cause(error))
        if why is PASSWORD:
            raise _Refused(why) from None
        raise said(address, why) from None
    except AssertionError:
        # SQLAlchemy asserts on version texts of servers that only speak PostgreSQL's protocol.
        version = Text("服务器没有报出可识别的版本。", "the server reports no version that is known.")
        raise said(address, version) from None


def _noticed(opened: Session) -> None:
    """Have PostgreSQL 14 and later stop a statement soon after we were killed, and not work on for nobody."""
    if opened.engine == "postgres":
        with suppress(*driver_errors(opened.engine)), opened._hurried():
            opened.driver.execute("SET client_connection_check_interval = '5s'").close()


def _within(address: Address, work: Callable[[], Value]) -> Value:
    """`work()` or, when it takes too long, Unreachable: no driver bounds the time a name server takes."""
    outcome: list[Value] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001 - handed to the caller below
            failure.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(address.timeout)
    if worker.is_alive():
        raise said(address, slow(address))
    if failure:
        raise failure[0]
    return outcome[0]


def _all_errors(engine: str) -> tuple[type[Exception], ...]:
    return (*driver_errors(engine), sa.exc.DBAPIError)


def _cause(error: BaseException) -> BaseException:
    return getattr(error, "orig", None) or error
