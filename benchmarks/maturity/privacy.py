"""Ten thousand surveys in which slices, check-ups and exports go out in random order, and an attacker who has them all.

usage: python -m benchmarks.maturity.privacy [--surveys 10000] [--processes 2]
Printed: how many figures went out, in how many surveys fewer than five people could be told about, and in how many
they could where only the threshold is kept.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from assess.diagnose.maturity.groups import Answers
from assess.diagnose.maturity.privacy.release import Figure, ReleaseLog, Slice
from benchmarks.maturity.attacker import attack, sequence


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--surveys", type=int, default=10_000)
    asked.add_argument("--processes", type=int, default=2)
    given = asked.parse_args()
    began = time.perf_counter()
    with ProcessPoolExecutor(given.processes) as pool:
        played = list(pool.map(_play, range(given.surveys), chunksize=50))
        forgetful = list(pool.map(_play_forgetful, range(min(1000, given.surveys)), chunksize=50))
    print(f"{given.surveys:,} surveys, {sum(shown for shown, _ in played):,} figures published")
    print(f"surveys in which fewer than five people could be told about: {sum(broken for _, broken in played)}")
    print(f"the same with the threshold only: {sum(broken for _, broken in forgetful)} of {len(forgetful):,}")
    print(f"{time.perf_counter() - began:.0f} s")


def _play(seed: int) -> tuple[int, bool]:
    equations, shown = sequence(np.random.default_rng(seed))
    return shown, attack(equations) is not None


def _play_forgetful(seed: int) -> tuple[int, bool]:
    equations, shown = sequence(np.random.default_rng(seed), _forgetful)
    return shown, attack(equations) is not None


def _forgetful(answers: Answers, asked: Slice) -> Figure:
    """The threshold and nothing else: what went out before is forgotten."""
    return ReleaseLog().publish(answers, asked)


if __name__ == "__main__":
    main()
