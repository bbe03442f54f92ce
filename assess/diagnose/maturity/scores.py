"""Maturity by dimension and level: means with intervals, the staged badge, and what measurement says beside it."""

from __future__ import annotations

from assess.diagnose.gates.applicability import need
from assess.diagnose.gates.verdict import BADGE_CAP, CAPPING, gates_of
from assess.diagnose.maturity.asked import answers_of, bank_of
from assess.diagnose.maturity.badge import capped, floor, staged
from assess.diagnose.maturity.careless import careless_of
from assess.diagnose.maturity.company import overall, pooled
from assess.diagnose.maturity.consensus import dissent_of
from assess.diagnose.maturity.gaps import Comparison, Gap, compare_levels
from assess.diagnose.maturity.groups import FEWEST, Answers, Levels
from assess.diagnose.maturity.measured import level_measured
from assess.diagnose.maturity.privacy.gate import gated, held_back
from assess.diagnose.maturity.privacy.release import ReleaseLog
from assess.diagnose.maturity.statistics import Estimate
from assess.diagnose.maturity.unsure import unsure_of
from assess.diagnose.registry import Case
from assess.model.bank import LEVEL_NAMES, LEVELS, Bank, Both, Item
from assess.model.result import (
    CarelessPart,
    DimensionPart,
    DissentPart,
    GapPart,
    MaturityPart,
    ScorePart,
    TextPart,
    UnsurePart,
)

NOBODY = ScorePart(n=0, mean=None, low=None, high=None, suppressed=False)
HIDDEN = ScorePart(n=None, mean=None, low=None, high=None, suppressed=True)


def maturity_of(case: Case, log: ReleaseLog | None = None) -> MaturityPart:
    """Scores of the ten dimensions from the answers, with the level the measured evidence supports.

    A respondent's mean over a dimension's items, the level's mean over respondents, and the company as the
    equal mean of the levels. Fewer than five people are never shown, and enter no other number either, so
    that nothing can be subtracted to find them. With the `log` of earlier releases that also holds for what was
    shown before, as a screen needs that is open while people answer.
    """
    bank, answers = bank_of(case), answers_of(case)
    comparison = comparison_of(case)
    if log is not None:
        answers = gated(answers, log)
        comparison = compare_levels(answers)
    levels = dimensions_of(answers)
    company = {name: dimension.company for name, dimension in levels.items()}
    shown = [estimate.mean for estimate in company.values() if estimate]
    whole = overall(answers)
    badge, capped_by = capped(staged(answers), _gates(case), BADGE_CAP)
    return MaturityPart(
        available=bool(shown),
        why=_why(answers, len(shown)),
        bank=f"{bank.id} {bank.version}",
        respondents=answers.counted(),
        dimensions=[
            DimensionPart(
                id=dimension.id,
                name=_part(dimension.name),
                levels={level: _level_part(levels[dimension.id], level) for level in LEVELS},
                company=_company_part(levels[dimension.id]),
                evidence=level_measured(case, dimension.id),
                pooled=score_part(every) if (every := pooled(levels[dimension.id])) else None,
                badge=staged(answers, dimension.id),
                unsure=_unsure_part(answers, dimension.id),
            )
            for dimension in bank.dimensions
        ],
        gaps=[_gap_part(gap, bank) for gap in comparison.significant],
        overall=_round(whole.mean if whole else None),
        overall_low=_round(whole.low if whole else None),
        overall_high=_round(whole.high if whole else None),
        floor=floor(company),
        badge=badge,
        badge_capped_by=capped_by,
        dissent=[part for item in bank.items if (part := _dissent_part(answers, item))],
        careless=_careless_part(answers, log) if shown else None,
        withheld=[
            f"{item.id}:{level}" for item in bank.items for level in LEVELS if (item.id, level) in answers.withheld
        ],
    )


def _gates(case: Case) -> dict[str, bool]:
    """Each gate that holds the badge down, by its finding, and whether it is met; P0 where nothing is needed at all."""
    gates = {gate.finding: bool(gate.met) for gate in gates_of(case) if gate.slug in CAPPING}
    if need(case.engagement.organisation) == "not_needed":
        gates |= {gate.finding: False for gate in gates_of(case) if gate.slug == "applicability"}
    return gates


