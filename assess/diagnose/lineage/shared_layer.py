"""Which tables belong in a shared layer, and where does it end?"""

from __future__ import annotations

from typing import Any

from assess.diagnose.gates.applicability import need
from assess.diagnose.lineage.boundary import Boundary, Centre, boundary
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found, not_applicable

LEAST, MOST = 2, 20


@detector("shared-layer", code="SL", needs=("edges",), after=("applicability",))
def judge(case: Case) -> Verdict:
    """One claim for the company where at least two tables are read by three other departments each.

    A company that needs no shared platform is not told to build one.
    """
    needed = need(case.engagement.organisation)
    if needed == "not_needed":
        return not_applicable(
            "公司规模还不需要共用平台，不建议划公共层。",
            "A company of this size needs no shared platform, so no shared layer is proposed.",
        )
    graph, limits = case.once(lineage_graph), case.once(boundary)
    inside = [*limits.centres, *limits.raw]
    facts = {**_facts(limits, len(graph)), "needed": needed}
    claims = []
    if len(inside) >= LEAST:
        keepers = {graph.nodes[c.table]["department"] for c in inside}
        departments = tuple(sorted((keepers | {d for c in inside for d in c.readers}) - {""}))
        severity = Severity.MEDIUM if limits.absorbed * 2 >= limits.crossing else Severity.LOW
        claims.append(Claim(tuple(c.table for c in inside[:MOST]), departments, severity, facts))
    return found(claims, examined=len(graph), affected=len(inside) if claims else 0, **facts)


def _facts(limits: Boundary, tables: int) -> dict[str, Any]:
    size = limits.size
    return {
        "tables": tables, "centres": [_shown(c) for c in limits.centres[:MOST]], "count": len(limits.centres),
        "raw": [_shown(c) for c in limits.raw[:MOST]], "raw_count": len(limits.raw), "below": list(limits.below[:MOST]),
        "below_count": len(limits.below), "size": size, "stay": tables - size,
        "stay_by_department": dict(limits.stay), "crossing": limits.crossing,
        "absorbed": limits.absorbed,
        "absorbed_share": round(limits.absorbed / limits.crossing, 4) if limits.crossing else None,
    }  # fmt: skip


def _shown(centre: Centre) -> dict[str, Any]:
    return {"table": centre.table, "layer": centre.layer, "readers": list(centre.readers),
            "descendants": centre.descendants, "dominated": centre.dominated, "betweenness": centre.betweenness,
            "queries": centre.queries, "score": centre.score}  # fmt: skip
