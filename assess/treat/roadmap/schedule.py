"""When each piece of work happens: what it waits for first, then as much a month as the client's people can carry.

**With more people nothing ever ends later.** List scheduling breaks this (Graham 1966): an item that becomes free
earlier takes the people of another. Here each item is reserved its place in the order from the month in which it could
start with any number of people, even while it still waits; whoever stands behind gets only what is left. Let `left` be
the days left of each item. Each month an item gets min(pace, left, what those before it leave). If under more capacity
`left` is smaller or the same for every item at the start of a month, then those before an item ask for less or the
same, more is left for it, and `left` is smaller or the same at the end of the month. So it is in every month, for
every item. Gates share what there is (everybody up to one level), for which the same holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

from assess.treat.roadmap.network import MONTHS, Work, earliest_starts, in_order

UNIT = 1000  # parts of a day: whole numbers, so that no rounding decides an order


@dataclass(frozen=True, slots=True)
class Dates:
    """`months` is item -> (first, last), `days` item -> month -> days worked, `out` what does not end in sixty months.

    `out` maps to why: capacity, or prerequisite where it waits for one that is out.
    """

    months: Mapping[str, tuple[int, int]]
    days: Mapping[str, Mapping[int, float]]
    out: Mapping[str, str] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The last month; 61 where something does not end within sixty, 0 where there is nothing."""
        return MONTHS + 1 if self.out else max((last for _, last in self.months.values()), default=0)


def schedule(items: Sequence[Work], capacity: Sequence[float]) -> Dates:
    """Dates of the items in the order given (gates first, prerequisites before what waits for them).

    `capacity` is person-days in each of the sixty months. An item takes at least its `months`, so at most
    days / months in a month. The first item that cannot end within sixty months is left out with what waits for it, and
    the others are planned without it; a gate is unconditional and keeps its people even then.
    """
    order = in_order(items)
    out: dict[str, str] = {}
    while True:
        kept = [item for item in order if item.gate or item.id not in out]
        months, days = _run(kept, [floor(c * UNIT + 1e-6) for c in capacity])
        lost = next((i.id for i in kept if i.id not in months and i.id not in out), None)
        if lost is None:
            return Dates(months, days, out)
        out[lost] = "capacity"
        for item in order:
            if item.id not in out and any(a in out for a in item.after):
                out[item.id] = "prerequisite"


def _run(
    items: Sequence[Work], capacity: Sequence[int]
) -> tuple[dict[str, tuple[int, int]], dict[str, dict[int, float]]]:
    opens = earliest_starts(items)
    left = {i.id: ceil(i.days * UNIT - 1e-6) for i in items}
    pace = {i.id: ceil(left[i.id] / i.months) for i in items}
    names = set(left)
    first: dict[str, int] = {}
    months: dict[str, tuple[int, int]] = {}
    worked: dict[str, dict[int, float]] = {i.id: {} for i in items}
    for month in range(1, MONTHS + 1):
        if len(months) == len(items):
            break
        free = capacity[month - 1]
        asked = {i.id: min(pace[i.id], left[i.id]) if month >= opens[i.id] else 0 for i in items}
        level = _level([asked[i.id] for i in items if i.gate], free)
        for item in items:
            if item.id in months:
                continue
            name = item.id
            share = min(asked[name], level if item.gate else free)
            free -= min(share, free)
            ready = month >= opens[name] and all(
                a in months and months[a][1] < month for a in item.after if a in names
            )  # fmt: skip
            if not ready:
                continue
            if share or not left[name]:
                first.setdefault(name, month)
            if share:
                left[name] -= share
                worked[name][month] = share / UNIT
            if not left[name] and name in first:
                last = max(month, first[name] + item.months - 1)
                if last <= MONTHS:
                    months[name] = (first[name], last)
    return months, worked


def _level(asked: Sequence[int], free: int) -> int:
    """The most any one may take so that all together take no more than `free`."""
    rest, level = free, 0
    for place, want in enumerate(sorted(asked)):
        level = rest // (len(asked) - place)
        if want > level:
            return level
        rest -= want
    return max(asked, default=0) if asked else level
