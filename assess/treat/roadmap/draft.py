"""What the planner knows of a treatment: nothing but what decides dates and money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assess.model.finding import Finding
from assess.model.money import Money, Range
from assess.model.result import FindingPart, Result
from assess.model.text import Text
from assess.treat.roadmap.network import Work

VISIBLE = 4  # from here on people can see, touch and use it


@dataclass(frozen=True, slots=True)
class Draft:
    """One treatment chosen: `saves` are ids of the findings whose saving it makes, the others it only answers."""

    key: str
    treatment: str
    stage: str
    days: Range
    months: int
    earliest: int
    after: tuple[str, ...]
    gate: bool
    visibility: int
    findings: tuple[str, ...]
    saves: tuple[str, ...]

    @property
    def candidate(self) -> bool:
        """Whether it can be the first year's case: a treatment of something, and one that can be seen."""
        return self.stage == "treat" and self.visibility >= VISIBLE and not self.gate

    def work(self, effort: float = 0.0) -> Work:
        """Its work at the base effort; `effort` from -1 (low) to 1 (high)."""
        return Work(self.key, between(self.days, effort), self.months, self.after, self.gate, self.earliest)


def between(amount: Range, place: float) -> float:
    """Low at -1, base at 0, high at 1, and straight lines between."""
    far = amount.high if place > 0 else amount.low
    return amount.base + abs(place) * (far - amount.base)


def drafts_of(result: Result) -> list[Draft]:
    """The drafts a result was planned from, in the order proposed."""
    return [
        Draft(
            b.key, b.treatment, b.stage, Range(b.effort_days.low, b.effort_days.base, b.effort_days.high), b.months,
            b.earliest, tuple(b.after), b.gate, b.visibility, tuple(b.findings), tuple(b.saves),
        )
        for b in result.roadmap.basis
    ]  # fmt: skip


def findings_of(parts: Iterable[FindingPart]) -> list[Finding]:
    """Findings of a result as the stages before had them."""
    return [
        Finding(
            f.id, f.key, f.detector, f.outcome, f.severity, Text(f.title.zh, f.title.en), Text(f.why.zh, f.why.en),
            Text(f.remedy.zh, f.remedy.en), tuple(f.departments), tuple(f.subjects), f.evidence, f.score,
            Money(f.saving.currency, f.saving.low, f.saving.base, f.saving.high) if f.saving else None,
            tuple(f.treatments),
        )
        for f in parts
    ]  # fmt: skip
