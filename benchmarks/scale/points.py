"""Measures every stage at several sizes and keeps the points in `points.csv`.

    python -m benchmarks.scale.points [--tables 10000 30000 100000 300000 1000000] [--stages read,store,join,...]

Each point is a process of its own: seconds by the wall, seconds of processor, megabytes resident at the peak (what the
stage is given included), bytes left on disk. A point measured again takes the place of the old one. The catalogue is
`benchmarks.redundancy.synthetic` (about forty columns a table), the lineage that of `benchmarks.lineage.graph` (three
sources a table). Values are not looked at: `benchmarks.profiling.lake` measures what they cost.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.redundancy.measure import measured, now
from benchmarks.redundancy.synthetic import synthetic, write_catalog

FILE = Path(__file__).with_name("points.csv")
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Point:
    """One stage at one size; `load` is what else the machine did (one minute's load average when it began)."""

    stage: str
    tables: int
    seconds: float
    cpu: float
    megabytes: float
    disk: int
    load: float


def read(folder: str, _: int) -> tuple[Any, int]:
    """A catalog file into evidence."""
    from assess.collect.catalog_file import read_catalogs

    began = now()
    read_catalogs([Path(folder) / "catalog.csv"])
    return began, 0


def store(folder: str, _: int) -> tuple[Any, int]:
    """Evidence into evidence.duckdb."""
    from assess.collect.catalog_file import read_catalogs
    from assess.store.evidence_file import save_evidence

    evidence = read_catalogs([Path(folder) / "catalog.csv"])
    began = now()
    path = save_evidence(Path(folder), evidence)
    return began, path.stat().st_size


def load(folder: str, _: int) -> tuple[Any, int]:
    """evidence.duckdb back into frames, with which every stage after collecting begins."""
    from assess.store.evidence_file import load_evidence

    began = now()
    load_evidence(Path(folder))
    return began, 0


def join(_: str, tables: int) -> tuple[Any, int]:
    """The join of similar schemas alone, weighted, threshold 0.5."""
    from benchmarks.redundancy.join import our_pairs

    small, sets = synthetic(500), synthetic(tables)
    our_pairs(small.start, small.names(), 0.5, True)
    names = sets.names()
    began = now()
    our_pairs(sets.start, names, 0.5, True)
    return began, 0


def copies(folder: str, _: int) -> tuple[Any, int]:
    """Groups of copies from evidence: names read, candidates joined, pairs judged, groups made."""
    from assess.diagnose.redundancy.groups import find_copies
    from assess.store.evidence_file import load_evidence

    evidence = load_evidence(Path(folder))
    began = now()
    find_copies(evidence)
    return began, 0


def lineage(_: str, tables: int) -> tuple[Any, int]:
    """Every detector of lineage and usage that does not read SQL again."""
    from benchmarks.lineage.graph import ask_all, case_of

    ask_all(case_of(500))
    case = case_of(tables)
    began = now()
    ask_all(case)
    return began, 0


STAGES: dict[str, Callable[[str, int], tuple[Any, int]]] = {
    "read": read, "store": store, "load": load, "join": join, "copies": copies, "lineage": lineage,
}  # fmt: skip


def main() -> None:
    """Measure and keep the points."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--stages", default=",".join(STAGES))
    asked = parser.parse_args()
    for tables in asked.tables:
        with TemporaryDirectory() as folder:
            measured(prepare, folder, tables)
            for stage in asked.stages.split(","):
                point = measure(stage, folder, tables)
                keep([point])
                print(point, flush=True)


def prepare(folder: str, tables: int) -> tuple[Any, None]:
    """The catalog file and the evidence made from it, which later stages begin with; not measured."""
    from assess.collect.catalog_file import read_catalogs
    from assess.store.evidence_file import save_evidence

    path = Path(folder) / "catalog.csv"
    write_catalog(synthetic(tables), path)
    save_evidence(Path(folder), read_catalogs([path]))
    return now(), None


def measure(stage: str, folder: str, tables: int) -> Point:
    """One stage at one size, in a process of its own."""
    busy = os.getloadavg()[0]
    run = measured(STAGES[stage], folder, tables)
    return Point(
        stage, tables, round(run.seconds, 3), round(run.cpu, 3), round(run.megabytes), run.result, round(busy, 1)
    )


def keep(points: Sequence[Point], path: Path = FILE) -> None:
    """Put points into the file, in place of older ones of the same stage and size."""
    kept = {(p.stage, p.tables): p for p in (*(known(path) if path.exists() else ()), *points)}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [f.name for f in fields(Point)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(kept[key]) for key in sorted(kept))


def known(path: Path = FILE) -> list[Point]:
    """The points of the file."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Point(r["stage"], int(r["tables"]), *(float(r[n]) for n in ("seconds", "cpu", "megabytes")),
                  int(r["disk"]), float(r["load"]))
            for r in csv.DictReader(file)
        ]  # fmt: skip


if __name__ == "__main__":
    started = time.time()
    main()
    print(f"{time.time() - started:.0f} s in all")
