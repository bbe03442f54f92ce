"""Do summaries and reports read the source copies past the layers between?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import networkx as nx
import pandas as pd

from assess.diagnose.gates.applicability import need
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.lineage.layer_names import named
from assess.diagnose.lineage.layers import Layer, backward, cross_layer, layers, reuse, unlayered
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found

LEAST, SHARE, MOST = 3, 0.2, 50


@detector("cross-layer-reads", code="XL", needs=("edges",))
def judge(case: Case) -> Verdict:
    """One claim for the company when a fifth of its summary and application tables, three at least, read source copies.

    Layers are those of the names where these say so, else inferred; how many are inferred is in the facts.
    """
    graph, known = case.once(lineage_graph), case.once(layers)
    upper = [name for name in graph if known[name].rank >= 2 and graph.in_degree(name)]
    past = cross_layer(graph, known)
    undeclared = sum(not layer.declared for layer in known.values())
    counts = Counter(layer.name for layer in known.values())
    facts = {
        "needed": need(case.engagement.organisation), "tables": len(graph), "upper": len(upper), "past": len(past),
        "share": round(len(past) / len(upper), 4) if upper else None, "undeclared": undeclared,
        "undeclared_share": round(undeclared / len(graph), 4) if len(graph) else None, "reuse": reuse(graph, known),
        "backward": [list(pair) for pair in backward(graph, known)[:MOST]],
        "layers": {name: counts.get(name, 0) for name in ("ODS", "DWD", "DIM", "DWS", "ADS")},
        "unlayered": len(unlayered(case.evidence, known)), "source_jobs": _source_jobs(graph, known),
        **_asked(case, known),
    }  # fmt: skip
    claims = []
    if upper and len(past) >= LEAST and len(past) / len(upper) >= SHARE:
        by_source = Counter(up for ups in past.values() for up in ups)
        departments = sorted({graph.nodes[name]["department"] for name in past} - {""})
        listed = sorted(past, key=lambda name: (-len(past[name]), name))[:MOST]
        shown = {
            **facts,
            "by_department": dict(sorted(Counter(graph.nodes[n]["department"] for n in past).items())),
            "members": [{"table": n, "layer": known[n].name, "declared": known[n].declared, "reads": past[n]}
                        for n in listed],
            "sources": [{"table": up, "read_by": n} for up, n in by_source.most_common(10)],
        }  # fmt: skip
        severity = Severity.MEDIUM if len(departments) > 1 else Severity.LOW
        claims.append(Claim(tuple(sorted(past)), tuple(departments), severity, shown))
    return found(claims, examined=len(upper), affected=len(past), **facts)


def _source_jobs(graph: nx.DiGraph, known: Mapping[str, Layer]) -> float | None:
    """Of all dependencies the share that start from a source copy."""
    count = graph.number_of_edges()
    return round(sum(known[up].name == "ODS" for up, _ in graph.edges) / count, 4) if count else None


def _asked(case: Case, known: Mapping[str, Layer]) -> dict[str, Any]:
    """Of the queries that logs count, by the layer of the table they read.

    `queries` is how many, one that reads two tables twice; `summary_queries`, `source_queries` and
    `unlayered_queries` the shares that read summaries or applications, source copies, and tables of no known layer;
    null without a log.
    """
    reads = case.evidence.reads
    columns = [reads[c].astype(object).tolist() for c in ("table_id", "reads")]
    by_layer: Counter[str] = Counter()
    for table, count in zip(*columns, strict=True):
        sure = [said.layer for said in named(table) if said.sure]
        layer = known[table].name if table in known else sure[0] if sure else "none"
        by_layer[layer] += 0 if pd.isna(count) else int(count)
    total = sum(by_layer.values())
    return {
        "queries": total or None,
        "summary_queries": _share(by_layer["DWS"] + by_layer["ADS"], total),
        "source_queries": _share(by_layer["ODS"], total),
        "unlayered_queries": _share(by_layer["none"], total),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
