"""The tables of docs/scale.md from the points measured.

python -m benchmarks.scale [--write]      prints them, or puts them into the page
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.scale.points import Point, known
from benchmarks.scale.slopes import Line, Slope, line, most_tables, of_stage, slope

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
BEGIN, END = "<!-- python -m benchmarks.scale --write -->\n", "<!-- end -->\n"
STAGES = {
    "read": "catalog file to evidence",
    "store": "evidence to `evidence.duckdb`",
    "load": "`evidence.duckdb` to frames",
    "join": "join of similar schemas, alone",
    "copies": "groups of copies, join included",
    "lineage": "detectors of lineage and usage",
}
FEWEST = 30_000  # below, what a program needs to start hides what a table costs
MACHINE, SYSTEM = 24 * 1024, 4 * 1024  # MiB it has, and of them left to the system
GOAL = 10_000_000


def main() -> None:
    """Print the tables or write them into the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    told = rendered(known())
    if not parser.parse_args().write:
        sys.stdout.write(told)
        return
    PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), told), encoding="utf-8")


def put(page: str, told: str) -> str:
    """The page with `told` between its two marks."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + told + END + rest.partition(END)[2]


def rendered(points: Sequence[Point]) -> str:
    """All tables, as Markdown."""
    return "\n".join((_measured(points), _laws(points), _limits(points)))


def laws(points: Sequence[Point], stage: str) -> tuple[Slope, Line]:
    """Processor seconds and MiB of a stage by its number of tables."""
    used = [point for point in of_stage(points, stage) if point.tables >= FEWEST]
    tables = [point.tables for point in used]
    return slope(tables, [point.cpu for point in used]), line(tables, [point.megabytes for point in used])


def steepest(points: Sequence[Point], stage: str) -> float:
    """Processor seconds at the goal if the slope between the two largest points held on."""
    *_, last, largest = of_stage(points, stage)
    each = slope([last.tables, largest.tables] * 2, [last.cpu, largest.cpu] * 2).b
    return float(largest.cpu * (GOAL / largest.tables) ** each)


def _measured(points: Sequence[Point]) -> str:
    sizes = sorted({point.tables for point in points})
    rows = [("stage", *(f"{size:,}" for size in sizes))]
    for stage, shown in STAGES.items():
        found = {point.tables: point for point in of_stage(points, stage)}
        cells = (f"{_short(found[n].cpu)} s, {_memory(found[n].megabytes)}" if n in found else "" for n in sizes)
        rows.append((shown, *cells))
    disk = {point.tables: point.disk for point in of_stage(points, "store")}
    rows.append(("`evidence.duckdb` on disk", *(f"{disk[n] / 1e6:,.0f} MB" if n in disk else "" for n in sizes)))
    return _table(rows)


def _laws(points: Sequence[Point]) -> str:
    rows = [("stage", "processor grows with", "fit off by at most", "one million foretold from less, off by",
             "memory for each million tables", "fit off by at most", "foretold, off by")]  # fmt: skip
    for stage, shown in STAGES.items():
        time, memory = laws(points, stage)
        rows.append(
            (shown, f"tables ^ {time.b:.2f}", _worst(time.residuals), f"{time.foretold:+.0%}",
             _memory(1e6 * memory.each), _worst(memory.residuals), f"{memory.foretold:+.0%}")
        )  # fmt: skip
    return _table(rows)


def _limits(points: Sequence[Point]) -> str:
    rows = [("stage", "ten million tables: processor", "ten million tables: memory", "stops on 24 GiB at about")]
    for stage, shown in STAGES.items():
        time, memory = laws(points, stage)
        low, high = sorted((time.at(GOAL), steepest(points, stage)))
        stop = most_tables(memory, MACHINE - SYSTEM)
        rows.append((shown, f"{_hours(low)} to {_hours(high)}", _memory(memory.at(GOAL)), f"{stop:,} tables"))
    return _table(rows)


def _worst(residuals: Sequence[float]) -> str:
    return f"{max(residuals, key=abs):+.0%}"


def _short(seconds: float) -> str:
    return f"{seconds:,.0f}" if seconds >= 10 else f"{seconds:.1f}"


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds / 60:.0f} min"


def _memory(megabytes: float) -> str:
    return f"{megabytes / 1024:.1f} GiB"


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    head, *body = rows
    lines = [head, ("---",) * len(head), *body]
    return "".join("| " + " | ".join(row) + " |\n" for row in lines)


if __name__ == "__main__":
    main()
