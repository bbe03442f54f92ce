"""What `assess lineage --json` prints: statements with their columns, tables and edges."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.lineage.columns import traced
from assess.collect.sql.script import Statement
from assess.collect.sql_file import statements_in
from assess.collect.text_file import read_text, shown


def lineage_of(
    paths: Sequence[Path], dialect: str = "", columns: pd.DataFrame | None = None, root: Path | None = None
) -> dict[str, Any]:
    """What `assess lineage --json` prints: statements with sources and columns, the tables, the edges.

    `columns` has `table_id` and `name`. Statements are traced in the order of their tables, whichever
    file they are in, so that what one writes is known to those that read it.
    """
    schema = _by_ending(columns) if columns is not None else {}
    read = [s for path in sorted(paths) for s in statements_in(read_text(path, root), dialect, shown(path, root))]
    traced_first = _sources_first(read)
    entries = {place: _entry(read[place], schema) for place in traced_first}
    edges = {
        (source, s.target, s.file, s.line) for s in read if s.target and s.status == "table" for source in s.sources
    }
    return {
        "statements": [entries[place] for place in range(len(read))],
        "tables": sorted({name for s in read for name in (s.target, *s.sources) if name}),
        "edges": [
            {"upstream": up, "downstream": down, "file": file, "line": line} for up, down, file, line in sorted(edges)
        ],
    }


def _sources_first(statements: Sequence[Statement]) -> list[int]:
    """Places of the statements, each after those that write what it reads; a circle keeps the order as written."""
    waits: dict[int, set[int]] = {}
    writers: dict[str, list[int]] = {}
    for place, statement in enumerate(statements):
        writers.setdefault(statement.target.lower(), []).append(place)
    for place, statement in enumerate(statements):
        waits[place] = {w for s in statement.sources for w in writers.get(s.lower(), []) if w != place}
    order: list[int] = []
    done: set[int] = set()
    while waits:
        ready = [place for place, before in waits.items() if before <= done] or [next(iter(waits))]
        for place in ready:
            del waits[place]
        order += ready
        done.update(ready)
    return order


def _by_ending(columns: pd.DataFrame) -> dict[str, Sequence[str]]:
    """Columns by every ending of a table_id (source.schema.table, schema.table, table) that only one table has."""
    found: dict[str, list[Sequence[str]]] = {}
    for table_id, rows in columns.groupby("table_id", sort=True):
        parts = str(table_id).lower().split(".")
        for start in range(len(parts)):
            found.setdefault(".".join(parts[start:]), []).append(list(rows["name"]))
    return {ending: tables[0] for ending, tables in found.items() if len(tables) == 1}


def _entry(statement: Statement, schema: dict[str, Sequence[str]]) -> dict[str, Any]:
    """One statement as JSON; its target's columns become known when the file did not name them."""
    found: list[dict[str, Any]] = []
    errors = [statement.why.en] if statement.status == "error" else []
    if statement.target and statement.status == "table":
        sql = statement.sql
        bare = statement.kind == "CREATE" and not sql.upper().lstrip().startswith(("CREATE", "SELECT INTO"))
        text = f"CREATE TABLE {statement.target} AS {sql}" if bare and " INTO " not in sql.upper() else sql
        found, errors = traced(text, statement.dialect, schema)
        if found and not any(c["target"].endswith(".*") for c in found):
            schema.setdefault(statement.target.lower(), [c["target"].rsplit(".", 1)[1] for c in found])
    return {
        "file": statement.file, "line": statement.line, "kind": statement.kind, "dialect": statement.dialect,
        "target": statement.target, "sources": list(statement.sources), "status": statement.status,
        "columns": found, "errors": errors,
    }  # fmt: skip
