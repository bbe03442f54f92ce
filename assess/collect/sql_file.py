"""SQL scripts and view definitions into statements and table-to-table edges, each with file and line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.dialects import dialect_name
from assess.collect.resolve import resolve_names
from assess.collect.sql.render import is_model, render
from assess.collect.sql.script import Statement, read_script
from assess.collect.text_file import fingerprint, read_text, shown
from assess.model.evidence import Evidence


def statements_of(
    sql: str, dialect: str, file: str, *, department: str = "", source: str = "", first_line: int = 1
) -> Evidence:
    """Statements and edges of one text. `file` is a path, or `view:table_id` for a view's definition,
    which may be the bare query: the view is then its target."""
    return evidence_of(statements_in(sql, dialect, file, first_line), department=department, source=source)


def statements_in(sql: str, dialect: str, file: str, first_line: int = 1) -> list[Statement]:
    """The same statements as objects, with their sources; templates are filled in first."""
    view = file.removeprefix("view:") if file.startswith("view:") else ""
    model = view or (Path(file).stem if is_model(sql) else "")
    return read_script(render(sql, model), dialect_name(dialect), file, first_line, model)


def evidence_of(found: Sequence[Statement], *, department: str = "", source: str = "") -> Evidence:
    """Statements as evidence; a statement that reads its own target has no edge to itself."""
    statements = [
        {"statement_id": s.id, "department": department, "source": source, "file": s.file, "line": s.line,
         "dialect": s.dialect, "kind": s.kind, "target": s.target, "status": s.status, "reason": s.why.en, "sql": s.sql}
        for s in found
    ]  # fmt: skip
    edges = [
        {"upstream": name, "downstream": s.target, "department": department, "statement_id": s.id, "file": s.file,
         "line": s.line}
        for s in found if s.target for name in s.sources if name.lower() != s.target.lower()
    ]  # fmt: skip
    return Evidence.of({"statements": statements, "edges": edges})


def read_scripts(
    paths: Sequence[Path],
    dialect: str = "",
    schema: pd.DataFrame | None = None,
    *,
    source: str = "",
    department: str = "",
    root: Path | None = None,
) -> Evidence:
    """Statements and edges of SQL files. `schema` is a `tables` frame: names are resolved to its table_ids."""
    statements: list[Statement] = []
    coverage: list[dict[str, Any]] = []
    for path in sorted(paths):
        name = shown(path, root)
        found = statements_in(read_text(path, root), dialect, name)
        statements += found
        coverage += coverage_of(found, source, name, department)
    inputs = [fingerprint(path, root) for path in sorted(paths)]
    evidence = evidence_of(statements, department=department, source=source)
    evidence = evidence.plus(Evidence.of({"inputs": inputs, "coverage": coverage}))
    if schema is None:
        return evidence
    meant = resolve_names(evidence.plus(Evidence.of({"tables": schema})), {})
    return Evidence.of({"statements": meant.statements, "edges": meant.edges, "inputs": inputs, "coverage": coverage})


def coverage_of(found: Sequence[Statement], source: str, file: str, department: str) -> list[dict[str, Any]]:
    """One row for the file, and one for each statement that could not be read."""
    errors = [s for s in found if s.status == "error"]
    common = {"kind": "sql", "department": department, "unit_zh": "条语句", "unit_en": "statements"}
    whole = {
        "input": f"{source}: {file}" if source else file, "available": True, "seen": len(found) - len(errors),
        "why_zh": f"{len(errors)} 条语句无法解析。" if errors else "",
        "why_en": f"{len(errors)} of {len(found)} could not be read." if errors else "",
    }  # fmt: skip
    lost = [{"input": s.id, "available": False, "seen": 0, "why_zh": s.why.zh, "why_en": s.why.en} for s in errors]
    return [{**common, **row} for row in (whole, *lost)]
