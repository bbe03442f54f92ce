"""What `assess lineage --json` prints."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assess.model.evidence import Evidence


def lineage_json(evidence: Evidence) -> dict[str, Any]:
    """Statements with the columns they derive, tables and edges, in the form of the contract."""
    from assess.collect.column_lineage import columns_of

    sources = _sources(evidence)
    schema = _schema(evidence)
    statements = []
    for row in evidence.statements.sort_values(["file", "line", "statement_id"], kind="stable").to_dict("records"):
        columns = columns_of(row["sql"], row["dialect"], schema) if row["status"] == "table" else []
        statements.append(
            {
                "file": row["file"],
                "line": None if pd.isna(row["line"]) else int(row["line"]),
                "target": row["target"] or None,
                "sources": sources.get(row["statement_id"], []),
                "columns": columns,
                "errors": [row["reason"]] if row["status"] == "error" else [],
            }
        )
    edges = evidence.edges.sort_values(["upstream", "downstream", "file", "line"], kind="stable")
    return {
        "statements": statements,
        "tables": sorted({*edges.upstream, *edges.downstream, *(s["target"] for s in statements if s["target"])}),
        "edges": [
            {"upstream": e["upstream"], "downstream": e["downstream"], "file": e["file"],
             "line": None if pd.isna(e["line"]) else int(e["line"])}
            for e in edges.to_dict("records")
        ],
    }  # fmt: skip


def _sources(evidence: Evidence) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for upstream, statement in zip(evidence.edges.upstream, evidence.edges.statement_id, strict=True):
        found.setdefault(statement, set()).add(upstream)
    return {statement: sorted(names) for statement, names in found.items()}


def _schema(evidence: Evidence) -> dict[str, list[str]]:
    """Column names by table id."""
    rows = evidence.columns.sort_values(["table_id", "position"], kind="stable")
    found: dict[str, list[str]] = {}
    for table, name in zip(rows.table_id, rows.name, strict=True):
        found.setdefault(table, []).append(name)
    return found
