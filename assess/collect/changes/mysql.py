"""Marks of MySQL's and MariaDB's tables: the time of the last write, where the server knows one.

InnoDB keeps UPDATE_TIME in memory: after a restart, and when a table leaves the server's cache, it is unknown until the
next write, and an unknown time is no mark. It is in whole seconds, so that one of the last two seconds is none either.
Not used are estimates that move by themselves (TABLE_ROWS), and partitioned tables, whose time is the latest of those
partitions that are still in the cache.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict

from assess.collect.databases.mysql import here_and_where, said
from assess.collect.databases.session import Session
from assess.collect.databases.shape import Key
from assess.model.errors import Unreachable

TABLES = """
SELECT TABLE_SCHEMA, TABLE_NAME, ENGINE, CREATE_TIME, UPDATE_TIME FROM information_schema.TABLES
WHERE TABLE_TYPE = 'BASE TABLE' AND ENGINE IN ('InnoDB', 'MyISAM', 'Aria')
  AND UPDATE_TIME < CURRENT_TIMESTAMP - INTERVAL 2 SECOND
  AND coalesce(CREATE_OPTIONS, '') NOT LIKE '%partitioned%' AND {schemas}"""

# A column added without touching the rows shows its default in all of them; a virtual one is worked out when read.
FIELDS = """
SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COLUMN_DEFAULT, EXTRA, CHARACTER_SET_NAME
FROM information_schema.COLUMNS WHERE {schemas} ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION"""


def marks(session: Session, schemas: tuple[str, ...]) -> dict[Key, str]:
    """Marks by database (empty for the URL's own) and table."""
    here, where = here_and_where(session, schemas)
    facts: dict[tuple[str, str], list[object]] = defaultdict(list)
    virtual = set()
    try:
        _ask_for_now(session)
        written = session.rows(TABLES.format(schemas=where))
        for space, table, *field in session.rows(FIELDS.format(schemas=where)):
            facts[space, table].append(field)
            if "VIRTUAL" in str(field[3]).upper():
                virtual.add((space, table))
    except Unreachable:
        return {}
    return {
        (said(space, here), table): hashlib.sha256(repr((about, facts[space, table])).encode()).hexdigest()
        for space, table, *about in written
        if (space, table) not in virtual
    }


def _ask_for_now(session: Session) -> None:
    """MySQL 8 shows times of up to a day ago unless told otherwise; Unreachable where it cannot be told."""
    version = str(session.rows("SELECT VERSION()")[0][0]).lower()
    if "mariadb" not in version and not version.startswith("5."):
        session.rows("SET SESSION information_schema_stats_expiry = 0")
