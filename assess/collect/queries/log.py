"""Query logs as evidence: jobs and their runs, tables and who reads them in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from assess.collect.dialects import dialect_name
from assess.collect.ownership import Ownership
from assess.collect.queries.rows import rows_of
from assess.collect.queries.sums import Log, Query, Sum, added_up
from assess.collect.sql.script import Script, Statement, read_texts
from assess.collect.sql_file import evidence_of
from assess.collect.text_file import fingerprint, shown
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence
from assess.store.own_reads import is_own


def read_queries(
    paths: Sequence[Path],
    dialect: str = "",
    *,
    source: str = "",
    department: str = "",
    columns: Mapping[str, str] | None = None,
    root: Path | None = None,
    rules: Ownership | None = None,
    timezone: str = "",
    own: Sequence[tuple[datetime, datetime]] = (),
) -> Evidence:
    """Statements that fill tables with their runs, and reads of what is only read; each different query once.

    Constants are taken out of a query before anything else is done with it, users become departments by `rules` and
    are forgotten. Queries that failed, and those of assess itself, count for nothing. `own` are the windows in which
    assess read the source: a log without names of applications cannot tell its scans, so reads within them of whole
    tables with hashes are left out.
    """
    problems: list[Problem] = []
    engine = dialect_name(dialect)
    found = Evidence.of()
    for path in sorted(paths):
        name = shown(path, root)
        try:
            rows = rows_of(path, name, columns or {}, timezone)
            kept = (row for row in rows if not (row.at and "md5(" in row.text.lower() and is_own(row.at, list(own))))
            log = added_up(kept, engine, rules or Ownership(), department)
        except BadInput as error:
            problems += error.problems
            continue
        except OSError as error:
            problems.append(Problem(name, f"cannot be read: {error.strerror}."))
            continue
        found = found.plus(_evidence(log, name, engine, source, department))
        found = found.plus(Evidence.of({"inputs": [fingerprint(path, root)]}))
    if problems:
        raise BadInput(problems)
    return found


def _evidence(log: Log, name: str, engine: str, source: str, department: str) -> Evidence:
    queries = list(log.queries.values())
    scripts = [Script(q.text, engine, name, q.line) for q in queries]
    read = read_texts(scripts)
    jobs: list[Statement] = []
    reads: dict[tuple[str, str], Sum] = {}
    runs: list[dict[str, Any]] = []
    told: dict[str, Any] = {"statements": [], "edges": []}
    lost = 0
    taken: set[str] = set()
    for query, statements in zip(queries, read, strict=True):
        fills = [s for s in statements if s.target and s.sources]
        if fills:
            for statement in fills:
                if statement.id not in taken:
                    taken.add(statement.id)
                    jobs.append(statement)
                runs += _runs(query, statement.target, statement.id, source)
        elif query.writes:
            _told(query, name, engine, source, department, told, runs)
        else:
            tables = query.reads or tuple(dict.fromkeys(t for s in statements for t in s.sources if not s.target))
            _reads(query, tables, reads)
            lost += sum(s.status == "error" for s in statements)
    common = {"source": source}
    frames: dict[str, Any] = {
        "reads": [
            {**common, "table_id": table, "department": whose, "reads": s.calls, "first_read": s.first,
             "last_read": s.last, "seconds": s.seconds, "bytes": s.bytes}
            for (table, whose), s in reads.items()
        ],
        "runs": runs, "coverage": [_coverage(log, name, source, department, lost)],
    }  # fmt: skip
    evidence = evidence_of(jobs, department=department, source=source)
    edges = evidence.edges.assign(origin="queries")
    return (
        Evidence.of({"statements": evidence.statements, "edges": edges})
        .plus(Evidence.of(told))
        .plus(Evidence.of(frames))
    )


def _reads(query: Query, tables: Sequence[str], reads: dict[tuple[str, str], Sum]) -> None:
    for table in tables:
        for whose, part in query.sums.items():
            total = reads.setdefault((table, whose), Sum())
            total.calls += part.calls
            times = [t for t in (total.first, part.first) if t is not None]
            total.first = min(times) if times else None
            times = [t for t in (total.last, part.last) if t is not None]
            total.last = max(times) if times else None
            total.seconds = None if part.seconds is None or total.seconds is None else total.seconds + part.seconds
            total.bytes = None if part.bytes is None or total.bytes is None else total.bytes + part.bytes


def _runs(query: Query, target: str, identifier: str, source: str) -> list[dict[str, Any]]:
    return [
        {"downstream": target, "statement_id": identifier, "department": whose, "source": source, "runs": s.calls,
         "first_run": s.first, "last_run": s.last, "seconds": s.seconds, "bytes": s.bytes}
        for whose, s in query.sums.items()
    ]  # fmt: skip


def _told(
    query: Query, name: str, engine: str, source: str, department: str, frames: dict[str, Any],
    runs: list[dict[str, Any]],
) -> None:  # fmt: skip
    """A job whose tables the log names and whose text it lacks, or no parser reads."""
    whose = max(query.sums, key=lambda d: query.sums[d].calls)
    for n, target in enumerate(query.writes, 1):
        identifier = f"{name}:{query.line}" if n == 1 else f"{name}:{query.line}#{n}"
        place = {"statement_id": identifier, "department": whose or department, "file": name, "line": query.line}
        sources = [s for s in query.reads if s != target]
        frames["statements"].append(
            {**place, "source": source, "dialect": engine, "kind": "OTHER", "target": target, "status": "table",
             "level": "table" if sources else "none", "confidence": 1.0 if sources else None, "sql": "",
             "reason": "The log names its tables; its text does not say more."}
        )  # fmt: skip
        frames["edges"] += [{**place, "upstream": s, "downstream": target, "origin": "queries", "confidence": 1.0}
                            for s in sources]  # fmt: skip
        runs += _runs(query, target, identifier, source)


def _coverage(log: Log, name: str, source: str, department: str, lost: int) -> dict[str, Any]:
    zh, en = [f"共 {len(log.queries)} 种不同的查询。"], [f"{len(log.queries)} different ones."]
    if lost:
        zh.append(f"其中 {lost} 种无法解析。")
        en.append(f"{lost} of them could not be read.")
    if log.own:
        zh.append(f"{log.own} 条由 assess 自己发出，不计。")
        en.append(f"{log.own} were sent by assess itself and do not count.")
    return {
        "input": f"{source}: {name}" if source else name, "kind": "queries", "department": department,
        "available": True, "seen": log.rows, "unit_zh": "条查询", "unit_en": "queries", "why_zh": "".join(zh),
        "why_en": " ".join(en),
    }  # fmt: skip
