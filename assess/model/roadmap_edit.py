"""What the client sets on the roadmap: the order, the people there are, what is left out; who said so and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from assess.model.errors import BadInput, Problem
from assess.model.signed import unsigned

YEARS = 5
MOST_DAYS = 1_000_000


@dataclass(frozen=True, slots=True)
class RoadmapEdit:
    """The plan as the client wants it, whole: an edit replaces the one before, and an empty one restores the proposal.

    `order` and `dropped` are keys of items; `capacity` is person-days a year, one number for all years or five.
    """

    order: tuple[str, ...]
    dropped: tuple[str, ...]
    capacity: tuple[float, ...]
    by: str
    reason: str
    at: datetime

    @property
    def empty(self) -> bool:
        return not (self.order or self.dropped or self.capacity)

    def as_dict(self) -> dict[str, Any]:
        """JSON values, the same for the same edit."""
        return {
            "order": list(self.order), "dropped": list(self.dropped), "capacity": list(self.capacity),
            "by": self.by, "reason": self.reason, "at": self.at.isoformat().replace("+00:00", "Z"),
        }  # fmt: skip

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> RoadmapEdit:
        """What `as_dict` gave."""
        return cls(
            tuple(kept["order"]), tuple(kept["dropped"]), tuple(float(c) for c in kept["capacity"]), kept["by"],
            kept["reason"], datetime.fromisoformat(kept["at"]),
        )  # fmt: skip


def edit_roadmap(
    order: Iterable[str], dropped: Iterable[str], capacity: Iterable[float], by: str, reason: str, at: datetime
) -> RoadmapEdit:
    """The edit, once it says who and why; BadInput lists what is missing."""
    by, reason = " ".join(by.split()), reason.strip()
    days = tuple(float(c) for c in capacity)
    moment = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    problems = capacity_problems(days)
    problems += unsigned(by, reason)
    if problems:
        raise BadInput(problems)
    return RoadmapEdit(tuple(order), tuple(sorted(set(dropped))), days, by, reason, moment)


def capacity_problems(days: tuple[float, ...]) -> list[Problem]:
    """What is wrong with person-days a year: one number or five, the first above zero."""
    if len(days) not in (0, 1, YEARS):
        return [Problem("capacity", f"needs one number of person-days a year or five, found {len(days)}.")]
    if days and not (0 < days[0] <= MOST_DAYS and all(0 <= d <= MOST_DAYS for d in days)):
        told = ", ".join(f"{d:g}" for d in days)
        return [Problem("capacity", f"found {told}; allowed: above 0 in the first year, at most {MOST_DAYS:,} in any.")]
    return []


def standing_edit(history: Iterable[RoadmapEdit]) -> RoadmapEdit | None:
    """The last edit, unless it restored the proposal."""
    last = None
    for edit in history:
        last = edit
    return None if last is None or last.empty else last


def edit_fingerprint(history: Iterable[RoadmapEdit]) -> tuple[str, int]:
    """SHA-256 and size in bytes of the edit that stands."""
    standing = standing_edit(history)
    told = json.dumps(standing.as_dict() if standing else {}, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(told).hexdigest(), len(told)
