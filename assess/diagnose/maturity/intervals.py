"""Intervals of single questions, of differences and of effects; and how large a difference could have been seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from assess.diagnose.maturity.statistics import CONFIDENCE, SCALE

PRIOR = 0.2
# Up to so many answers, this part of the posterior: the least that covers in 0.93 of cases whatever the answers look
# like, counted over all possible answers (benchmarks/maturity/simulate.py); 0.95 from 18 on. Three people of two camps
# are all of one camp in a quarter of cases, so an interval that covers these covers narrow opinions in over 0.97.
CREDIBLE = {4: 0.99, 5: 0.98, 8: 0.965, 17: 0.9625}


@dataclass(frozen=True, slots=True)
class Interval:
    """The 95 % interval of one number."""

    low: float
    high: float


def credible(numbers: np.ndarray) -> np.ndarray:
    """The part of the posterior that covers 0.93 or more of what is drawn, for so many answers each."""
    taken = np.full(np.shape(numbers), CONFIDENCE)
    for most, part in sorted(CREDIBLE.items(), reverse=True):
        taken[np.asarray(numbers) <= most] = part
    return taken


def item_intervals(counts: np.ndarray, prior: float = PRIOR) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(mean, low, high) of questions answered 1..A, from how often each answer was given: one row a question.

    `mean` is the plain mean. The interval is of the posterior of the mean under a Dirichlet prior of `prior` an
    answer (Gelman et al., Bayesian Data Analysis, section 3.4). That posterior has mean m = sum(k a_k) / a0 and
    variance (sum(k^2 a_k) / a0 - m^2) / (a0 + 1) with a_k = count + prior (Aitchison and Shen 1980; moments of a
    linear function of a Dirichlet vector), and is set equal to the Beta distribution on 1..A of the same two: exact
    for two answers, and what drawing gives, without chance and a thousand times faster.
    What part of the posterior is taken follows from the number of answers (`CREDIBLE`), so that the interval covers.
    """
    given = np.atleast_2d(np.asarray(counts, dtype=float))
    scores = np.arange(1, given.shape[1] + 1)
    with np.errstate(invalid="ignore"):
        plain = given @ scores / given.sum(axis=1)
    weights = given + prior
    total = weights.sum(axis=1)
    mean = weights @ scores / total
    variance = (weights @ scores**2 / total - mean**2) / (total + 1)
    span = given.shape[1] - 1
    place, spread = (mean - 1) / span, variance / span**2
    strength = place * (1 - place) / spread - 1
    tail = (1 - credible(given.sum(axis=1))) / 2
    low, high = (stats.beta.ppf(q, place * strength, (1 - place) * strength) for q in (tail, 1 - tail))
    return plain, np.minimum(1 + span * low, plain), np.maximum(1 + span * high, plain)


def difference_interval(one: Sequence[float], other: Sequence[float]) -> Interval:
    """Interval of the difference of two means whose spreads may differ (Welch 1947), within what the scale allows."""
    n1, n2 = len(one), len(other)
    v1, v2 = float(np.var(one, ddof=1)) / n1, float(np.var(other, ddof=1)) / n2
    between = float(np.mean(one) - np.mean(other))
    if v1 + v2 == 0:
        return Interval(between, between)
    df = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))
    reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, df)) * math.sqrt(v1 + v2)
    width = SCALE[1] - SCALE[0]
    return Interval(max(-width, between - reach), min(width, between + reach))


def effect_interval(g: float, n_one: int, n_other: int) -> Interval:
    """Interval of Hedges' g from its large-sample variance.

    V_d = (n1 + n2) / (n1 n2) + d^2 / (2 (n1 + n2)) with d = g / J, and V_g = J^2 V_d (Hedges and Olkin 1985;
    Borenstein et al. 2009, formulas 4.20, 4.24).
    """
    correction = 1 - 3 / (4 * (n_one + n_other - 2) - 1)
    d = g / correction
    variance = correction**2 * ((n_one + n_other) / (n_one * n_other) + d**2 / (2 * (n_one + n_other)))
    reach = float(stats.norm.ppf((1 + CONFIDENCE) / 2)) * math.sqrt(variance)
    return Interval(g - reach, g + reach)


def power(n_one: int, n_other: int, shift: float, spread: float, level: float = 1 - CONFIDENCE) -> float:
    """Chance to find a difference of `shift` between groups whose answers spread by `spread` (standard deviation).

    Two-sided t test: noncentral t with delta = shift / spread * sqrt(n1 n2 / (n1 + n2)) (Cohen 1988, section 2.2).
    The permutation test, which is the one made, finds up to five in a hundred fewer.
    """
    df = n_one + n_other - 2
    bound = float(stats.t.ppf(1 - level / 2, df))
    delta = shift / spread * math.sqrt(n_one * n_other / (n_one + n_other))
    return float(stats.nct.sf(bound, df, delta) + stats.nct.cdf(-bound, df, delta))


def visible(n_one: int, n_other: int, spread: float, chance: float = 0.8) -> float | None:
    """The smallest difference that would be found in four cases of five; None where the whole scale is not enough."""
    for tenths in range(1, 41):
        if power(n_one, n_other, tenths / 10, spread) >= chance:
            return tenths / 10
    return None
