"""How a long stage tells whoever waits how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """`done` of `total` in `stage` (collect, diagnose, treat, report); `label` names what is under way."""

    stage: str
    label: str
    done: int
    total: int


Progress = Callable[[Step], None]


def silent(step: Step) -> None:
    """Progress for callers that show none."""
