"""MySQL's and MariaDB's catalogue, from information_schema."""

from __future__ import annotations

from assess.collect.databases.session import Session
from assess.collect.databases.shape import Field, Relation, Shape, listed, quoted
from assess.model.text import Text

SYSTEM = ("information_schema", "mysql", "performance_schema", "sys")

RELATIONS = """
SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, TABLE_ROWS, DATA_LENGTH + INDEX_LENGTH, TABLE_COMMENT, CREATE_TIME,
       UPDATE_TIME
FROM information_schema.TABLES
WHERE TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW') AND {schemas} ORDER BY TABLE_SCHEMA, TABLE_NAME"""

FIELDS = """
SELECT TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_COMMENT, COLUMN_KEY
FROM information_schema.COLUMNS WHERE {schemas} ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION"""

VIEWS = """
SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE {schemas}"""


def shape(session: Session, schemas: tuple[str, ...]) -> Shape:
    """Tables and views of the URL's database, or of the databases in `schemas`, or of all the user may see.

    The URL's own database is left out of table ids. InnoDB's row counts are estimates from sampled pages.
    """
    here, where = here_and_where(session, schemas)
    physical, relations = {}, []
    for space, name, kind, rows, size, comment, created, written in session.rows(RELATIONS.format(schemas=where)):
        view = kind == "VIEW"
        relation = Relation(
            said(space, here), name, "view" if view else "table", "" if view else comment or "",
            None if view or rows is None else int(rows), None if view or size is None else int(size),
            None if view else created, None, written,
        )  # fmt: skip
        relations.append(relation)
        physical[relation.key] = f"{quoted(space, '`')}.{quoted(name, '`')}"
    fields = []
    for space, table, position, name, kind, null, comment, part in session.rows(FIELDS.format(schemas=where)):
        if (key := (said(space, here), table)) in physical:
            named = _text(kind)
            fields.append(Field(*key, int(position), name, named, named, null == "YES", comment or "", part == "PRI"))
    views = {
        (said(space, here), name): _text(definition)
        for space, name, definition in session.rows(VIEWS.format(schemas=where))
        if definition
    }
    hidden = sum(r.kind == "view" and r.key not in views for r in relations)
    notes = [Text(f"{hidden} 个视图的定义未对该账号开放。", f"{hidden} view definitions are closed to this user.")]
    missing = sorted(set(schemas) - {space for space, *_ in session.rows(RELATIONS.format(schemas=where))})
    return Shape(
        tuple(relations),
        tuple(fields),
        views,
        physical,
        (here.lower(),) if here else (),
        tuple(notes[: int(hidden > 0)])
        + tuple(Text(f"库 {name} 里没有看到表。", f"no table was seen in database {name}.") for name in missing),
    )


def here_and_where(session: Session, schemas: tuple[str, ...]) -> tuple[str, str]:
    """The URL's own database, and the condition for the databases that are read."""
    here = session.address.url.database or ""
    wanted = schemas or ((here,) if here else ())
    return here, (
        f"TABLE_SCHEMA IN ({listed(wanted, escape=True)})" if wanted else f"TABLE_SCHEMA NOT IN ({listed(SYSTEM)})"
    )


def said(space: str, here: str) -> str:
    """A database's name as ids have it: empty for the URL's own."""
    return "" if space.lower() == here.lower() else space


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
