"""Do people agree on a question, are they in two camps, or can neither be told?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assess.diagnose.maturity.groups import Levels
from assess.diagnose.maturity.statistics import rwg, rwg_critical
from assess.model.text import Text

Stance = Literal["agree", "split", "unclear"]
STANCES = {
    "agree": Text("看法一致", "people agree"),
    "split": Text("分成两派", "people are in two camps"),
    "unclear": Text("看不出", "it cannot be told"),
}
# The least `valley` that one camp reaches in at most 5 of 100 groups of so many people; see `split`.
VALLEYS = {
    5: 2.2493, 6: 2.2493, 7: 1.6218, 8: 2.1451, 9: 2.1801, 10: 2.1451, 11: 2.1511, 12: 2.6743, 13: 2.1511, 14: 2.1351,
    15: 2.1351, 16: 2.9289, 17: 3.0141, 18: 3.0988, 19: 2.911, 20: 2.9739, 21: 2.9809, 22: 2.636, 23: 2.6743,
    24: 2.8056, 25: 2.6061, 26: 2.6423, 27: 2.8056, 28: 2.6161, 29: 2.6469, 30: 2.8056,
}  # fmt: skip
VALLEY_OF_MANY = 2.95


@dataclass(frozen=True, slots=True)
class Dissent:
    """One question over the levels shown: `agreement` is r_wg, `critical` what it must exceed for so many people."""

    n: int
    agreement: float
    critical: float
    stance: Stance


def dissent_of(levels: Levels) -> Dissent | None:
    """Whether people agree on a question; None where fewer than five can be shown."""
    values = [value for group in levels.groups.values() if group.shown for value in group.values]
    agreement = rwg(values)
    if agreement is None:
        return None
    return Dissent(len(values), agreement, rwg_critical(len(values)), stance(values))


def stance(values: Sequence[float]) -> Stance:
    """`split` where two camps are sure, `agree` where agreement beats chance, else `unclear`.

    In few people two camps are often real and cannot be told from one broad one: that is `unclear`, not `agree`.
    """
    counts = [sum(value == answer for value in values) for answer in range(1, 6)]
    if split(counts):
        return "split"
    agreement = rwg(values)
    return "agree" if agreement is not None and agreement > rwg_critical(len(values)) + 1e-9 else "unclear"


def split(counts: Sequence[int]) -> bool:
    """Whether the answers 1..5 are in two camps: a third or more on each side of 3, and a valley between them.

    The bar depends on how many answered, and is exact (over all possible counts) up to 30 people: one camp is taken
    for two in at most 5 of 100 groups, whether it is narrow, broad or answers at random; from 16 people on also if
    it is as lopsided as can be, many at one answer and the others spread evenly over the rest (in fewer people that
    one passes in up to 10). Two halves with nobody between are found in over 95 of 100 groups from 14 people on,
    and always where they are at 1 and 5. Measured in benchmarks/maturity/simulate.py.
    """
    return bool(splits(np.asarray([counts]))[0])


def splits(counts: np.ndarray) -> np.ndarray:
    """`split` of many questions: one row each, one column an answer."""
    given = np.asarray(counts)
    n, found = given.sum(axis=1), np.zeros(len(given), bool)
    camps = 3 * np.minimum(given[:, :2].sum(axis=1), given[:, 3:].sum(axis=1)) >= n
    rows = np.flatnonzero(camps & (n >= min(VALLEYS)))
    if len(rows):
        bars = np.array([VALLEYS.get(size, VALLEY_OF_MANY) for size in n[rows].tolist()])
        found[rows] = valley(given[rows]) >= bars
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
