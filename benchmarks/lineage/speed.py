"""How fast columns are traced: `assess lineage` on a synthetic warehouse, then again; peers in the same run.

`python -m benchmarks.lineage.speed [--statements 4000] [--peers 200]`; sqllineage is asked where it is installed.
"""

from __future__ import annotations

import argparse
import gc
import random
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

from assess.collect.lineage.as_json import lineage_of
from assess.collect.lineage.known import Known
from assess.collect.lineage.trace import trace
from assess.collect.sql import pool
from assess.collect.sql.script import collector_off
from benchmarks.lineage.warehouse import Warehouse, warehouse

DIALECT = "spark"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--statements", type=int, default=4000)
    parser.add_argument("--peers", type=int, default=200)
    asked = parser.parse_args()
    made = warehouse(asked.statements)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = laid_out(made, folder)
        columns = frame(made)
        cache = folder / "statements.db"
        first = timed(lambda: run(files, columns, cache, afresh=True))
        again = timed(lambda: run(files, columns, cache, afresh=True))
    found = first[1]
    wide = sum(len(s["columns"]) for s in found["statements"])
    each = sum(map(len, made.statements)) / asked.statements
    print(f"{asked.statements:,} statements, {wide:,} columns, {each:,.0f} characters each on average (synthetic)")
    print(f"coverage: {found['coverage']['share']}")
    print(f"first run, {pool.WORKERS} workers: {first[0]:.1f} s; again: {again[0]:.1f} s")
    sample = random.Random(1).sample(made.statements, min(asked.peers, asked.statements))
    ours = timed(lambda: alone(sample, made))[0]
    print(f"one process, {len(sample)} statements: assess {1000 * ours / len(sample):.1f} ms a statement")
    with collector_off():
        plain = timed(lambda: [sqlglot_lineage(s, made) for s in sample])[0]
    print(f"    sqlglot qualify and lineage of all columns {1000 * plain / len(sample):.1f} ms, {plain / ours:.1f} x")
    try:
        release = version("sqllineage")
    except PackageNotFoundError:
        print("    sqllineage is not installed: make bench")
        return
    theirs = timed(lambda: [sqllineage_columns(s) for s in sample[:40]])[0]
    per = theirs / min(40, len(sample))
    print(f"    sqllineage {release} {1000 * per:.0f} ms, {per * len(sample) / ours:.0f} x")


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def laid_out(made: Warehouse, folder: Path) -> list[Path]:
    """One file a statement, as warehouses keep their jobs."""
    files = []
    for n, text in enumerate(made.statements):
        path = folder / f"job_{n:05}.sql"
        path.write_text(text)
        files.append(path)
    return files


def frame(made: Warehouse) -> pd.DataFrame:
    rows = [(table, n, c) for table, columns in made.catalogue.items() for n, c in enumerate(columns, 1)]
    return pd.DataFrame(rows, columns=["table_id", "position", "name"])


def run(files: list[Path], columns: pd.DataFrame, cache: Path, afresh: bool) -> dict[str, Any]:
    if afresh:
        pool._forget()
    with pool.kept_in(cache):
        return lineage_of(files, DIALECT, columns)


def alone(sample: list[str], made: Warehouse) -> None:
    """Parsing, reading, resolving in this process."""
    from assess.collect.lineage.as_json import job_of
    from assess.collect.sql.guard import read_piece
    from assess.collect.sql.script import Statement, _Script
    from assess.collect.sql.split import split

    with collector_off():
        statements: list[Statement] = []
        for n, text in enumerate(sample):
            script = _Script(f"{n}.sql", "", set())
            for piece in split(text, DIALECT):
                for outcome in read_piece(piece, DIALECT):
                    script.take(outcome)
            statements += script.found
        known = Known({t: [(c, "") for c in columns] for t, columns in made.catalogue.items()})
        trace([job_of(s) for s in statements], known)


def sqlglot_lineage(text: str, made: Warehouse) -> int:
    """The way the library itself offers: qualify with the catalogue, then the lineage of every column."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError
    from sqlglot.lineage import to_node
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope
    from sqlglot.schema import MappingSchema

    tree = sqlglot.parse_one(text, dialect=DIALECT)
    query = tree.args.get("expression") if not isinstance(tree, exp.Merge) else tree.args["using"].this
    if not isinstance(query, exp.Query):
        return 0
    schema: dict[str, Any] = {}
    for table in query.find_all(exp.Table):
        name = f"{table.db}.{table.name}"
        if name in made.catalogue:
            schema.setdefault(table.db, {})[table.name] = dict.fromkeys(made.catalogue[name], "UNKNOWN")
    shape = MappingSchema(schema, dialect=DIALECT)
    try:
        whole = qualify(query, schema=shape, dialect=DIALECT, validate_qualify_columns=False, identify=False)
        scope = build_scope(whole)
        assert scope is not None
        return len([to_node(n, scope, DIALECT, schema=shape) for n in range(len(whole.selects))])
    except SqlglotError:
        return 0


def sqllineage_columns(text: str) -> int:
    from sqllineage.runner import LineageRunner  # type: ignore[import-not-found]

    try:
        return len(LineageRunner(text, dialect="sparksql").get_column_lineage())
    except Exception:  # noqa: BLE001 - a peer's failure is its own
        return 0


if __name__ == "__main__":
    main()
