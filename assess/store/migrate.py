"""A database is brought to this version when a store opens it; nothing else creates or changes a table.

Who comes first upgrades, in one transaction and alone; others wait and find it done. A database of a later version is
refused. There is no downgrade: the way back is a backup.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import sqlalchemy as sa

from assess.model.errors import BadInput, Problem
from assess.store.engines import alone, engine_of, let_go, shown, told
from assess.store.migrations.heads import REVISIONS, head
from assess.store.place_of import Place, Where
from assess.store.tables import PARTS, Part

_one_at_a_time = threading.Lock()


def open_engine(where: Where, part: Part, what: str) -> sa.Engine:
    """An engine on a database with all tables of `part` as this version has them; `what` names its rows in errors.

    BadInput where it was written by a later version, Unreachable where it cannot be opened.
    """
    engine = engine_of(where)
    try:
        with told(engine, what):
            if isinstance(where, Place):
                _ready(where, part)
            elif not _is_current(engine, part):
                upgrade(engine, part)
    except BaseException:
        let_go(engine)
        raise
    return engine


@cache
def _ready(place: Place, part: Part) -> None:
    """Look once a process; what fails is asked again."""
    engine = engine_of(place)
    if not _is_current(engine, part):
        upgrade(engine, part)


def upgrade(engine: sa.Engine, part: Part, to: str = "") -> list[str]:
    """Bring the database to revision `to`, the newest where none is named; returns what it was at before.

    Safe beside others: whoever comes second waits, and finds nothing to do.
    """
    with alone_in_alembic(), engine.connect() as db, _alone_on(db):
        before = revisions(db, part)
        _refuse_newer(engine, before, part)
        if before != [to or head(part)]:
            apply(db, part, to)
        return before


def apply(db: sa.Connection, part: Part, to: str = "") -> None:
    """Run the revisions that lack on this connection, inside its transaction and `alone_in_alembic`; its schema must
    be there."""
    from alembic import command
    from alembic.config import Config

    schema = schema_in(db)
    if schema:
        db.exec_driver_sql(f"SET LOCAL search_path TO {db.dialect.identifier_preparer.quote(schema)}")
    config = Config()
    config.set_main_option("script_location", "assess.store:migrations")
    config.attributes["connection"] = db
    config.attributes["metadata"] = PARTS[part]
    command.upgrade(config, to or f"{part}@head")


@contextmanager
def alone_in_alembic() -> Iterator[None]:
    """One thread of this process at a time: alembic keeps what it works on in its module."""
    with _one_at_a_time:
        yield


def revisions(db: sa.Connection, part: Part) -> list[str]:
    """The revision of `part` that a database is at; [] where it has none, more than one where something is amiss."""
    schema = schema_in(db)
    if not sa.inspect(db).has_table("alembic_version", schema=schema):
        return []
    version = sa.table("alembic_version", sa.column("version_num"), schema=schema)
    found = db.scalars(sa.select(version.c.version_num).order_by(version.c.version_num)).all()
    return [one for one in found if one.startswith(f"{part}_")]


def schema_in(db: sa.Connection) -> str | None:
    """The schema this connection's statements go to; None for the database's own."""
    mapped = db.get_execution_options().get("schema_translate_map") or {}
    return mapped.get(None)


def _is_current(engine: sa.Engine, part: Part) -> bool:
    with engine.connect() as db:
        there = revisions(db, part)
    _refuse_newer(engine, there, part)
    return there == [head(part)]


def _refuse_newer(engine: sa.Engine, there: list[str], part: Part) -> None:
    strange = [one for one in there if one not in REVISIONS[part]]
    if strange:
        what = f"was written by a later version of assess (its tables are at {strange[0]}, this one knows {head(part)})"
        raise BadInput([Problem(shown(engine), f"{what}; install that version, or restore an earlier backup.")])


@contextmanager
def _alone_on(db: sa.Connection) -> Iterator[None]:
    """A transaction in which nobody else upgrades the same tables, with the engagement's schema there."""
    with db.begin():
        if db.dialect.name == "sqlite":
            db.exec_driver_sql("BEGIN IMMEDIATE")
        alone(db)
        if schema := schema_in(db):
            db.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
        yield
