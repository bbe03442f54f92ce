"""A case: what one check-up found and the next no longer does, with what it was worth and who did it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from assess.model.result import FindingPart, Result
from assess.operate.cases.solved import gone, open_findings, seen


def cases_between(before: Result, after: Result, seen_first: str = "") -> list[dict[str, Any]]:
    """The cases of two check-ups, as JSON values, in the order of `before`.

    `saving` is what `before` estimated a year for the finding: with the copy gone, the estimate is what is saved. It is
    never more than that, as a finding that only shrank is no case. `who` are the people who answer for the finding's
    departments, or the role its treatment is given to where none of them is named.
    """
    earlier = {finding.key: finding for finding in open_findings(before)}
    was = [seen(finding, before) for finding in earlier.values()]
    return [_case(earlier[one.key], before, after) for one in gone(was, after)]


def all_cases(history: Sequence[Result]) -> list[dict[str, Any]]:
    """The cases of every two check-ups in a row; `history` is in the order of time. `found_at` is the first sight."""
    first: dict[str, str] = {}
    for result in history:
        for finding in open_findings(result):
            first.setdefault(finding.key, result.run.clock)
    made = [case for before, after in pairwise(history) for case in cases_between(before, after)]
    return [{**case, "found_at": first[case["key"]]} for case in made]


def _case(finding: FindingPart, before: Result, after: Result) -> dict[str, Any]:
    items = sorted(
        (item for item in before.roadmap.items if finding.id in item.findings), key=lambda i: (i.end_month, i.id)
    )
    owners = {department.id: department.owner for department in before.engagement.departments}
    who = [owners[d] for d in finding.departments if owners.get(d)]
    role = [items[0].owner.zh if before.engagement.languages[:1] == ["zh"] else items[0].owner.en] if items else []
    return {
        "key": finding.key,
        "run": after.run.id,
        "finding": finding.id,
        "detector": finding.detector,
        "title": {"zh": finding.title.zh, "en": finding.title.en},
        "severity": finding.severity.value if finding.severity else "low",
        "departments": list(finding.departments),
        "subjects": list(finding.subjects),
        "treatment": items[0].treatment if items else (finding.treatments[0] if finding.treatments else ""),
        "saving": finding.saving.model_dump() if finding.saving else None,
        "who": list(dict.fromkeys(who)) or role,
        "found_at": before.run.clock,
        "solved_at": after.run.clock,
        "planned_month": items[0].end_month if items else None,
        "before": _numbers(finding.detector, before),
        "after": _numbers(finding.detector, after),
    }


def _numbers(detector: str, result: Result) -> dict[str, Any]:
    """How much of its kind there is in a check-up: open findings, their saving a year, the detector's score 0..1."""
    mine = [finding for finding in open_findings(result) if finding.detector == detector]
    priced = [finding.saving.base for finding in mine if finding.saving]
    scores = [finding.score for finding in result.findings if finding.detector == detector]
    return {
        "run": result.run.id,
        "open": len(mine),
        "saving": round(sum(priced), 2) if priced or not mine else None,
        "score": scores[0] if scores else None,
    }
