"""Who depends on whom in a large graph: counts and departments below each table, without walking from every one.

Tables are numbered; a circle is one node of the condensed graph. Sets are kept as bits of whole numbers, a block of
tables at a time, so that a hundred thousand tables need seconds and not a matrix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.registry import Case

BLOCK = 1 << 14  # tables whose bits are followed at once


@dataclass(frozen=True)
class Condensed:
    """The graph with circles as one: parts in topological order, members of each, and the parts after each."""

    members: Sequence[Sequence[str]]
    part_of: Mapping[str, int]
    after: Sequence[Sequence[int]]


def parts(case: Case) -> Condensed:
    """The check-up's graph condensed; use as `case.once(parts)`."""
    return condensed(case.once(lineage_graph))


def condensed(graph: nx.DiGraph) -> Condensed:
    """Parts in topological order, sources first; members by name."""
    number = {name: n for n, name in enumerate(graph)}
    names = list(graph)
    order = _topological(graph, names, number)
    if order is not None:
        place = {name: p for p, name in enumerate(order)}
        after = [[place[d] for d in graph._succ[name]] for name in order]
        return Condensed([(name,) for name in order], place, after)
    whole = nx.condensation(graph)
    parts = list(nx.topological_sort(whole))
    place_of = {part: p for p, part in enumerate(parts)}
    members = [tuple(sorted(whole.nodes[part]["members"])) for part in parts]
    part_of = {name: p for p, those in enumerate(members) for name in those}
    return Condensed(members, part_of, [[place_of[d] for d in whole._succ[part]] for part in parts])


def _topological(graph: nx.DiGraph, names: Sequence[str], number: Mapping[str, int]) -> list[str] | None:
    """Names sources first, None where there is a circle."""
    waits = [len(graph._pred[name]) for name in names]
    ready = [n for n, count in enumerate(waits) if count == 0]
    order: list[str] = []
    for n in ready:
        order.append(names[n])
        for down in graph._succ[names[n]]:
            d = number[down]
            waits[d] -= 1
            if waits[d] == 0:
                ready.append(d)
    return order if len(order) == len(names) else None


def descendants(whole: Condensed) -> dict[str, int]:
    """For each table how many others are made from it; the others of its circle count."""
    sizes = [len(those) for those in whole.members]
    totals = [size - 1 for size in sizes]
    starts = [0]
    for size in sizes:
        starts.append(starts[-1] + size)
    count = starts[-1]
    for low in range(0, count, BLOCK):
        below: list[int] = [0] * len(sizes)
        high = low + BLOCK
        for part in range(len(sizes) - 1, -1, -1):
            bits = 0
            for after in whole.after[part]:
                bits |= below[after]
            totals[part] += bits.bit_count()
            first, last = max(starts[part], low), min(starts[part + 1], high)
            if first < last:
                bits |= ((1 << (last - first)) - 1) << (first - low)
            below[part] = bits
    return {name: totals[p] for p, those in enumerate(whole.members) for name in those}


def reached(whole: Condensed, departments: Mapping[str, str]) -> dict[str, list[str]]:
    """For each table the departments that keep a table made from it, in order of name."""
    known = sorted({d for d in departments.values() if d})
    bit = {department: 1 << n for n, department in enumerate(known)}
    below: list[int] = [0] * len(whole.members)
    above: list[int] = [0] * len(whole.members)
    named: dict[int, list[str]] = {}
    found: dict[str, list[str]] = {}
    for part in range(len(whole.members) - 1, -1, -1):
        bits = 0
        for after in whole.after[part]:
            bits |= above[after]
        own = [bit.get(departments.get(name, ""), 0) for name in whole.members[part]]
        inside = 0
        for o in own:
            inside |= o
        below[part], above[part] = bits, bits | inside
        for n, name in enumerate(whole.members[part]):
            others = bits
            for m, o in enumerate(own):
                others |= o if m != n else 0
            if others not in named:
                named[others] = [d for d in known if bit[d] & others]
            found[name] = named[others]
    return found


def ancestors_among(graph: nx.DiGraph, pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the pairs (a, b) in which one table comes from the other. Walks up from one end, not past the other."""
    if not pairs:
        return set()
    whole = condensed(graph)
    place = whole.part_of
    wanted: dict[str, set[str]] = {}
    for a, b in pairs:
        lower, upper = (a, b) if place[a] >= place[b] else (b, a)
        wanted.setdefault(lower, set()).add(upper)
    found: set[tuple[str, str]] = set()
    for lower, uppers in wanted.items():
        least = min(place[u] for u in uppers)
        seen = {lower}
        waiting = [lower]
        hit: set[str] = set()
        while waiting and len(hit) < len(uppers):
            for up in graph._pred[waiting.pop()]:
                if up not in seen and place[up] >= least:
                    seen.add(up)
                    waiting.append(up)
                    if up in uppers:
                        hit.add(up)
        found |= {(lower, u) for u in hit} | {(u, lower) for u in hit}
    return {pair for pair in pairs if pair in found}
