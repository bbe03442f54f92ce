"""Departments, their jobs, and what was planted between them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Literal

import pandas as pd
from sqlglot import exp, parse_one

from assess.collect.lineage.spelling import one_spelling
from assess.collect.sql_file import statements_of
from assess.model.evidence import Evidence
from benchmarks.lineage.planted.originals import DEPARTMENTS, Base, bases, derivation
from benchmarks.lineage.planted.rewrites import other_filter, other_grain, other_measures, other_sources, same

Kind = Literal["same", "filter", "grain", "measure", "template", "shared"]
HOWS: tuple[tuple[Kind, float], ...] = (
    ("same", 0.36), ("filter", 0.12), ("grain", 0.12), ("measure", 0.1), ("template", 0.18), ("shared", 0.12),
)  # fmt: skip
FORMS = ("CREATE TABLE {t} AS {q}", "INSERT INTO {t} {q}", "CREATE OR REPLACE VIEW {t} AS {q}")


@dataclass(frozen=True)
class Planted:
    """Two tables of two departments: the second was made from the first's query, as `kind` says."""

    first: str
    second: str
    kind: Kind
    rewrites: tuple[str, ...] = ()


@dataclass
class Company:
    """All jobs: (department, target, query), the source tables, and what was planted.

    `stages` are tables that a job fills for another one first: target -> (name, query); `dialects` those of jobs that
    are not written in DuckDB's. Queries are DuckDB's here, so that they can be run.
    """

    bases: list[Base]
    jobs: list[tuple[str, str, str]] = field(default_factory=list)
    stages: dict[str, tuple[str, str]] = field(default_factory=dict)
    dialects: dict[str, str] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)

    def evidence(self, seed: int = 0) -> Evidence:
        """The jobs as scripts, one file each, and the catalogue."""
        rng = random.Random(seed)
        parts = []
        for department, target, query in self.jobs:
            dialect = self.dialects.get(target, "duckdb")
            texts = (
                [(target, query)]
                if target not in self.stages
                else [self.stages[target], (target, _staged(query, self.stages[target][0]))]
            )
            script = ";\n".join(rng.choice(FORMS).format(t=name, q=_written(text, dialect)) for name, text in texts)
            file = f"sql/{department}/{target}.sql"
            parts.append(statements_of(script, dialect, file, department=department, source=f"sql_{department}"))
        frames: dict[str, Any] = {
            name: pd.concat([p[name] for p in parts], ignore_index=True) for name in ("statements", "edges")
        }
        schema = {table: columns for base in self.bases for table, columns in base.schema.items()}
        frames["tables"] = [{"table_id": t, "source": "ods", "name": t, "kind": "table"} for t in schema]
        frames["columns"] = [
            {"table_id": t, "position": n, "name": c, "type": kind}
            for t, columns in schema.items() for n, (c, kind) in enumerate(columns, 1)
        ]  # fmt: skip
        return one_spelling(Evidence.of(frames))


def company(seed: int, size: int = 240) -> Company:
    """`size` original jobs, most with a second one in another department."""
    rng = random.Random(seed)
    made = Company(bases(size))
    for n, base in enumerate(made.bases):
        owner, other = rng.sample(DEPARTMENTS, 2)
        first = f"dw.{owner}_{n}"
        query = derivation(rng, base)
        made.jobs.append((owner, first, query))
        kind = rng.choices([k for k, _ in HOWS], [w for _, w in HOWS])[0]
        second = f"dw.{other}_{n}"
        text, rewrites = _second(rng, kind, query, base, made.bases)
        if text is not None:
            made.jobs.append((other, second, text))
            if rng.random() < 0.35:
                made.dialects[second] = rng.choice(("spark", "postgres", "snowflake", "mysql"))
            stage = _stage(text, second) if rng.random() < 0.5 else None
            if stage is not None:
                made.stages[second] = stage
            made.planted.append(Planted(first, second, kind, tuple(rewrites)))
    return made


