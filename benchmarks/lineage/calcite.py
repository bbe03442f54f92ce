"""Equivalent queries of a public collection (../shared/data/calcite_pairs.jsonl): which have one signature.

    python -m benchmarks.lineage.calcite [--show]

232 pairs of equivalent queries over one schema. Rewrites an optimiser makes (constant tables folded, joins removed by
a foreign key, subqueries turned into joins) are more than a signature means to know, so the share of pairs is told,
not judged. What must be none are collisions: queries of two pairs with one signature whose rows differ. Whether rows
differ is asked of DuckDB, on small random tables that obey the schema's keys and NOT NULL.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp

from assess.diagnose.lineage.graph import graph_of
from assess.diagnose.lineage.signatures import signatures_of
from assess.model.evidence import Evidence

DATA = Path(__file__).parents[3] / "shared" / "data"
FILLS = 4


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", action="store_true", help="name the collisions and the pairs without one signature")
    asked = parser.parse_args()
    if not DATA.exists():
        print("shared/data is not beside this checkout: nothing measured.")
        return
    pairs = [json.loads(line) for line in (DATA / "calcite_pairs.jsonl").read_text("utf-8").splitlines()]
    queries = {(n, side): pair[side] for n, pair in enumerate(pairs) for side in "ab"}
    exact = signatures(queries)
    same = [n for n in range(len(pairs)) if exact.get((n, "a")) and exact.get((n, "a")) == exact.get((n, "b"))]
    by_signature: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for key, signature in exact.items():
        by_signature[signature].append(key)
    results = Results()
    counts = {"the same rows": 0, "other rows": 0, "not to be run": 0}
    for keys in by_signature.values():
        for one, other in combinations(keys, 2):
            if one[0] != other[0]:
                said = results.compared(queries[one], queries[other])
                counts[said] += 1
                if asked.show and said != "the same rows":
                    print(f"{said}:\n  {queries[one]}\n  {queries[other]}")
    print(f"{len(same)} of {len(pairs)} pairs share a signature, {2 * len(pairs) - len(exact)} of {2 * len(pairs)} "
          f"queries have none; of two pairs with one signature: " + ", ".join(f"{v} {k}" for k, v in counts.items())
          + f"; collisions {counts['other rows']}")  # fmt: skip
    wrong = [n for n in same if results.compared(queries[n, "a"], queries[n, "b"]) == "other rows"]
    print(f"pairs with one signature whose rows differ: {len(wrong)}")
    if asked.show:
        for n in sorted(set(range(len(pairs))) - set(same)):
            print(f"--- {n}\n  {queries[n, 'a']}\n  {queries[n, 'b']}")


def schema() -> list[Any]:
    return [t for t in sqlglot.parse((DATA / "calcite_schema.sql").read_text("utf-8"), read="mysql") if t is not None]


def signatures(queries: dict[tuple[int, str], str]) -> dict[tuple[int, str], str]:
    """The signature of each query that has one."""
    columns, tables = [], []
    for made in schema():
        table = made.this.this.name.lower()
        tables.append(table)
        columns += [
            {"table_id": table, "position": n, "name": c.name.lower(), "type": c.args["kind"].sql(),
             "nullable": not _never_null(c)}
            for n, c in enumerate(made.this.expressions, 1)
        ]  # fmt: skip
    statements, edges = [], []
    for (n, side), query in queries.items():
        target, place = f"{side}.t{n}", {"file": f"{side}{n}.sql", "line": 1, "statement_id": f"{side}{n}"}
        statements.append({**place, "target": target, "status": "table", "sql": f"INSERT INTO {target} {query}"})
        edges += [{**place, "upstream": t, "downstream": target} for t in tables]
    evidence = Evidence.of({"statements": statements, "edges": edges, "columns": columns})
    found = signatures_of(evidence, graph_of(evidence))
    return {key: found[f"{key[1]}.t{key[0]}"].exact for key in queries if f"{key[1]}.t{key[0]}" in found}


def _never_null(column: Any) -> bool:
    return any(
        isinstance(c.kind, exp.NotNullColumnConstraint) and not c.kind.args.get("allow_null")
        for c in column.args.get("constraints") or []
    )


class Results:
    """Results of queries over several random fills of the schema, each query run once."""

    def __init__(self) -> None:
        self.known: dict[str, list[Any] | None] = {}
        self.databases = [_filled(seed) for seed in range(FILLS)]

    def compared(self, one: str, other: str) -> str:
        if one == other:
            return "the same rows"
        left, right = self._of(one), self._of(other)
        if left is None or right is None:
            return "not to be run"
        return "the same rows" if left == right else "other rows"

    def _of(self, query: str) -> list[Any] | None:
        if query not in self.known:
            try:
                self.known[query] = [_columns(db.execute(query).fetchall()) for db in self.databases]
            except duckdb.Error:
                self.known[query] = None
        return self.known[query]


def _columns(rows: list[tuple[Any, ...]]) -> tuple[int, set[tuple[str, ...]]]:
    """How many rows, and each column's values in order: a signature knows neither names nor order of columns."""
    return len(rows), {tuple(sorted(_plain(v) for v in column)) for column in zip(*rows, strict=True)}


def _plain(value: Any) -> str:
    return (
        repr(round(float(value), 9)) if isinstance(value, (int, float)) or hasattr(value, "as_tuple") else repr(value)
    )


def _filled(seed: int) -> Any:
    rng = random.Random(seed)
    db = duckdb.connect()
    for made in schema():
        columns = made.this.expressions
        kinds = [("VARCHAR" if "CHAR" in c.args["kind"].sql().upper() else "INTEGER") for c in columns]
        names = [c.name for c in columns]
        db.execute(
            f"CREATE TABLE {made.this.this.name} ({', '.join(f'{n} {k}' for n, k in zip(names, kinds, strict=True))})"
        )
        unique = [any(isinstance(c.kind, exp.PrimaryKeyColumnConstraint) for c in c.args.get("constraints") or [])
                  for c in columns]  # fmt: skip
        for row in range(25):
            values = [
                row if key else None if not _never_null(c) and rng.random() < 0.25 else _value(rng, kind)
                for c, kind, key in zip(columns, kinds, unique, strict=True)
            ]
            db.execute(f"INSERT INTO {made.this.this.name} VALUES ({', '.join('?' * len(values))})", values)
    return db


def _value(rng: random.Random, kind: str) -> Any:
    return (
        rng.choice(("foo", "Charlie", "CLERK", "a"))
        if kind == "VARCHAR"
        else rng.choice((1, 5, 7, 8, 10, 20, 30, 120, 5100))
    )


if __name__ == "__main__":
    main()
