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
    known = _known(evidence.tables, set(names))
    writers: dict[str, list[str]] = {}
    joint: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    columns = [pairs[c].astype(object).tolist() for c in ("upstream", "downstream", "department", "statement_id")]
    for up, down, department, statement in zip(*columns, strict=True):
        both = joint.get((up, down))
        if both is None:
            both = joint[up, down] = (set(), set())
        both[1].add(statement)
        if department:
            both[0].add(department)
            writers.setdefault(down, []).append(department)
    for name in names:
        row = known.get(name)
        keeper, owner, volume = row or ("", "", None)
        graph.add_node(
            name, department=keeper or _most(writers.get(name)), known=row is not None, owner=owner, bytes=volume
        )
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


def asking_departments(evidence: Evidence) -> dict[str, set[str]]:
    """By table the departments whose people, reports and programs query it, as logs and projects say."""
    reads = evidence.reads[evidence.reads["department"] != ""]
    found: dict[str, set[str]] = {}
    for name, department in zip(*(reads[c].astype(object).tolist() for c in ("table_id", "department")), strict=True):
        found.setdefault(name, set()).add(department)
    return found


def reading_departments(graph: nx.DiGraph, name: str) -> list[str]:
    """Departments whose statements read the table directly; where a statement has none, whose table it writes."""
    found = set()
    for _, down, data in graph.out_edges(name, data=True):
        found |= set(data["departments"]) or {graph.nodes[down]["department"]}
    return sorted(found - {""})


def _known(tables: pd.DataFrame, names: set[str]) -> dict[str, tuple[str, str, int | None]]:
    """(department, owner, bytes) of the catalogue's tables among `names`; the first row of an id counts."""
    rows = tables[tables["table_id"].isin(names)].drop_duplicates("table_id")
    columns = [rows[c].astype(object).tolist() for c in ("table_id", "department", "owner", "bytes")]
    return {
        str(name): (str(department), str(owner), None if pd.isna(volume) else int(volume))
        for name, department, owner, volume in zip(*columns, strict=True)
    }


def _most(departments: list[str] | None) -> str:
    if not departments:
        return ""
    counts = Counter(departments)
    return min(counts, key=lambda d: (-counts[d], d))
