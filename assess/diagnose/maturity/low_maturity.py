"""Which dimensions are still in their first steps?"""

from __future__ import annotations

from typing import Any

from assess.diagnose.maturity.asked import answers_of, bank_of, too_few
from assess.diagnose.maturity.badge import floor
from assess.diagnose.maturity.groups import Answers
from assess.diagnose.maturity.measured import level_measured
from assess.diagnose.maturity.scores import dimensions_of
from assess.diagnose.maturity.statistics import Estimate
from assess.diagnose.registry import Case, detector
from assess.model.bank import LEVEL_NAMES, LEVELS, STAGES, Dimension
from assess.model.finding import Claim, Severity, Verdict, found

LOW = 2.5
VERY_LOW = 1.75


@detector(
    "low-maturity",
    code="MD",
    needs=("answers",),
    after=(
        "metric-conflicts", "redundant-tables", "missing-descriptions", "unused-tables", "cold-data",
        "missing-retention", "number-one", "compliance",
    ),
)  # fmt: skip
def judge(case: Case) -> Verdict:
    """One claim a dimension whose company mean is below 2.5."""
    bank, answers = bank_of(case), answers_of(case)
    levels = dimensions_of(answers)
    company = {name: dimension.company for name, dimension in levels.items()}
    lowest = floor(company)
    if lowest is None:
        return too_few()
    claims = []
    for dimension in bank.dimensions:
        score = company[dimension.id]
        if score is None or score.mean >= LOW:
            continue
        facts = {
            **_score_facts(dimension, score, sum(1 for e in company.values() if e)),
            "lowest": dimension.id == lowest,
            "levels": [
                {"level": LEVEL_NAMES[level].as_dict(), "mean": round(estimate.mean, 2), "n": estimate.n}
                for level in LEVELS
                if (estimate := levels[dimension.id].groups[level].estimate)
            ],
            "first": first_step(answers, dimension.id),
            "measured": level_measured(case, dimension.id),
        }
        severity = Severity.HIGH if score.mean < VERY_LOW else Severity.MEDIUM
        claims.append(Claim((dimension.id,), (), severity, facts))
    shown = sum(1 for estimate in company.values() if estimate)
    floor_dimension = next(d for d in bank.dimensions if d.id == lowest)
    floor_score = company[lowest]
    assert floor_score is not None
    return found(claims, examined=shown, **_score_facts(floor_dimension, floor_score, shown))


def first_step(answers: Answers, dimension: str) -> dict[str, Any] | None:
    """The dimension's weakest item and the observable fact that would lift it by one level."""
    scored = [
        (round(score.mean, 9), item)
        for item in answers.bank.of_dimension(dimension)
        if (score := answers.item(item.id).company)
    ]
    if not scored:
        return None
    mean, item = min(scored, key=lambda pair: pair[0])
    now = int(mean + 0.5)
    step = item.levels[min(now, 4)]
    return {"item": item.id, "name": item.name.text.as_dict(), "mean": round(mean, 2), "next": step.text.as_dict()}


def _score_facts(dimension: Dimension, score: Estimate, dimensions: int) -> dict[str, Any]:
    return {
        "dimension": dimension.id,
        "name": dimension.name.text.as_dict(),
        "mean": round(score.mean, 2),
        "low": round(score.low, 2),
        "high": round(score.high, 2),
        "n": score.n,
        "stage": STAGES[min(4, int(score.mean + 0.5) - 1)].as_dict(),
        "dimensions": dimensions,
    }
