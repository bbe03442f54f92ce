"""The lineage graph: tables with their departments as nodes, dependencies with their statements as edges."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import networkx as nx
import numpy as np
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
    if pairs.empty:
        return graph
    with _unwatched():
        codes, names = pd.factorize(pd.concat([pairs.upstream, pairs.downstream]).astype(object), sort=True)
        ups, downs = codes[: len(pairs)].astype("int64"), codes[len(pairs) :].astype("int64")
        order = np.lexsort((downs, ups))
        departments, statements = (pairs[c].astype(object).to_numpy()[order] for c in ("department", "statement_id"))
        names = names.tolist()
        known = _known(evidence.tables, set(names))
        writers: dict[int, list[str]] = {}
        for down, department in zip(downs[order].tolist(), departments, strict=True):
            if department and not (known.get(names[down]) or ("",))[0]:
                writers.setdefault(down, []).append(department)
        for number, name in enumerate(names):
            row = known.get(name)
            keeper, owner, volume = row or ("", "", None)
            graph.add_node(
                name, department=keeper or _most(writers.get(number)), known=row is not None, owner=owner, bytes=volume
            )
        joint = ups[order] * len(names) + downs[order]
        starts = np.flatnonzero(np.r_[True, joint[1:] != joint[:-1]])
        ends = [*starts[1:].tolist(), len(joint)]
        firsts, lasts = ups[order][starts].tolist(), downs[order][starts].tolist()
        for up, down, low, high in zip(firsts, lasts, starts.tolist(), ends, strict=True):
            whose = sorted(set(departments[low:high]) - {""})
            graph.add_edge(names[up], names[down], departments=whose, statements=sorted(set(statements[low:high])))
    return graph


@contextmanager
def _unwatched() -> Iterator[None]:
    """Without the garbage collector, which would go through a million objects again and again that all stay."""
    watched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if watched:
            gc.enable()


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
