"""SQL scripts and view definitions into statements and table-to-table edges, each with file and line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.dialects import dialect_name
from assess.collect.resolve import resolve_names
from assess.collect.sql_render import is_model, render
from assess.collect.sql_script import Statement, read_script
from assess.collect.text_file import fingerprint, read_text, shown
from assess.model.evidence import Evidence


def statements_of(
    sql: str, dialect: str, file: str, *, department: str = "", source: str = "", first_line: int = 1
) -> Evidence:
    """Statements and edges of one text. `file` is a path, or `view:table_id` for a view's definition,
    which may be the bare query: the view is then its target."""
    view = file.removeprefix("view:") if file.startswith("view:") else ""
    model = view or (Path(file).stem if is_model(sql) else "")
    found = read_script(render(sql, model), dialect_name(dialect), file, first_line, model)
    return evidence_of(found, department=department, source=source)


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
    found: dict[str, list[Any]] = {"statements": [], "edges": [], "inputs": [], "coverage": []}
    for path in sorted(paths):
        name = shown(path, root)
        part = statements_of(read_text(path, root), dialect, name, department=department, source=source)
        found["statements"].append(part.statements)
        found["edges"].append(part.edges)
        found["inputs"].append(fingerprint(path, root))
        found["coverage"].append(coverage_of(part, source or name, name, department))
    evidence = Evidence.of(
        {
            "statements": pd.concat(found["statements"]) if found["statements"] else [],
            "edges": pd.concat(found["edges"]) if found["edges"] else [],
            "inputs": found["inputs"],
            "coverage": [row for rows in found["coverage"] for row in rows],
        }
    )
    if schema is None:
        return evidence
    meant = resolve_names(evidence.plus(Evidence.of({"tables": schema})), {})
    return Evidence.of({"statements": meant.statements, "edges": meant.edges, "inputs": evidence.inputs,
                        "coverage": evidence.coverage})  # fmt: skip


def coverage_of(part: Evidence, source: str, file: str, department: str) -> list[dict[str, Any]]:
    """One row for the file, and one for each statement that could not be read."""
    errors = part.statements[part.statements["status"] == "error"]
    whole = len(errors) == 0
    rows = [
        {"input": source if source == file else f"{source}: {file}", "kind": "sql", "department": department,
         "available": True, "seen": len(part.statements) - len(errors), "unit_zh": "条语句", "unit_en": "statements",
         "why_zh": "" if whole else f"{len(errors)} 条语句无法解析。",
         "why_en": "" if whole else f"{len(errors)} could not be read."}
    ]  # fmt: skip
    rows += [
        {"input": f"{e.file}:{e.line}", "kind": "sql", "department": department, "available": False, "seen": 0,
         "unit_zh": "条语句", "unit_en": "statements", "why_zh": f"这条语句无法解析：{e.reason}", "why_en": e.reason}
        for e in errors.itertuples()
    ]  # fmt: skip
    return rows
