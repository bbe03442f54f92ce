"""How long two check-ups are compared, beside the reading of their result.json: with 100 to 50,000 findings.

`python -m benchmarks.operate.compare [--findings 100 1000 10000 50000] [--hub]`; every size in a process of its own,
seconds are of the processor. With `--hub` every finding also has a table that all have.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from assess.operate.compare.kept import KeptRun, open_run
from assess.operate.compare.run import compare
from assess.store.runs import result_bytes, save_run
from assess.store.tables_file import SCHEMA
from tests.operate.planted import SAYS, Planted, planted


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--findings", type=int, nargs="+", default=[100, 1000, 10_000, 50_000])
    parser.add_argument("--hub", action="store_true")
    parser.add_argument("--measure", nargs=3, metavar=("FOLDER", "RUN_A", "RUN_B"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measured(Path(asked.measure[0]), *asked.measure[1:])))
        return
    print(f"{'findings':>9} {'MB read':>8} {'read s':>7} {'compare s':>10} {'ratio':>6} {'peak MB':>8} {'right':>6}")
    for number in asked.findings:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            truth = planted(number, number, hub=asked.hub)
            runs = [saved(folder, run) for run in truth.runs(folder)]
            size = sum((folder / "out" / run / "result.json").stat().st_size for run in runs)
            command = [sys.executable, "-m", "benchmarks.operate.compare", "--measure", str(folder), *runs]
            told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            share = right(truth, told["changes"])
            print(f"{number:9,} {size / 1e6:8.1f} {told['read']:7.2f} {told['compare']:10.2f} "
                  f"{told['compare'] / told['read']:6.2f} {told['peak']:8.0f} {share:6.1%}")  # fmt: skip


def saved(folder: Path, run: KeptRun) -> str:
    """The run on disk as a check-up leaves it; returns its id."""
    path = folder / "tables.parquet"
    pq.write_table(pa.Table.from_pandas(run.tables, schema=SCHEMA, preserve_index=False), path)
    save_run(folder, run.result.run.id, {"result.json": result_bytes(run.result), path.name: path.read_bytes()})
    return run.result.run.id


def measured(folder: Path, a: str, b: str) -> dict[str, object]:
    """Seconds of the processor, the largest memory in MB, and what became of each finding."""
    open_run(a, folder)  # the modules are loaded
    start = time.process_time()
    runs = [open_run(run, folder) for run in (a, b)]
    read = time.process_time()
    made = compare(*runs)
    done = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    changes = [(c.before, c.after, c.change) for c in made.findings]
    return {"read": read - start, "compare": done - read, "peak": peak, "changes": changes}


def right(truth: Planted, changes: list[tuple[str | None, str | None, str]]) -> float:
    """Share of the planted fates that the comparison tells as they were."""
    of: dict[str, set[tuple[str | None, str | None, str]]] = {}
    for change in map(tuple, changes):
        for name in {change[0], change[1]} - {None}:
            of.setdefault(str(name), set()).add(change)  # type: ignore[arg-type]
    good = sum(
        sorted(c for _, _, c in set().union(*(of[name] for name in (*before, *after)))) == SAYS[fate]
        for fate, before, after in truth.fates
    )
    return good / len(truth.fates)


if __name__ == "__main__":
    main()
