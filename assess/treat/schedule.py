"""When each piece of work happens: dependencies first, then as much a month as the client's people can carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MONTHS = 60


@dataclass(frozen=True, slots=True)
class Work:
    """One item: `days` of effort over at least `months`; `priority` is smaller for what comes first."""

    id: str
    days: float
    months: int
    after: tuple[str, ...]
    priority: tuple[float, ...]


def schedule(items: Sequence[Work], days_per_month: float) -> dict[str, tuple[int, int]]:
    """Item id -> (first month, last month), 1..60, serial list scheduling under a monthly capacity.

    The ready item of the smallest priority is placed next, from the month after its last
    prerequisite, taking what is left of each month's capacity but no more than days / months.
    What does not fit into sixty months is left out, and so is what would have followed it.
    Source: serial schedule generation scheme, Kelley 1963.
    """
    free = [days_per_month] * (MONTHS + 1)
    placed: dict[str, tuple[int, int]] = {}
    waiting = {item.id: item for item in items}
    known = frozenset(waiting)
    while waiting:
        ready = [i for i in waiting.values() if all(p in placed or p not in waiting for p in i.after)]
        if not ready:
            raise ValueError(f"treatments wait for each other: {sorted(waiting)}")
        item = min(ready, key=lambda i: (i.priority, i.id))
        del waiting[item.id]
        lost = any(p in known and p not in placed for p in item.after)
        months = None if lost else _place(item, placed, free)
        if months:
            placed[item.id] = months
    return placed


def _place(item: Work, placed: Mapping[str, tuple[int, int]], free: list[float]) -> tuple[int, int] | None:
    begin = max((placed[p][1] for p in item.after if p in placed), default=0) + 1
    pace = item.days / item.months
    left, first, last = item.days, 0, 0
    taken: dict[int, float] = {}
    for month in range(begin, MONTHS + 1):
        share = min(free[month], pace, left)
        if share > 1e-9:
            taken[month] = share
            first, last = first or month, month
            left -= share
        if left <= 1e-9:
            last = max(last, first + item.months - 1)
            break
    if left > 1e-9 or last > MONTHS:
        return None
    for month, share in taken.items():
        free[month] -= share
    return first, last
