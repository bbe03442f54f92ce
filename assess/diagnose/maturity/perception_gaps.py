"""On which questions do the levels of the company see different companies?"""

from __future__ import annotations

from typing import Any

from assess.diagnose.maturity.asked import bank_of
from assess.diagnose.maturity.gaps import FEWEST_FOR_A_CLAIM, Gap
from assess.diagnose.maturity.scores import comparison_of
from assess.diagnose.registry import Case, detector
from assess.model.bank import LEVEL_NAMES, Item
from assess.model.finding import Claim, Severity, Verdict, found, not_available


@detector("perception-gaps", code="PG", needs=("answers",))
def judge(case: Case) -> Verdict:
    """One claim a question on which two levels differ more than chance explains; the widest pair leads."""
    comparison = comparison_of(case)
    if not comparison.tested:
        return not_available(
            f"没有两个层级各有 {FEWEST_FOR_A_CLAIM} 人回答同一道题，不足以判断有没有认知差。",
            f"No two levels have {FEWEST_FOR_A_CLAIM} people each on a shared question, too few to tell a gap by.",
        )
    bank = bank_of(case)
    by_item: dict[str, list[Gap]] = {}
    for gap in comparison.significant:
        by_item.setdefault(gap.item, []).append(gap)
    claims = []
    for identifier, gaps in by_item.items():
        item = bank.item(identifier)
        assert item is not None
        claims.append(Claim((identifier,), (), _severity(gaps[0]), _facts(item, gaps)))
    tested = {gap.item for gap in comparison.tested}
    return found(claims, examined=len(tested), questions=len(tested), pairs=len(comparison.tested))


def _severity(gap: Gap) -> Severity:
    if gap.difference >= 1.5:
        return Severity.HIGH
    return Severity.MEDIUM if gap.difference >= 1 else Severity.LOW


def _facts(item: Item, gaps: list[Gap]) -> dict[str, Any]:
    widest = gaps[0]
    return {
        "item": item.id,
        "name": item.name.text.as_dict(),
        "question": item.question.text.as_dict(),
        **_pair(widest),
        "sees_higher": item.levels[int(widest.mean_higher + 0.5) - 1].text.as_dict(),
        "sees_lower": item.levels[int(widest.mean_lower + 0.5) - 1].text.as_dict(),
        "p": round(widest.p, 6),
        "effect": None if widest.g is None else round(widest.g, 2),
        "also": [_pair(gap) for gap in gaps[1:]],
    }


def _pair(gap: Gap) -> dict[str, Any]:
    return {
        "higher": LEVEL_NAMES[gap.higher].as_dict(),
        "lower": LEVEL_NAMES[gap.lower].as_dict(),
        "mean_higher": round(gap.mean_higher, 2),
        "mean_lower": round(gap.mean_lower, 2),
        "n_higher": gap.n_higher,
        "n_lower": gap.n_lower,
        "difference": round(gap.difference, 2),
    }
