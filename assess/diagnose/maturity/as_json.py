"""Scores of a questionnaire without an engagement: what `assess score --json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from assess.diagnose.maturity.badge import floor, staged
from assess.diagnose.maturity.careless import careless_of
from assess.diagnose.maturity.company import overall, pooled
from assess.diagnose.maturity.consensus import dissent_of
from assess.diagnose.maturity.gaps import Gap, compare_levels
from assess.diagnose.maturity.groups import FEWEST, Answers, Levels
from assess.diagnose.maturity.intervals import Interval, item_intervals
from assess.diagnose.maturity.power import power_of
from assess.diagnose.maturity.privacy.comments import comments_of
from assess.diagnose.maturity.privacy.gate import by_department, entered, gated, held_back
from assess.diagnose.maturity.privacy.release import Figure, ReleaseLog, Slice
from assess.diagnose.maturity.scores import back_of, dimensions_of
from assess.diagnose.maturity.statistics import Estimate
from assess.diagnose.maturity.unsure import Unsure, anchored, unsure_of
from assess.model.bank import LEVELS, Bank, Item
from assess.model.target import distance, open_gaps

_NOTHING = {"n": 0, "mean": None, "low": None, "high": None, "suppressed": False}
_HIDDEN = {"n": None, "mean": None, "low": None, "high": None, "suppressed": True}


def score_json(
    bank: Bank,
    answers_frame: pd.DataFrame,
    log: ReleaseLog | None = None,
    population: Mapping[str, int] | None = None,
    executives: str = "",
    targets: Mapping[str, float] | None = None,
    not_applicable: Literal["leave_out", "target"] = "leave_out",
) -> dict[str, Any]:
    """Dimension scores with n, mean, low, high and per level; items, gaps, dissent, what is not known, suppressed.

    `answers_frame` has the columns of the evidence table `answers`. Every figure passes the log of releases: groups
    of fewer than five people appear as suppressed and enter no number, and so does a group from which, with all
    that is shown beside it, fewer could be found. Give the `log` of earlier exports and that holds for all of them
    together; without it, for this one. `population` is how many people each level has. One to four executives are
    left out; with `executives` "merge" they count among middle management, with "show" all of them agreed in writing
    (see `privacy.gate.entered`). `targets` are levels to reach, of dimensions and of items; what does not apply is
    left out of a score, or with `not_applicable="target"` counts as having reached its item's target.
    """
    log = ReleaseLog() if log is None else log
    answers = answers_shown(bank, answers_frame, log, population, executives, targets, not_applicable)
    dimensions = dimensions_of(answers)
    company = {name: levels.company for name, levels in dimensions.items()}
    whole = overall(answers)
    comparison = compare_levels(answers)
    return {
        "bank": {"id": bank.id, "version": bank.version},
        "respondents": answers.counted(),
        "merged": ["executive", "middle"] if answers.merged else [],
        "waiting": [level for level in LEVELS if level in answers.waiting],
        "overall": _round(whole.mean if whole else None),
        "overall_low": _round(whole.low if whole else None),
        "overall_high": _round(whole.high if whole else None),
        "badge": staged(answers),
        "floor": floor(company),
        "dimensions": [
            {
                "id": dimension.id,
                "name": dimension.name.text.as_dict(),
                **_company(dimensions[dimension.id]),
                "pooled": _estimate(every) if (every := pooled(dimensions[dimension.id])) else None,
                "badge": staged(answers, dimension.id),
                "unsure": _unsure(unsure_of(answers, dimension.id)),
                "levels": {level: _level(dimensions[dimension.id], dimension.id, level, log) for level in LEVELS},
            }
            for dimension in bank.dimensions
        ],
        "items": _items(answers),
        "target": _target(answers, targets) if targets else None,
        "gaps": [_gap(gap, bank) for gap in comparison.significant],
        "gaps_tested": len(comparison.tested),
        "gaps_without_claim": comparison.no_claim,
        "gaps_visible": [
            {
                "levels": [pair.one, pair.other],
                "n": [pair.n_one, pair.n_other],
                "power_one_level": _round(pair.one_level),
                "smallest_seen": pair.visible,
            }
            for pair in power_of(answers)
        ],
        "dissent": [part for item in bank.items if (part := _dissent(answers, item))],
        "dont_know": [
            {"item": item.id, "unknown": share[0], "asked": share[1]}
            for item in bank.items
            if (share := answers.unknown_share(item.id)) and share[0]
        ],
        "careless": _careless(answers, log),
        "departments": [
            {"department": name, "dimension": figure.slice.measure, **_figure(figure)}
            for name, figure in by_department(answers, log)
        ],
        "comments": [{"item": item, "n": len(texts)} for item, texts in comments_of(bank, answers_frame, log).items()],
        "thresholds": {"scores": log.thresholds.scores, "comments": log.thresholds.comments},
        "suppressed": [
            {"dimension": name, "level": level} for name, levels in dimensions.items() for level in levels.suppressed
        ],
        "withheld": [{"item": item, "level": level} for item, level in back_of(answers)],
    }


def answers_shown(
    bank: Bank,
    frame: pd.DataFrame,
    log: ReleaseLog,
    population: Mapping[str, int] | None = None,
    executives: str = "",
    targets: Mapping[str, float] | None = None,
    not_applicable: Literal["leave_out", "target"] = "leave_out",
) -> Answers:
    """The answers as far as `score_json` with the same arguments shows them."""
    answers = entered(bank, frame, log, population, executives)
    return gated(anchored(answers, targets or {}) if not_applicable == "target" else answers, log)


def _items(answers: Answers) -> list[dict[str, Any]]:
    """Every item and level that can be shown, with the interval of a single question."""
    shown = [
        (item.id, level, group.values)
        for item in answers.bank.items
        for level, group in answers.item(item.id).groups.items()
        if group.shown
    ]
    if not shown:
        return []
    counts = np.array([[values.count(float(answer)) for answer in range(1, 6)] for _, _, values in shown])
    means, lows, highs = item_intervals(counts)
    return [
        {
            "item": item,
            "level": level,
            "n": len(values),
            "mean": round(mean, 4),
            "low": round(low, 4),
            "high": round(high, 4),
        }
        for (item, level, values), mean, low, high in zip(
            shown, means.tolist(), lows.tolist(), highs.tolist(), strict=True
        )
    ]


def _target(answers: Answers, targets: Mapping[str, float]) -> dict[str, Any]:
    """How much of the way from 1 to the targets is gone, and what is short of its own."""
    bank = answers.bank
    scores = {item.id: score.mean for item in bank.items if (score := answers.item(item.id).company)}
    scores |= {name: levels.company.mean for name, levels in dimensions_of(answers).items() if levels.company}
    found = distance(scores, targets, lowest=1.0)
    gaps = [
        {"item" if bank.item(name) else "dimension": name, "gap": round(gap, 4)}
        for name, gap in open_gaps(scores, targets)
    ]
    return {"reached": _round(found.reached), "measured": found.measured, "asked": len(targets), "gaps": gaps}


def _dissent(answers: Answers, item: Item) -> dict[str, Any] | None:
    """Agreement on one item over the levels shown; None where fewer than five people can be shown."""
    found = dissent_of(answers.item(item.id))
    if found is None:
        return None
    return {
        "item": item.id,
        "n": found.n,
        "rwg": round(found.agreement, 4),
        "critical": round(found.critical, 4),
        "agreed": found.stance == "agree",
        "split": found.stance == "split",
        "stance": found.stance,
    }


def _unsure(unsure: Unsure) -> dict[str, Any]:
    return {
        "answered": unsure.answered,
        "dont_know": unsure.unknown,
        "not_applicable": unsure.not_applicable,
        "refused": unsure.refused,
        "dont_know_rate": _round(unsure.unknown_rate),
        "low": _round(unsure.low),
        "high": _round(unsure.high),
    }


def _careless(answers: Answers, log: ReleaseLog) -> dict[str, Any]:
    if held_back(answers, log):
        return {"flagged": None, "asked": None, "overall_with": None, "overall_without": None, "kept_levels": []}
    found = careless_of(answers, log=log)
    return {
        "flagged": found.flagged,
        "asked": found.asked if found.asked >= FEWEST else None,
        "overall_with": _round(found.with_all),
        "overall_without": _round(found.without),
        "kept_levels": list(found.kept),
    }


def _company(levels: Levels) -> dict[str, Any]:
    if levels.company:
        return _estimate(levels.company)
    return dict(_HIDDEN if levels.suppressed else _NOTHING)


def _level(levels: Levels, dimension: str, level: str, log: ReleaseLog) -> dict[str, Any]:
    """A level's score; where a newer one would give somebody away, the one that was shown last stands beside."""
    group = levels.groups[level]
    if group.suppressed:
        before = log.shown(Slice(dimension, (level,)))
        return {**_HIDDEN, "earlier": _figure(before)} if before else dict(_HIDDEN)
    return _estimate(group.estimate) if group.estimate else dict(_NOTHING)


