"""Maturity by dimension and level: means with intervals, the staged badge, and what measurement says beside it."""

from __future__ import annotations

from collections.abc import Mapping

from assess.diagnose.gates.applicability import need
from assess.diagnose.gates.verdict import BADGE_CAP, CAPPING, gates_of
from assess.diagnose.maturity.asked import answers_of, bank_of, log_of
from assess.diagnose.maturity.badge import capped, floor, staged
from assess.diagnose.maturity.careless import careless_of
from assess.diagnose.maturity.company import overall, pooled
from assess.diagnose.maturity.consensus import dissent_of
from assess.diagnose.maturity.gaps import Comparison, Gap, compare_levels
from assess.diagnose.maturity.groups import Answers, Levels
from assess.diagnose.maturity.measured import level_measured
from assess.diagnose.maturity.privacy.comments import comments_of
from assess.diagnose.maturity.privacy.gate import held_back
from assess.diagnose.maturity.privacy.release import ReleaseLog
from assess.diagnose.maturity.statistics import Estimate
from assess.diagnose.maturity.unsure import unsure_of
from assess.diagnose.maturity.why import why_of
from assess.diagnose.registry import Case
from assess.model.bank import LEVELS, Bank, Both, Item
from assess.model.result import (
    CarelessPart,
    DimensionPart,
    DissentPart,
    GapPart,
    MaturityPart,
    ScorePart,
    TargetPart,
    TextPart,
    UnsurePart,
)
from assess.model.target import distance

NOBODY = ScorePart(n=0, mean=None, low=None, high=None, suppressed=False)
HIDDEN = ScorePart(n=None, mean=None, low=None, high=None, suppressed=True)


def maturity_of(case: Case) -> MaturityPart:
    """Scores of the ten dimensions from the answers, with the level the measured evidence supports.

    A respondent's mean over a dimension's items, the level's mean over respondents, and the company as the
    equal mean of the levels. Fewer than five people are never shown, and enter no other number either, so
    that nothing can be subtracted to find them; with the case's log of releases that also holds for what was
    shown before. Computed once a case.
    """
    return case.once(_maturity)


def _maturity(case: Case) -> MaturityPart:
    bank, answers, log = bank_of(case), answers_of(case), log_of(case)
    comparison, targets = comparison_of(case), case.engagement.survey.targets
    comments = {item: len(texts) for item, texts in comments_of(bank, case.evidence.answers, log).items()}
    levels = dimensions_of(answers)
    company = {name: dimension.company for name, dimension in levels.items()}
    shown = [estimate.mean for estimate in company.values() if estimate]
    whole = overall(answers)
    badge, capped_by = capped(staged(answers), _gates(case), BADGE_CAP)
    return MaturityPart(
        available=bool(shown),
        why=why_of(answers, len(shown)),
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
                target=targets.get(dimension.id),
                comments=sum(comments.get(item.id, 0) for item in bank.of_dimension(dimension.id)),
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
        withheld=[f"{item}:{level}" for item, level in back_of(answers)],
        waiting=[level for level in LEVELS if level in answers.waiting],
        target=target_part(company, targets),
        comments=sum(comments.values()),
    )


def back_of(answers: Answers) -> list[tuple[str, str]]:
    """(item, level) that stay back though enough people answered, since with other figures they would tell of few."""
    return [
        (item.id, level)
        for item in answers.bank.items
        for level in LEVELS
        if (item.id, level) in answers.withheld and answers.item(item.id).groups[level].n >= answers.fewest
    ]


def target_part(company: Mapping[str, Estimate | None], targets: Mapping[str, float]) -> TargetPart | None:
    """How much of the way from level 1 to the targets is gone, over the dimensions that have both; None without any."""
    if not targets:
        return None
    scores = {name: score.mean for name, score in company.items() if score}
    found = distance(scores, targets, lowest=1.0)
    return TargetPart(reached=_round(found.reached), measured=found.measured, asked=len(targets))


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


def _careless_part(answers: Answers, log: ReleaseLog) -> CarelessPart | None:
    if held_back(answers, log):
        return None
    found = careless_of(answers, log=log)
    return CarelessPart(flagged=found.flagged, overall_without=_round(found.without))


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def _part(both: Both) -> TextPart:
    return TextPart(zh=both.zh, en=both.en)
