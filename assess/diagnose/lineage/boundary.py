"""Where the shared layer ends: which tables many departments build on, and what stays with each of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from assess.diagnose.lineage.centrality import Centrality

READERS = 3  # departments other than the keeper's that read a table directly


@dataclass(frozen=True)
class Centre:
    """A derived table of the shared layer with what speaks for it; `score` ranks, it is no measure."""

    table: str
    score: float
    readers: Sequence[str]
    descendants: int
    dominated: int
    betweenness: float


@dataclass(frozen=True)
class Boundary:
    """The shared layer that the lineage implies.

    `centres` are derived tables that at least three other departments read; `below` are the derived tables these are
    made from, which must come along; `raw` are source tables that three departments read each for itself and of which
    the shared layer would hold one cleaned table. `crossing` counts the dependencies between departments, `absorbed`
    those of them that start from a table of the shared layer.
    """

    centres: Sequence[Centre]
    below: Sequence[str]
    raw: Sequence[Centre]
    crossing: int
    absorbed: int


def boundary_of(graph: nx.DiGraph, seen: Centrality) -> Boundary:
    """Centres by score, then by id: departments count most, then what is made from it, what hangs on it, paths."""
    candidates = []
    for name in graph:
        others = [d for d in seen.readers[name] if d != graph.nodes[name]["department"]]
        if len(others) >= READERS:
            candidates.append((name, others))
    ranked = sorted((_centre(name, others, seen) for name, others in candidates), key=lambda c: (-c.score, c.table))
    centres = [c for c in ranked if graph.in_degree(c.table)]
    raw = [c for c in ranked if not graph.in_degree(c.table)]
    inside = {c.table for c in centres}
    below: set[str] = set()
    waiting = list(inside)
    while waiting:
        for up in graph._pred[waiting.pop()]:
            if up not in inside and up not in below and graph.in_degree(up):
                below.add(up)
                waiting.append(up)
    shared = inside | below | {c.table for c in raw}
    crossing = [(a, b) for a, b in graph.edges if _apart(graph, a, b)]
    return Boundary(centres, sorted(below), raw, len(crossing), sum(a in shared for a, _ in crossing))


def _centre(name: str, others: Sequence[str], seen: Centrality) -> Centre:
    hanging = seen.dominators.size(name)
    between = seen.betweenness.get(name, 0.0)
    score = 10 * len(others) + 3 * math.log1p(seen.descendants[name]) + math.log1p(hanging) + 10 * between
    return Centre(name, round(score, 3), others, seen.descendants[name], hanging, between)


def _apart(graph: nx.DiGraph, a: str, b: str) -> bool:
    keeper: Mapping[str, str] = graph.nodes[a]
    reader: Mapping[str, str] = graph.nodes[b]
    return bool(keeper["department"] and reader["department"] and keeper["department"] != reader["department"])
