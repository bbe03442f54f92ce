"""The different queries of a log as jobs, runs and reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assess.collect.queries.sums import Query, Sum
from assess.collect.sql.script import Script, Statement, read_texts
from assess.collect.sql_file import evidence_of
from assess.model.evidence import Evidence

TOLD = "The log names its tables; its text does not say more."
# what tools and the engine itself ask of the catalogue is nobody's use of a table
SYSTEM = frozenset(
    ("pg_catalog", "information_schema", "pg_toast", "performance_schema", "mysql", "sys", "system", "svv", "sysibm")
)
SYSTEM_TABLE = re.compile(r"(?:pg_\w+|sqlite_master|sqlite_schema|dual|v\$\w+|dba_\w+|stl_\w+|svl_\w+)", re.IGNORECASE)
Totals = dict[tuple[str, str], Sum]
Key = tuple[str, str, str]


@dataclass
class Jobs:
    """`lost` are the lines of queries that could not be read."""

    evidence: Evidence
    lost: list[int]


@dataclass
class _Found:
    """What is put together query by query. Runs by table, statement and department, reads by table and department."""

    name: str
    engine: str
    source: str
    statements: list[Evidence] = field(default_factory=list)
    told: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"statements": [], "edges": []})
    values: list[dict[str, Any]] = field(default_factory=list)
    runs: dict[Key, Sum] = field(default_factory=dict)
    reads: Totals = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)


def jobs_of(queries: Iterable[Query], engine: str, name: str, source: str) -> Jobs:
    """Statements with edges and runs of the queries that fill tables, reads of the others.

    A table that a query fills without reading any has runs and no statement. What goes through a temporary table
    counts for the table that is filled from it, whoever's session it was.
    """
    known = list(queries)
    scripts = [Script(q.text, engine, name, q.line, q.writes[0] if len(q.writes) == 1 else "") for q in known]
    read = [[_placed(s, q.space) for s in found] for q, found in zip(known, read_texts(scripts), strict=True)]
    through = _through(read)
    found = _Found(name, engine, source)
    by_department: dict[str, list[Statement]] = {}
    for query, statements in zip(known, read, strict=True):
        seen = [replace(s, sources=_lasting(s.sources, through)) for s in statements]
        for job in _take(query, seen, found):
            by_department.setdefault(query.department, []).append(job)
    evidence = Evidence.of()
    for department, jobs in sorted(by_department.items()):
        part = evidence_of(jobs, department=department, source=source)
        evidence = evidence.plus(
            Evidence.of({"statements": part.statements, "edges": part.edges.assign(origin="queries")})
        )
    frames: dict[str, Any] = {"reads": _rows_of_reads(found), "runs": _rows_of_runs(found)}
    frames["column_edges"] = found.values
    return Jobs(evidence.plus(Evidence.of(found.told)).plus(Evidence.of(frames)), found.lost)


def _take(query: Query, statements: Sequence[Statement], found: _Found) -> Iterator[Statement]:
    """The jobs among a query's statements; runs, reads and what only the log itself tells are noted."""
    read_only = True
    for statement in statements:
        if statement.scratch:
            read_only = False
            if statement.sources and statement.id not in found.taken:
                found.taken.add(statement.id)
                yield statement
        elif statement.target and (statement.sources or statement.kind != "CREATE"):
            read_only = False
            own = [s for s in statement.sources if s.lower() != statement.target.lower()]
            if own and statement.id not in found.taken:
                found.taken.add(statement.id)
                yield statement
            _run(query, statement.target, statement.id if own else "", found)
    if query.writes and read_only:
        _told(query, found)
    elif read_only:
        tables = query.reads or tuple(dict.fromkeys(t for s in statements for t in s.sources if not s.target))
        _read(query, [*tables, *(base for base in query.base if base not in tables)], found.reads)
        if not tables and any(s.status in ("error", "guessed") for s in statements):
            found.lost.append(query.line)


