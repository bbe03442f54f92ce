"""What a detector says: a verdict made of claims, each of which becomes a finding with an id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assess.model.money import Money
from assess.model.text import Text


class Outcome(StrEnum):
    """How a detector ended. Only `ok` and `finding` carry a score; unknown is never green."""

    OK = "ok"
    FINDING = "finding"
    NOT_APPLICABLE = "not_applicable"
    NOT_AVAILABLE = "not_available"
    ERROR = "error"


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing a detector holds to be true of the client.

    `subjects` are table, metric, statement or item ids, the main one first; `facts` feed the
    texts (Jinja names) and become the finding's evidence, so they are JSON values only, never raw
    values of the client's rows; `saving` is yearly, with its formula under `facts["formula"]`.
    """

    subjects: tuple[str, ...]
    departments: tuple[str, ...]
    severity: Severity
    facts: Mapping[str, Any]
    saving: Money | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A detector's answer: its outcome, its claims, and how much it looked at.

    `examined` and `affected` count the detector's own unit (tables, metrics, items);
    the score is 1 - affected / examined.
    """

    outcome: Outcome
    claims: tuple[Claim, ...] = ()
    examined: int = 0
    affected: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)
    reason: Text | None = None

    @property
    def score(self) -> float | None:
        if self.outcome not in (Outcome.OK, Outcome.FINDING) or self.examined <= 0:
            return None
        return round(max(0.0, 1 - self.affected / self.examined), 4)


def found(claims: list[Claim], *, examined: int, affected: int | None = None, **facts: Any) -> Verdict:
    """`finding` when there are claims, else `ok`; affected defaults to the number of distinct subjects."""
    if affected is None:
        affected = len({subject for claim in claims for subject in claim.subjects})
    outcome = Outcome.FINDING if claims else Outcome.OK
    return Verdict(outcome, tuple(claims), examined, affected, facts)


def not_available(zh: str, en: str) -> Verdict:
    """The evidence is missing: say which, in both languages."""
    return Verdict(Outcome.NOT_AVAILABLE, reason=Text(zh, en))


def not_applicable(zh: str, en: str) -> Verdict:
    """The question does not arise for this client: say why."""
    return Verdict(Outcome.NOT_APPLICABLE, reason=Text(zh, en))


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim with an id and its words; or one line for a detector that found nothing.

    `id` is the detector's code and a number in order of weight (RT-001). `key` is the same
    in every check-up in which the same subjects are claimed.
    """

    id: str
    key: str
    detector: str
    outcome: Outcome
    severity: Severity | None
    title: Text
    why: Text
    remedy: Text
    departments: tuple[str, ...]
    subjects: tuple[str, ...]
    evidence: Mapping[str, Any]
    score: float | None
    saving: Money | None
    treatments: tuple[str, ...]
