"""Means, intervals and tests that hold with few respondents. Pure functions of numbers.

Answers of one person belong together, so the respondent and not the answer is the unit: pooling all answers
makes a nominal 95 % interval cover about 70 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import stats

CONFIDENCE = 0.95
SCALE = (1.0, 5.0)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean on the scale of 1 to 5 with its interval; `error` is its standard error, `df` its degrees of freedom."""

    n: int
    mean: float
    low: float
    high: float
    error: float
    df: float


def t_interval(values: Sequence[float], population: int | None = None) -> Estimate:
    """Student's t interval of the mean of independent values, one a respondent.

    Source: Student (1908). With `population` N the standard error is multiplied by the finite-population
    factor sqrt((N - n) / (N - 1)) (Cochran, Sampling Techniques, 1977, section 2.6): a census has no
    sampling error. One value says nothing about spread, so its interval is the whole scale.
    """
    n = len(values)
    if n == 0:
        raise ValueError("a mean needs at least one value")
    mean = math.fsum(values) / n
    if population is not None and population <= n:
        return Estimate(n, mean, mean, mean, 0.0, math.inf)
    if n == 1:
        return Estimate(1, mean, *SCALE, math.inf, 0.0)
    error = float(np.std(values, ddof=1)) / math.sqrt(n)
    if population is not None:
        error *= math.sqrt((population - n) / (population - 1))
    return within_scale(n, mean, error, n - 1)


def equal_mean(groups: Sequence[Estimate]) -> Estimate:
    """Mean of independent group means, each group counting the same however many answered in it.

    The standard error is sqrt(sum(error^2)) / k; degrees of freedom after Welch (1947) and Satterthwaite (1946).
    """
    k = len(groups)
    if k == 0:
        raise ValueError("a mean needs at least one group")
    if k == 1:
        return groups[0]
    mean = math.fsum(group.mean for group in groups) / k
    n = sum(group.n for group in groups)
    if any(math.isinf(group.error) for group in groups):
        return Estimate(n, mean, *SCALE, math.inf, 0.0)
    variances = [(group.error / k) ** 2 for group in groups]
    total = math.fsum(variances)
    below = math.fsum(v * v / group.df for v, group in zip(variances, groups, strict=True) if v > 0)
    return within_scale(n, mean, math.sqrt(total), total * total / below if below > 0 else math.inf)


