"""What `assess lineage --json` prints: statements with their columns, tables, edges, and how much was covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.lineage.collected import with_columns
from assess.collect.lineage.files import kind_of, read_others, root_of
from assess.collect.lineage.known import Known, described
from assess.collect.lineage.shares import coverage
from assess.collect.lineage.trace import Job, Traced, trace
from assess.collect.sql.script import Statement, read_texts
from assess.collect.sql_file import script_of, scripts_of
from assess.model.evidence import Evidence


def lineage_of(
    paths: Sequence[Path], dialect: str = "", columns: pd.DataFrame | None = None, root: Path | None = None
) -> dict[str, Any]:
    """What `assess lineage --json` prints. `columns` has `table_id` and `name`, perhaps `type`; files are SQL, dbt
    manifests, OpenLineage events or query logs, each told by its content.

    Statements are traced in the order of their tables, whichever file they are in, so that what one writes is known
    to those that read it.
    """
    root = root if root is not None else root_of(paths)
    kinds = {path: kind_of(path, root) for path in paths}
    others = sorted(path for path, kind in kinds.items() if kind != "sql")
    scripts = scripts_of([path for path, kind in kinds.items() if kind == "sql"], dialect, root)
    read = [statement for found in read_texts(scripts) for statement in found]
    told = read_others(others, dialect, root) if others else Evidence.of()
    catalogue = {**described(told.columns), **described(columns)}
    traced = trace([job_of(s) for s in read], Known(catalogue))
    entries = [_entry(s, t) for s, t in zip(read, traced, strict=True)]
    entries += told_entries(with_columns(told, catalogue=catalogue)) if others else []
    return as_json(entries)


def as_json(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Statements as they are printed, with the tables and edges that follow from them and their coverage."""
    edges = {(up, e["target"], e["file"], e["line"]) for e in entries if e["target"] for up in e["sources"]}
    return {
        "statements": list(entries),
        "tables": sorted({name for e in entries for name in (e["target"], *e["sources"]) if name}),
        "edges": [
            {"upstream": up, "downstream": down, "file": file, "line": line} for up, down, file, line in sorted(edges)
        ],
        "coverage": coverage([e["level"] for e in entries]),
    }


def told_entries(evidence: Evidence) -> list[dict[str, Any]]:
    """The statements of evidence, whoever told of them, as they are printed."""
    sources = evidence.edges.groupby("statement_id")["upstream"].agg(lambda names: sorted(set(names))).to_dict()
    columns: dict[str, dict[str, set[str]]] = {}
    influences: dict[str, dict[str, set[str]]] = {}
    for edge in evidence.column_edges.itertuples():
        identifier, up = str(edge.statement_id), f"{str(edge.upstream) or '?'}.{edge.upstream_column!s}"
        if edge.kind in ("value", "rows", "constant"):
            into = columns.setdefault(identifier, {}).setdefault(f"{edge.downstream}.{edge.downstream_column}", set())
            into |= {up} if edge.kind != "constant" else set()
        else:
            influences.setdefault(identifier, {}).setdefault(str(edge.kind), set()).add(up)
    return [
        {"file": s["file"], "line": int(s["line"]), "kind": s["kind"], "dialect": s["dialect"], "target": s["target"],
         "sources": sources.get(s["statement_id"], []), "status": s["status"], "level": s["level"],
         "confidence": None if pd.isna(s["confidence"]) else float(s["confidence"]), "reason": s["reason"],
         "columns": [{"target": t, "sources": sorted(those)}
                     for t, those in columns.get(s["statement_id"], {}).items()],
         "influences": {k: sorted(v) for k, v in influences.get(s["statement_id"], {}).items()},
         "errors": [s["reason"]] if s["level"] == "opaque" and s["reason"] else []}
        for s in evidence.statements.to_dict("records")
    ]  # fmt: skip


def columns_of(sql: str, dialect: str = "", schema: Mapping[str, Sequence[str]] | None = None) -> list[dict[str, Any]]:
    """`{"target": "table.column", "sources": ["table.column", …]}` for each column one statement writes.

    `schema` maps a table's name as written to its columns; it opens `*` and says whose an unqualified column is.
    Where that stays open the source is `?.column`. Empty for a statement that writes nothing or does not parse.
    """
    read = read_texts([script_of(sql, dialect, "statement.sql")])[0]
    known = {table: [(name, "") for name in names] for table, names in (schema or {}).items()}
    traced = trace([job_of(s) for s in read], Known(known))
    return [c for s, t in zip(read, traced, strict=True) if s.target for c in _columns(s.target, t)]


def job_of(statement: Statement) -> Job:
    """A statement as it is traced, under the names written."""
    s = statement
    return Job(
        s.file, s.dialect, s.kind, s.target, s.sources, s.fill, s.scratch,
        s.why.en if s.status == "error" else "", s.status == "guessed", variables=s.variables,
    )  # fmt: skip


def _entry(statement: Statement, traced: Traced) -> dict[str, Any]:
    columns = _columns(statement.target, traced)
    reason = traced.reason or (statement.why.en if traced.level in ("table", "opaque") else "")
    influences: dict[str, list[str]] = {}
    for kind, table, column in traced.decides:
        influences.setdefault(kind, []).append(f"{table}.{column}")
    return {
        "file": statement.file, "line": statement.line, "kind": statement.kind, "dialect": statement.dialect,
        "target": statement.target, "sources": list(statement.sources), "status": statement.status,
        "level": traced.level, "confidence": traced.confidence, "reason": reason, "columns": columns,
        "influences": influences, "errors": [reason] if traced.level == "opaque" and reason else [],
    }  # fmt: skip


def _columns(target: str, traced: Traced) -> list[dict[str, Any]]:
    before = f"{target}." if target else ""
    return [
        {"target": f"{before}{column}", "sources": sorted(f"{table}.{name}" for table, name in sources)}
        for column, sources in traced.columns
    ]
