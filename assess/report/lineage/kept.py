"""What a run keeps of the lineage beside result.json, so that a page need not read the evidence at every click."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import networkx as nx
import pandas as pd

from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.lineage.layers import layers_of as inferred
from assess.diagnose.registry import Case
from assess.model.evidence import Evidence
from assess.model.finding import Outcome
from assess.model.result import FindingPart
from assess.store.lineage_file import lineage_bytes

MOST_COLUMNS = 500  # of one table; the export has them all
FAMILY = "lineage"


def kept_lineage(case: Case, findings: Sequence[FindingPart]) -> bytes:
    """The bytes of `lineage.parquet` for a diagnosed check-up."""
    claims = [f for f in findings if f.outcome is Outcome.FINDING]
    return lineage_bytes(rows_of(case, claims), findings_of(claims))


def findings_of(claims: Sequence[FindingPart]) -> list[dict[str, Any]]:
    """The lineage's findings as the pictures need them: `tables` are those the detector set side by side."""
    return [
        {
            "id": f.id,
            "detector": f.detector,
            "severity": f.severity.value if f.severity else "",
            "title": {"zh": f.title.zh, "en": f.title.en},
            "subjects": list(f.subjects),
            "alike": _alike(f),
            "tables": [
                str(t["table"]) for t in _listed(f.evidence.get("tables")) if isinstance(t, dict) and "table" in t
            ],
        }
        for f in claims
        if f.family == FAMILY
    ]


def _listed(told: Any) -> Sequence[Any]:
    """What a detector lists; some only count."""
    return told if isinstance(told, list | tuple) else ()


def _alike(finding: FindingPart) -> float | None:
    """Share of the calculations that the two least alike of the tables have in common, where it was counted."""
    told = finding.evidence.get("likeness")
    share = told.get("expressions") if isinstance(told, dict) else None
    return float(share) if isinstance(share, int | float) else None


def rows_of(case: Case, claims: Sequence[FindingPart]) -> Iterator[dict[str, Any]]:
    """One row a table, as `store.lineage_file.SCHEMA` says.

    `details` has `statements`, those that write it (statement, department, file, line, kind, sql, sources, origin,
    confidence), and `columns`: [upstream, its column, own column, kind, statement] of each column traced; `more`
    says how many of these are in the evidence only.
    """
    graph, evidence = case.once(lineage_graph), case.evidence
    layers, written, columns = layers_of(graph, evidence), _written(evidence), _columns(evidence)
    rows, reads = _numbers(evidence, "rows"), _numbers(evidence, "reads")
    if len(evidence.reads):
        reads |= {str(table): int(n) for table, n in evidence.reads.groupby("table_id")["reads"].sum().items()}
    named: dict[str, list[str]] = {}
    for finding in claims:
        for subject in finding.subjects:
            named.setdefault(subject, []).append(finding.id)
    for name in sorted(graph):
        node = graph.nodes[name]
        traced = columns.get(name, [])
        yield {
            "id": name,
            "department": node["department"],
            "layer": layers[name],
            "known": node["known"],
            "owner": node["owner"],
            "rows": rows.get(name),
            "bytes": node["bytes"],
            "reads": reads.get(name),
            "upstream": sorted(graph.predecessors(name)),
            "findings": sorted(named.get(name, [])),
            "details": {
                "statements": written.get(name, []),
                "columns": traced[:MOST_COLUMNS],
                "more": max(0, len(traced) - MOST_COLUMNS),
            },
        }


KEYS = {"ODS": "raw", "DIM": "dimension", "DWD": "detail", "DWS": "summary", "ADS": "application"}


def layers_of(graph: nx.DiGraph, evidence: Evidence) -> dict[str, str]:
    """The layer of each table under the map's key for it."""
    return {name: KEYS[layer.name] for name, layer in inferred(graph, evidence).items()}


def _numbers(evidence: Evidence, column: str) -> dict[str, int]:
    """A number of each table that has one."""
    known = evidence.tables[evidence.tables[column].notna()]
    return {str(table): int(n) for table, n in zip(known.table_id, known[column], strict=True)}


def _written(evidence: Evidence) -> dict[str, list[dict[str, Any]]]:
    """By table written, the statements that do it with the tables each reads."""
    texts = evidence.statements.drop_duplicates("statement_id").set_index("statement_id")[["kind", "sql"]]
    known = texts.to_dict("index")
    found: dict[str, dict[str, dict[str, Any]]] = {}
    edges = evidence.edges[evidence.edges.upstream != evidence.edges.downstream]
    for row in edges.to_dict("records"):
        if not row["upstream"] or not row["downstream"]:
            continue
        text = known.get(row["statement_id"], {"kind": "", "sql": ""})
        one = found.setdefault(row["downstream"], {}).setdefault(
            row["statement_id"],
            {
                "statement": row["statement_id"],
                "department": row["department"],
                "file": row["file"],
                "line": None if pd.isna(row["line"]) else int(row["line"]),
                "kind": text["kind"],
                "sql": text["sql"],
                "sources": [],
                "origin": row["origin"],
                "confidence": None if pd.isna(row["confidence"]) else float(row["confidence"]),
            },
        )
        if row["upstream"] not in one["sources"]:
            one["sources"].append(row["upstream"])
    return {
        table: sorted(({**s, "sources": sorted(s["sources"])} for s in some.values()), key=lambda s: s["statement"])
        for table, some in found.items()
    }


def _columns(evidence: Evidence) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    frame = evidence.column_edges
    for up, up_column, down, down_column, kind, statement in zip(
        frame.upstream, frame.upstream_column, frame.downstream, frame.downstream_column, frame.kind,
        frame.statement_id, strict=True,
    ):  # fmt: skip
        found.setdefault(down, []).append([up, up_column, down_column, kind, statement])
    return {table: sorted(some) for table, some in found.items()}
