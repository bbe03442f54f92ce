"""How many planted duplicates are found, and how many of those claimed are true.

`python -m benchmarks.lineage.duplicates [--seeds 21 22 23] [--show]`. Synthetic companies: every department's jobs are
written by a generator, some of them a second time by another department, in other words. That a planted duplicate is
one is proved by running both queries in DuckDB.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict

from assess.diagnose.lineage.duplicates import duplicates_of
from assess.diagnose.lineage.graph import graph_of
from assess.diagnose.lineage.signatures import signatures_of
from benchmarks.lineage.planted.company import Company, Planted, company, equal_results, pairs


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, nargs="+", default=[21, 22, 23])
    parser.add_argument("--size", type=int, default=240)
    parser.add_argument("--show", action="store_true", help="the queries of each miss")
    asked = parser.parse_args()
    for seed in asked.seeds:
        print(f"seed {seed}: {told(measured(seed, asked.size, asked.show))}")


def told(counts: dict[str, float]) -> str:
    return ", ".join(
        f"{name} {value:.3f}" if isinstance(value, float) else f"{name} {value}" for name, value in counts.items()
    )


def measured(seed: int, size: int = 240, show: bool = False) -> dict[str, float]:
    """Recall and precision of class A, what became of the others, and the seconds of reading and comparing."""
    made = company(seed, size)
    evidence = made.evidence(seed)
    start = time.perf_counter()
    graph = graph_of(evidence)
    known = signatures_of(evidence, graph)
    read = time.perf_counter()
    found = duplicates_of(known, graph)
    done = time.perf_counter()
    kinds: dict[tuple[str, str], str] = {}
    for group in found.groups:
        for pair in pairs(group.tables) if group.kind == "duplicate" else {tuple(sorted(p)) for p in group.pairs}:
            kinds[pair[0], pair[1]] = group.kind
    return judged(made, kinds, show) | {
        "signatures": len(known), "jobs": len(made.jobs), "read_s": read - start, "compare_s": done - read,
    }  # fmt: skip


def judged(made: Company, kinds: dict[tuple[str, str], str], show: bool = False) -> dict[str, float]:
    by_pair: dict[tuple[str, str], Planted] = {tuple(sorted((p.first, p.second))): p for p in made.planted}  # type: ignore[misc]
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    hits = wrong = total = 0
    for pair, planted in by_pair.items():
        said = kinds.get(pair, "nothing")
        seen[planted.kind][said] += 1
        truly = planted.kind == "same" or (said == "duplicate" and equal_results(made, *pair))
        total += planted.kind == "same"
        hits += planted.kind == "same" and said == "duplicate"
        bad = (planted.kind == "same" and said != "duplicate") or (said == "duplicate" and not truly)
        wrong += said == "duplicate" and not truly
        if bad and show:
            _show(made, planted, said)
    for pair, kind in kinds.items():
        if kind == "duplicate" and pair not in by_pair and not equal_results(made, *pair):
            wrong += 1
    claimed = sum(kind == "duplicate" for kind in kinds.values())
    table = {f"{kind}->{said}": n for kind, row in sorted(seen.items()) for said, n in sorted(row.items())}
    return {"recall_A": hits / max(total, 1), "precision_A": 1 - wrong / max(claimed, 1), **table}


def _show(made: Company, planted: Planted, said: str) -> None:
    queries = {target: query for _, target, query in made.jobs}
    print(f"--- {planted.kind} {list(planted.rewrites)} -> {said}")
    print(queries[planted.first])
    print(queries[planted.second])


if __name__ == "__main__":
    main()
