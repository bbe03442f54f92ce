"""SQL scripts and view definitions into statements and table-to-table edges, each with file and line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.dialects import dialect_name
from assess.collect.resolve import resolve_names
from assess.collect.sql.guard import NO_PROBLEM
from assess.collect.sql.render import is_model, is_templated, model_name, project_near, render
from assess.collect.sql.script import Script, Statement, read_texts
from assess.collect.text_file import fingerprint, read_text, shown
from assess.model.evidence import Evidence
from assess.model.text import Text

GUESSED = 0.5  # confidence in tables that only the words before them tell


def statements_of(
    sql: str, dialect: str, file: str, *, department: str = "", source: str = "", first_line: int = 1
) -> Evidence:
    """Statements and edges of one text. `file` is a path, or `view:table_id` for a view's definition,
    which may be the bare query: the view is then its target."""
    return evidence_of(statements_in(sql, dialect, file, first_line), department=department, source=source)


def statements_in(sql: str, dialect: str, file: str, first_line: int = 1) -> list[Statement]:
    """The same statements as objects, with their sources; templates are filled in first."""
    return read_texts([script_of(sql, dialect, file, first_line)])[0]


def script_of(sql: str, dialect: str, file: str, first_line: int = 1, project: Path | None = None) -> Script:
    """The text with its templates filled in, and the table that a bare query in it fills."""
    named = model_name(sql) or (Path(file).stem if is_model(sql) else "")
    model = file.removeprefix("view:") if file.startswith("view:") else named
    found = render(sql, model, project)
    return Script(found.text, dialect_name(dialect), file, first_line, model, found.lines, found.why)


def evidence_of(found: Sequence[Statement], *, department: str = "", source: str = "") -> Evidence:
    """Statements as evidence; a statement that reads its own target has no edge to itself."""
    statements = [
        {"statement_id": s.id, "department": department, "source": source, "file": s.file, "line": s.line,
         "dialect": s.dialect, "kind": s.kind, "target": s.target, "status": s.status, "level": level_of(s),
         "confidence": confidence_of(s), "reason": s.why.en, "scratch": s.scratch, "sql": s.sql}
        for s in found
    ]  # fmt: skip
    edges = [
        {"upstream": name, "downstream": s.target, "department": department, "statement_id": s.id, "file": s.file,
         "line": s.line, "origin": "view" if s.file.startswith("view:") else "sql", "confidence": confidence_of(s)}
        for s in found if s.target for name in s.sources if name.lower() != s.target.lower()
    ]  # fmt: skip
    return Evidence.of({"statements": statements, "edges": edges})


def scripts_of(paths: Sequence[Path], dialect: str = "", root: Path | None = None) -> list[Script]:
    """The scripts of SQL files in the order of their names; templates know the macros of their project."""
    found = []
    for path in sorted(paths):
        text = read_text(path, root)
        project = project_near(path.resolve().parent) if is_templated(text) else None
        found.append(script_of(text, dialect, shown(path, root), project=project))
    return found


def level_of(statement: Statement) -> str:
    """How deep the statement's lineage is known before its columns are traced."""
    if statement.status == "error":
        return "opaque"
    return "table" if statement.sources else "none"


def confidence_of(statement: Statement) -> float | None:
    """How sure its tables are: certain where a parser read it, half so where only the words before them told."""
    if level_of(statement) == "none":
        return None
    return {"error": 0.0, "guessed": GUESSED}.get(statement.status, 1.0)


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
    scripts = scripts_of(paths, dialect, root)
    for script, found in zip(scripts, read_texts(scripts), strict=True):
        name = script.file
        statements += found
        coverage += coverage_of(found, source, name, department, script.unfilled)
    inputs = [fingerprint(path, root) for path in sorted(paths)]
    evidence = evidence_of(statements, department=department, source=source)
    evidence = evidence.plus(Evidence.of({"inputs": inputs, "coverage": coverage}))
    if schema is None:
        return evidence
    meant = resolve_names(evidence.plus(Evidence.of({"tables": schema})), {})
    return Evidence.of({"statements": meant.statements, "edges": meant.edges, "inputs": inputs, "coverage": coverage})


def coverage_of(
    found: Sequence[Statement], source: str, file: str, department: str, unfilled: Text = NO_PROBLEM
) -> list[dict[str, Any]]:
    """One row for the file, and one for each statement that could not be read; `unfilled` says why its template could
    not be run."""
    errors = [s for s in found if s.status in ("error", "guessed")]
    common = {"kind": "sql", "department": department, "unit_zh": "条语句", "unit_en": "statements"}
    zh, en = [], []
    if unfilled != NO_PROBLEM:
        zh.append(f"模板未能运行，按其标记读取：{unfilled.zh}。")
        en.append(f"Its template could not be run and was read by its marks: {unfilled.en}.")
    if errors:
        zh.append(f"{len(errors)} 条语句无法解析。")
        en.append(f"{len(errors)} of {len(found)} could not be read.")
    whole = {
        "input": f"{source}: {file}" if source else file, "available": True, "seen": len(found) - len(errors),
        "why_zh": "".join(zh), "why_en": " ".join(en),
    }  # fmt: skip
    lost = [{"input": s.id, "available": False, "seen": 0, "why_zh": s.why.zh, "why_en": s.why.en} for s in errors]
    return [{**common, **row} for row in (whole, *lost)]
