"""Are the answers to one question in two camps, or is it one opinion that happens to look like two?

One opinion is any distribution over 1..5 with a single hump: narrow or broad, lopsided, or no opinion at all (every
answer as likely). Two camps are a valley between two groups of at least 30 % each. The claim is made only where no
single hump whatever shows so deep a valley in more than 5 of 100 groups of so many people; it is `unclear` otherwise.
Two halves with nobody between are found in over 95 of 100 groups from 10 people on, 40 against 60 % from 14 and 30
against 70 % from 25; of 8 people no test could, not even one that knew what to look for (93 of 100).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

FEWEST_OF_A_CAMP = 0.3
SURE_FROM = 10  # from so many people on two halves with nobody between them are always found; see BARS
ASIDE = math.log(2)
# The least `depth` that any single hump reaches in at most 5 of 100 groups of so many people: worked out over all
# possible counts by benchmarks/maturity/one_camp.py, and checked there and in the tests by other means.
BARS = {
    5: 0.8137, 6: 1.2185, 7: 1.2192, 8: 1.6239, 9: 1.6246, 10: 1.6249, 11: 1.6274, 12: 2.0296, 13: 2.0296, 14: 2.0296,
    15: 2.1872, 16: 2.4355, 17: 2.1881, 18: 2.4355, 19: 2.4358, 20: 2.4358, 21: 2.1869, 22: 2.1869, 23: 2.1869,
    24: 1.8992, 25: 1.8992, 26: 1.8992, 27: 1.8044, 28: 1.8044, 29: 1.8044, 30: 1.8044,
}  # fmt: skip
BAR_OF_MANY = 1.9  # 1.81 is needed for 33 people, 1.74 for 40, 1.73 for 50; by simulation up to 2,000 it is enough


def split(counts: Sequence[int]) -> bool:
    """Whether the answers 1..5, so often given, are in two camps."""
    return bool(splits(np.asarray([counts]))[0])


def splits(counts: np.ndarray) -> np.ndarray:
    """`split` of many questions: one row each, one column an answer; never under five people."""
    given = np.asarray(counts)
    n, found = given.sum(axis=1), np.zeros(len(given), bool)
    rows = np.flatnonzero(n >= min(BARS))
    if len(rows):
        bars = np.array([BARS.get(size, BAR_OF_MANY) for size in n[rows].tolist()])
        found[rows] = depth(given[rows]) >= bars
    return found


def depth(counts: np.ndarray) -> np.ndarray:
    """How deep the deepest valley is that has at least 30 % of the people on either side; 0 where there is none.

    The answers are counted as those below a middle answer, at it, and above it. Under one hump the middle is as likely
    as the average answer on one side at least; `depth` is the log likelihood ratio of the counts against that
    (a union of two half-spaces, so the lesser of two one-sided ratios: Berger 1982, Technometrics 24). The
    middle may be 3, or 2 or 4 where the valley must be deeper by log 2, as the scale has one place in its middle and
    two aside. Equal depths are told apart by `valley`, in the third decimal.
    """
    given = np.asarray(counts)
    n = given.sum(axis=1)
    deepest = np.zeros(len(given))
    for middle in (1, 2, 3):
        below, at, above = given[:, :middle].sum(axis=1), given[:, middle], given[:, middle + 1 :].sum(axis=1)
        there = np.minimum(below, above) >= FEWEST_OF_A_CAMP * n - 1e-9
        ratio = np.minimum(_emptier(at, below, middle), _emptier(at, above, 4 - middle))
        ratio -= ASIDE if middle != 2 else 0.0
        deepest = np.maximum(deepest, np.where(there, ratio, 0.0))
    return np.round(np.where(deepest > 0, deepest + valley(given) / 1000, 0.0), 4)


def _emptier(at: np.ndarray, side: np.ndarray, answers: int) -> np.ndarray:
    """Log likelihood ratio of a middle that is emptier than the average of the `answers` on one side of it."""
    both = np.maximum(at + side, 1)
    ratio = _log_ratio(at, both / (answers + 1)) + _log_ratio(side, both * answers / (answers + 1))
    return np.where(at * answers < side, ratio, 0.0)


def _log_ratio(seen: np.ndarray, expected: np.ndarray) -> np.ndarray:
    found: np.ndarray = seen * np.log(np.where(seen > 0, seen, expected) / expected)
    return found


def valley(counts: np.ndarray) -> np.ndarray:
    """How much better the answers are described as they are than by the best single hump: log likelihood ratio.

    One row a question, one column an answer. The best hump rises up to its peak and falls after it; for every place
    of the peak both sides are the isotonic maximum-likelihood fits (Barlow, Bartholomew, Bremner and Brunk 1972;
    Robertson, Wright and Dykstra 1988, section 1.5). Zero where there is one hump; the idea is that of the dip test
    (Hartigan and Hartigan 1985), on a scale of few answers, where the dip itself has little power.
    """
    given = np.asarray(counts, dtype=float)
    shares = given / given.sum(axis=1, keepdims=True)
    sums = np.concatenate([np.zeros((len(given), 1)), np.cumsum(shares, axis=1)], axis=1)
    last = given.shape[1] - 1
    best = np.full(len(given), -np.inf)
    for peak in range(last + 1):
        rising = [_rising(sums, j, peak) for j in range(peak + 1)]
        falling = [_falling(sums, j, peak + 1, last) for j in range(peak + 1, last + 1)]
        best = np.maximum(best, _log_likelihood(given, np.column_stack(rising + falling)))
    deep: np.ndarray = np.maximum(_log_likelihood(given, shares) - best, 0.0)
    return deep


def _rising(sums: np.ndarray, j: int, end: int) -> np.ndarray:
    """Isotonic fit at j on 0..end: the greatest over starts of the least mean up to some end (min-max formula)."""
    fits = [np.min([_mean(sums, a, b) for b in range(j, end + 1)], axis=0) for a in range(j + 1)]
    return np.max(fits, axis=0)  # type: ignore[no-any-return]


def _falling(sums: np.ndarray, j: int, begin: int, end: int) -> np.ndarray:
    fits = [np.min([_mean(sums, a, b) for a in range(begin, j + 1)], axis=0) for b in range(j, end + 1)]
    return np.max(fits, axis=0)  # type: ignore[no-any-return]


def _mean(sums: np.ndarray, first: int, last: int) -> np.ndarray:
    mean: np.ndarray = (sums[:, last + 1] - sums[:, first]) / (last - first + 1)
    return mean


def _log_likelihood(counts: np.ndarray, shares: np.ndarray) -> np.ndarray:
    logs = np.log(np.where(counts > 0, shares, 1.0))
    total: np.ndarray = (counts * logs).sum(axis=1)
    return total
