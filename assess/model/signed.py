"""Who decides and why: what every decision that is kept must say."""

from __future__ import annotations

from assess.model.errors import Problem

MOST_REASON = 2000  # characters; a reason is a sentence or a few, not a document


def unsigned(by: str, reason: str) -> list[Problem]:
    """What is wrong with a signature, empty where it names somebody and a reason of bearable length."""
    problems = []
    if not by:
        problems.append(Problem("by", "is missing; say who decides."))
    if not reason:
        problems.append(Problem("reason", "is missing; say why, in a sentence that still makes sense next year."))
    if len(reason) > MOST_REASON:
        problems.append(Problem("reason", f"has {len(reason):,} characters; allowed: {MOST_REASON:,}."))
    return problems
