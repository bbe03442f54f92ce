"""How many jobs must run one after another, and where could they run side by side?"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import networkx as nx

from assess.diagnose.lineage.centrality import centrality
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found

LONG = 6  # steps from which a chain is a finding


@detector("serial-chains", code="SC", needs=("edges",))
def judge(case: Case) -> Verdict:
    """One claim for the longest row of jobs of at least six steps, with what it would take to shorten it."""
    graph, chain = case.once(lineage_graph), case.once(centrality).chain
    steps = max(len(chain) - 1, 0)
    facts: dict[str, Any] = {"tables": len(graph), "steps": steps, "chain": list(chain)}
    if steps < LONG:
        return found([], examined=len(graph), **facts)
    passing = [name for name in chain[1:-1] if graph.in_degree(name) == 1 and graph.out_degree(name) == 1]
    owners = [graph.nodes[name]["department"] for name in chain]
    handed = sum(a != b and bool(a) and bool(b) for a, b in pairwise(owners))
    facts |= {
        "passing": passing, "handovers": handed, "early": _early(graph, chain), "departments_in_order": owners,
        "shortest": steps - len(passing), **_time(case, chain),
    }  # fmt: skip
    departments = tuple(sorted(set(owners) - {""}))
    severity = Severity.MEDIUM if handed or steps >= 2 * LONG else Severity.LOW
    return found(
        [Claim(tuple(chain), departments, severity, facts)], examined=len(graph), affected=len(passing), **facts
    )


def _early(graph: nx.DiGraph, chain: tuple[str, ...]) -> list[dict[str, Any]]:
    """Steps that also read a table of the chain made well before the one they wait for: that part can run sooner."""
    place = {name: n for n, name in enumerate(chain)}
    found_early = []
    for n, name in enumerate(chain[2:], 2):
        ready = sorted(up for up in graph._pred[name] if place.get(up, n) < n - 1)
        if ready:
            found_early.append({"table": name, "ready": ready[:10], "waits_for": chain[n - 1]})
    return found_early


def _time(case: Case, chain: tuple[str, ...]) -> dict[str, Any]:
    """Seconds of a run of each step where a log knows them, and together where it knows all."""
    runs = case.evidence.runs
    known: dict[str, float] = {}
    for table, part in runs[runs["seconds"].notna() & (runs["runs"] > 0)].groupby("downstream"):
        known[str(table)] = float(part["seconds"].sum() / part["runs"].sum())
    timed = {name: round(known[name], 1) for name in chain[1:] if name in known}
    whole = round(sum(timed.values()), 1) if len(timed) == len(chain) - 1 else None
    slowest = max(timed, key=lambda name: (timed[name], name)) if timed else None
    return {"seconds": timed, "whole_seconds": whole, "slowest": slowest}
