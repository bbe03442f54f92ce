"""How much of the company hangs on each table: readers, descendants, paths through it, what it alone feeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from assess.diagnose.lineage.graph import lineage_graph, ordered, reading_departments
from assess.diagnose.registry import Case

ALL_PATHS = 2000  # nodes up to which every path counts; beyond, a fixed sample of sources
SAMPLE = 100


@dataclass(frozen=True)
class Centrality:
    """By table id, for every table in the lineage.

    `readers` departments that read it directly, `reached` departments with a table made from it,
    `descendants` how many, `betweenness` share of shortest paths through it, `dominated` tables that
    get nothing except through it, `articulation` tables whose loss splits the graph, `chain` the longest
    row of jobs that must run one after another.
    """

    readers: Mapping[str, list[str]]
    reached: Mapping[str, list[str]]
    descendants: Mapping[str, int]
    betweenness: Mapping[str, float]
    dominated: Mapping[str, list[str]]
    articulation: frozenset[str]
    chain: tuple[str, ...]


def centrality(case: Case) -> Centrality:
    """The centrality of the check-up's graph; use as `case.once(centrality)`."""
    return centrality_of(case.once(lineage_graph))


def centrality_of(graph: nx.DiGraph) -> Centrality:
    readers = {name: reading_departments(graph, name) for name in graph}
    descendants = {name: nx.descendants(graph, name) for name in graph}
    reached = {
        name: sorted({graph.nodes[d]["department"] for d in below} - {""}) for name, below in descendants.items()
    }
    sample = None if len(graph) <= ALL_PATHS else SAMPLE
    between = nx.betweenness_centrality(graph, k=sample, seed=0) if len(graph) > 2 else {}
    undirected = graph.to_undirected(as_view=True)
    return Centrality(
        readers,
        reached,
        {name: len(below) for name, below in descendants.items()},
        {name: round(value, 6) for name, value in between.items()},
        dominated(graph),
        frozenset(nx.articulation_points(undirected)),
        longest_chain(graph),
    )


def dominated(graph: nx.DiGraph) -> dict[str, list[str]]:
    """For each table those that depend on nothing else: every path to them from any root passes through it."""
    start = object()
    rooted = nx.DiGraph(graph.edges)
    rooted.add_nodes_from(graph)
    rooted.add_edges_from((start, name) for name in sorted(graph) if graph.in_degree(name) == 0)
    above = nx.immediate_dominators(rooted, start)
    found: dict[str, list[str]] = {name: [] for name in graph}
    for name in ordered(graph):
        upper = above.get(name)
        while upper is not None and upper is not start and upper != name:
            found[upper].append(name)
            following = above.get(upper)
            upper = None if following == upper else following
    return {name: sorted(below) for name, below in found.items()}


def longest_chain(graph: nx.DiGraph) -> tuple[str, ...]:
    """The longest row of tables each made from the one before; circles count as one step."""
    condensed = nx.condensation(graph)
    steps = nx.DiGraph()
    name_of = {n: min(condensed.nodes[n]["members"]) for n in condensed}
    steps.add_nodes_from(sorted(name_of.values()))
    steps.add_edges_from(sorted((name_of[a], name_of[b]) for a, b in condensed.edges))
    return tuple(nx.dag_longest_path(steps, topo_order=list(nx.lexicographical_topological_sort(steps))))
