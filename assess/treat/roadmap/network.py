"""Work and what must be done before it: orders, the earliest month, the slack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MONTHS = 60


@dataclass(frozen=True, slots=True)
class Work:
    """One item: `days` of effort over at least `months`, after the items `after`, not before the month `earliest`.

    A `gate` is unconditional: it comes before everything else and waits for nothing but gates.
    """

    id: str
    days: float
    months: int
    after: tuple[str, ...] = ()
    gate: bool = False
    earliest: int = 1


def in_order(items: Iterable[Work]) -> list[Work]:
    """The items as they come, gates first and each after those it waits for; what is not among them is not waited for.

    ValueError where items wait for each other.
    """
    waiting = sorted(items, key=lambda i: not i.gate)
    names = {item.id for item in waiting}
    done: dict[str, Work] = {}
    while waiting:
        ready = next((i for i in waiting if all(a in done or a not in names for a in i.after)), None)
        if ready is None:
            raise ValueError(f"items wait for each other: {sorted(i.id for i in waiting)}")
        done[ready.id] = ready
        waiting.remove(ready)
    return list(done.values())


def before(items: Mapping[str, Work], name: str) -> set[str]:
    """Everything that must be done before the item, however far back."""
    found: set[str] = set()
    open_ = [name]
    while open_:
        for other in items[open_.pop()].after:
            if other in items and other not in found:
                found.add(other)
                open_.append(other)
    return found


def earliest_starts(items: Sequence[Work]) -> dict[str, int]:
    """Item -> the first month it could start in with any number of people (forward pass of the critical path)."""
    ends: dict[str, int] = {}
    starts: dict[str, int] = {}
    for item in in_order(items):
        starts[item.id] = max([item.earliest, *(ends[a] + 1 for a in item.after if a in ends)])
        ends[item.id] = starts[item.id] + item.months - 1
    return starts


def last_chain(items: Sequence[Work], dates: Mapping[str, tuple[int, int]]) -> list[str]:
    """The chain that ends last: from the item that ends last back to what it waited for longest, and so on.

    Where an item starts later than the month after its predecessor, it waited for people, which its slack shows.
    """
    by = {item.id: item for item in items if item.id in dates}
    chain: list[str] = []
    some = list(by)
    while some:
        name = max(some, key=lambda n: (dates[n][1], n))
        chain.append(name)
        some = [a for a in by[name].after if a in by]
    return chain[::-1]


def slack(items: Sequence[Work], dates: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Item -> months it may slip, as long as it takes on the plan, before the plan as a whole ends later.

    Backward pass of the critical path method over the dates of the plan; it asks what waits for what, not whether
    the people are free in the later months. Source: Kelley and Walker 1959.
    """
    last = max((end for _, end in dates.values()), default=0)
    latest = dict.fromkeys(dates, last)
    for item in reversed(in_order(i for i in items if i.id in dates)):
        start, end = dates[item.id]
        for name in item.after:
            if name in latest:
                latest[name] = min(latest[name], latest[item.id] - (end - start + 1))
    return {name: latest[name] - dates[name][1] for name in dates}
