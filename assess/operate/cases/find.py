"""A case: what one check-up found and the next no longer does, with what it was worth and who did it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assess.model.result import FindingPart, Result
from assess.operate.cases.solved import Seen, follow, gone, open_findings, seen

Renamed = Callable[[str, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A finding not solved yet, and the last check-up that had it; `since` is the clock of the first."""

    seen: Seen
    finding: FindingPart
    result: Result
    since: str


def all_cases(history: Sequence[Result], renamed: Renamed = lambda old, new: {}) -> list[dict[str, Any]]:
    """The cases of all check-ups, which are in the order of time, as JSON values.

    A finding stands until a check-up that looked again no longer has it; one in between that did not look changes
    nothing. `renamed(run, later_run)` tells the tables that have another name in the later one. `saving` is what
    the last check-up that had it estimated a year: with the copy gone, the estimate is what is saved. It is never more
    than that, as a finding that only shrank is no case. `who` are the people who answer for the finding's departments,
    or the role its treatment is given to where none of them is named. `found_at` is the first sight.
    """
    standing: dict[str, _Standing] = {}
    made = []
    for result in history:
        was = [one.seen for one in standing.values()]
        called = {run: renamed(run, result.run.id) for run in {one.run for one in was}}
        solved = gone(was, result, called)
        made += [_case(standing[one.key], result) for one in solved]
        known = follow(was, open_findings(result), called)
        since = {f.key: result.run.clock for f in open_findings(result)}
        for pair in (*known.pairs, *known.merged, *known.split):
            since[pair.after.key] = min(
                since[pair.after.key], standing[pair.before.key].since, key=datetime.fromisoformat
            )
        left = {one.key for one in known.before} - {one.key for one in solved}
        standing = {key: one for key, one in standing.items() if key in left}
        standing |= {f.key: _Standing(seen(f, result), f, result, since[f.key]) for f in open_findings(result)}
    return made


def _case(one: _Standing, after: Result) -> dict[str, Any]:
    finding, before = one.finding, one.result
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
        "found_at": one.since,
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
