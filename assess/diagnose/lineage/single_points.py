"""Which single table, when it fails, stops several departments?"""

from __future__ import annotations

from assess.diagnose.lineage.centrality import centrality
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found

LEAST, DEPARTMENTS, MOST = 5, 2, 5


@detector("single-points", code="SP", needs=("edges",))
def judge(case: Case) -> Verdict:
    """One claim a derived table that alone feeds at least five tables of at least two other departments; at most five.

    Raw tables are left out: that everything comes from its source is no fault of the lineage.
    """
    graph, seen = case.once(lineage_graph), case.once(centrality)
    points = []
    for name in graph:
        below = seen.dominated[name]
        own = graph.nodes[name]["department"]
        others = sorted({graph.nodes[t]["department"] for t in below} - {"", own})
        if graph.in_degree(name) and len(below) >= LEAST and len(others) >= DEPARTMENTS:
            points.append((name, below, others))
    points.sort(key=lambda point: (-len(point[1]), point[0]))
    claims = []
    for name, below, others in points[:MOST]:
        node = graph.nodes[name]
        on_chain = name in seen.chain
        facts = {
            "table": name,
            "keeper": node["department"],
            "known": node["known"],
            "owner": node["owner"],
            "dominated": len(below),
            "tables": below[:50],
            "stopped": others,
            "articulation": name in seen.articulation,
            "descendants": seen.descendants[name],
            "steps": max(len(seen.chain) - 1, 0),
            "chain": list(seen.chain) if on_chain else [],
        }
        departments = tuple(sorted({node["department"], *others} - {""}))
        severity = Severity.HIGH if len(others) * 2 >= len(case.engagement.departments) else Severity.MEDIUM
        claims.append(Claim((name,), departments, severity, facts))
    return found(
        claims, examined=len(graph), affected=len(points), tables=len(graph), steps=max(len(seen.chain) - 1, 0),
        chain=list(seen.chain),
    )  # fmt: skip
