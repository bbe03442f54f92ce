"""Scores of a questionnaire without an engagement: what `assess score --json` prints."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assess.diagnose.maturity.badge import floor, staged
from assess.diagnose.maturity.consensus import split
from assess.diagnose.maturity.gaps import Gap, compare_levels
from assess.diagnose.maturity.groups import FEWEST, Answers, Levels
from assess.diagnose.maturity.scores import dimensions_of
from assess.diagnose.maturity.statistics import Estimate, rwg, rwg_critical
from assess.model.bank import LEVELS, Bank, Item

_NOTHING = {"n": 0, "mean": None, "low": None, "high": None, "suppressed": False}
_HIDDEN = {"n": None, "mean": None, "low": None, "high": None, "suppressed": True}


def score_json(bank: Bank, answers_frame: pd.DataFrame) -> dict[str, Any]:
    """Dimension scores with n, mean, low, high and per level; gaps; dissent; what was suppressed.

    `answers_frame` has the columns of the evidence table `answers`. Groups of fewer than five people appear
    as suppressed and enter no number.
    """
    answers = Answers.of(bank, answers_frame)
    dimensions = dimensions_of(answers)
    company = {name: levels.company for name, levels in dimensions.items()}
    shown = [estimate.mean for estimate in company.values() if estimate]
    comparison = compare_levels(answers)
    return {
        "bank": {"id": bank.id, "version": bank.version},
        "respondents": answers.counted(),
        "overall": round(sum(shown) / len(shown), 4) if shown else None,
        "badge": staged(answers),
        "floor": floor(company),
        "dimensions": [
            {
                "id": dimension.id,
                "name": dimension.name.text.as_dict(),
                **_company(dimensions[dimension.id]),
                "levels": {level: _level(dimensions[dimension.id], level) for level in LEVELS},
            }
            for dimension in bank.dimensions
        ],
        "gaps": [_gap(gap, bank) for gap in comparison.significant],
        "gaps_tested": len(comparison.tested),
        "gaps_without_claim": comparison.no_claim,
        "dissent": [part for item in bank.items if (part := _dissent(answers, item))],
        "dont_know": [
            {"item": item.id, "unknown": share[0], "asked": share[1]}
            for item in bank.items
            if (share := answers.unknown_share(item.id)) and share[0]
        ],
        "suppressed": [
            {"dimension": name, "level": level} for name, levels in dimensions.items() for level in levels.suppressed
        ],
    }


def _dissent(answers: Answers, item: Item) -> dict[str, Any] | None:
    """Agreement on one item over the levels shown; None where fewer than five people can be shown."""
    values = [v for group in answers.item(item.id).groups.values() if group.shown for v in group.values]
    if len(values) < FEWEST:
        return None
    agreement, needed = rwg(values), rwg_critical(len(values))
    assert agreement is not None
    return {
        "item": item.id,
        "n": len(values),
        "rwg": round(agreement, 4),
        "critical": round(needed, 4),
        "agreed": agreement > needed + 1e-9,
        "split": split([sum(v == answer for v in values) for answer in range(1, 6)]),
    }


def _company(levels: Levels) -> dict[str, Any]:
    if levels.company:
        return _estimate(levels.company)
    return dict(_HIDDEN if levels.suppressed else _NOTHING)


def _level(levels: Levels, level: str) -> dict[str, Any]:
    group = levels.groups[level]
    if group.suppressed:
        return dict(_HIDDEN)
    return _estimate(group.estimate) if group.estimate else dict(_NOTHING)


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
        "p_value": round(gap.p, 6),
        "hedges_g": None if gap.g is None else round(gap.g, 4),
        "n_higher": gap.n_higher,
        "n_lower": gap.n_lower,
    }
