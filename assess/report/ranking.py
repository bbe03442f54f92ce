"""Findings by weight, and the word for it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from assess.model.result import FindingPart
from assess.report.voice import Voice, noted

SEVERITIES = {"high": noted("high"), "medium": noted("medium"), "low": noted("low")}


def heaviest(findings: Sequence[FindingPart]) -> list[FindingPart]:
    """By saving, then severity, then id."""
    rank = {"high": 0, "medium": 1, "low": 2}
    return sorted(findings, key=lambda f: (-(f.saving.base if f.saving else 0.0), rank.get(f.severity or "", 3), f.id))


def severity(finding: FindingPart, say: Voice) -> Markup:
    """The word for a finding's weight, in its colour."""
    if finding.severity is None:
        return Markup("–")
    return Markup('<span class="sev {}">{}</span>').format(
        finding.severity.value, say(SEVERITIES[finding.severity.value])
    )
