"""What `assess lineage --json` prints."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assess.diagnose.lineage.graph import graph_of, ordered
from assess.model.evidence import Evidence


def lineage_json(evidence: Evidence) -> dict[str, Any]:
    """Statements with the columns they derive, tables and edges, in the form of the contract."""
    from assess.collect.column_lineage import columns_of

    sources = _sources(evidence)
    known = _columns(evidence)
    rows = evidence.statements.sort_values(["file", "line", "statement_id"], kind="stable").to_dict("records")
    place = {table: number for number, table in enumerate(ordered(graph_of(evidence)))}
    derived: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda r: place.get(r["target"], -1)):  # sources first, so that * can be opened
        if row["status"] != "table":
            continue
        upstream = sources.get(row["statement_id"], [])
        found = columns_of(row["sql"], row["dialect"], _schema([*upstream, row["target"]], known))
        derived[row["statement_id"]] = found
        if row["target"] and row["target"] not in known:
            known[row["target"]] = [c["target"].rsplit(".", 1)[-1] for c in found]
    statements = [
        {
            "file": row["file"],
            "line": None if pd.isna(row["line"]) else int(row["line"]),
            "target": row["target"] or None,
            "sources": sources.get(row["statement_id"], []),
            "columns": derived.get(row["statement_id"], []),
            "errors": [row["reason"]] if row["status"] == "error" else [],
        }
        for row in rows
    ]
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


def _columns(evidence: Evidence) -> dict[str, list[str]]:
    """Column names by table id."""
    rows = evidence.columns.sort_values(["table_id", "position"], kind="stable")
    found: dict[str, list[str]] = {}
    for table, name in zip(rows.table_id, rows.name, strict=True):
        found.setdefault(table, []).append(name)
    return found


def _schema(upstream: list[str], known: dict[str, list[str]]) -> dict[str, list[str]]:
    """Columns of a statement's sources under every name it may use for them: a.b.c, b.c and c."""
    found: dict[str, list[str]] = {}
    for table in upstream:
        parts = table.split(".")
        for start in range(len(parts) if table in known else 0):
            found.setdefault(".".join(parts[start:]), known[table])
    return found
