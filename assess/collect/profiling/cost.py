"""What profiling a table will cost its engine, said before it is done, and how much of it can be read for a budget."""

from __future__ import annotations

from dataclasses import dataclass

# Seconds a million values on two cores, from benchmarks/profiling; Spark on one.
SECONDS = {"duckdb": 0.12, "postgres": 0.8, "mysql": 1.6, "sqlite": 2.0, "spark": 1.5}
OTHERS = 2.0
# In steps, so that a table that grew a little is read by the sample it was read by before.
SHARES = (1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
FEWEST_ROWS = 100_000  # a smaller sample says little and saves nothing


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


def share_within(engine: str, rows: int, columns: int, seconds: float, most_rows: int | None = None) -> float:
    """The largest share of a table's rows that can be read in about `seconds` and is no more than `most_rows` rows.

    1 wherever the whole fits: two tables that were both read by sample cannot be compared row by row. Never less than
    a hundred thousand rows of it for the sake of `seconds`; `most_rows` is what somebody asked for and holds.
    """
    for share in SHARES:
        cost = estimate_cost(engine, rows, columns, share)
        fits = cost.seconds <= seconds or cost.rows <= FEWEST_ROWS
        if fits and (most_rows is None or cost.rows <= most_rows):
            return share
    return SHARES[-1]
