"""Do summaries and reports read the source copies past the layers between?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.lineage.layers import Layer, backward, cross_layer, layers, reuse
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
        "tables": len(graph), "upper": len(upper), "past": len(past),
        "share": round(len(past) / len(upper), 4) if upper else None, "undeclared": undeclared,
        "undeclared_share": round(undeclared / len(graph), 4) if len(graph) else None, "reuse": reuse(graph, known),
        "backward": [list(pair) for pair in backward(graph, known)[:MOST]],
        "layers": {name: counts.get(name, 0) for name in ("ODS", "DWD", "DIM", "DWS", "ADS")},
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


def _asked(case: Case, known: Mapping[str, Layer]) -> dict[str, float | None]:
    """Of all queries in the logs the share that asks summaries or applications, and that asks source copies."""
    reads = case.evidence.reads
    total = int(reads["reads"].sum()) if len(reads) else 0
    if not total:
        return {"summary_queries": None, "source_queries": None}
    by_layer: Counter[str] = Counter()
    for table, count in zip(reads["table_id"], reads["reads"], strict=True):
        if table in known and not pd.isna(count):
            by_layer[known[table].name] += int(count)
    return {
        "summary_queries": round((by_layer["DWS"] + by_layer["ADS"]) / total, 4),
        "source_queries": round(by_layer["ODS"] / total, 4),
    }