STAGED = "stage_of_it"


def _stage(query: str, target: str) -> tuple[str, str] | None:
    """The first common table expression of a query as a table that another job fills; None where there is none."""
    tree: Any = parse_one(query, dialect="duckdb")
    having = tree.args.get("with_")
    if having is None or len(having.expressions) != 1:
        return None
    return f"{target}_{STAGED}", str(having.expressions[0].this.sql(dialect="duckdb"))


def _staged(query: str, stage: str) -> str:
    """The query reading that table in place of the common table expression."""
    tree: Any = parse_one(query, dialect="duckdb")
    common = tree.args["with_"].expressions[0].alias
    tree.set("with_", None)
    for table in list(tree.find_all(exp.Table)):
        if table.name == common:
            alias = table.alias or common
            table.replace(exp.alias_(exp.to_table(stage), alias, table=True))
    return str(tree.sql(dialect="duckdb"))


def _written(query: str, dialect: str) -> str:
    return query if dialect == "duckdb" else str(parse_one(query, dialect="duckdb").sql(dialect=dialect))


def _second(
    rng: random.Random, kind: Kind, query: str, base: Base, all_bases: list[Base]
) -> tuple[str | None, list[str]]:
    if kind == "same":
        return same(rng, query)
    if kind == "filter":
        return _maybe(rng, other_filter(rng, query)), []
    if kind == "grain":
        changed = other_grain(rng, query, base.columns[rng.choice((2, 8, 9))])
        return (None if changed is None else _maybe(rng, changed)), []
    if kind == "measure":
        changed = other_measures(rng, query)
        return (None if changed is None else _maybe(rng, changed)), []
    if kind == "template":
        able = [b for b in all_bases if b.columns == base.columns and b.name != base.name]
        if not able:
            return None, []
        twin = rng.choice(able)
        return _maybe(rng, other_sources(query, {base.name: twin.name, base.dimension: twin.dimension})), []
    return derivation(rng, base), []


def _maybe(rng: random.Random, sql: str) -> str:
    """Half of what differs is also written by somebody else."""
    return same(rng, sql)[0] if rng.random() < 0.5 else sql


def equal_results(made: Company, first: str, second: str) -> bool:
    """Whether both queries give the same rows in a real DuckDB, columns in any order and under any name."""
    import duckdb

    queries = {target: query for _, target, query in made.jobs}
    rng = random.Random(5)
    base = max((b for b in made.bases if b.name in queries[first]), key=lambda b: len(b.name))
    with duckdb.connect() as db:
        for table, columns in base.schema.items():
            db.execute(f"CREATE TABLE {table} ({', '.join(f'{c} {k}' for c, k in columns)})")
            rows = [tuple(_value(rng, k, n, i) for n, (_, k) in enumerate(columns)) for i in range(400)]
            if table == base.dimension:
                rows = [(i, *row[1:]) for i, row in enumerate(rows[:40])]
            db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows)
        results = [db.execute(queries[name]).fetchall() for name in (first, second)]
    return _columns(results[0]) == _columns(results[1])


def _value(rng: random.Random, kind: str, place: int, row: int) -> Any:
    if kind == "INTEGER":
        return row if place == 0 else rng.randint(0, 39)
    if kind == "TIMESTAMP":
        return f"2026-01-{rng.randint(1, 9):02} {rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"
    return rng.choice(("paid", "done", "open", "app", "test", "inner"))


def _columns(rows: list[tuple[Any, ...]]) -> list[list[str]]:
    """Each column's values, sorted; days and their texts alike."""
    return sorted(sorted(str(v).removesuffix(" 00:00:00") for v in column) for column in zip(*rows, strict=True))


def pairs(tables: tuple[str, ...]) -> set[tuple[str, str]]:
    """All pairs of a group's tables, each in order of name."""
    return {(a, b) if a < b else (b, a) for a, b in combinations(tables, 2)}
