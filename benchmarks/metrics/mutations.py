"""Metrics written differently, and metrics changed a little: which are called the same, which are told apart.

    python -m benchmarks.metrics.mutations [--pairs 3000] [--seed 1] [--show]

Formulas are those of the sample company and of the suite of pairs. A pair that an edit made different counts only
where a DuckDB filled with larger random tables, by code of its own, gives two numbers for it.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import sqlglot
from sqlglot import exp

from assess.demo.metric_lists import metric_rows
from assess.diagnose.metrics.pairs import compare_metrics
from assess.model.evidence import Evidence
from assess.store.yaml_file import read_yaml
from benchmarks.metrics.rewrites import other, same

SUITE = Path(__file__).parents[2] / "tests" / "diagnose" / "metrics" / "micro_suite.yaml"
MORE = (
    "SELECT SUM(amount) FROM orders WHERE status IN ('paid', 'shipped') AND amount > 5 AND is_test = 0",
    "SELECT SUM(price * qty - discount) / 100 FROM items WHERE channel = 'app' OR channel = 'web'",
    "SELECT COUNT(DISTINCT CASE WHEN score >= 4 THEN member_id END) / COUNT(DISTINCT member_id) FROM reviews",
    "SELECT AVG(amount) FROM orders WHERE amount BETWEEN 10 AND 500 AND status <> 'void'",
    "SELECT COUNT(*) FILTER (WHERE days > 30 AND kind = 'late') FROM deliveries WHERE kind IN ('late', 'lost')",
    "SELECT COALESCE(SUM(amount), 0) - COALESCE(SUM(refund), 0) FROM orders WHERE status = 'paid' AND amount > 0",
    "SELECT SUM(CASE WHEN state = 'done' THEN amount * 2 END) FROM tasks WHERE owner IS NOT NULL AND amount >= 3",
    "SELECT MAX(amount) - MIN(amount) FROM orders WHERE region = 'north' AND (vip = 1 OR amount > 100)",
    "SELECT COUNT(CASE WHEN stage = 'won' THEN 1 END) FROM deals WHERE amount > 7 AND stage <> 'test'",
    "SELECT AVG(COALESCE(score, 0)) FROM reviews WHERE kind = 'nps' AND score > 1",
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    bases = formulas()
    pairs = mutated(bases, asked.pairs, asked.seed)
    check = Check(asked.seed)
    truly = [check.differ(a, b) for a, b, _, _ in pairs]
    wrong = [p for p, t in zip(pairs, truly, strict=True) if p[2] and t]
    start = time.perf_counter()
    verdicts = judged(pairs)
    seconds = time.perf_counter() - start
    tell(pairs, truly, verdicts, asked.show)
    print(f"{len(pairs):,} pairs of {len(bases)} formulas, {seconds:.1f} s, {seconds / len(pairs) * 1000:.1f} ms each; "
          f"rewrites that an independent DuckDB finds to differ: {len(wrong)}")  # fmt: skip


def mutated(bases: list[Any], count: int, seed: int) -> list[tuple[str, str, bool, str]]:
    """(one query, another, whether only rewritten, by what), half of them changed in meaning."""
    dice = random.Random(seed)
    pairs: list[tuple[str, str, bool, str]] = []
    while len(pairs) < count:
        base = dice.choice(bases)
        if dice.random() < 0.5:
            made, names = same(dice, base, dice.randint(1, 4))
            if names:
                pairs.append((base.sql(dialect="duckdb"), made.sql(dialect="duckdb"), True, ", ".join(names)))
        else:
            edited = other(dice, base)
            if edited is not None:
                made, _ = same(dice, edited[0], dice.randint(0, 2))
                pairs.append((base.sql(dialect="duckdb"), made.sql(dialect="duckdb"), False, edited[1]))
    return pairs


def judged(pairs: list[tuple[str, str, bool, str]]) -> list[tuple[str, bool]]:
    """(verdict, whether rows tell them apart) of each pair, each under a name of its own."""
    rows = [
        {"metric_id": f"{side}.sql:{n} metric_x{n}", "name": f"metric_x{n}", "expression": sql, "dialect": "duckdb",
         "file": f"{side}.sql", "line": n, "department": side}
        for n, pair in enumerate(pairs) for side, sql in zip("ab", pair[:2], strict=True)
    ]  # fmt: skip
    found = {p.a.name: (p.verdict, p.counterexample is not None)
             for p in compare_metrics(Evidence.of({"metrics": rows})).pairs if p.a.name == p.b.name}  # fmt: skip
    return [found.get(f"metric_x{n}", ("silent", False)) for n in range(len(pairs))]


def tell(pairs: list[Any], truly: list[bool | None], verdicts: list[tuple[str, bool]], show: bool) -> None:
    equal = [v for p, v in zip(pairs, verdicts, strict=True) if p[2]]
    counts = Counter(v for v, _ in equal)
    falsely = sum(shown for _, shown in equal)
    print(f"equal: {len(equal):,}, called same {counts['same'] / len(equal):.2%}, {dict(counts)}, "
          f"falsely refuted {falsely}")  # fmt: skip
    told = [(p, v) for p, t, v in zip(pairs, truly, verdicts, strict=True) if not p[2] and t]
    left = sum(1 for p, t in zip(pairs, truly, strict=True) if not p[2] and not t)
    refuted = sum(shown for _, (_, shown) in told)
    called = sum(v == "same" for _, (v, _) in told)
    print(f"different: {len(told):,} (and {left} edits that change nothing on random rows), called same {called}, "
          f"refuted with rows {refuted / max(len(told), 1):.2%}")  # fmt: skip
    missed = Counter(p[3] for p, (_, shown) in told if not shown)
    kinds = Counter(name for p, (v, _) in zip(pairs, verdicts, strict=True) if p[2] and v != "same"
                    for name in p[3].split(", "))  # fmt: skip
    print(f"not refuted by edit: {dict(missed)}\nequal not called same, by rewrite: {dict(kinds)}")
    if show:
        for pair, truth, (verdict, shown) in zip(pairs, truly, verdicts, strict=True):
            odd = verdict != "same" if pair[2] else truth and (verdict == "same" or not shown)
            if odd or (pair[2] and shown):
                print(
                    f"--- {verdict} {'refuted' if shown else ''} [{pair[3]}] equal={pair[2]}\n  {pair[0]}\n  {pair[1]}"
                )


def formulas() -> list[Any]:
    """The distinct queries of the sample, the suite and a few more."""
    texts = list(MORE)
    for row in [*metric_rows(), *(s for case in read_yaml(SUITE) for s in (case["a"], case["b"]))]:
        formula, base, where = (str(row.get(k) or "") for k in ("expression", "base", "filter"))
        if not formula or not formula.isascii() or formula.upper().startswith("SELECT"):
            continue
        texts.append(f"SELECT {formula} FROM {base or 'dwd.orders'}" + (f" WHERE {where}" if where else ""))
    found: dict[str, Any] = {}
    for text in texts:
        try:
            tree = sqlglot.parse_one(text, read="duckdb")
        except sqlglot.errors.SqlglotError:
            continue
        if isinstance(tree, exp.Select) and tree.find(exp.AggFunc) and "SUM(0)" not in text:
            found.setdefault(tree.sql(), tree)
    return list(found.values())


class Check:
    """Whether two queries differ on random tables of 40 rows; None where one does not run."""

    FILLS, ROWS = 8, 40

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed + 1000)
        self.db = duckdb.connect(":memory:", config={"threads": 1})

    def differ(self, a: str, b: str) -> bool | None:
        trees = [sqlglot.parse_one(sql, read="duckdb") for sql in (a, b)]
        named = {c.alias for t in trees for c in t.find_all(exp.CTE)}
        tables = {t.name for tree in trees for t in tree.find_all(exp.Table)} - named
        columns: dict[str, set[str]] = {}
        for tree in trees:
            for column in tree.find_all(exp.Column):
                if not isinstance(column.this, exp.Star):
                    beside = column.find_ancestor(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Like)
                    literals = beside.find_all(exp.Literal) if beside is not None else ()
                    columns.setdefault(column.name, set()).update(str(e.this) for e in literals if e.is_string)
                    columns[column.name].update(float(e.this) for e in literals if not e.is_string)  # type: ignore[arg-type]
        for tree in trees:
            for table in tree.find_all(exp.Table):
                table.set("db", None)
        numbers = {str(e.this) for t in trees for e in t.find_all(exp.Literal) if not e.is_string}
        for fill in range(self.FILLS):
            for table in sorted(tables):
                self._fill(self.db, table, columns, numbers, 0 if fill == 0 else self.ROWS)
            try:
                x, y = (self.db.execute(t.sql(dialect="duckdb")).fetchall() for t in trees)
            except duckdb.Error:
                return None
            else:
                if not _equal(x, y):
                    return True
        return False

    def _fill(self, db: Any, table: str, columns: dict[str, set[str]], numbers: set[str], rows: int) -> None:
        kinds = {n: _kind(v) for n, v in columns.items()}
        near = sorted({float(n) + d for n in numbers for d in (-1, 0, 1)} | {0.0, 1.0, 2.5, 7.0, 40.0})
        listed = ", ".join(f'"{n}" {k}' for n, k in kinds.items()) or "one INT"
        db.execute(f'CREATE OR REPLACE TABLE "{table}" ({listed})')
        made: dict[str, list[Any]] = {name: [] for name in kinds}
        for name, kind in kinds.items():
            texts = sorted(str(c) for c in columns[name] if isinstance(c, str)) or ["x"]
            choices: list[Any] = {"VARCHAR": [*texts, *texts, "other"], "DOUBLE": near,
                                  "TIMESTAMP": ["2026-01-15", "2025-06-30", *texts]}[kind]  # fmt: skip
            made[name] = [None if self.dice.random() < 0.12 else self.dice.choice(choices) for _ in range(rows)]
        if not kinds:
            made = {"one": [1] * rows}
        arrow = {n: pa.float64() if kinds.get(n, "DOUBLE") == "DOUBLE" else pa.string() for n in made}
        db.register("made", pa.table({n: pa.array(v, arrow[n]) for n, v in made.items()}))
        db.execute(f'INSERT INTO "{table}" SELECT * FROM made')


def _kind(constants: set[Any]) -> str:
    texts = [c for c in constants if isinstance(c, str)]
    if not texts:
        return "DOUBLE"
    return "TIMESTAMP" if all(t[:4].isdigit() for t in texts) else "VARCHAR"


def _equal(x: Any, y: Any) -> bool:
    def plain(v: Any) -> Any:
        return round(float(v), 6) if isinstance(v, (int, float)) or hasattr(v, "as_tuple") else v

    left, right = ([tuple(map(plain, row)) for row in rows] for rows in (x, y))
    return sorted(map(repr, left)) == sorted(map(repr, right))


if __name__ == "__main__":
    main()
