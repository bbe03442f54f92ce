"""Which tables does half the company read?"""

from __future__ import annotations

from assess.diagnose.gates.applicability import need
from assess.diagnose.lineage.centrality import centrality
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found

DEPARTMENTS = 3
MOST = 10


@detector("lineage-hubs", code="HB", needs=("edges",))
def judge(case: Case) -> Verdict:
    """One claim a table that at least three departments other than its keeper's read directly; at most ten."""
    graph, seen = case.once(lineage_graph), case.once(centrality)
    needed = need(case.engagement.organisation)
    hubs = []
    for name in graph:
        others = [d for d in seen.readers[name] if d != graph.nodes[name]["department"]]
        if len(others) >= DEPARTMENTS:
            hubs.append((name, others))
    hubs.sort(key=lambda hub: (-len(hub[1]), -seen.descendants[hub[0]], hub[0]))
    claims = []
    for name, others in hubs[:MOST]:
        node = graph.nodes[name]
        raw = graph.in_degree(name) == 0
        facts = {
            "table": name,
            "keeper": node["department"],
            "known": node["known"],
            "owner": node["owner"],
            "role": "raw" if raw else "derived",
            "readers": others,
            "jobs": graph.out_degree(name),
            "descendants": seen.descendants[name],
            "reached": seen.reached[name],
            "needed": needed,
            "betweenness": seen.betweenness.get(name),
            "dominated": seen.dominators.size(name),
        }
        departments = tuple(sorted({node["department"], *others} - {""}))
        heavy = len(others) * 2 >= len(case.engagement.departments)
        severity = Severity.HIGH if heavy and not node["owner"] else Severity.MEDIUM if heavy else Severity.LOW
        claims.append(Claim((name,), departments, severity, facts))
    return found(claims, examined=len(graph), affected=len(hubs), tables=len(graph), hubs=len(hubs))
