"""How far it is to where the company wants to be: after OWASP SAMM, so that doing more than asked hides no gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Distance:
    """`gap` still open of what was asked in all (`target`); `reached` is the share, None where nothing was asked."""

    gap: float
    target: float
    measured: int

    @property
    def reached(self) -> float | None:
        return 1 - self.gap / self.target if self.target > 0 else None


def distance(current: Mapping[str, float], target: Mapping[str, float], lowest: float = 0.0) -> Distance:
    """Percent to target: 1 - sum(max(0, target - current)) / sum(target) (OWASP SAMM, benchmark scoring).

    Only what has both a score and a target counts; an item without an answer is unknown, not zero. `lowest` is the
    score of nothing done: 0 for SAMM, 1 on the ladder of 1 to 5.
    """
    both = [name for name in target if name in current]
    gap = sum(max(0.0, target[name] - current[name]) for name in both)
    return Distance(gap, sum(target[name] - lowest for name in both), len(both))


def progress(baseline: float, current: float, target: float) -> float | None:
    """Share of the way from where it began to the target: (current - baseline) / (target - baseline); SAMM.

    Below zero where it got worse. None where the target was reached at the start, as there was no way to go.
    """
    return (current - baseline) / (target - baseline) if target > baseline else None


def open_gaps(current: Mapping[str, float], target: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """(item, gap) of the items below their own target, the widest first."""
    gaps = [(name, round(target[name] - current[name], 9)) for name in target if name in current]
    return tuple(sorted((pair for pair in gaps if pair[1] > 0), key=lambda pair: (-pair[1], pair[0])))
