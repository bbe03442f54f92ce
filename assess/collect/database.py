"""A live database into evidence: its catalogue, its statistics, its views' lineage and sketches of its values."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.databases.address import address_of
from assess.collect.databases.session import AskPassword, Session, session
from assess.collect.databases.shape import Key, Shape
from assess.collect.personal import as_rows, looks_of
from assess.collect.profile import Profile, profile_table
from assess.collect.profiling.hidden import hidden_ends
from assess.collect.resolve import Names
from assess.collect.sql_file import statements_of
from assess.model.engagement import Source
from assess.model.errors import Unreachable
from assess.model.evidence import Evidence
from assess.model.progress import Progress, Step, silent
from assess.model.text import Text
from assess.store.own_reads import Window, is_own, note_own_read, own_reads

ROW_LIMIT = 5_000_000


def read_database(
    source: Source,
    folder: Path,
    ask_password: AskPassword | None = None,
    progress: Progress = silent,
    salt: str = "",
    row_limit: int = ROW_LIMIT,
) -> Evidence:
    """Everything evidence needs of one database; Unreachable names it and says why when it cannot be read.

    The session is read-only and every statement in it ends within `source.timeout_seconds`. Tables of more than
    `row_limit` rows, and those that take too long, have no sketches; coverage names them.
    """
    address = address_of(source, folder)
    with session(address, ask_password) as open_session:
        shape = _without_own_reads(_shape(open_session, source.schemas), own_reads(folder, source.id))
        began = _moment(open_session)
        profiles, unprofiled = _profiles(open_session, source, shape, salt, row_limit, progress)
        personal = _personal(open_session, source, shape)
        ended = _moment(open_session)
    if source.profile and began and ended:
        note_own_read(folder, source.id, (began, ended))
    rows_counted = {key: profile.rows for key, profile in profiles.items()}
    tables = [
        {
            "table_id": _id(source, r.key), "department": source.department, "source": source.id, "schema": r.schema,
            "name": r.name, "kind": r.kind, "engine": address.engine, "comment": r.comment,
            "rows": rows_counted.get(r.key) if r.rows is None else r.rows, "bytes": r.bytes,
            "volume_from": "statistics" if r.rows is not None or r.bytes is not None or r.key in profiles else "",
            "created": r.created, "last_read": r.last_read, "last_written": r.last_written, "reads": r.reads,
        }
        for r in sorted(shape.relations, key=lambda r: r.key)
    ]  # fmt: skip
    columns = [
        {"table_id": _id(source, f.key), "position": f.position, "name": f.name, "type": f.type,
         "nullable": f.nullable, "comment": f.comment, "in_key": f.in_key}
        for f in sorted(shape.fields, key=lambda f: (*f.key, f.position))
    ]  # fmt: skip
    sketches = [
        {"table_id": _id(source, key), "column": s.column, "rows": profile.rows, "nulls": s.nulls,
         "distinct": s.distinct, "min": s.least, "max": s.most, "sampled": profile.sampled, "hashes": s.hashes}
        for key, profile in sorted(profiles.items()) for s in profile.sketches
    ]  # fmt: skip
    read = Evidence.of({"tables": tables, "columns": columns, "sketches": sketches, "personal": personal})
    read = read.plus(_views(source, shape, address.engine, read))
    about = Evidence.of(
        {
            "sources": [
                {"source": source.id, "department": source.department, "kind": "database", "engine": address.engine,
                 "location": address.shown, "read": True}
            ],
            "coverage": _coverage(source, shape, len(profiles), unprofiled, read),
            "inputs": [{"input": source.id, "sha256": digest(read), "bytes": None}],
        }
    )  # fmt: skip
    return read.plus(about)


def digest(evidence: Evidence) -> str:
    """SHA-256 of what was read from a database, the same for the same content."""
    total = hashlib.sha256()
    for name in ("tables", "columns", "sketches", "personal", "statements", "edges"):
        frame = evidence[name]
        if "hashes" in frame:
            frame = frame.assign(hashes=frame["hashes"].map(lambda hashes: hashes.tobytes().hex()))
        total.update(name.encode() + b"\n" + frame.to_csv(index=False, lineterminator="\n").encode())
    return total.hexdigest()


def _shape(open_session: Session, schemas: tuple[str, ...]) -> Shape:
    from assess.collect.databases import duckdb, mysql, postgres, sqlite

    read = {"postgres": postgres.shape, "mysql": mysql.shape, "sqlite": sqlite.shape, "duckdb": duckdb.shape}
    return read[open_session.engine](open_session, schemas)


def _moment(open_session: Session) -> datetime | None:
    """The server's time, where the server counts who scans its tables."""
    if open_session.engine != "postgres":
        return None
    moment: datetime = open_session.rows("SELECT clock_timestamp()")[0][0]
    return moment


def _without_own_reads(shape: Shape, windows: list[Window]) -> Shape:
    """The shape with unknown in place of a last read that was our own profiling, and of counts that hold it."""
    if not windows:
        return shape
    relations = tuple(
        r.measured(last_read=None if is_own(r.last_read, windows) else r.last_read, reads=None) for r in shape.relations
    )
    return replace(shape, relations=relations)


