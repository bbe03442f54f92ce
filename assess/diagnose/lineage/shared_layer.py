"""Which tables belong in a shared layer, and where does it end?"""

from __future__ import annotations

from typing import Any

from assess.diagnose.gates.applicability import need
from assess.diagnose.lineage.boundary import Boundary, Centre, boundary_of
from assess.diagnose.lineage.centrality import centrality
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found, not_applicable

LEAST, MOST = 2, 20


@detector("shared-layer", code="SL", needs=("edges",), after=("applicability",))
def judge(case: Case) -> Verdict:
    """One claim for the company where at least two tables are read by three other departments each.

    A company that needs no shared platform is not told to build one.
    """
    if need(case.engagement.organisation) == "not_needed":
        return not_applicable(
            "公司规模还不需要共用平台，不建议划公共层。",
            "A company of this size needs no shared platform, so no shared layer is proposed.",
        )
    graph, seen = case.once(lineage_graph), case.once(centrality)
    limits = boundary_of(graph, seen)
    inside = [*limits.centres, *limits.raw]
    facts = _facts(limits, len(graph))
    claims = []
    if len(inside) >= LEAST:
        keepers = {graph.nodes[c.table]["department"] for c in inside}
        departments = tuple(sorted((keepers | {d for c in inside for d in c.readers}) - {""}))
        severity = Severity.MEDIUM if limits.absorbed * 2 >= limits.crossing else Severity.LOW
        claims.append(Claim(tuple(c.table for c in inside[:MOST]), departments, severity, facts))
    return found(claims, examined=len(graph), affected=len(inside) if claims else 0, **facts)


def _facts(limits: Boundary, tables: int) -> dict[str, Any]:
    size = len(limits.centres) + len(limits.below) + len(limits.raw)
    return {
        "tables": tables, "centres": [_shown(c) for c in limits.centres[:MOST]], "count": len(limits.centres),
        "raw": [_shown(c) for c in limits.raw[:MOST]], "raw_count": len(limits.raw), "below": list(limits.below[:MOST]),
        "below_count": len(limits.below), "size": size, "stay": tables - size, "crossing": limits.crossing,
        "absorbed": limits.absorbed,
        "absorbed_share": round(limits.absorbed / limits.crossing, 4) if limits.crossing else None,
    }  # fmt: skip


def _shown(centre: Centre) -> dict[str, Any]:
    return {"table": centre.table, "readers": list(centre.readers), "descendants": centre.descendants,
            "dominated": centre.dominated, "betweenness": centre.betweenness, "score": centre.score}  # fmt: skip