def dimensions_of(answers: Answers) -> dict[str, Levels]:
    """Each dimension's respondents' means, level by level."""
    return {dimension.id: answers.dimension(dimension.id) for dimension in answers.bank.dimensions}


def comparison_of(case: Case) -> Comparison:
    """The levels compared on the anchors, computed once."""
    return case.once(_compared)


def _compared(case: Case) -> Comparison:
    return compare_levels(answers_of(case))


def _level_part(levels: Levels, level: str) -> ScorePart:
    group = levels.groups[level]
    if group.suppressed:
        return HIDDEN
    return score_part(group.estimate) if group.estimate else NOBODY


def _company_part(levels: Levels) -> ScorePart:
    if levels.company:
        return score_part(levels.company)
    return HIDDEN if levels.suppressed else NOBODY


def score_part(estimate: Estimate) -> ScorePart:
    """An estimate as the report shows it."""
    return ScorePart(
        n=estimate.n,
        mean=round(estimate.mean, 4),
        low=round(estimate.low, 4),
        high=round(estimate.high, 4),
        suppressed=False,
    )


def _gap_part(gap: Gap, bank: Bank) -> GapPart:
    item = bank.item(gap.item)
    assert item is not None
    return GapPart(
        id=f"{gap.item}:{gap.higher}:{gap.lower}",
        item=gap.item,
        dimension=item.dimension,
        name=_part(item.name),
        higher=gap.higher,
        lower=gap.lower,
        difference=round(gap.difference, 4),
        p_value=round(gap.p, 6),
        n_higher=gap.n_higher,
        n_lower=gap.n_lower,
        low=_round(gap.interval.low),
        high=_round(gap.interval.high),
        effect=_round(gap.g),
        effect_low=_round(gap.g_interval.low if gap.g_interval else None),
        effect_high=_round(gap.g_interval.high if gap.g_interval else None),
    )


def _unsure_part(answers: Answers, dimension: str) -> UnsurePart | None:
    """None where no level can be shown."""
    unsure = unsure_of(answers, dimension)
    if unsure.excluded is None:
        return None
    return UnsurePart(
        answered=unsure.answered,
        dont_know=unsure.unknown,
        not_applicable=unsure.not_applicable,
        refused=unsure.refused,
        low=_round(unsure.low),
        high=_round(unsure.high),
    )


def _dissent_part(answers: Answers, item: Item) -> DissentPart | None:
    found = dissent_of(answers.item(item.id))
    if found is None:
        return None
    return DissentPart(
        item=item.id,
        dimension=item.dimension,
        name=_part(item.name),
        n=found.n,
        stance=found.stance,
        agreement=round(found.agreement, 4),
        critical=round(found.critical, 4),
    )


def _careless_part(answers: Answers, log: ReleaseLog | None) -> CarelessPart | None:
    if log is not None and held_back(answers, log):
        return None
    found = careless_of(answers, log=log)
    return CarelessPart(flagged=found.flagged, overall_without=_round(found.without))


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def _why(answers: Answers, shown: int) -> TextPart:
    there = answers.respondents()
    if not any(there.values()):
        return TextPart(zh="没有收到问卷答卷。", en="No questionnaire answers were received.")
    hidden = [level for level, n in there.items() if 0 < n < FEWEST]
    if not shown:
        return TextPart(
            zh=f"没有一个层级的答卷达到 {FEWEST} 份；为保护个人，不足 {FEWEST} 人的一律不显示。",
            en=f"No level has {FEWEST} respondents; to protect individuals, smaller groups are never shown.",
        )
    total = len(answers.bank.dimensions)
    zh = f"{total} 个维度中有 {shown} 个可以评分；公司得分是各层级平均分的平均，每个层级同等计算。"
    en = f"{shown} of {total} dimensions can be scored; the company is the mean of its levels, each counting the same."
    if hidden:
        zh += f"{'、'.join(LEVEL_NAMES[level].zh for level in hidden)}不足 {FEWEST} 人，既不显示，也不计入任何数字。"
        names = " and ".join(LEVEL_NAMES[level].en for level in hidden)
        en += f" Fewer than {FEWEST} answered among {names}: not shown, and part of no number."
    return TextPart(zh=zh, en=en)


def _part(both: Both) -> TextPart:
    return TextPart(zh=both.zh, en=both.en)
