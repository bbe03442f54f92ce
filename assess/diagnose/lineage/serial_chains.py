"""How many jobs must run one after another, and where could they run side by side?"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import networkx as nx

from assess.diagnose.lineage.centrality import centrality
from assess.diagnose.lineage.chains import early_steps, fill_seconds, pass_through, slowest_path
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found

LONG = 6  # steps from which a chain is a finding


@detector("serial-chains", code="SC", needs=("edges",))
def judge(case: Case) -> Verdict:
    """One claim for the longest row of jobs of at least six steps, with what it would take to shorten it."""
    graph, chain = case.once(lineage_graph), case.once(centrality).chain
    steps = max(len(chain) - 1, 0)
    handing = pass_through(graph, case.evidence)
    facts: dict[str, Any] = {
        "tables": len(graph), "steps": steps, "chain": list(chain), "pass_through": len(handing),
        **_critical(graph, fill_seconds(case.evidence)),
    }  # fmt: skip
    if steps < LONG:
        return found([], examined=len(graph), **facts)
    passing = [name for name in chain[1:-1] if name in set(handing)]
    owners = [graph.nodes[name]["department"] for name in chain]
    handed = sum(a != b and bool(a) and bool(b) for a, b in pairwise(owners))
    facts |= {
        "passing": passing, "handovers": handed, "early": early_steps(graph, chain, case.evidence),
        "departments_in_order": owners, "shortest": steps - len(passing),
        **_time(fill_seconds(case.evidence), chain),
    }  # fmt: skip
    departments = tuple(sorted(set(owners) - {""}))
    severity = Severity.MEDIUM if handed or steps >= 2 * LONG else Severity.LOW
    return found([Claim(tuple(chain), departments, severity, facts)], examined=len(graph), **facts)


def _time(known: Mapping[str, float], chain: tuple[str, ...]) -> dict[str, Any]:
    """Seconds of a run of each step where a log knows them, and together where it knows all."""
    timed = {name: round(known[name], 1) for name in chain[1:] if name in known}
    whole = round(sum(known[name] for name in timed), 1) if len(timed) == len(chain) - 1 else None
    slowest = max(timed, key=lambda name: (timed[name], name)) if timed else None
    return {"seconds": timed, "whole_seconds": whole, "slowest": slowest}


def _critical(graph: nx.DiGraph, known: Mapping[str, float]) -> dict[str, Any]:
    """The path that takes longest by the logs, which need not be the one of most steps; null where none knows a run."""
    if not known.keys() & set(graph):
        return {"critical": [], "critical_seconds": None, "critical_unknown": None}
    path = slowest_path(graph, known)
    return {"critical": list(path.chain), "critical_seconds": path.seconds, "critical_unknown": path.unknown}
