"""How near the estimated containment of columns comes to the truth, through the real profiling of a real DuckDB.

usage: python -m benchmarks.profiling.containment [--rows 1000000] [--columns 40] [--seed 1]
Two tables whose columns share between none and all of their values; each column is sketched inside the database, and
the containment read from the sketches is held against the truth that was planted. Printed: how many of the estimates
are within two points of the truth, how many intervals hold it, and the greatest error.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import duckdb
import numpy as np

from assess.collect.databases.address import address_of
from assess.collect.databases.session import session
from assess.collect.profile import Profile, profile_table
from assess.diagnose.redundancy.compiled.overlap import shared_counts
from assess.diagnose.redundancy.content import Containment
from assess.model.engagement import Source


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--columns", type=int, default=40)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    rng = np.random.default_rng(given.seed)
    distinct = np.exp(rng.uniform(np.log(200), np.log(given.rows), given.columns)).astype(int)
    shared = (rng.uniform(0, 1, given.columns) * distinct).astype(int)
    with tempfile.TemporaryDirectory() as folder:
        one, other = _profiles(Path(folder), given.rows, distinct.tolist(), shared.tolist(), f"{given.seed:032x}")
    errors, held = [], 0
    for i, (a, b) in enumerate(zip(one.sketches, other.sketches, strict=True)):
        truth = shared[i] / distinct[i]
        share = _containment(a, b).a_in_b
        errors.append(abs(share.base - truth))
        held += share.low - 1e-9 <= truth <= share.high + 1e-9
    near = sum(error <= 0.02 for error in errors)
    print(f"{given.columns} pairs of columns of {given.rows:,} rows, 200 to {given.rows:,} distinct values")
    print(f"within 2 points: {near / len(errors):.1%}; truth in the 95 % interval: {held / len(errors):.1%}")
    print(f"greatest error {max(errors):.4f}, mean {np.mean(errors):.4f}")


def _profiles(folder: Path, rows: int, distinct: list[int], shared: list[int], salt: str) -> tuple[Profile, Profile]:
    """Sketches of both tables: column i of the second has the first `shared[i]` values of the first's, then others."""
    path = folder / "two.duckdb"
    with duckdb.connect(str(path)) as db:
        for name, first in (
            ("one", [0] * len(distinct)),
            ("other", [d - s for d, s in zip(distinct, shared, strict=True)]),
        ):
            columns = ", ".join(
                f"'v' || ((i * 7919 % {d}) + {f}) AS c{n}" for n, (d, f) in enumerate(zip(distinct, first, strict=True))
            )
            db.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM range({rows}) r(i)")
    source = Source(id="two", department="it", kind="database", url=f"duckdb:///{path}", timeout_seconds=3600)
    kinds = [(f"c{n}", "varchar") for n in range(len(distinct))]
    with session(address_of(source, folder)) as opened:
        one, other = (profile_table(opened, f"main.{name}", kinds, salt) for name in ("one", "other"))
    return one, other


def _containment(a: object, b: object) -> Containment:
    mine, theirs = np.asarray(a.hashes), np.asarray(b.hashes)  # type: ignore[attr-defined]
    whole = np.array([a.distinct == len(mine), b.distinct == len(theirs)])  # type: ignore[attr-defined]
    cut = np.array([0, len(mine), len(mine) + len(theirs)])
    of_a, of_b, both = shared_counts(
        np.concatenate([mine, theirs]), cut[:-1], cut[1:], whole, np.array([0]), np.array([1])
    )[0].tolist()
    return Containment(of_a, of_b, both, bool(whole.all()))


if __name__ == "__main__":
    main()
