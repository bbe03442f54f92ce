"""The case of the first year that people can see, touch and use: which one, and where it stands in the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assess.treat.roadmap.network import Work, before, in_order
from assess.treat.roadmap.schedule import UNIT, Dates, schedule

YEAR = 12
MOST = 10**6  # person-days a month beyond which nobody asks
_POINTS = tuple(round(1.3**step, 2) for step in range(53))


@dataclass(frozen=True, slots=True)
class Case:
    """A candidate: how well it can be seen (1..5), and what it saves a year for each day of effort (0 not priced)."""

    id: str
    visibility: int
    saved_a_day: float
    days: float

    @property
    def score(self) -> tuple[float, ...]:
        """Visibility first, then saving for the effort, then the smaller effort."""
        return (self.visibility, self.saved_a_day, -self.days)


def with_case(items: Sequence[Work], case: str | None) -> list[Work]:
    """The order in which gates come first, then what the case needs, then the case, then all else as it was."""
    by = {item.id: item for item in items}
    if case is None or case not in by:
        return in_order(items)
    chain = before(by, case) | {case}
    return in_order(sorted(items, key=lambda i: (not i.gate, i.id not in chain)))


def choose_case(items: Sequence[Work], cases: Sequence[Case], capacity: Sequence[float]) -> str | None:
    """The case to put first under `capacity` (person-days in each of sixty months); None where there is no candidate.

    The candidate that needs fewest people to be done within twelve months is taken first; one that scores higher takes
    its place as soon as it can be done as well and the plan as a whole ends no later for it. Looked at from few people
    to many, so that more people never mean a later end. Where no candidate can be done in the first year, the one that
    comes nearest leads all the same.
    """
    best_first = sorted(cases, key=lambda c: (c.score, c.id), reverse=True)
    needs = {case.id: needed(items, case.id) for case in best_first}
    able = [case for case in best_first if needs[case.id] is not None]
    now = capacity[0]
    if not able:
        return best_first[-1].id if best_first else None
    points = sorted({float(n) for n in needs.values() if n is not None} | set(_POINTS))
    held = min(able, key=lambda c: (needs[c.id], [-s for s in c.score], c.id))
    ends: dict[tuple[str, float], int] = {}

    def end(name: str, point: float) -> int:
        if (name, point) not in ends:
            ends[name, point] = schedule(with_case(items, name), [c * point / now for c in capacity]).end
        return ends[name, point]

    for point in points:
        if point > now or held is able[0]:
            break
        for case in able[: able.index(held)]:
            need = needs[case.id]
            if need is not None and need <= point and end(case.id, point) <= end(held.id, point):
                held = case
                break
    return held.id


def needed(items: Sequence[Work], case: str) -> float | None:
    """The fewest person-days a month with which the case is done within twelve months; None where none suffice."""
    by = {item.id: item for item in items}
    chain = before(by, case) | {case}
    few = [item for item in with_case(items, case) if item.gate or item.id in chain]

    def done(units: int) -> bool:
        dates = schedule(few, [units / UNIT] * 60)
        return not dates.out and _ends(dates, case) <= YEAR

    low, high = 0, UNIT
    while not done(high):
        low, high = high, high * 4
        if high > MOST * UNIT:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if done(middle) else (middle, high)
    return high / UNIT


def in_first_year(dates: Dates, cases: Sequence[Case]) -> str | None:
    """The best candidate that these dates end within twelve months."""
    done = [case for case in cases if _ends(dates, case.id) <= YEAR]
    return max(done, key=lambda c: (c.score, c.id)).id if done else None


def _ends(dates: Dates, case: str) -> int:
    months: Mapping[str, tuple[int, int]] = dates.months
    return months[case][1] if case in months else 61
