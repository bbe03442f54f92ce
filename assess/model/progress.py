"""How a long stage tells whoever waits how far it is, and what it had to do."""

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


@dataclass(frozen=True, slots=True)
class TablesRead:
    """Of one source: tables whose values were read now, and those that had not changed since they were last read;
    `sampled` of both are known by sample. It depends on what was kept, so it is told and not part of the evidence."""

    source: str
    read: int
    unchanged: int
    sampled: int


Told = Callable[[TablesRead], None]


def untold(tables: TablesRead) -> None:
    """For callers that do not ask."""
