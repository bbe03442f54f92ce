"""Where the levels of the company see different companies: tested on questions asked of all in the same words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from assess.diagnose.maturity.groups import Answers
from assess.diagnose.maturity.intervals import Interval, difference_interval, effect_interval
from assess.diagnose.maturity.statistics import hedges_g, holm, permutation_p
from assess.model.bank import LEVELS

FEWEST_FOR_A_CLAIM = 8
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference between two levels on one question. `p` is adjusted for all that were tested (Holm)."""

    item: str
    higher: str
    lower: str
    mean_higher: float
    mean_lower: float
    n_higher: int
    n_lower: int
    p: float
    g: float | None
    interval: Interval
    g_interval: Interval | None

    @property
    def difference(self) -> float:
        return self.mean_higher - self.mean_lower


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pairs that were tested, and how many could not be for want of eight people on each side."""

    tested: tuple[Gap, ...]
    no_claim: int

    @property
    def significant(self) -> tuple[Gap, ...]:
        """Gaps that hold, the widest first."""
        held = [gap for gap in self.tested if gap.p < SIGNIFICANT and gap.difference > 0]
        return tuple(sorted(held, key=lambda gap: (-round(gap.difference, 9), gap.item, gap.higher)))


def compare_levels(answers: Answers) -> Comparison:
    """Every pair of levels on every anchor: permutation test of the means (mid-p, over all ways to deal the answers),
    Hedges g with its interval, Holm over all tests.

    Under eight people on either side there is no claim, which is not the same as no gap: a shift of a whole
    level would be missed more often than not.
    """
    found: list[Gap] = []
    no_claim = 0
    for item in answers.bank.anchors():
        groups = answers.item(item.id).groups
        for one, other in combinations(LEVELS, 2):
            a, b = groups[one], groups[other]
            if min(a.n, b.n) < FEWEST_FOR_A_CLAIM or not (a.shown and b.shown):
                no_claim += 1
                continue
            if np.mean(a.values) < np.mean(b.values):
                a, b = b, a
            g = hedges_g(a.values, b.values)
            found.append(
                Gap(
                    item.id, a.level, b.level, float(np.mean(a.values)), float(np.mean(b.values)), a.n, b.n,
                    permutation_p(a.values, b.values, mid=True), g, difference_interval(a.values, b.values),
                    effect_interval(g, a.n, b.n) if g is not None else None,
                )
            )  # fmt: skip
    adjusted = holm([gap.p for gap in found])
    tested = tuple(replace(gap, p=p) for gap, p in zip(found, adjusted, strict=True))
    return Comparison(tested, no_claim)
