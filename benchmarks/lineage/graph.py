"""How long the questions put to the lineage graph take, SQL aside.

`python -m benchmarks.lineage.graph [--tables 10000 100000]`: a synthetic graph like a warehouse's, three sources a
table, with departments, layers and hubs.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from datetime import UTC, datetime

import pandas as pd

from assess.diagnose.registry import Case, detectors
from assess.model.engagement import Bilingual, Department, Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Outcome

DETECTORS = {"lineage", "usage"}
READING = {"duplicated-lineage", "template-clones"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, nargs="+", default=[10_000, 100_000])
    asked = parser.parse_args()
    for count in asked.tables:
        case = case_of(count)
        whole = 0.0
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
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"{count:,} tables, {len(case.evidence.edges):,} edges: {whole:.1f} s, {memory:.1f} GB at most")
        print("    " + ", ".join(parts))


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
