"""How long the questions put to the lineage graph take, SQL aside.

`python -m benchmarks.lineage.graph [--tables 10000 100000] [--beside 3000]`: a synthetic graph like a warehouse's,
three sources a table, with departments, layers and hubs. First our way beside networkx's plain one, and rustworkx's
where it is installed, on a graph on which all can be waited for and with the same answers asserted; then all detectors
of lineage and usage, seconds of wall time and of the processor.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import networkx as nx
import pandas as pd

from assess.diagnose.lineage.centrality import longest_chain
from assess.diagnose.lineage.graph import graph_of
from assess.diagnose.lineage.paths import betweenness
from assess.diagnose.lineage.reach import condensed, descendants
from assess.diagnose.registry import Case, detectors
from assess.model.engagement import Bilingual, Department, Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Outcome

DETECTORS = {"lineage", "usage"}
READING = {"duplicated-lineage", "template-clones"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--beside", type=int, default=3_000)
    asked = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    start = time.perf_counter()
    betweenness(nx.path_graph(4, nx.DiGraph))
    print(f"compiled code loaded in {time.perf_counter() - start:.2f} s, not counted below")
    if asked.beside:
        beside(graph_of(case_of(asked.beside).evidence))
    for count in asked.tables:
        ask_all(case_of(count))


def ask_all(case: Case) -> None:
    """Every detector of both families, in their order: what they share is counted where it is first asked for."""
    whole, used = 0.0, time.process_time()
    parts = []
    for detector in detectors():
        if detector.family not in DETECTORS or detector.slug in READING:
            continue
        start = time.perf_counter()
        verdict = detector.judge(case)
        seconds = time.perf_counter() - start
        whole += seconds
        parts.append(f"{detector.slug} {seconds:.2f} s")
        assert verdict.outcome is not Outcome.ERROR
    used = time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{len(case.evidence.tables):,} tables, {len(case.evidence.edges):,} edges: {whole:.1f} s,"
          f" {used:.1f} s of the processor, {memory:.1f} GB at most")  # fmt: skip
    print("    " + ", ".join(parts))


def beside(graph: nx.DiGraph) -> None:
    """One line a question: milliseconds our way, networkx's and rustworkx's; the answers are the same."""
    number = {name: n for n, name in enumerate(graph)}
    plain: dict[str, Callable[[], Any]] = {
        "descendants": lambda: {name: len(nx.descendants(graph, name)) for name in graph},
        "betweenness": lambda: nx.betweenness_centrality(graph),
        "longest chain": lambda: len(nx.dag_longest_path(graph)),
    }
    ours: dict[str, Callable[[], Any]] = {
        "descendants": lambda: descendants(condensed(graph)),
        "betweenness": lambda: betweenness(graph, exact=len(graph)),
        "longest chain": lambda: len(longest_chain(graph)),
    }
    other: dict[str, Callable[[], Any]] = {}
    if importlib.util.find_spec("rustworkx"):
        import rustworkx as rx

        twin = rx.PyDiGraph()
        twin.add_nodes_from(list(graph))
        twin.extend_from_edge_list([(number[a], number[b]) for a, b in graph.edges])
        other = {
            "descendants": lambda: {name: len(rx.descendants(twin, n)) for name, n in number.items()},
            "betweenness": lambda: dict(zip(graph, rx.digraph_betweenness_centrality(twin).values(), strict=True)),
            "longest chain": lambda: rx.dag_longest_path_length(twin) + 1,
        }
    print(f"{len(graph):,} tables, {len(graph.edges):,} dependencies:")
    for name, work in ours.items():
        mine, took = timed(work)
        told = [f"ours {took * 1000:.0f} ms"]
        for label, ways in (("networkx", plain), ("rustworkx", other)):
            if name in ways:
                theirs, seconds = timed(ways[name])
                assert agree(mine, theirs), (name, label)
                told.append(f"{label} {seconds * 1000:.0f} ms ({seconds / took:.1f} times)")
        print(f"    {name}: " + ", ".join(told))


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def agree(mine: Any, theirs: Any) -> bool:
    if isinstance(mine, dict):
        return mine.keys() == theirs.keys() and all(abs(value - theirs[name]) < 1e-6 for name, value in mine.items())
    return bool(mine == theirs)


def case_of(count: int, seed: int = 3) -> Case:
    """A check-up of `count` tables in twelve departments; a fifth are sources."""
    departments = [f"d{n}" for n in range(12)]
    told = [Department(id=d, name=Bilingual(en=d)) for d in departments]
    engagement = Engagement(client=Bilingual(en="synthetic"), departments=tuple(told), currency="CNY")
    return Case(evidence_of(count, seed, departments), engagement, datetime(2026, 1, 1, tzinfo=UTC))


def evidence_of(count: int, seed: int, departments: list[str]) -> Evidence:
    rng = random.Random(seed)
    names = [f"wh.s{n % 40}.t_{n}" for n in range(count)]
    keeper = [rng.choice(departments) for _ in names]
    edges = []
    for n in range(count // 5, count):
        sources = {min(int(rng.random() ** 2.5 * n), n - 1) for _ in range(3)} | {rng.randint(max(0, n - 500), n - 1)}
        edges += [
            {"upstream": names[s], "downstream": names[n], "department": keeper[n], "statement_id": f"f{n}.sql:1",
             "file": f"f{n}.sql", "line": 1, "origin": "sql", "confidence": 1.0}
            for s in sorted(sources)
        ]  # fmt: skip
    days = [rng.randint(0, 2500) for _ in names]
    at = pd.Timestamp("2026-01-01", tz="UTC")
    tables = pd.DataFrame({
        "table_id": names, "department": keeper, "source": "wh", "schema": [n.split(".")[1] for n in names],
        "name": [n.split(".")[2] for n in names], "kind": "table", "bytes": [rng.randint(1, 10**10) for _ in names],
        "last_read": [at - pd.Timedelta(days=d) for d in days],
        "last_written": [at - pd.Timedelta(days=d // 2) for d in days],
    })  # fmt: skip
    statements = [
        {"statement_id": f"f{n}.sql:1", "file": f"f{n}.sql", "line": 1, "target": names[n], "status": "table",
         "level": "column", "department": keeper[n], "sql": "SELECT 1"}
        for n in range(count // 5, count)
    ]  # fmt: skip
    return Evidence.of({"tables": tables, "edges": edges, "statements": statements})


if __name__ == "__main__":
    main()