def _profiles(
    open_session: Session, source: Source, shape: Shape, salt: str, row_limit: int, progress: Progress
) -> tuple[dict[Key, Profile], list[tuple[str, Text]]]:
    """Sketches of every table that allows it, and why the others have none."""
    profiles: dict[Key, Profile] = {}
    without: list[tuple[str, Text]] = []
    if not source.profile:
        return profiles, without
    columns: dict[Key, list[tuple[str, str]]] = {}
    keys: dict[Key, list[str]] = {}
    names: dict[Key, list[tuple[str, str]]] = {}
    for field in shape.fields:
        columns.setdefault(field.key, []).append((field.name, field.values))
        names.setdefault(field.key, []).append((field.name, field.comment))
        if field.in_key:
            keys.setdefault(field.key, []).append(field.name)
    tables = [r for r in shape.relations if r.kind == "table"]
    for done, table in enumerate(tables):
        progress(Step("collect", f"{source.id}: {table.name}", done, len(tables)))
        if table.rows is not None and table.rows > row_limit:
            without.append((_id(source, table.key), Text(f"超过 {row_limit:,} 行", f"more than {row_limit:,} rows")))
            continue
        try:
            profiles[table.key] = profile_table(
                open_session,
                shape.physical[table.key],
                columns.get(table.key, []),
                salt,
                rows=table.rows,
                key=keys.get(table.key, ()),
                hidden=hidden_ends(names.get(table.key, ())),
            )
        except Unreachable as error:
            without.append((_id(source, table.key), _reason(error)))
    return profiles, without


def _personal(open_session: Session, source: Source, shape: Shape) -> list[dict[str, Any]]:
    """Rows of the evidence table `personal`, of a bounded sample of every table."""
    if not source.profile:
        return []
    columns: dict[Key, list[tuple[str, str]]] = {}
    for field in shape.fields:
        columns.setdefault(field.key, []).append((field.name, field.values))
    return [
        row
        for table in sorted((r for r in shape.relations if r.kind == "table"), key=lambda r: r.key)
        for row in as_rows(
            _id(source, table.key),
            looks_of(open_session, shape.physical[table.key], columns.get(table.key, []), table.rows),
        )
    ]


def _reason(error: Unreachable) -> Text:
    """The reason alone, without the source and address that precede it."""
    return Text(error.zh.partition("）：")[2].rstrip("。"), error.en.partition("): ")[2].rstrip("."))


def _views(source: Source, shape: Shape, engine: str, read: Evidence) -> Evidence:
    """The views' definitions as statements and edges, with the names in them resolved within this database."""
    if not shape.views:
        return Evidence.of()
    parts = [
        statements_of(sql, engine, f"view:{_id(source, key)}", department=source.department, source=source.id)
        for key, sql in sorted(shape.views.items())
    ]
    found = Evidence.of(
        {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in ("statements", "edges")}
    )
    names = Names.of(read.tables, {source.id: shape.home})
    edges = found.edges.assign(
        upstream=[names.resolve(name, source.id, source.department) for name in found.edges["upstream"]]
    )
    edges = edges[edges["upstream"] != edges["downstream"]].drop_duplicates(ignore_index=True)
    return Evidence.of({"statements": found.statements, "edges": edges})


def _coverage(
    source: Source, shape: Shape, profiled: int, without: list[tuple[str, Text]], read: Evidence
) -> list[dict[str, Any]]:
    """Rows for the tables, the sketches and the views of this database."""
    about = {"kind": "database", "department": source.department, "unit_zh": "张表", "unit_en": "tables"}
    rows: list[dict[str, Any]] = [
        {**about, "input": source.id, "available": True, "seen": len(shape.relations),
         "why_zh": "".join(note.zh for note in shape.notes), "why_en": " ".join(_capital(n.en) for n in shape.notes)}
    ]  # fmt: skip
    if source.profile:
        why = _why_without(without)
        rows.append(
            {**about, "input": f"{source.id}: values", "available": profiled > 0 or not without, "seen": profiled,
             "why_zh": why.zh, "why_en": why.en}
        )  # fmt: skip
    else:
        rows.append(
            {**about, "input": f"{source.id}: values", "available": False, "seen": 0,
             "why_zh": "按设定没有比对数据值（profile: false）。",
             "why_en": "Values were not compared, as told (profile: false)."}
        )  # fmt: skip
    failed = read.statements[read.statements["status"] == "error"]
    if shape.views:
        why = Text(
            f"{len(failed)} 个视图的定义无法解析：{_some(list(failed['file']), '、')}。",
            f"{len(failed)} view definitions could not be read: {_some(list(failed['file']), ', ')}.",
        )
        rows.append(
            {**about, "input": f"{source.id}: views", "available": True, "seen": len(shape.views) - len(failed),
             "unit_zh": "个视图", "unit_en": "views", "why_zh": why.zh if len(failed) else "",
             "why_en": why.en if len(failed) else ""}
        )  # fmt: skip
    return rows


def _why_without(without: list[tuple[str, Text]]) -> Text:
    """Which tables have no sketches, grouped by reason."""
    groups: dict[Text, list[str]] = {}
    for table_id, why in without:
        groups.setdefault(why, []).append(table_id)
    zh = "".join(f"{len(ids)} 张表没有比对数据值（{why.zh}）：{_some(ids, '、')}。" for why, ids in groups.items())
    en = " ".join(
        f"{len(ids)} {'tables' if len(ids) > 1 else 'table'} without values compared ({why.en}): {_some(ids, ', ')}."
        for why, ids in groups.items()
    )
    return Text(zh, en)


def _some(names: list[str], between: str) -> str:
    """At most five names, and a sign that there are more."""
    return between.join(names[:5]) + (" …" if len(names) > 5 else "")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _id(source: Source, key: Key) -> str:
    return ".".join(part for part in (source.id, *key) if part)
