"""What was decided on definitions of a metric: which one is the standard, who may read it otherwise, until when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args

from assess.model.errors import BadInput, Problem, nearest
from assess.model.signed import unsigned

MetricVerdict = Literal["canonical", "separate", "waived"]
METRIC_VERDICTS: tuple[str, ...] = get_args(MetricVerdict)
DEFINING = ("expression", "base", "filter", "time_column", "window", "grain", "unit", "null_default", "dialect")


@dataclass(frozen=True, slots=True)
class Defined:
    """A definition as it was when it was decided on; `mark` changes when anything that defines it does."""

    metric_id: str
    file: str
    name: str
    department: str
    mark: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The same definition wherever in its file it stands today."""
        return (self.file, self.name, self.mark)


@dataclass(frozen=True, slots=True)
class MetricDecision:
    """One decision on definitions that claim to be one metric.

    `verdict`: canonical (one of them is the standard), separate (they are several metrics and get names that say so),
    waived (left as it is until `until`). `canonical` is the id of the standard, `allowed` the other readings by
    department. `at` is in UTC, whole seconds.
    """

    definitions: tuple[Defined, ...]
    verdict: MetricVerdict
    canonical: str
    allowed: Mapping[str, str]
    until: date | None
    by: str
    reason: str
    at: datetime

    @property
    def metrics(self) -> tuple[str, ...]:
        return tuple(d.metric_id for d in self.definitions)

    @property
    def keys(self) -> frozenset[tuple[str, str, str]]:
        return frozenset(d.key for d in self.definitions)

    def of(self, metric_id: str) -> Defined | None:
        """The definition decided on under this id."""
        return next((d for d in self.definitions if d.metric_id == metric_id), None)

    def holds_on(self, day: date) -> bool:
        """Whether a waiver has not run out; other decisions hold until they are replaced."""
        return self.until is None or day <= self.until

    def as_dict(self) -> dict[str, Any]:
        """JSON values, the same for the same decision."""
        return {
            "definitions": [
                {"id": d.metric_id, "file": d.file, "name": d.name, "department": d.department, "mark": d.mark}
                for d in self.definitions
            ],
            "verdict": self.verdict, "canonical": self.canonical, "allowed": dict(sorted(self.allowed.items())),
            "until": self.until.isoformat() if self.until else None, "by": self.by, "reason": self.reason,
            "at": self.at.isoformat().replace("+00:00", "Z"),
        }  # fmt: skip

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> MetricDecision:
        """What `as_dict` gave."""
        return cls(
            tuple(Defined(d["id"], d["file"], d["name"], d["department"], d["mark"]) for d in kept["definitions"]),
            kept["verdict"], kept["canonical"], dict(kept["allowed"]),
            date.fromisoformat(kept["until"]) if kept["until"] else None, kept["by"], kept["reason"],
            datetime.fromisoformat(kept["at"]),
        )  # fmt: skip


def mark_of(row: Mapping[str, Any]) -> str:
    """16 digits that change when the formula, the base or anything else that defines the metric does."""
    told = json.dumps([" ".join(str(row.get(name) or "").split()) for name in DEFINING], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def defined(row: Mapping[str, Any]) -> Defined:
    """The definition of a row of the evidence."""
    return Defined(str(row["metric_id"]), str(row["file"]), str(row["name"]), str(row["department"]), mark_of(row))


def decide_metric(
    definitions: Iterable[Defined],
    verdict: str,
    canonical: str,
    allowed: Mapping[str, str],
    until: date | None,
    by: str,
    reason: str,
    at: datetime,
) -> MetricDecision:
    """The decision, once it says everything a decision must say; BadInput lists what is missing."""
    some = tuple(sorted(set(definitions), key=lambda d: d.metric_id))
    ids = [d.metric_id for d in some]
    by, reason = " ".join(by.split()), reason.strip()
    moment = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    problems = []
    if len(some) < (1 if verdict == "canonical" else 2):
        problems.append(Problem("metrics", f"a decision is on two definitions or more, found {len(some)}."))
    if verdict not in METRIC_VERDICTS:
        problems.append(Problem("verdict", f'"{verdict}" is not a decision.{nearest(verdict, METRIC_VERDICTS)}'))
    if (verdict == "canonical") != bool(canonical):
        said = "needs the id of the standard definition" if verdict == "canonical" else "is for the verdict canonical"
        problems.append(Problem("canonical", f"{said}."))
    for place, identifier in (("canonical", canonical), *((f"allowed.{d}", i) for d, i in sorted(allowed.items()))):
        if identifier and identifier not in ids:
            problems.append(Problem(place, f'"{identifier}" is not one of the definitions.{nearest(identifier, ids)}'))
    if allowed and verdict != "canonical":
        problems.append(Problem("allowed", "other readings can be allowed only beside a standard definition."))
    if verdict == "waived" and until is None:
        problems.append(Problem("until", "is missing; a waiver ends on a day, such as 2027-03-31."))
    if until is not None and until < moment.date():
        problems.append(Problem("until", f"{until} is over; name a day from {moment.date()} on."))
    if until is not None and verdict != "waived":
        problems.append(Problem("until", "is for a waiver; a standard holds until it is replaced."))
    problems += unsigned(by, reason)
    if problems:
        raise BadInput(problems)
    return MetricDecision(some, verdict, canonical, dict(allowed), until, by, reason, moment)  # type: ignore[arg-type]


def standing_metrics(history: Iterable[MetricDecision]) -> tuple[MetricDecision, ...]:
    """The decisions that no later one on the same definitions, or more of them, has replaced; in the order made."""
    found: list[MetricDecision] = []
    for decision in history:
        names = {(d.file, d.name) for d in decision.definitions}
        found = [f for f in found if not {(d.file, d.name) for d in f.definitions} <= names]
        found.append(decision)
    return tuple(found)