def _figure(figure: Figure) -> dict[str, Any]:
    if figure.n is None or figure.mean is None or figure.low is None or figure.high is None:
        return dict(_NOTHING if figure.status == "nobody" else _HIDDEN)
    return {
        "n": figure.n,
        "mean": round(figure.mean, 4),
        "low": round(figure.low, 4),
        "high": round(figure.high, 4),
        "suppressed": False,
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "n": estimate.n,
        "mean": round(estimate.mean, 4),
        "low": round(estimate.low, 4),
        "high": round(estimate.high, 4),
        "suppressed": False,
    }


def _gap(gap: Gap, bank: Bank) -> dict[str, Any]:
    item = bank.item(gap.item)
    assert item is not None
    return {
        "item": gap.item,
        "dimension": item.dimension,
        "higher": gap.higher,
        "lower": gap.lower,
        "difference": round(gap.difference, 4),
        **_ends("", gap.interval),
        "p_value": round(gap.p, 6),
        "hedges_g": _round(gap.g),
        **_ends("hedges_g_", gap.g_interval),
        "n_higher": gap.n_higher,
        "n_lower": gap.n_lower,
    }


def _ends(name: str, interval: Interval | None) -> dict[str, float | None]:
    return {
        f"{name}low": _round(interval.low if interval else None),
        f"{name}high": _round(interval.high if interval else None),
    }


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, 4)
