"""PostgreSQL's catalogue: one statement each for relations, columns, sizes and scans, however many tables there are."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from assess.collect.databases.session import Session
from assess.collect.databases.shape import Field, Key, Relation, Shape, listed, quoted
from assess.model.errors import Unreachable
from assess.model.text import Text

RELATIONS = """
SELECT c.oid::bigint, n.nspname, c.relname, c.relkind::text, c.reltuples::bigint,
       obj_description(c.oid, 'pg_class'), c.relispartition,
       (SELECT i.inhparent::bigint FROM pg_inherits i WHERE i.inhrelid = c.oid LIMIT 1),
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {schemas}
  AND NOT EXISTS (SELECT 1 FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.relname"""

FIELDS = """
SELECT a.attrelid::bigint, row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum), a.attname,
       format_type(a.atttypid, a.atttypmod),
       CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)
            ELSE format_type(a.atttypid, a.atttypmod) END,
       NOT a.attnotnull, col_description(a.attrelid, a.attnum), coalesce(a.attnum = ANY (k.indkey), false)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_index k ON k.indrelid = a.attrelid AND k.indisprimary
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {schemas}
ORDER BY a.attrelid, a.attnum"""

SIZES = """
SELECT c.oid::bigint, pg_relation_size(c.oid), pg_total_relation_size(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND {schemas}"""

SCANS = """
SELECT relid::bigint, n_live_tup, seq_scan + coalesce(idx_scan, 0), {last}
FROM pg_stat_all_tables s JOIN pg_namespace n ON n.nspname = s.schemaname WHERE {schemas}"""


def shape(session: Session, schemas: tuple[str, ...]) -> Shape:
    """All tables, views and materialised views, partitions counted in the table they belong to."""
    where = (
        f"n.nspname IN ({listed(schemas)})" if schemas else r"n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'"
    )
    found = session.rows(RELATIONS.format(schemas=where))
    notes: list[Text] = []
    sizes = _sizes(session, where, notes)
    scans = _scans(session, where, notes)
    parent = {oid: above for oid, *_, part, above, _ in found if part}
    relations: dict[int, Relation] = {}
    views: dict[Key, str] = {}
    for oid, space, name, kind, estimate, comment, part, _, definition in found:
        if part:
            continue
        views |= {(space, name): definition} if definition else {}
        relations[oid] = Relation(space, name, "view" if kind in "vm" else "table", comment or "", sampled=kind != "f")
        if kind in "rm":
            relations[oid] = _measured(relations[oid], estimate, sizes.get(oid), scans.get(oid))
        if kind == "p":
            leaves = [row for row in found if row[6] and row[3] != "p" and _root(row[0], parent) == oid]
            parts = [_measured(relations[oid], row[4], sizes.get(row[0]), scans.get(row[0])) for row in leaves]
            relations[oid] = _together(relations[oid], parts)
    fields = tuple(
        Field(*relations[oid].key, position, name, kind, values, nullable, comment or "", in_key)
        for oid, position, name, kind, values, nullable, comment, in_key in session.rows(FIELDS.format(schemas=where))
        if oid in relations
    )
    empty = sorted(set(schemas) - {relation.schema for relation in relations.values()})
    notes += [Text(f"模式 {name} 里没有看到表。", f"no table was seen in schema {name}.") for name in empty]
    return Shape(
        tuple(relations.values()),
        fields,
        views,
        {r.key: f"{quoted(r.schema)}.{quoted(r.name)}" for r in relations.values()},
        ("public",),
        tuple(notes),
    )


def _sizes(session: Session, where: str, notes: list[Text]) -> dict[int, tuple[int, int]]:
    """Bytes by table; asking for them waits for locks, so that may take too long and the rest must not fail."""
    try:
        return {oid: (own, total) for oid, own, total in session.rows(SIZES.format(schemas=where))}
    except Unreachable:
        notes.append(Text("未能读到表的大小。", "table sizes could not be read."))
        return {}


def _scans(session: Session, where: str, notes: list[Text]) -> dict[int, tuple[Any, ...]]:
    version = int(session.rows("SHOW server_version_num")[0][0])
    last = "greatest(last_seq_scan, last_idx_scan)" if version >= 160000 else "NULL::timestamptz"
    try:
        return {row[0]: row[1:] for row in session.rows(SCANS.format(schemas=where, last=last))}
    except Unreachable:
        notes.append(Text("未能读到访问统计。", "access statistics could not be read."))
        return {}


def _measured(
    relation: Relation, estimate: int, size: tuple[int, int] | None, scans: tuple[Any, ...] | None
) -> Relation:
    """Rows from the planner's estimate; before the first ANALYZE (-1, or 0 before version 14) from the live counter."""
    rows = estimate if estimate > 0 else None
    if rows is None and size is not None and size[0] == 0:
        rows = 0
    if rows is None and scans is not None and scans[0]:
        rows = int(scans[0])
    reads, last_read = (int(scans[1]), scans[2]) if scans is not None and scans[1] is not None else (None, None)
    return relation.measured(rows=rows, bytes=size[1] if size else None, reads=reads, last_read=last_read)


def _root(oid: int, parent: dict[int, int]) -> int:
    while oid in parent:
        oid = parent[oid]
    return oid


def _together(whole: Relation, parts: list[Relation]) -> Relation:
    """A partitioned table: sums of its partitions, unknown as soon as one is."""
    sums: dict[str, int | None] = {}
    values: dict[str, list[int | None]] = defaultdict(list)
    for part in parts:
        for name in ("rows", "bytes", "reads"):
            values[name].append(getattr(part, name))
    for name, found in values.items():
        known = [value for value in found if value is not None]
        sums[name] = sum(known) if len(known) == len(found) else None
    last = [part.last_read for part in parts if part.last_read is not None]
    return whole.measured(**sums, last_read=max(last) if last else None)
