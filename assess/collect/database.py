"""A live database into evidence: its catalogue, its statistics, its views' lineage and sketches of its values."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from assess.collect.changes.marks import marks_before, marks_of
from assess.collect.databases.address import Address, address_of
from assess.collect.databases.reasons import MOVING
from assess.collect.databases.session import GRACE, AskPassword, Session, session
from assess.collect.databases.shape import Shape
from assess.collect.plan import plan_tables, table_id
from assess.collect.resolve import Names
from assess.collect.sql.script import read_texts
from assess.collect.sql_file import evidence_of, script_of
from assess.collect.values import Values, read_values
from assess.model.engagement import Source
from assess.model.errors import Unreachable
from assess.model.evidence import Evidence
from assess.model.progress import Progress, TablesRead, Told, silent, untold
from assess.model.text import Text
from assess.store.own_reads import Window, is_own, note_own_read, own_reads
from assess.store.profiles_db import profiles_store

ATTEMPTS = 20  # at reading a catalogue in which somebody makes and drops tables


def read_database(
    source: Source,
    folder: Path,
    ask_password: AskPassword | None = None,
    progress: Progress = silent,
    salt: str = "",
    afresh: bool = False,
    tell: Told = untold,
) -> Evidence:
    """Everything evidence needs of one database; Unreachable names it and says why when it cannot be read.

    The session is read-only. A statement on its catalogue ends within `source.timeout_seconds`, one on values within
    `source.profile_seconds`. Tables that did not change since they were last profiled from this folder are not read
    again, unless `afresh`; the evidence is the same. Larger ones than can be read in time are read by sample; coverage
    names them, and those that have no sketches all the same.
    """
    address = address_of(source, folder)
    before = marks_before(address)
    with session(address, ask_password) as open_session:
        shape = _without_own_reads(shape_of(open_session, source.schemas), own_reads(folder, source.id))
        values = Values()
        if source.profile:
            plans = plan_tables(source, address, shape, marks_of(open_session, shape, source.schemas, before), salt)
            with profiles_store(folder) as store:
                own = _OwnRead(open_session, source, folder)
                values = read_values(open_session, source, plans, salt, store, progress, afresh, own.goes_on)
                own.ends()
            tell(TablesRead(source.id, values.read, values.unchanged, len(values.sampled)))
    return evidence_from(source, address, shape, values)


def evidence_from(source: Source, address: Address, shape: Shape, values: Values) -> Evidence:
    """What was read of one source that is asked itself, its values among it, as evidence."""
    tables = [
        {
            "table_id": table_id(source, r.key), "department": source.department, "source": source.id,
            "schema": r.schema, "name": r.name, "kind": r.kind, "engine": address.engine, "comment": r.comment,
            "rows": values.rows.get(r.key) if r.rows is None else r.rows, "bytes": r.bytes,
            "volume_from": "statistics" if r.rows is not None or r.bytes is not None or r.key in values.rows else "",
            "created": r.created, "last_read": r.last_read, "last_written": r.last_written, "reads": r.reads,
        }
        for r in sorted(shape.relations, key=lambda r: r.key)
    ]  # fmt: skip
    columns = [
        {"table_id": table_id(source, f.key), "position": f.position, "name": f.name, "type": f.type,
         "nullable": f.nullable, "comment": f.comment, "in_key": f.in_key}
        for f in sorted(shape.fields, key=lambda f: (*f.key, f.position))
    ]  # fmt: skip
    read = Evidence.of(
        {"tables": tables, "columns": columns, "sketches": values.evidence("sketches"),
         "personal": values.evidence("personal")}
    )  # fmt: skip
    read = read.plus(_views(source, shape, address.engine, read))
    about = Evidence.of(
        {
            "sources": [
                {"source": source.id, "department": source.department, "kind": source.kind, "engine": address.engine,
                 "location": address.shown, "read": True}
            ],
            "coverage": _coverage(source, shape, values, read),
            "inputs": [{"input": source.id, "sha256": digest(read), "bytes": None}],
        }
    )  # fmt: skip
    return read.plus(about)


def digest(evidence: Evidence) -> str:
    """SHA-256 of what was read from a database, the same for the same content."""
    total = hashlib.sha256()
    for name in ("tables", "columns", "sketches", "personal", "statements", "edges"):
        total.update(name.encode() + b"\n")
        # By parts: hashes as text are several times what they are in memory.
        for start in range(0, max(len(evidence[name]), 1), 500):
            frame = evidence[name].iloc[start : start + 500]
            if "hashes" in frame:
                frame = frame.assign(hashes=frame["hashes"].map(lambda hashes: hashes.tobytes().hex()))
            total.update(frame.to_csv(index=False, header=start == 0, lineterminator="\n").encode())
    return total.hexdigest()


def shape_of(open_session: Session, schemas: tuple[str, ...]) -> Shape:
    """The catalogue of an open database, in its engine's own way; once more where a table went while it was read."""
    from assess.collect.databases import duckdb, mysql, postgres, sqlite

    read = {"postgres": postgres.shape, "mysql": mysql.shape, "sqlite": sqlite.shape, "duckdb": duckdb.shape}
    for _ in range(ATTEMPTS - 1):
        try:
            return read[open_session.engine](open_session, schemas)
        except Unreachable as error:
            if MOVING.en not in error.en:
                raise
    return read[open_session.engine](open_session, schemas)


