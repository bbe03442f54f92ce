"""How often one opinion is taken for two camps at worst, over every distribution with a single hump; and the best test.

usage: python -m benchmarks.maturity.one_camp [--most 30]
A line a number of people: the bar of `camps.BARS` worked out anew, the worst false alarm and the distribution that
gives it; then how often planted camps are found, by distance, noise and shares, beside the most that any test could
find that takes no single hump for two camps in more than 5 of 100 groups.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from scipy.optimize import linprog

from assess.diagnose.maturity.camps import BARS, depth, splits
from assess.diagnose.maturity.statistics import _compositions

ALARM = 0.05
Camp = tuple[float, ...]


def humps(peak: int) -> np.ndarray:
    """The even distributions over 1..5 around `peak` (0 to 4), one a row.

    A distribution has its hump at `peak` exactly where it is a mixture of these (Khintchine 1938, for whole numbers).
    """
    runs = [(first, last) for first in range(peak + 1) for last in range(peak, 5)]
    return np.array([[(first <= at <= last) / (last - first + 1) for at in range(5)] for first, last in runs])


def worst(counts: np.ndarray, chance: np.ndarray | None = None, seed: int = 0) -> tuple[float, np.ndarray]:
    """The most that any single hump gives to these outcomes (rows of counts), and which one does.

    The chance is a polynomial of the mixture's weights with coefficients of 0 or more, so that weights in proportion
    to weight times slope never make it less (Baum and Eagon 1967); from several starts. `chance` are chances of the
    outcomes to be counted, 1 where left out.
    """
    rng, best, where = np.random.default_rng(seed), 0.0, np.full(5, 0.2)
    ways = _log_ways(counts) + (0.0 if chance is None else np.log(chance))
    for peak in range(5):
        even = humps(peak)
        for start in range(3):
            weights = np.ones(len(even)) if start == 0 else rng.dirichlet(np.full(len(even), 0.5)) + 1e-6
            weights, last = weights / weights.sum(), 0.0
            for step in range(400):
                shares = np.maximum(weights @ even, 1e-300)
                each = np.exp(ways + counts @ np.log(shares))
                if (total := float(each.sum())) > best:
                    best, where = total, shares
                if step > 10 and total - last < 1e-7:
                    break
                last = total
                weights = weights * (even @ ((each @ counts) / shares))
                weights /= weights.sum()
    return best, where


def bar_of(n: int) -> tuple[float, float, np.ndarray]:
    """The least depth that single humps reach in at most 5 of 100 groups of n; how many do at worst, and which hump."""
    counts = _compositions(n, 5)
    deep = depth(counts)
    counts, deep = counts[deep > 0], deep[deep > 0]
    bars, low, high = np.unique(deep), 0, len(np.unique(deep))
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if worst(counts[deep >= bars[middle]])[0] > ALARM else (low, middle)
    return float(bars[low]), *worst(counts[deep >= bars[low]], seed=1)


def camp(level: int, noise: float) -> Camp:
    """Chances of the answers 1..5 of one camp: at `level` but for `noise`, which goes to the levels beside it."""
    beside = [at for at in (level - 1, level + 1) if 1 <= at <= 5]
    return tuple(1 - noise if at == level else noise / len(beside) if at in beside else 0.0 for at in range(1, 6))


def outcomes(one: Camp, other: Camp, n_one: int, n_other: int) -> tuple[np.ndarray, np.ndarray]:
    """Every count that two camps of so many people can give, one a row, and its chance."""
    chance: dict[tuple[int, ...], float] = {}
    for (a, p), (b, q) in ((x, y) for x in _of_one(one, n_one) for y in _of_one(other, n_other)):
        both = tuple(i + j for i, j in zip(a, b, strict=True))
        chance[both] = chance.get(both, 0.0) + p * q
    return np.array(list(chance)), np.array(list(chance.values()))


def found(one: Camp, other: Camp, n_one: int, n_other: int) -> float:
    """How often two planted camps are said to be two camps; exact."""
    counts, chance = outcomes(one, other, n_one, n_other)
    return float(chance[splits(counts)].sum())


def bound(one: Camp, other: Camp, n_one: int, n_other: int) -> float:
    """The most often that any test finds these two camps, which takes a single hump for two in at most 5 of 100 groups.

    The most powerful test of a composite hypothesis is a linear programme over the outcomes (Lehmann and Romano 2005,
    section 3.8); humps are added until none is taken for two camps more often. It knows the camps it looks for.
    """
    counts, planted = outcomes(one, other, n_one, n_other)
    ways = _log_ways(counts)
    nulls = [np.full(5, 0.2)]
    while True:
        limits = np.exp(ways + np.log(np.array(nulls)) @ counts.T)
        solved = linprog(-planted, A_ub=limits, b_ub=np.full(len(nulls), ALARM), bounds=(0, 1), method="highs")
        taken = solved.x > 1e-9
        alarm, shares = worst(counts[taken], solved.x[taken])
        if alarm <= ALARM + 2e-4 or len(nulls) > 60:
            return float(-solved.fun)
        nulls.append(np.maximum(shares, 1e-300))


PLANTED: dict[str, tuple[Camp, Camp]] = {
    "1 or 2 against 4 or 5": ((0.5, 0.5, 0, 0, 0), (0, 0, 0, 0.5, 0.5)),
    "1 against 5, noise 0.1": (camp(1, 0.1), camp(5, 0.1)),
    "1 against 4, noise 0.1": (camp(1, 0.1), camp(4, 0.1)),
    "2 against 4, no noise": (camp(2, 0), camp(4, 0)),
    "2 against 4, noise 0.1": (camp(2, 0.1), camp(4, 0.1)),
    "1 against 3, no noise": (camp(1, 0), camp(3, 0)),
}


@cache
def _of_one(chances: Camp, n: int) -> tuple[tuple[tuple[int, ...], float], ...]:
    """(counts, chance) of one camp of n people."""
    counts = _compositions(n, 5)
    counts = counts[(counts[:, np.array(chances) == 0] == 0).all(axis=1)]
    chance = np.exp(_log_ways(counts) + counts @ np.log(np.maximum(chances, 1e-300)))
    return tuple(zip(map(tuple, counts.tolist()), chance.tolist(), strict=True))


def _log_ways(counts: np.ndarray) -> np.ndarray:
    table = np.array([math.lgamma(k + 1) for k in range(int(counts.sum(axis=1).max()) + 1)])
    ways: np.ndarray = table[counts.sum(axis=1)] - table[counts].sum(axis=1)
    return ways


def main(given: Sequence[str] | None = None) -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--most", type=int, default=max(BARS))
    most = asked.parse_args(given).most
    print("people: bar, false alarm at worst, and the shares of 1 to 5 that give it")
    for n in range(min(BARS), most + 1):
        bar, alarm, shares = bar_of(n)
        print(f"  {n:2}: {bar:.4f} {alarm:.4f}  " + " ".join(f"{share:.3f}" for share in shares))
    print("planted camps found, and the most that any test can find, for halves; for 40 %; for 30 %")
    for n in (8, 9, 10, 12, 14, 16, 20, 25, 30):
        for name, (one, other) in PLANTED.items():
            told = []
            for share in (0.5, 0.4, 0.3):
                few = math.ceil(share * n) if share < 0.5 else n // 2
                best = f"{bound(one, other, few, n - few):.3f}" if n <= 16 else "-"
                told.append(f"{found(one, other, few, n - few):.3f} of {best}")
            print(f"  {n:2}, {name}: " + "; ".join(told), flush=True)


if __name__ == "__main__":
    main()
