"""Which single table, when it fails, stops several departments?"""

from __future__ import annotations

from assess.diagnose.lineage.centrality import centrality, splits
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found

LEAST, ONLY, DEPARTMENTS, MOST = 5, 3, 2, 5


@detector("single-points", code="SP", needs=("edges",))
def judge(case: Case) -> Verdict:
    """One claim a derived table whose failure stops at least five tables and two other departments; at most five.

    It must be the only way to at least three of them. Raw tables are left out: that everything comes from its
    source is no fault of the lineage.
    """
    graph, seen = case.once(lineage_graph), case.once(centrality)
    points = []
    for name in graph:
        own = graph.nodes[name]["department"]
        others = [d for d in seen.reached[name] if d != own]
        enough = seen.descendants[name] >= LEAST and seen.dominators.size(name) >= ONLY and len(others) >= DEPARTMENTS
        if graph.in_degree(name) and enough:
            points.append((name, others))
    able = {name for name, _ in points}
    points = [(name, others) for name, others in points if able.isdisjoint(seen.dominators.uppers(name))]
    points.sort(key=lambda point: (-seen.descendants[point[0]], point[0]))
    claims = []
    for name, others in points[:MOST]:
        node = graph.nodes[name]
        facts = {
            "table": name,
            "keeper": node["department"],
            "known": node["known"],
            "owner": node["owner"],
            "descendants": seen.descendants[name],
            "dominated": seen.dominators.size(name),
            "tables": seen.dominators.tables(name)[:50],
            "stopped": others,
            "articulation": splits(graph, name),
            "betweenness": seen.betweenness.get(name),
            "steps": max(len(seen.chain) - 1, 0),
            "chain": list(seen.chain) if name in seen.chain else [],
        }
        departments = tuple(sorted({node["department"], *others} - {""}))
        severity = Severity.HIGH if len(others) * 2 >= len(case.engagement.departments) else Severity.MEDIUM
        claims.append(Claim((name,), departments, severity, facts))
    return found(
        claims, examined=len(graph), affected=len(points), tables=len(graph), steps=max(len(seen.chain) - 1, 0),
        chain=list(seen.chain),
    )  # fmt: skip
