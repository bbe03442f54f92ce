"""The lineage as OpenLineage: one JobEvent a statement, with schema, columnLineage and ownership facets.

Spec 2-0-2 (openlineage.io/spec). Static lineage is told by JobEvents: no run is invented. A dataset's namespace is
its source in the engagement, `unresolved` for a name that no catalogue has.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from assess import __version__
from assess.model.evidence import Evidence
from assess.report.lineage.export import Export

PRODUCER = f"pkg:pypi/assess@{__version__}"
SPEC = "https://openlineage.io/spec"
EVENT = f"{SPEC}/2-0-2/OpenLineage.json#/$defs/JobEvent"
UNRESOLVED = "unresolved"
FACETS = {
    "schema": f"{SPEC}/facets/1-1-1/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet",
    "columnLineage": f"{SPEC}/facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet",
    "ownership": f"{SPEC}/facets/1-0-1/OwnershipDatasetFacet.json#/$defs/OwnershipDatasetFacet",
    "jobOwnership": f"{SPEC}/facets/1-0-1/OwnershipJobFacet.json#/$defs/OwnershipJobFacet",
    "sql": f"{SPEC}/facets/1-1-0/SQLJobFacet.json#/$defs/SQLJobFacet",
    "jobType": f"{SPEC}/facets/2-0-3/JobTypeJobFacet.json#/$defs/JobTypeJobFacet",
}
_HOW = {
    "value": {"type": "DIRECT"},
    "filter": {"type": "INDIRECT", "subtype": "FILTER"},
    "join": {"type": "INDIRECT", "subtype": "JOIN"},
    "group": {"type": "INDIRECT", "subtype": "GROUP_BY"},
}
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class _Known:
    """The evidence by table and by statement."""

    tables: dict[str, dict[str, Any]]
    columns: dict[str, Rows]
    statements: dict[str, dict[str, Any]]
    traced: dict[tuple[str, str], Rows]


def openlineage(evidence: Evidence, clock: datetime) -> Export:
    """JSON lines, in order of the statements' ids and of what each writes."""
    known = _Known(
        {str(row["table_id"]): row for row in _rows(evidence.tables)},
        _by(evidence.columns.sort_values(["table_id", "position"]), "table_id"),
        {str(row["statement_id"]): row for row in _rows(evidence.statements)},
        _by(evidence.column_edges, "statement_id", "downstream"),
    )
    time = clock.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    edges = evidence.edges[(evidence.edges.upstream != "") & (evidence.edges.downstream != "")]
    jobs = _by(edges, "statement_id", "downstream")
    lines = [
        json.dumps(_event(statement, target, jobs[(statement, target)], known, time), ensure_ascii=False)
        for statement, target in sorted(jobs)
    ]
    unnamed = sum(not _told(row) for some in known.traced.values() for row in some)
    what = f"{unnamed:,} of {len(evidence.column_edges):,} column dependencies"
    why = "which name no single column (*, or an open table); OpenLineage has no word for them."
    left_out = (f"Left out: {what}, {why}",) if unnamed else ()
    counts = {"events": len(lines), "edges": len(edges), "column_edges": len(evidence.column_edges) - unnamed}
    return Export({"": ("\n".join(lines) + "\n").encode()}, counts, left_out)


def _event(statement: str, target: str, edges: Rows, known: _Known, time: str) -> dict[str, Any]:
    first = edges[0]
    told = known.statements.get(statement, {})
    department = first["department"] or told.get("department", "")
    facets: dict[str, Any] = {
        "jobType": _facet("jobType", processingType="BATCH", integration="ASSESS", jobType=told.get("kind") or "JOB")
    }
    if told.get("sql"):
        dialect = {"dialect": told["dialect"]} if told.get("dialect") else {}
        facets["sql"] = _facet("sql", query=told["sql"], **dialect)
    if department:
        facets["ownership"] = _facet("jobOwnership", owners=[_owner("department", department)])
    output = _dataset(target, known)
    columns = _column_lineage(known.traced.get((statement, target), []), known)
    if columns:
        output["facets"]["columnLineage"] = columns
    return {
        "eventTime": time,
        "producer": PRODUCER,
        "schemaURL": EVENT,
        "job": {"namespace": department or told.get("source") or UNRESOLVED, "name": statement or target,
                "facets": facets},
        "inputs": [_dataset(name, known) for name in sorted({row["upstream"] for row in edges})],
        "outputs": [output],
    }  # fmt: skip


def place_of(table: str, tables: dict[str, dict[str, Any]]) -> tuple[str, str]:
    """Namespace and name of a dataset."""
    row = tables.get(table)
    source = str(row["source"]) if row else ""
    if not source:
        return UNRESOLVED, table
    return source, table[len(source) + 1 :] if table.startswith(f"{source}.") else table


def _dataset(table: str, known: _Known) -> dict[str, Any]:
    namespace, name = place_of(table, known.tables)
    row, columns, facets = known.tables.get(table, {}), known.columns.get(table, []), {}
    if columns:
        fields = [
            {"name": c["name"], "type": c["type"], **({"description": c["comment"]} if c["comment"] else {})}
            for c in columns
        ]
        facets["schema"] = _facet("schema", fields=fields)
    owners = [_owner(kind, row[kind]) for kind in ("owner", "department") if row.get(kind)]
    if owners:
        facets["ownership"] = _facet("ownership", owners=owners)
    return {"namespace": namespace, "name": name, "facets": facets}


def _column_lineage(traced: Rows, known: _Known) -> dict[str, Any]:
    """The facet: what gives a column its value under that column, what decides on rows under `dataset`."""
    fields: dict[str, dict[tuple[str, str], list[dict[str, Any]]]] = {}
    whole: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in filter(_told, traced):
        into = fields.setdefault(row["downstream_column"], {}) if row["downstream_column"] else whole
        how = {**_HOW[row["kind"]], "masking": False}
        ways = into.setdefault((row["upstream"], row["upstream_column"]), [])
        if how not in ways:
            ways.append(how)
    if not fields and not whole:
        return {}
    told = {column: {"inputFields": _inputs(some, known)} for column, some in sorted(fields.items())}
    return _facet("columnLineage", fields=told, **({"dataset": _inputs(whole, known)} if whole else {}))


def _inputs(some: dict[tuple[str, str], list[dict[str, Any]]], known: _Known) -> Rows:
    found = []
    for (table, column), ways in sorted(some.items()):
        namespace, name = place_of(table, known.tables)
        found.append({"namespace": namespace, "name": name, "field": column, "transformations": ways})
    return found


def _told(row: dict[str, Any]) -> bool:
    """Whether it names one column at each end that it has."""
    return (
        bool(row["upstream"]) and row["kind"] in _HOW and "*" not in (row["upstream_column"], row["downstream_column"])
    )


def _owner(kind: str, name: str) -> dict[str, str]:
    return {"name": f"{kind}:{name}", "type": kind.upper()}


def _facet(kind: str, **content: Any) -> dict[str, Any]:
    return {"_producer": PRODUCER, "_schemaURL": FACETS[kind], **content}


def _rows(frame: pd.DataFrame) -> Rows:
    found: Rows = frame.astype(object).where(frame.notna(), None).to_dict("records")  # type: ignore[assignment]
    return found


def _by(frame: pd.DataFrame, *keys: str) -> Any:
    """Rows by the value of one key, or by those of several."""
    found: dict[Any, Rows] = {}
    for row in _rows(frame):
        values: Sequence[str] = [row[key] for key in keys]
        found.setdefault(values[0] if len(values) == 1 else tuple(values), []).append(row)
    return found
