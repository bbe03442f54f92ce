"""DuckDB's catalogue, from its own system functions."""

from __future__ import annotations

from collections import Counter, defaultdict

from assess.collect.databases.session import Session
from assess.collect.databases.shape import Field, Key, Relation, Shape, listed, quoted
from assess.model.errors import Unreachable
from assess.model.text import Text

TABLES = """
SELECT schema_name, table_name, comment, estimated_size FROM duckdb_tables()
WHERE database_name = current_database() AND NOT internal AND NOT temporary{schemas} ORDER BY ALL"""
VIEWS = """
SELECT schema_name, view_name, comment, sql FROM duckdb_views()
WHERE database_name = current_database() AND NOT internal AND NOT temporary{schemas} ORDER BY ALL"""
FIELDS = """
SELECT schema_name, table_name, row_number() OVER (PARTITION BY schema_name, table_name ORDER BY column_index),
       column_name, data_type, is_nullable, comment
FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal{schemas}
ORDER BY schema_name, table_name, column_index"""
KEYS = """
SELECT schema_name, table_name, unnest(constraint_column_names) FROM duckdb_constraints()
WHERE database_name = current_database() AND constraint_type = 'PRIMARY KEY'{schemas}"""
BLOCKS = """
SELECT DISTINCT unnest(list_append(additional_block_ids, block_id)) FROM pragma_storage_info({table})
WHERE persistent"""


def shape(session: Session, schemas: tuple[str, ...]) -> Shape:
    """Tables and views of the file; schema `main` is left out of table ids."""
    where = f" AND schema_name IN ({listed(schemas)})" if schemas else ""
    keys = {(_said(space), table, column) for space, table, column in session.rows(KEYS.format(schemas=where))}
    relations = [
        Relation(_said(space), name, "table", comment or "", int(rows))
        for space, name, comment, rows in session.rows(TABLES.format(schemas=where))
    ]
    physical = {r.key: _physical(r) for r in relations}
    sizes = _sizes(session, physical)
    relations = [r.measured(bytes=sizes.get(r.key)) for r in relations]
    views = {}
    for space, name, comment, sql in session.rows(VIEWS.format(schemas=where)):
        relations.append(Relation(_said(space), name, "view", comment or ""))
        physical[relations[-1].key] = _physical(relations[-1])
        views[relations[-1].key] = sql
    fields = []
    for space, table, position, name, kind, nullable, comment in session.rows(FIELDS.format(schemas=where)):
        if (key := (_said(space), table)) in physical:
            in_key = (*key, name) in keys
            fields.append(Field(*key, int(position), name, kind, kind, nullable and not in_key, comment or "", in_key))
    own = {field.key for field in fields if field.name.lower() == "rowid"}
    relations = [r.measured(sampled=r.key not in own) for r in relations]
    path = session.address.path
    assert path is not None
    empty = sorted(set(schemas) - {r.schema or "main" for r in relations})
    notes = tuple(Text(f"模式 {name} 里没有看到表。", f"no table was seen in schema {name}.") for name in empty)
    return Shape(tuple(relations), tuple(fields), views, physical, ("main", path.stem.lower()), notes)


def _sizes(session: Session, physical: dict[Key, str]) -> dict[Key, int]:
    """Bytes of the blocks a table's data lies in; a block that several tables share is shared out evenly."""
    try:
        block_size = int(session.rows("SELECT block_size FROM pragma_database_size()")[0][0])
        blocks: dict[Key, list[int]] = defaultdict(list)
        for key, name in physical.items():
            literal = "'" + name.replace("'", "''") + "'"
            blocks[key] = [int(row[0]) for row in session.rows(BLOCKS.format(table=literal)) if row[0] >= 0]
    except Unreachable:
        return {}
    shared = Counter(block for found in blocks.values() for block in found)
    return {key: round(sum(block_size / shared[block] for block in found)) for key, found in blocks.items() if found}


def _physical(relation: Relation) -> str:
    return f"{quoted(relation.schema or 'main')}.{quoted(relation.name)}"


def _said(space: str) -> str:
    return "" if space == "main" else space
