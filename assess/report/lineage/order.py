"""Which column a box stands in, and in which order the boxes of a column: few crossings, by barycentres."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import networkx as nx

from assess.diagnose.lineage.graph import ordered

SWEEPS = 12
Columns = list[list[str]]
Pairs = list[tuple[str, str]]


def ranks_of(graph: nx.DiGraph) -> dict[str, int]:
    """Column of each node: as far left as its sources allow, then sources as near to what reads them as can be.

    In a circle a link back to a table that comes before by name does not count.
    """
    order = ordered(graph)
    place = {name: number for number, name in enumerate(order)}
    ranks: dict[str, int] = {}
    for name in order:
        ranks[name] = max((ranks[s] + 1 for s in graph.predecessors(name) if place[s] < place[name]), default=0)
    for name in reversed(order):
        after = [ranks[t] for t in graph.successors(name) if place[t] > place[name]]
        if after and not graph.in_degree(name):
            ranks[name] = min(after) - 1
    return ranks


def reduced(columns: Columns, pairs: Pairs) -> Columns:
    """The same columns in an order with fewer crossings; `pairs` link neighbouring columns, left to right."""
    after: dict[str, list[str]] = {}
    before: dict[str, list[str]] = {}
    for left, right in pairs:
        after.setdefault(left, []).append(right)
        before.setdefault(right, []).append(left)
    best, least = [list(column) for column in columns], crossings(columns, after)
    trial = [list(column) for column in columns]
    for sweep in range(SWEEPS):
        if not least:
            break
        forwards = sweep % 2 == 0
        numbers = range(1, len(trial)) if forwards else range(len(trial) - 2, -1, -1)
        for number in numbers:
            fixed = trial[number - 1 if forwards else number + 1]
            trial[number] = _by_barycentre(trial[number], fixed, before if forwards else after)
        found = crossings(trial, after)
        if found < least:
            best, least = [list(column) for column in trial], found
    return best


def _by_barycentre(column: Sequence[str], fixed: Sequence[str], near: Mapping[str, list[str]]) -> list[str]:
    """Sorted by the mean place of the neighbours; what has none keeps its place among the others."""
    place = {name: float(number) for number, name in enumerate(fixed)}
    own = {name: (number + 0.5) / len(column) * len(fixed) - 0.5 for number, name in enumerate(column)}

    def centre(name: str) -> float:
        places = [place[other] for other in near.get(name, ()) if other in place]
        return sum(places) / len(places) if places else own[name]

    return sorted(column, key=lambda name: (round(centre(name), 9), own[name]))


def crossings(columns: Columns, after: Mapping[str, Iterable[str]]) -> int:
    """How many pairs of links cross between neighbouring columns."""
    found = 0
    for left, right in pairwise(columns):
        place = {name: number for number, name in enumerate(right)}
        seen: list[int] = []
        for name in left:
            ends = sorted(place[other] for other in after.get(name, ()) if other in place)
            found += sum(len(seen) - bisect_left(seen, end + 1) for end in ends)
            for end in ends:
                insort(seen, end)
    return found
