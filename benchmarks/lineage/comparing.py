"""How long it takes to find duplicates among many derived tables, signatures given.

`python -m benchmarks.lineage.comparing [--tables 5000 100000] [--deep 5000]`. Signatures are those of a synthetic
company, repeated under other table names until there are enough; the deep ones are those of a synthetic warehouse in
which every table is made of others, up to the whole of it.
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import Any

import networkx as nx
import pandas as pd

from assess.collect.lineage.collected import with_columns
from assess.collect.sql.script import Script, read_texts
from assess.collect.sql_file import evidence_of
from assess.diagnose.lineage.duplicates import duplicates_of
from assess.diagnose.lineage.graph import graph_of
from assess.diagnose.lineage.relations.relation import Relation
from assess.diagnose.lineage.signature import Signature
from assess.diagnose.lineage.signatures import signatures_of
from assess.model.evidence import Evidence
from benchmarks.lineage.planted.company import company
from benchmarks.lineage.speed import frame
from benchmarks.lineage.warehouse import warehouse


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, nargs="+", default=[5000, 100_000])
    parser.add_argument("--deep", type=int, default=5000)
    asked = parser.parse_args()
    made = company(31, 2700)
    evidence = made.evidence(31)
    graph = graph_of(evidence)
    known = signatures_of(evidence, graph)
    start = time.perf_counter()
    duplicates_of(*repeated(known, graph, 500))
    print(f"compiled code loaded and 500 compared in {time.perf_counter() - start:.1f} s, not counted below")
    for count in asked.tables:
        timed("shallow", *repeated(known, graph, count))
    timed("deep", *deep(asked.deep))


def timed(kind: str, many: dict[str, Signature], graph: nx.DiGraph) -> None:
    """Find the duplicates among these and print what it took."""
    start = time.perf_counter()
    found = duplicates_of(many, graph)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{len(many):,} derived tables, {kind}: {found.compared:,} pairs compared, {len(found.groups):,} groups, "
          f"{seconds:.1f} s, {memory:.1f} GB at most")  # fmt: skip


def deep(count: int) -> tuple[dict[str, Signature], nx.DiGraph]:
    """Signatures of a warehouse of `count` statements; each third is another department's."""
    made = warehouse(count)
    scripts = [Script(text, "spark", f"job_{n}.sql", 1) for n, text in enumerate(made.statements)]
    jobs = [statement for found in read_texts(scripts) for statement in found]
    read = Evidence.of()
    for place, department in enumerate(("sales", "finance", "supply")):
        read = read.plus(evidence_of(jobs[place::3], department=department, source="wh"))
    tables = pd.DataFrame({"table_id": list(made.catalogue), "source": "wh", "department": "it", "kind": "table"})
    evidence = with_columns(read.plus(Evidence.of({"tables": tables, "columns": frame(made)})))
    graph = graph_of(evidence)
    return signatures_of(evidence, graph), graph


def repeated(known: dict[str, Signature], graph: nx.DiGraph, count: int) -> tuple[dict[str, Signature], nx.DiGraph]:
    """As many signatures as asked, each copy of the company under names of its own."""
    many: dict[str, Signature] = {}
    large = nx.DiGraph()
    for mark in range(-(-count // len(known))):
        names = {name: f"{name}~{mark}" for name in graph}
        large.add_nodes_from((names[n], data) for n, data in graph.nodes(data=True))
        large.add_edges_from((names[a], names[b], data) for a, b, data in graph.edges(data=True))
        for name, signature in known.items():
            if len(many) < count:
                many[names[name]] = _under(signature, names)
    return many, large


def _under(signature: Signature, names: dict[str, str]) -> Signature:
    return Signature(
        names[signature.table], signature.department, signature.jobs, frozenset(names[r] for r in signature.roots),
        _relation(signature.relation, names),
    )  # fmt: skip


def _relation(relation: Relation, names: dict[str, str]) -> Relation:
    def of(part: Any) -> Any:
        if isinstance(part, tuple):
            return tuple(of(p) for p in part)
        return names.get(part, part) if isinstance(part, str) else part

    grain = None if relation.grain is None else frozenset(map(of, relation.grain))
    return Relation(
        {name: of(value) for name, value in relation.columns.items()}, frozenset(of(s) for s in relation.sources),
        frozenset(of(f) for f in relation.filters), grain, relation.open, frozenset(of(e) for e in relation.extra),
    )  # fmt: skip


if __name__ == "__main__":
    main()
