"""The lineage graph: tables with their departments as nodes, dependencies with their statements as edges."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import pandas as pd

from assess.diagnose.registry import Case
from assess.model.evidence import Evidence


def lineage_graph(case: Case) -> nx.DiGraph:
    """The check-up's graph; use it as `case.once(lineage_graph)`."""
    return graph_of(case.evidence)


def graph_of(evidence: Evidence) -> nx.DiGraph:
    """A DiGraph in order of table id.

    Nodes have `department` (who keeps or else writes the table; "" unknown), `known` (in the catalogue),
    `owner`, `bytes` (None unknown). Edges have `departments` (whose statements) and `statements` (their ids),
    sorted. A table that reads itself has no edge to itself.
    """
    edges = evidence.edges
    pairs = edges[(edges.upstream != edges.downstream) & (edges.upstream != "") & (edges.downstream != "")]
    graph = nx.DiGraph()
    names = sorted({*pairs.upstream, *pairs.downstream})
    tables = evidence.tables.drop_duplicates("table_id").set_index("table_id")
    known = tables.loc[tables.index.intersection(names), ["department", "owner", "bytes"]].to_dict("index")
    writers: dict[str, Counter[str]] = {}
    joint: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    for up, down, department, statement in zip(
        pairs.upstream, pairs.downstream, pairs.department, pairs.statement_id, strict=True
    ):
        departments, statements = joint.setdefault((up, down), (set(), set()))
        statements.add(statement)
        if department:
            departments.add(department)
            writers.setdefault(down, Counter())[department] += 1
    for name in names:
        row = known.get(name)
        department = (row["department"] if row else "") or _most(writers.get(name))
        volume = row["bytes"] if row else None
        graph.add_node(
            name, department=department, known=row is not None, owner=row["owner"] if row else "",
            bytes=None if pd.isna(volume) else int(volume),
        )  # fmt: skip
    for (up, down), (departments, statements) in sorted(joint.items()):
        graph.add_edge(up, down, departments=sorted(departments), statements=sorted(statements))
    return graph


def roots_of(graph: nx.DiGraph) -> dict[str, frozenset[str]]:
    """For each table the tables without a source that it comes from in the end (itself for such a one)."""
    order = list(nx.condensation(graph).nodes(data="members"))
    cyclic = {name: members for _, members in order for name in members if len(members) > 1}
    found: dict[str, frozenset[str]] = {}
    for name in ordered(graph):
        sources = [s for s in graph.predecessors(name) if s in found]
        if name in cyclic:
            sources = [s for member in cyclic[name] for s in graph.predecessors(member)
                       if s in found and s not in cyclic[name]]  # fmt: skip
        found[name] = frozenset().union(*(found[s] for s in sources)) if sources else frozenset([name])
    return found


def ordered(graph: nx.DiGraph) -> list[str]:
    """Tables, sources before what is made of them; the members of a circle by name."""
    condensed = nx.condensation(graph)
    members = {part: sorted(condensed.nodes[part]["members"]) for part in condensed}
    order = nx.lexicographical_topological_sort(condensed, key=lambda part: members[part][0])
    return [name for part in order for name in members[part]]


def reading_departments(graph: nx.DiGraph, name: str) -> list[str]:
    """Departments whose statements read the table directly; where a statement has none, whose table it writes."""
    found = set()
    for _, down, data in graph.out_edges(name, data=True):
        found |= set(data["departments"]) or {graph.nodes[down]["department"]}
    return sorted(found - {""})


def _most(counts: Counter[str] | None) -> str:
    return min(counts, key=lambda d: (-counts[d], d)) if counts else ""
