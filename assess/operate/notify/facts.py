"""What a notice says of a finding: the words of the report, its treatment and date, as JSON in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from assess.model.result import FindingPart, Result
from assess.model.roadmap import RoadmapItemPart
from assess.operate.cases.solved import Seen, inputs_of

RANK = {"low": 1, "medium": 2, "high": 3}
GREW = 1.1  # a saving a tenth larger than when it was last told is worse; less is the noise of growing tables


class Facts:
    """What is said of the findings of one check-up; the roadmap is looked through once."""

    def __init__(self, result: Result) -> None:
        self._result = result
        self._items: dict[str, RoadmapItemPart] = {}
        for item in sorted(result.roadmap.items, key=lambda item: (item.end_month, item.id)):
            for finding in item.findings:
                self._items.setdefault(finding, item)  # of several the first to end
        self._inputs: dict[tuple[str, ...], tuple[str, ...]] = {}

    def __call__(self, finding: FindingPart) -> dict[str, Any]:
        """The facts of one finding; see `content` for how each is said.

        `deadline` is an ISO date: the end of the plan's month, counted from the check-up; "" where it is on no plan.
        """
        item = self._items.get(finding.id)
        departments = tuple(finding.departments)
        if departments not in self._inputs:
            self._inputs[departments] = inputs_of(self._result, departments)
        inputs = self._inputs[departments]
        was = Seen(finding.key, self._result.run.id, finding.detector, tuple(finding.subjects), inputs)
        return {
            "id": finding.id,
            "title": _both(finding.title),
            "why": _both(finding.why),
            "remedy": _both(finding.remedy),
            "severity": finding.severity.value if finding.severity else "low",
            "saving": finding.saving.model_dump() if finding.saving else None,
            "treatment": _both(item.title) if item else None,
            "unconditional": bool(item and item.gate),
            "deadline": deadline(item, self._result).isoformat() if item else "",
            "answers": _answers(item),
            **was.as_dict(),
        }


def deadline(item: RoadmapItemPart, result: Result) -> date:
    """The last day of the item: `end_month` months after the check-up, on its day or the last of a shorter month."""
    start = datetime.fromisoformat(result.run.clock).date()
    months = start.month - 1 + item.end_month
    year, month = start.year + months // 12, months % 12 + 1
    for day in range(start.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, min(start.day, 28))


def worse(facts: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What got worse since `before`: {severity: [was, is], saving: [was, is], subjects: [was, is]}; {} if nothing."""
    found: dict[str, Any] = {}
    if RANK[facts["severity"]] > RANK[before["severity"]]:
        found["severity"] = [before["severity"], facts["severity"]]
    was, now = (one["saving"]["base"] if one["saving"] else 0.0 for one in (before, facts))
    if was > 0 and now >= GREW * was and now - was >= 1:
        found["saving"] = [was, now]
    if len(facts["subjects"]) > len(before["subjects"]):
        found["subjects"] = [len(before["subjects"]), len(facts["subjects"])]
    return found


def _answers(item: RoadmapItemPart | None) -> dict[str, str] | None:
    """Who answers for the treatment: the person where one is named, else the role."""
    if item is None:
        return None
    if item.raci and item.raci.accountable.person:
        return {"zh": item.raci.accountable.person, "en": item.raci.accountable.person}
    return _both(item.owner)


def _both(text: Any) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
