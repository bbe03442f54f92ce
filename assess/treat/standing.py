"""The level each dimension of the questionnaire stands on, and which dimension a finding is about."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from assess.diagnose.maturity.asked import bank_of
from assess.diagnose.maturity.scores import maturity_of
from assess.diagnose.registry import Case
from assess.model.finding import Finding


def standing_of(case: Case) -> dict[str, int]:
    """Dimension -> level 1..5: the staged badge, and no more than the measured evidence supports.

    A dimension of which nobody's answers can be shown has no level and gets no treatment by rule.
    """
    if case.evidence.answers.empty:
        return {}
    levels = {}
    for dimension in maturity_of(case).dimensions:
        if dimension.badge is not None:
            seen = dimension.evidence
            levels[dimension.id] = max(1, min(dimension.badge, int(seen) if seen is not None else 5))
    return levels


def concerns(finding: Finding, case: Case) -> str | None:
    """The dimension a finding on the organisation is about: its own, or that of the question it names."""
    own = finding.evidence.get("dimension")
    if own:
        return str(own)
    named_item = finding.evidence.get("item")
    if not named_item or case.evidence.answers.empty:
        return None
    item = bank_of(case).item(str(named_item))
    return item.dimension if item else None


def named(detector: str, patterns: Sequence[str]) -> bool:
    """Whether the detector's name is one of the patterns; `*` stands for any ending."""
    return any(fnmatchcase(detector, pattern) for pattern in patterns)
