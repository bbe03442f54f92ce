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
    pairs = [json.loads(line) for line in (DATA / "calcite_pairs.jsonl").read_text("utf-8").splitlines()]
    rows = [
        {"metric_id": f"{side}.sql:{n} query_{n}", "name": f"query_{n}", "expression": pair[side],
         "file": f"{side}.sql", "line": n}
        for n, pair in enumerate(pairs) for side in "ab"
    ]  # fmt: skip
    catalogue = {} if asked.without_catalogue else known()
    start = time.perf_counter()
    seen = compare_metrics(Evidence.of({"metrics": rows, **catalogue}))
    seconds = time.perf_counter() - start
    found = {p.a.name: p for p in seen.pairs if p.a.name == p.b.name}
    counts: Counter[str] = Counter()
    for n, pair in enumerate(pairs):
        judged = found.get(f"query_{n}")
        verdict = judged.verdict if judged else "silent"
        counts[verdict] += 1
        if asked.show and verdict != "same":
            why = judged.why.en if judged and judged.why else ""
            print(f"--- {n} {verdict} {judged.facets if judged else ''} {why}\n  {pair['a']}\n  {pair['b']}")
            if judged and judged.counterexample:
                print("  ", judged.counterexample)
    print(f"{len(pairs)} equivalent pairs: {dict(counts)}, called same {counts['same'] / len(pairs):.1%}, "
          f"called different {counts['conflict']}, {seconds:.1f} s")  # fmt: skip


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
