"""How long it takes to read and compare many metrics, dictionaries on disk to verdicts.

    python -m benchmarks.metrics.speed [--metrics 2700 20000] [--seed 1]

The dictionaries are synthetic: names of one to eight definitions each, formulas of the sample and of the suite, some
written differently, some changed a little, half of the repeated ones over another table with the same formula.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlglot import exp

from assess.collect.metrics.read import read_metrics
from assess.diagnose.metrics.pairs import compare_metrics
from benchmarks.metrics.mutations import formulas
from benchmarks.metrics.rewrites import other, same

UNITS = ("sales", "finance", "supply", "service", "retail", "members", "farms", "market")
WORDS = ("paid", "visits", "orders", "clicks", "refunds", "score", "latency", "errors", "uptime", "stock", "leads",
         "calls", "returns", "visitors", "signups", "margin", "cost", "tickets", "hours", "tons")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--metrics", type=int, nargs="+", default=[2700, 20_000])
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for count in asked.metrics:
        with tempfile.TemporaryDirectory() as name:
            written(Path(name), count, asked.seed)
            start = time.perf_counter()
            evidence = read_metrics([Path(name)], root=Path(name), dialect="duckdb")
            read = time.perf_counter() - start
            seen = compare_metrics(evidence)
            whole = time.perf_counter() - start
        verdicts = Counter(pair.verdict for pair in seen.pairs)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"{len(seen.metrics):,} metrics (synthetic): read {read:.1f} s, in all {whole:.1f} s, "
              f"{seen.tried:,} pairs tried on rows, {memory:.1f} GB at most; {dict(verdicts)}")  # fmt: skip


def written(folder: Path, count: int, seed: int) -> None:
    """One CSV a unit."""
    dice = random.Random(seed)
    bases = formulas()
    rows: dict[str, list[dict[str, str]]] = {unit: [] for unit in UNITS}
    made = 0
    while made < count:
        title = f"{dice.choice(WORDS)}_{dice.choice(WORDS)}_{made}"
        base = dice.choice(bases)
        for unit in dice.sample(UNITS, dice.choice((1, 1, 1, 2, 3, 5, 8))):
            query = base.copy()
            if dice.random() < 0.2:
                query, _ = same(dice, query, 2)
            elif dice.random() < 0.2:
                query = (other(dice, query) or (query, ""))[0]
            if dice.random() < 0.5:
                query = query.copy()
                for table in query.find_all(exp.Table):
                    if table.args.get("db"):
                        table.set("db", exp.to_identifier(unit))
            text = query.sql(dialect="duckdb")
            rows[unit].append({"name": title, "formula": text, "department": unit})
            made += 1
    for unit, those in rows.items():
        with (folder / f"{unit}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["name", "formula", "department"])
            writer.writeheader()
            writer.writerows(those)


if __name__ == "__main__":
    main()
