"""SQLite's catalogue: rows are counted, bytes come from dbstat where the library was built with it."""

from __future__ import annotations

from assess.collect.databases.session import Session
from assess.collect.databases.shape import Field, Relation, Shape, quoted
from assess.model.errors import Unreachable
from assess.model.text import Text

FIELDS = 'SELECT cid, name, type, "notnull", pk FROM pragma_table_xinfo({table}) WHERE hidden <> 1 ORDER BY cid'
BYTES = """
SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name
WHERE s.aggregate = 1 GROUP BY m.tbl_name"""


def shape(session: Session, schemas: tuple[str, ...]) -> Shape:
    """Tables and views of the file; `schemas` has no meaning here."""
    found = session.rows(
        "SELECT m.name, m.type, m.sql, l.wr FROM sqlite_master m JOIN pragma_table_list l "
        "ON l.name = m.name AND l.schema = 'main' WHERE l.type IN ('table', 'view') "
        "AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY m.name"
    )
    notes: list[Text] = []
    sizes = _sizes(session)
    relations, fields = [], []
    for name, kind, _, without_rowid in found:
        try:
            columns = session.rows(FIELDS.format(table="'" + name.replace("'", "''") + "'"))
        except Unreachable:
            notes.append(Text(f"视图 {name} 引用的表已不存在。", f"view {name} refers to what no longer exists."))
            columns = []
        rows = _count(session, name, notes) if kind == "table" else None
        sampled = not without_rowid and not any(column[1].lower() == "rowid" for column in columns)
        size = sizes.get(name) if kind == "table" else None
        relations.append(Relation("", name, kind, "", rows, size, sampled=sampled))
        fields += [
            Field("", name, position, column, declared, declared, not notnull and not pk, "", pk > 0)
            for position, (_, column, declared, notnull, pk) in enumerate(columns, 1)
        ]
    views = {("", name): sql for name, kind, sql, _ in found if kind == "view" and sql}
    return Shape(
        tuple(relations), tuple(fields), views, {r.key: quoted(r.name) for r in relations}, ("main",), tuple(notes)
    )


def _sizes(session: Session) -> dict[str, int]:
    try:
        return {name: int(size) for name, size in session.rows(BYTES)}
    except Unreachable:
        return {}


def _count(session: Session, name: str, notes: list[Text]) -> int | None:
    try:
        return int(session.rows(f"SELECT count(*) FROM {quoted(name)}")[0][0])
    except Unreachable:
        notes.append(Text(f"{name} 的行数未能在时限内数完。", f"the rows of {name} could not be counted in time."))
        return None
