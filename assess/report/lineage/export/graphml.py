"""The lineage graph as GraphML: what is known of each table and dependency, as types a graph program understands."""

from __future__ import annotations

import io
import json
import re
from math import isnan

import networkx as nx

from assess.diagnose.lineage.graph import graph_of
from assess.model.evidence import Evidence
from assess.report.lineage.export import Export
from assess.report.lineage.kept import layers_of

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 has no place for these


def graphml(evidence: Evidence) -> Export:
    """GraphML of `exported`."""
    graph = exported(evidence)
    out = io.BytesIO()
    nx.write_graphml(graph, out, encoding="utf-8", prettyprint=True, named_key_ids=True)
    counts = {"tables": graph.number_of_nodes(), "edges": graph.number_of_edges()}
    written = out.getvalue()  # networkx writes True where XML has true
    for word in (b"True", b"False"):
        written = written.replace(b'<data key="known">%b</data>' % word, b'<data key="known">%b</data>' % word.lower())
    return Export({"": written}, counts)


def exported(evidence: Evidence) -> nx.DiGraph:
    """Tables as nodes (department, layer, owner: string; known: boolean; bytes: long, left out where unknown),
    dependencies as edges (departments, statements, origins: string, JSON lists; count: int; confidence: double, the
    surest of its statements, left out where unknown). What XML cannot hold in a name becomes U+FFFD.
    """
    source = graph_of(evidence)
    layers = layers_of(source, evidence)
    origins: dict[tuple[str, str], set[str]] = {}
    sure: dict[tuple[str, str], float] = {}
    frame = evidence.edges
    for up, down, origin, confidence in zip(
        frame.upstream, frame.downstream, frame.origin, frame.confidence.astype("float64"), strict=True
    ):
        if origin:
            origins.setdefault((up, down), set()).add(origin)
        if not isnan(confidence):
            sure[(up, down)] = max(sure.get((up, down), 0.0), float(confidence))
    graph = nx.DiGraph()
    for name, node in source.nodes(data=True):
        facts = {
            "department": _clean(node["department"]),
            "layer": layers[name],
            "owner": _clean(node["owner"]),
            "known": node["known"],
        }
        if node["bytes"] is not None:
            facts["bytes"] = node["bytes"]
        graph.add_node(_clean(name), **facts)
    for a, b, data in source.edges(data=True):
        facts = {
            "departments": _listed(data["departments"]),
            "statements": _listed(data["statements"]),
            "origins": _listed(sorted(origins.get((a, b), ()))),
            "count": len(data["statements"]),
        }
        if (a, b) in sure:
            facts["confidence"] = sure[(a, b)]
        graph.add_edge(_clean(a), _clean(b), **facts)
    return graph


def _listed(values: list[str]) -> str:
    return _clean(json.dumps(values, ensure_ascii=False))


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)
