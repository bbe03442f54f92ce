"""How a database is reached: one pool a server however many engagements it has, one engine a file.

Statements name tables without a schema; SQLAlchemy puts the engagement's own before each of them, so that no state of
a connection decides whose rows are read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assess.model.errors import BadInput, Problem, Unreachable
from assess.store.place_of import Place, Where
from assess.store.whole_files import why_not_kept

KEPT_OPEN, MORE_AT_ONCE = 10, 10  # connections a process; five processes stay below PostgreSQL's usual 100
PATIENCE = 30  # seconds to wait for one of them
_LOCK = 0x61737365  # of those who want to be alone in a schema
_SHARED = "assess_shared"


def engine_of(where: Where) -> sa.Engine:
    """An engine for a SQLite file, a URL in which `${NAME}` stands for a variable, or a server's schema."""
    if isinstance(where, Place):
        pooled = server_engine(where.url, os.getpid())
        return pooled.execution_options(schema_translate_map={None: where.schema}, **{_SHARED: True})
    given = str(where)
    if "://" not in given:
        given = f"sqlite:///{Path(given).as_posix()}"
    url = sa.make_url(os.path.expandvars(given))
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadInput([Problem("answers", f'"{url.drivername}" cannot keep answers. Allowed: sqlite, postgresql.')])
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    engine = sa.create_engine(url, connect_args={"timeout": PATIENCE})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


@cache
def server_engine(url: str, _process: int) -> sa.Engine:
    """The one pool of this process on that server; a forked process has its own."""
    return sa.create_engine(
        url, pool_pre_ping=True, pool_size=KEPT_OPEN, max_overflow=MORE_AT_ONCE, pool_timeout=PATIENCE,
        pool_use_lifo=True,
        connect_args={"connect_timeout": 10, "application_name": "assess", "prepare_threshold": None},
    )  # fmt: skip


def let_go(engine: sa.Engine) -> None:
    """Close what only this engine has open; the pool of a server stays."""
    if not engine.get_execution_options().get(_SHARED):
        engine.dispose()


@contextmanager
def told(engine: sa.Engine, what: str) -> Iterator[None]:
    """Whatever the database refuses inside is Unreachable in one sentence, without a password; `what` is plural."""
    try:
        yield
    except sa.exc.TimeoutError:
        said = f"all {KEPT_OPEN + MORE_AT_ONCE} connections are in use; try again"
        raise Unreachable(f"{shown(engine)}: the {what} cannot be read or kept ({said}).") from None
    except sa.exc.DBAPIError as error:
        said = why_not_kept(error.orig, engine.url.database)
        raise Unreachable(f"{shown(engine)}: the {what} cannot be read or kept ({said}).") from None


def shown(engine: sa.Engine) -> str:
    """What a sentence calls the database: a file's path, or a server's host and database without user or password."""
    url = engine.url
    if url.get_backend_name() == "sqlite":
        return url.render_as_string(hide_password=True)
    at = f"{url.host or 'this machine'}{f':{url.port}' if url.port else ''}"
    return f"postgresql://{at}/{url.database}"


def alone(db: sa.Connection) -> None:
    """Wait until no other transaction is alone in this schema; a SQLite file has one writer anyway."""
    if db.dialect.name == "postgresql":
        schema = (db.get_execution_options().get("schema_translate_map") or {}).get(None) or ""
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK, sa.func.hashtext(schema))))
