"""Equivalent queries of a public collection (../shared/data/calcite_pairs.jsonl), each pair as two metrics of one name.

    python -m benchmarks.metrics.calcite [--show] [--without-catalogue]

Counts the pairs called the same, those left open, and those called different, of which there must be none: all 232
are equivalent over their schema.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter

from sqlglot import exp

from assess.diagnose.metrics.compare import Pair
from assess.diagnose.metrics.pairs import compare_metrics
from assess.model.evidence import Evidence
from benchmarks.lineage.calcite import DATA, _never_null, schema


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--without-catalogue", action="store_true")
    asked = parser.parse_args()
    if not DATA.exists():
        print("shared/data is not beside this checkout: nothing measured.")
        return
    pairs = equivalent()
    start = time.perf_counter()
    found = judged(pairs, {} if asked.without_catalogue else known())
    seconds = time.perf_counter() - start
    counts: Counter[str] = Counter()
    for n, pair in enumerate(pairs):
        one = found.get(f"query_{n}")
        verdict = one.verdict if one else "silent"
        counts[verdict] += 1
        if asked.show and verdict != "same":
            why = one.why.en if one and one.why else ""
            print(f"--- {n} {verdict} {one.facets if one else ''} {why}\n  {pair['a']}\n  {pair['b']}")
            if one and one.counterexample:
                print("  ", one.counterexample)
    print(f"{len(pairs)} equivalent pairs: {dict(counts)}, called same {counts['same'] / len(pairs):.1%}, "
          f"called different {counts['conflict']}, {seconds:.1f} s")  # fmt: skip


def equivalent() -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / "calcite_pairs.jsonl").read_text("utf-8").splitlines()]


def judged(pairs: list[dict[str, str]], catalogue: dict[str, list[dict[str, object]]]) -> dict[str, Pair]:
    """What is said of each pair, by its name query_0, query_1 and on."""
    rows = [
        {"metric_id": f"{side}.sql:{n} query_{n}", "name": f"query_{n}", "expression": pair[side],
         "file": f"{side}.sql", "line": n}
        for n, pair in enumerate(pairs) for side in "ab"
    ]  # fmt: skip
    seen = compare_metrics(Evidence.of({"metrics": rows, **catalogue}))
    return {p.a.name: p for p in seen.pairs if p.a.name == p.b.name}


def known() -> dict[str, list[dict[str, object]]]:
    """The schema as evidence."""
    tables, columns = [], []
    for made in schema():
        table = made.this.this.name.lower()
        tables.append({"table_id": table, "name": table, "kind": "table"})
        for n, c in enumerate(made.this.expressions, 1):
            key = any(isinstance(k.kind, exp.PrimaryKeyColumnConstraint) for k in c.args.get("constraints") or [])
            columns.append({"table_id": table, "position": n, "name": c.name.lower(), "type": c.args["kind"].sql(),
                            "nullable": not _never_null(c), "in_key": key})  # fmt: skip
    return {"tables": tables, "columns": columns}


if __name__ == "__main__":
    main()
