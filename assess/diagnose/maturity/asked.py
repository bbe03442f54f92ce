"""The answers of this check-up, read once however many detectors ask."""

from __future__ import annotations

from assess.diagnose.maturity.groups import FEWEST, Answers
from assess.diagnose.registry import Case
from assess.model.bank import Bank
from assess.model.finding import Verdict, not_available
from assess.store.bank_file import load_bank


def bank_of(case: Case) -> Bank:
    """The questionnaire the engagement names."""
    return case.once(_bank)


def answers_of(case: Case) -> Answers:
    """The answers to it."""
    return case.once(_answers)


def too_few() -> Verdict:
    """What a detector says when no level has enough people to be shown."""
    return not_available(
        f"没有一个层级的答卷达到 {FEWEST} 份，为保护个人不显示。",
        f"No level has {FEWEST} respondents, and smaller groups are never shown.",
    )


def _bank(case: Case) -> Bank:
    return load_bank(case.engagement.questionnaire)


def _answers(case: Case) -> Answers:
    return Answers.of(bank_of(case), case.evidence.answers)
