"""One lake, two engines: the same sketches and the same groups byte for byte, and what either costs.

    python -m benchmarks.profiling.lake [--tables 200] [--rows 30000]       both engines on a lake of Parquet files
    python -m benchmarks.profiling.lake --large 10000000 [--engine spark]   one table of twenty columns of so many rows

The lake is made in a temporary folder and read through `assess.collect`, as `assess run` reads it. Printed of each
engine: seconds by the wall and the peak memory of all its processes together, a JVM included. The sketches of both are
compared as bytes, and so is the JSON of the groups made from them. Exit code 1 where they differ.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.profiling.lake_folder import make_lake
from benchmarks.profiling.tree import Peak, watched

SALT = "00112233445566778899aabbccddeeff"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=200)
    parser.add_argument("--rows", type=int, default=30_000)
    parser.add_argument("--large", type=int, default=0)
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="spark")
    parser.add_argument("--memory", default="2g", help="of Spark's driver")
    asked = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with TemporaryDirectory() as folder:
        if asked.large:
            large(Path(folder), asked.large, asked.engine, asked.memory)
        else:
            sys.exit(both(Path(folder), asked.tables, asked.rows, asked.memory))


def both(folder: Path, tables: int, rows: int, memory: str) -> int:
    """The lake by DuckDB and by Spark; 0 where sketches and groups are the same bytes."""
    make_lake(folder / "lake", tables, rows)
    size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    read = {engine: profiled(folder, engine, memory) for engine in ("duckdb", "spark")}
    total = int(read["duckdb"].sketches.drop_duplicates("table_id")["rows"].sum())
    print(
        f"{tables} tables, {total:,} rows, {len(read['duckdb'].sketches):,} columns with values, {size / 1e6:,.0f} MB"
    )
    sketches = [sketch_bytes(read[engine]) for engine in read]
    groups = [group_bytes(read[engine]) for engine in read]
    names = [json.loads(text)["groups"] for text in groups]
    for what, pair in (("sketches", sketches), ("groups", groups)):
        same = "the same bytes" if pair[0] == pair[1] else "DIFFERENT"
        print(f"{what}: {len(pair[0]):,} and {len(pair[1]):,} bytes, {same}")
    print(f"{len(names[0])} and {len(names[1])} groups of copies")
    return int(sketches[0] != sketches[1] or groups[0] != groups[1])


def large(folder: Path, rows: int, engine: str, memory: str) -> None:
    """One table of twenty columns, as in `benchmarks.profiling.large`."""
    import duckdb

    from benchmarks.profiling.large import COLUMNS

    (folder / "lake" / "big").mkdir(parents=True)
    with duckdb.connect(config={"threads": 2, "memory_limit": "2GB", "temp_directory": str(folder / "tmp")}) as db:
        shown = ", ".join(f"cast({made} as {kind}) AS {name}" for name, kind, made in COLUMNS)
        for n in range(4):
            part = f"range({n * rows // 4}, {(n + 1) * rows // 4}) r(i)"
            db.execute(f"COPY (SELECT {shown} FROM {part}) TO '{folder}/lake/big/part-{n}.parquet' (FORMAT parquet)")
    evidence = profiled(folder, engine, memory)
    for sketch in evidence.sketches.itertuples():
        print(f"    {sketch.column}: {sketch.rows:,} rows, {sketch.distinct:,} values, {len(sketch.hashes):,} hashes")


def profiled(folder: Path, engine: str, memory: str) -> Any:
    """Evidence of the lake in `folder` by one engine, in a process of its own."""
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_profiled, args=(theirs, str(folder), engine, memory))
    process.start()
    theirs.close()
    evidence, seconds, peak = ours.recv()
    process.join()
    java = f", {peak.java:,.0f} of it the JVM's" if peak.java else ""
    print(f"{engine}: {seconds:.0f} s, {peak.megabytes:,.0f} MB at the peak{java}", flush=True)
    for line in evidence.coverage["why_en"]:
        if line:
            print(f"    {line}")
    return evidence


def _profiled(pipe: Any, folder: str, engine: str, memory: str) -> None:
    from assess.collect.lake import read_lake
    from assess.model.engagement import Source

    spark = {"spark.driver.memory": memory} if engine == "spark" else {}
    source = Source(
        id="lake", department="it", kind="lake", path="lake", engine=engine, spark=spark, profile_seconds=86400
    )
    with watched() as peak:
        began = time.perf_counter()
        evidence = read_lake(source, Path(folder), salt=SALT, afresh=True)
        seconds = time.perf_counter() - began
    pipe.send((evidence, seconds, Peak(peak.megabytes, peak.java)))


def sketch_bytes(evidence: Any) -> bytes:
    """Every sketch of the evidence, everything that is kept of it."""
    rows = evidence.sketches.sort_values(["table_id", "column"])
    return b"\n".join(
        f"{s.table_id}\t{s.column}\t{s.rows}\t{s.nulls}\t{s.distinct}\t{s.min}\t{s.max}\t{s.sampled}\t".encode()
        + s.hashes.tobytes()
        for s in rows.itertuples()
    )


def group_bytes(evidence: Any) -> bytes:
    """The groups of copies found in the evidence, as the product prints them."""
    from assess.diagnose.redundancy.as_json import redundancy_json
    from assess.diagnose.redundancy.groups import find_copies

    return json.dumps(redundancy_json(find_copies(evidence)), ensure_ascii=False, sort_keys=True).encode()


if __name__ == "__main__":
    main()
