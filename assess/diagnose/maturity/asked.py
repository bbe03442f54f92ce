"""The answers of this check-up as far as they may be shown, read once however many detectors ask."""

from __future__ import annotations

from collections.abc import Mapping

from assess.diagnose.maturity.groups import FEWEST, Answers
from assess.diagnose.maturity.privacy.gate import entered, gated
from assess.diagnose.maturity.privacy.release import ReleaseLog
from assess.diagnose.registry import Case
from assess.model.bank import Bank
from assess.model.engagement import Engagement
from assess.model.errors import BadInput, Problem, nearest
from assess.model.finding import Verdict, not_available
from assess.store.bank_file import load_bank


def bank_of(case: Case) -> Bank:
    """The questionnaire the engagement names."""
    return case.once(_bank)


def answers_of(case: Case) -> Answers:
    """The answers to it, through the log of what was shown before: the one place where they enter a check-up."""
    return case.once(_answers)


def log_of(case: Case) -> ReleaseLog:
    """The log of releases that this check-up goes on with; a new one where nothing was shown before."""
    return case.once(_log)


def check_survey(engagement: Engagement) -> None:
    """Refuse what the engagement says of the survey where its questionnaire knows nothing of it."""
    if engagement.survey.targets:
        check_targets("engagement.yaml: survey.targets", engagement.survey.targets, load_bank(engagement.questionnaire))


def check_targets(where: str, targets: Mapping[str, float], bank: Bank, items: bool = False) -> None:
    """Refuse a target for what the bank does not ask; with `items` also single questions may have one."""
    names = [dimension.id for dimension in bank.dimensions]
    known = names + ([item.id for item in bank.items] if items else [])
    wrong = [name for name in targets if name not in known]
    if wrong:
        raise BadInput(
            Problem(where, f'"{name}" is no dimension of {bank.id}.{nearest(name, names)}') for name in wrong
        )


def too_few() -> Verdict:
    """What a detector says when no level has enough people to be shown."""
    return not_available(
        f"没有一个层级的答卷达到 {FEWEST} 份，为保护个人不显示。",
        f"No level has {FEWEST} respondents, and smaller groups are never shown.",
    )


def _bank(case: Case) -> Bank:
    return load_bank(case.engagement.questionnaire)


def _answers(case: Case) -> Answers:
    survey = case.engagement.survey
    population = {str(level): people for level, people in survey.population.items()}
    log = log_of(case)
    return gated(entered(bank_of(case), case.evidence.answers, log, population, survey.executives), log)


def _log(case: Case) -> ReleaseLog:
    return ReleaseLog() if case.releases is None else case.releases
