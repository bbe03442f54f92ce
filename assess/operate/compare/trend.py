"""All check-ups of an engagement in order of time: the figures of each, for a line from one to the next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assess.model.finding import Severity
from assess.model.parts import MoneyPart
from assess.model.result import Result
from assess.operate.cases.solved import open_findings
from assess.operate.compare.kept import kept_runs
from assess.operate.compare.plan import summed


@dataclass(frozen=True, slots=True)
class Point:
    """One check-up. `health` 0..100 and `maturity` 1..5 are None where not known; `saving` is what is open a year.

    `comparable` is false where the bank of questions is another one than the check-up before had.
    """

    run: str
    clock: str
    health: float | None
    coverage: float
    findings: dict[Severity, int]
    saving: MoneyPart | None
    maturity: float | None
    maturity_low: float | None
    maturity_high: float | None
    bank: str
    comparable: bool


def runs_of(folder: Path) -> list[str]:
    """Ids of the check-ups that can be read, the oldest first."""
    return [run.result.run.id for run in kept_runs(folder)]


def trend(folder: Path) -> list[Point]:
    """A point a check-up, the oldest first; runs of another version of assess are passed over."""
    points: list[Point] = []
    for run in kept_runs(folder):
        points.append(_point(run.result, points[-1].bank if points else run.result.maturity.bank))
    return points


def _point(result: Result, bank_before: str) -> Point:
    mine = open_findings(result)
    maturity = result.maturity
    return Point(
        run=result.run.id,
        clock=result.run.clock,
        health=result.health.index,
        coverage=result.health.coverage,
        findings={severity: sum(f.severity is severity for f in mine) for severity in Severity},
        saving=summed([f.saving for f in mine]),
        maturity=maturity.overall if maturity.available else None,
        maturity_low=maturity.overall_low if maturity.available else None,
        maturity_high=maturity.overall_high if maturity.available else None,
        bank=maturity.bank,
        comparable=maturity.bank == bank_before,
    )