def _placed(statement: Statement, space: str) -> Statement:
    """The statement with its bare names in the schema that the log says they are looked up in."""
    if not space or not (statement.sources or statement.target):
        return statement
    bare = {n for n in (statement.target, *statement.sources) if n and "." not in n and n[0] not in "#@"}
    bare.discard(statement.scratch)
    if not bare:
        return statement
    words = "|".join(sorted(map(re.escape, bare), key=len, reverse=True))
    place = re.compile(
        rf"(\b(?:FROM|JOIN|INTO|UPDATE|USING|TABLE|VIEW|EXISTS|ONLY|OVERWRITE)\s+)([`\"]?)({words})\2(?=[\s,;)(]|$)",
        re.IGNORECASE,
    )
    return replace(
        statement,
        target=f"{space}.{statement.target}" if statement.target in bare else statement.target,
        sources=tuple(f"{space}.{s}" if s in bare else s for s in statement.sources),
        sql=place.sub(lambda m: f"{m[1]}{space}.{m[2]}{m[3]}{m[2]}", statement.sql),
    )


def _through(read: Sequence[Sequence[Statement]]) -> dict[str, tuple[str, ...]]:
    """Each temporary table of the log and what it is filled from."""
    found: dict[str, dict[str, None]] = {}
    for statement in (s for statements in read for s in statements if s.scratch):
        found.setdefault(statement.scratch.lower(), {}).update(dict.fromkeys(statement.sources))
    return {name: tuple(sources) for name, sources in found.items()}


def _lasting(names: Sequence[str], through: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The names with temporary tables replaced by what they are filled from, to the end."""
    if not through:
        return tuple(names)
    found: dict[str, None] = {}
    waiting, done = list(reversed(names)), set[str]()
    while waiting:
        name = waiting.pop()
        key = name.rpartition(".")[2].lower() if name.lower() not in through else name.lower()
        if key in through and ("." not in name or name.lower() in through):
            if key not in done:
                done.add(key)
                waiting.extend(reversed(through[key]))
        else:
            found[name] = None
    return tuple(found)


def _is_system(table: str) -> bool:
    parts = table.lower().split(".")
    return table == "?" or bool(SYSTEM & set(parts[:-1])) or bool(SYSTEM_TABLE.fullmatch(parts[-1]))


def _read(query: Query, tables: Sequence[str], reads: Totals) -> None:
    for table in tables:
        if not _is_system(table):
            for whose, part in query.sums.items():
                reads.setdefault((table, whose), Sum()).join(part)


def _run(query: Query, target: str, identifier: str, found: _Found) -> None:
    for whose, part in query.sums.items():
        found.runs.setdefault((target, identifier, whose), Sum()).join(part)


def _told(query: Query, found: _Found) -> None:
    """A job whose tables the log names and whose text it lacks, or no parser reads."""
    for n, target in enumerate(query.writes, 1):
        identifier = f"{found.name}:{query.line}" if n == 1 else f"{found.name}:{query.line}#{n}"
        place = {"statement_id": identifier, "department": query.department, "file": found.name, "line": query.line}
        sources = [s for s in query.reads or query.base if s != target]
        values = [v for v in query.values if v[0] == target]
        level = "column" if values else "table" if sources else "none"
        found.told["statements"].append(
            {**place, "source": found.source, "dialect": found.engine, "kind": "OTHER", "target": target,
             "status": "table", "level": level, "confidence": 1.0 if level != "none" else None, "sql": "",
             "reason": "" if values else TOLD}
        )  # fmt: skip
        found.told["edges"] += [
            {**place, "upstream": s, "downstream": target, "origin": "queries", "confidence": 1.0} for s in sources
        ]
        found.values += [
            {"upstream": read, "upstream_column": column, "downstream": written, "downstream_column": made,
             "kind": "value", "statement_id": identifier}
            for written, made, read, column in values
        ]  # fmt: skip
        _run(query, target, identifier, found)


def _rows_of_reads(found: _Found) -> list[dict[str, Any]]:
    return [
        {"table_id": table, "department": whose, "source": found.source, "reads": s.calls, "first_read": s.first,
         "last_read": s.last, "seconds": s.seconds, "bytes": s.bytes}
        for (table, whose), s in found.reads.items()
    ]  # fmt: skip


def _rows_of_runs(found: _Found) -> list[dict[str, Any]]:
    return [
        {"downstream": target, "statement_id": identifier, "department": whose, "source": found.source,
         "runs": s.calls, "first_run": s.first, "last_run": s.last, "seconds": s.seconds, "bytes": s.bytes}
        for (target, identifier, whose), s in found.runs.items()
    ]  # fmt: skip