class _OwnRead:
    """The time in which we read a source, by the source's clock, where it counts who scans its tables.

    It is kept before the first table is read and reaches as far as that statement can take, so that also a run that is
    killed, or that loses the connection, is known as ours.
    """

    def __init__(self, open_session: Session, source: Source, folder: Path) -> None:
        self._session, self._source, self._folder = open_session, source, folder
        self._began: datetime | None = None
        self._start = self._noted = 0.0

    def goes_on(self) -> None:
        """A table is about to be read."""
        now = time.monotonic()
        if self._session.engine != "postgres":
            return
        if self._began is None:
            try:
                self._began, self._start = self._moment(), now
            except Unreachable:  # then the table will not be read either
                return
        elif now - self._noted < self._source.profile_seconds:
            return
        self._noted = now
        self._note(now - self._start + 2 * self._source.profile_seconds + GRACE)

    def ends(self) -> None:
        """All tables were read, or cannot be any more."""
        if self._began is None:
            return
        try:
            note_own_read(self._folder, self._source.id, (self._began, self._moment()))
        except Unreachable:  # the server may go on with what it was asked last
            self._note(time.monotonic() - self._start + self._source.profile_seconds)

    def _moment(self) -> datetime:
        moment: datetime = self._session.rows("SELECT clock_timestamp()")[0][0]
        return moment

    def _note(self, seconds: float) -> None:
        assert self._began is not None
        note_own_read(self._folder, self._source.id, (self._began, self._began + timedelta(seconds=seconds)))


def _without_own_reads(shape: Shape, windows: list[Window]) -> Shape:
    """The shape with unknown in place of a last read that was our own profiling, and of counts that hold it."""
    if not windows:
        return shape
    relations = tuple(
        r.measured(last_read=None if is_own(r.last_read, windows) else r.last_read, reads=None) for r in shape.relations
    )
    return replace(shape, relations=relations)


def _views(source: Source, shape: Shape, engine: str, read: Evidence) -> Evidence:
    """The views' definitions as statements and edges, with the names in them resolved within this database."""
    if not shape.views:
        return Evidence.of()
    scripts = [script_of(sql, engine, f"view:{table_id(source, key)}") for key, sql in sorted(shape.views.items())]
    read_all = [statement for statements in read_texts(scripts) for statement in statements]
    found = evidence_of(read_all, department=source.department, source=source.id)
    names = Names.of(read.tables, {source.id: shape.home})
    edges = found.edges.assign(
        upstream=[names.resolve(name, source.id, source.department) for name in found.edges["upstream"]]
    )
    edges = edges[edges["upstream"] != edges["downstream"]].drop_duplicates(ignore_index=True)
    return Evidence.of({"statements": found.statements, "edges": edges})


def _coverage(source: Source, shape: Shape, values: Values, read: Evidence) -> list[dict[str, Any]]:
    """Rows for the tables, the sketches and the views of this database."""
    about = {"kind": source.kind, "department": source.department, "unit_zh": "张表", "unit_en": "tables"}
    rows: list[dict[str, Any]] = [
        {**about, "input": source.id, "available": True, "seen": len(shape.relations),
         "why_zh": "".join(note.zh for note in shape.notes), "why_en": " ".join(_capital(n.en) for n in shape.notes)}
    ]  # fmt: skip
    if source.profile:
        why, profiled = _why_partial(values), len(values.sketches)
        rows.append(
            {**about, "input": f"{source.id}: values", "available": profiled > 0 or not values.without,
             "seen": profiled, "why_zh": why.zh, "why_en": why.en}
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


def _why_partial(values: Values) -> Text:
    """Which tables have no sketches, grouped by reason, and which were read by sample."""
    groups: dict[Text, list[str]] = {}
    for table, why in values.without:
        groups.setdefault(why, []).append(table)
    zh = [f"{len(ids)} 张表没有比对数据值（{why.zh}）：{_some(ids, '、')}。" for why, ids in groups.items()]
    en = [
        f"{_tables(ids)} without values compared ({why.en}): {_some(ids, ', ')}." for why, ids in groups.items()
    ]  # fmt: skip
    shares: dict[float, list[str]] = {}
    for table, share in values.sampled:
        shares.setdefault(share, []).append(table)
    for share, ids in sorted(shares.items(), reverse=True):
        zh.append(f"{len(ids)} 张表太大，只抽样读取了 {100 * share:g}% 的行：{_some(ids, '、')}。")
        en.append(f"{_tables(ids)} too large to be read whole, {100 * share:g} % of rows sampled: {_some(ids, ', ')}.")
    if shares:
        zh.append("两张都只抽样读取的表之间，不比对有多少行相同。")
        en.append("How many rows two tables share is not told where both were sampled.")
    return Text("".join(zh), " ".join(en))


def _tables(ids: list[str]) -> str:
    return f"{len(ids)} {'tables' if len(ids) > 1 else 'table'}"


def _some(names: list[str], between: str) -> str:
    """At most five names, and a sign that there are more."""
    return between.join(names[:5]) + (" …" if len(names) > 5 else "")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
