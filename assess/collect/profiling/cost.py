"""What profiling a table will cost its engine, said before it is done."""

from __future__ import annotations

from dataclasses import dataclass

# Seconds a million values on two cores, from benchmarks/profiling; Spark on one.
SECONDS = {"duckdb": 0.12, "postgres": 1.1, "mysql": 1.6, "sqlite": 2.0, "spark": 1.5}
OTHERS = 2.0


@dataclass(frozen=True, slots=True)
class Cost:
    """`rows` to be read, `values` to be hashed at most, and about how many `seconds` that takes the engine."""

    rows: int
    values: int
    seconds: float


def estimate_cost(engine: str, rows: int, columns: int, share: float = 1.0) -> Cost:
    """The cost of profiling `columns` columns of a table of `rows` rows, of which `share` (0..1) is read.

    Hashing dominates: seconds are values times a constant measured per engine. A client's server may be several
    times faster or slower.
    """
    read = round(rows * min(1.0, max(0.0, share)))
    return Cost(read, read * columns, round(read * columns / 1e6 * SECONDS.get(engine, OTHERS), 1))
