"""What `assess lineage --json` prints: statements with their columns, tables, edges, and how much was covered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.lineage.known import Known, described
from assess.collect.lineage.shares import coverage
from assess.collect.lineage.trace import Job, Traced, trace
from assess.collect.sql.script import Statement, read_texts
from assess.collect.sql_file import script_of
from assess.collect.text_file import read_text, shown


def lineage_of(
    paths: Sequence[Path], dialect: str = "", columns: pd.DataFrame | None = None, root: Path | None = None
) -> dict[str, Any]:
    """What `assess lineage --json` prints for SQL files. `columns` has `table_id` and `name`, perhaps `type`.

    Statements are traced in the order of their tables, whichever file they are in, so that what one writes is known
    to those that read it.
    """
    scripts = [script_of(read_text(path, root), dialect, shown(path, root)) for path in sorted(paths)]
    read = [statement for found in read_texts(scripts) for statement in found]
    return as_json(read, described(columns))


def as_json(read: Sequence[Statement], catalogue: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, Any]:
    traced = trace([job_of(s) for s in read], Known(catalogue))
    edges = {(source, s.target, s.file, s.line) for s in read if s.target for source in s.sources}
    return {
        "statements": [_entry(s, t) for s, t in zip(read, traced, strict=True)],
        "tables": sorted({name for s in read for name in (s.target, *s.sources) if name}),
        "edges": [
            {"upstream": up, "downstream": down, "file": file, "line": line} for up, down, file, line in sorted(edges)
        ],
        "coverage": coverage([t.level for t in traced]),
    }


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
