"""How much of the company hangs on each table: readers, descendants, paths through it, what it alone feeds."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import networkx as nx

from assess.diagnose.lineage.graph import asking_departments, lineage_graph, reading_departments
from assess.diagnose.lineage.paths import betweenness
from assess.diagnose.lineage.reach import Condensed, condensed, descendants, parts, reached
from assess.diagnose.registry import Case


@dataclass(frozen=True)
class Dominators:
    """Which tables get nothing except through another: the tree of who is the last that all paths pass."""

    above: Mapping[str, str]
    below: Mapping[str, tuple[str, ...]]
    sizes: Mapping[str, int]

    def uppers(self, name: str) -> Iterator[str]:
        """The tables it hangs on, nearest first."""
        while name in self.above:
            name = self.above[name]
            yield name

    def size(self, name: str) -> int:
        """How many tables get nothing except through this one."""
        return self.sizes.get(name, 0)

    def tables(self, name: str) -> list[str]:
        """These tables, in order of id."""
        found: list[str] = []
        waiting = list(self.below.get(name, ()))
        while waiting:
            step = waiting.pop()
            found.append(step)
            waiting.extend(self.below.get(step, ()))
        return sorted(found)


@dataclass(frozen=True)
class Centrality:
    """By table id, for every table in the lineage.

    `readers` departments whose jobs, or whose queries in a log, read it directly, `reached` departments with a table
    made from it, `descendants` how many, `betweenness` share of shortest paths through it, `dominators` who gets
    nothing except through it, `chain` the longest row of jobs that must run one after another.
    """

    readers: Mapping[str, list[str]]
    reached: Mapping[str, list[str]]
    descendants: Mapping[str, int]
    betweenness: Mapping[str, float]
    dominators: Dominators
    chain: tuple[str, ...]


def centrality(case: Case) -> Centrality:
    """The centrality of the check-up's graph; use as `case.once(centrality)`."""
    return centrality_of(case.once(lineage_graph), asking_departments(case.evidence), case.once(parts))


def centrality_of(
    graph: nx.DiGraph, asking: Mapping[str, set[str]] = MappingProxyType({}), whole: Condensed | None = None
) -> Centrality:
    """The centrality of a graph; `asking` are departments that query a table without writing one from it."""
    whole = whole or condensed(graph)
    departments = {name: data["department"] for name, data in graph.nodes(data=True)}
    return Centrality(
        {name: sorted({*reading_departments(graph, name), *asking.get(name, ())}) for name in graph},
        reached(whole, departments),
        descendants(whole),
        betweenness(graph),
        dominators(graph),
        longest_chain(graph, whole),
    )


def splits(graph: nx.DiGraph, name: str) -> bool:
    """Whether a part of the graph, arrows aside, would fall off without this table (an articulation point).

    Asked of few tables, so it walks from one neighbour until it has met the others, which is mostly soon.
    """
    beside = {*graph._pred[name], *graph._succ[name]}
    if len(beside) < 2:
        return False
    first = min(beside)
    missing = beside - {first}
    seen, waiting = {name, first}, deque([first])
    while waiting and missing:
        step = waiting.popleft()
        for other in (*graph._succ[step], *graph._pred[step]):
            if other not in seen:
                seen.add(other)
                missing.discard(other)
                waiting.append(other)
    return bool(missing)


def dominators(graph: nx.DiGraph) -> Dominators:
    """A table hangs on another when every path to it from any root passes through that one (Cooper et al. 2001)."""
    start = object()
    rooted = nx.DiGraph(graph.edges)
    rooted.add_nodes_from([start, *graph])
    rooted.add_edges_from((start, name) for name in sorted(graph) if graph.in_degree(name) == 0)
    nearest = nx.immediate_dominators(rooted, start)
    above = {n: u for n, u in nearest.items() if n is not start and u is not start and u is not None and u != n}
    below: dict[str, list[str]] = {}
    for name, upper in above.items():
        below.setdefault(upper, []).append(name)
    order = [name for name in below if name not in above]
    for name in order:
        order.extend(b for b in below[name] if b in below)
    sizes: dict[str, int] = {}
    for name in reversed(order):
        sizes[name] = sum(1 + sizes.get(b, 0) for b in below[name])
    return Dominators(above, {name: tuple(sorted(those)) for name, those in below.items()}, sizes)


def dominated(graph: nx.DiGraph) -> dict[str, list[str]]:
    """For each table of a small graph those that get nothing except through it."""
    tree = dominators(graph)
    return {name: tree.tables(name) for name in graph}


def longest_chain(graph: nx.DiGraph, whole: Condensed | None = None) -> tuple[str, ...]:
    """The longest row of tables each made from the one before; circles count as one step."""
    whole = whole or condensed(graph)
    names = [those[0] for those in whole.members]
    length, before = [1] * len(names), [-1] * len(names)
    for part in range(len(names)):
        for after in whole.after[part]:
            better = length[part] + 1 > length[after]
            same = length[part] + 1 == length[after] and names[part] < names[before[after]]
            if better or same:
                length[after], before[after] = length[part] + 1, part
    if not names:
        return ()
    step = min(range(len(names)), key=lambda p: (-length[p], names[p]))
    chain: list[str] = []
    while step >= 0:
        chain.append(names[step])
        step = before[step]
    return tuple(reversed(chain))