def permutation_p(one: Sequence[float], other: Sequence[float], *, mid: bool = False) -> float:
    """Exact two-sided p-value of the difference between two groups' means, for whole-number answers.

    The share of all ways to deal the same answers into groups of these sizes in which the means differ at
    least as much (Fisher 1935, Pitman 1937). As answers take few values, all ways are counted at once: the
    sum of the smaller group is built up answer by answer with its number of combinations.
    With `mid`, ways that differ exactly as much count half (Lancaster 1961): coarse answers tie so often that the
    exact test at 5 % gives a false alarm in 1 to 4 of 100 cases, and misses gaps for it; this one in 3 to 5.
    """
    few, many = sorted((np.asarray(one, dtype=int), np.asarray(other, dtype=int)), key=len)
    pool = np.concatenate([few, many])
    base = int(pool.min())
    size, reach = len(few), int(pool.max()) - base
    ways = np.zeros((size + 1, size * reach + 1))
    ways[0, 0] = 1.0
    for score, count in zip(*np.unique(pool - base, return_counts=True), strict=True):
        grown = np.zeros_like(ways)
        for taken in range(min(int(count), size) + 1):
            weight = math.exp(_log_choose(int(count), taken) - _log_choose(int(count), int(count) // 2))
            shift = int(score) * taken
            grown[taken:, shift:] += weight * ways[: size + 1 - taken, : ways.shape[1] - shift]
        ways = grown
    sums = np.arange(ways.shape[1])
    middle = size * float((pool - base).mean())
    beyond = np.abs(sums - middle) - abs(float((few - base).sum()) - middle)
    counted = np.where(beyond > 1e-9, 1.0, np.where(beyond >= -1e-9, 0.5 if mid else 1.0, 0.0))
    return min(1.0, float((ways[size] * counted).sum() / ways[size].sum()))


def hedges_g(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Standardised difference of two means, corrected for small groups; None where nobody differs.

    g = J (m1 - m2) / s_pooled with J = 1 - 3 / (4 (n1 + n2 - 2) - 1) (Hedges 1981).
    """
    n1, n2 = len(one), len(other)
    df = n1 + n2 - 2
    if min(n1, n2) < 2:
        return None
    pooled = math.sqrt(((n1 - 1) * np.var(one, ddof=1) + (n2 - 1) * np.var(other, ddof=1)) / df)
    if pooled == 0:
        return None
    return float((1 - 3 / (4 * df - 1)) * (np.mean(one) - np.mean(other)) / pooled)


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values adjusted so that any false alarm among them stays under the level asked for (Holm 1979)."""
    adjusted = [0.0] * len(p_values)
    running = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        running = max(running, min(1.0, p_values[index] * (len(p_values) - rank)))
        adjusted[index] = running
    return adjusted


def rwg(values: Sequence[float], answers: int = 5) -> float | None:
    """Agreement of one group on one item, 1 for full agreement; None under two people.

    r_wg = 1 - s^2 / sigma^2 with sigma^2 = (A^2 - 1) / 12, the variance of answers at random
    (James, Demaree and Wolf 1984). Compare with `rwg_critical`, not with the customary 0.70.
    """
    if len(values) < 2:
        return None
    return float(1 - np.var(values, ddof=1) / ((answers**2 - 1) / 12))


@cache
def rwg_critical(n: int, answers: int = 5) -> float:
    """The r_wg that n people answering at random stay at or below in 95 of 100 cases.

    Exact by listing all possible counts up to 30 people; above that from the normal approximation of the
    sample variance, Var(s^2) = (mu4 - sigma^4 (n - 3) / (n - 1)) / n (Mood, Graybill and Boes, 1974).
    """
    if n < 2:
        raise ValueError("agreement needs at least two people")
    scores = np.arange(1, answers + 1, dtype=float)
    expected = (answers**2 - 1) / 12
    if n > 30:
        mu4 = float(np.mean((scores - scores.mean()) ** 4))
        spread = math.sqrt((mu4 - expected**2 * (n - 3) / (n - 1)) / n)
        return float(stats.norm.ppf(CONFIDENCE)) * spread / expected
    counts = _compositions(n, answers)
    log_chance = math.lgamma(n + 1) - _log_factorial(counts).sum(axis=1) - n * math.log(answers)
    means = counts @ scores / n
    values = 1 - ((counts @ scores**2) - n * means**2) / (n - 1) / expected
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(np.exp(log_chance[order]))
    return float(values[order][np.searchsorted(reached, CONFIDENCE - 1e-12)])


def within_scale(n: int, mean: float, error: float, df: float) -> Estimate:
    """Student's interval, cut off where the scale ends."""
    reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, df)) * error if error > 0 else 0.0
    return Estimate(n, mean, max(SCALE[0], mean - reach), min(SCALE[1], mean + reach), error, df)


def _compositions(n: int, parts: int) -> np.ndarray:
    """Every way to spread n people over `parts` answers, one a row."""
    if parts == 1:
        return np.array([[n]])
    blocks = []
    for first in range(n + 1):
        rest = _compositions(n - first, parts - 1)
        blocks.append(np.column_stack([np.full(len(rest), first), rest]))
    return np.vstack(blocks)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _log_factorial(counts: np.ndarray) -> np.ndarray:
    """log(k!) of each cell."""
    table = np.array([math.lgamma(k + 1) for k in range(int(counts.max()) + 1)])
    return table[counts]  # type: ignore[no-any-return]
