"""One number for the whole: the mean of the dimensions, with an interval that knows it is the same people in all."""

from __future__ import annotations

import math

import numpy as np

from assess.diagnose.maturity.groups import Answers, Levels
from assess.diagnose.maturity.statistics import Estimate, t_interval, within_scale
from assess.model.bank import LEVELS


def pooled(levels: Levels) -> Estimate | None:
    """Everybody counting the same, whatever their level: shown beside the company's score, never instead of it.

    It is made of the levels that are shown, so it tells no more than they do.
    """
    values = [value for group in levels.groups.values() if group.shown for value in group.values]
    sizes = [group.population for group in levels.groups.values() if group.shown]
    known = [size for size in sizes if size is not None]
    return t_interval(values, sum(known) if len(known) == len(sizes) else None) if values else None


def overall(answers: Answers) -> Estimate | None:
    """The mean of the dimensions that can be shown, each the equal mean of its levels.

    As one person answers in many dimensions, their scores are not independent. The standard error is that of the
    sum of what each person adds: over dimensions d of (y - mean) / (D L_d n) with D dimensions and L_d levels, a
    linearised variance (Cochran 1977, section 6.4; Wolter 2007, chapter 6), each level with n / (n - 1); the degrees
    of freedom are Satterthwaite's (1946) over the levels.
    """
    shown = []
    for dimension in answers.bank.dimensions:
        levels = answers.dimension(dimension.id)
        if levels.company:
            shown.append((answers.means(dimension.id), levels))
    if not shown:
        return None
    level = answers.level.to_numpy()
    adds = np.zeros(len(level))
    for means, levels in shown:
        there = [name for name in LEVELS if levels.groups[name].shown]
        for name in there:
            mine = (level == name) & ~np.isnan(means)
            adds[mine] += (means[mine] - means[mine].mean()) / (len(shown) * len(there) * mine.sum())
    counted = np.any([~np.isnan(means) for means, _ in shown], axis=0)
    variances, below, people = [], 0.0, 0
    for name in LEVELS:
        if not any(levels.groups[name].shown for _, levels in shown):
            continue
        mine = (level == name) & counted
        n = int(mine.sum())
        size = answers.population.get(name)
        rest = 1.0 if size is None or size < n else (size - n) / max(1, size - 1)
        variance = float((adds[mine] ** 2).sum()) * n / (n - 1) * rest
        variances.append(variance)
        below += variance**2 / (n - 1)
        people += n
    total = math.fsum(variances)
    mean = math.fsum(levels.company.mean for _, levels in shown if levels.company) / len(shown)
    return within_scale(people, mean, math.sqrt(total), total**2 / below if below > 0 else math.inf)
