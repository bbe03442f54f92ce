"""Periods two metrics can be compared by, and windows that reach beyond one: rolling days, from the month's start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from assess.diagnose.metrics.names import parse_grain, parse_name, parse_period

GRAINS = ("day", "week", "month")
MOST = 400  # periods of one comparison
USUAL = {"day": 30, "week": 12, "month": 12}
_TO_DATE = {"mtd": 1, "qtd": 3, "ytd": 12}
_CALENDAR = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Window:
    """`count` units before the end of a period; or, with count 0, since the month, quarter or year began."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}" if self.count else f"since the {self.unit} began"

    def begins(self, end: date) -> date:
        """The first day of the window of a period whose last day is the day before `end`."""
        if not self.count:
            last = end - timedelta(days=1)
            months = {"month": 1, "quarter": 3, "year": 12}[self.unit]
            return date(last.year, (last.month - 1) // months * months + 1, 1)
        if self.unit in ("day", "week"):
            return end - timedelta(days=self.count * (7 if self.unit == "week" else 1))
        return months_before(end, self.count * {"month": 1, "quarter": 3, "year": 12}[self.unit])


def window_of(stated: str, grain: str, name: str) -> tuple[Window | None, tuple[str, ...]]:
    """(the window a metric is over, the calendar units it speaks of)."""
    said = [parse_period(stated)] if stated else sorted(parse_name(name).periods)
    window: Window | None = None
    for one in said:
        rolling = re.fullmatch(r"(\d+) (day|week|month|quarter|year)", one)
        if rolling and (int(rolling[1]), rolling[2]) != (1, "day"):
            window = Window(int(rolling[1]), rolling[2])
        if one in _TO_DATE:
            window = Window(0, {1: "month", 3: "quarter", 12: "year"}[_TO_DATE[one]])
    units = {unit for unit in (*said, *parse_grain(grain)) if unit in _CALENDAR}
    return window, tuple(unit for unit in _CALENDAR if unit in units)


def common_grain(*spoken: tuple[str, ...]) -> str:
    """The coarsest of the units both are by, month where neither says; nothing is coarser than a month."""
    finest = [units[0] for units in spoken if units]
    if not finest:
        return "month"
    coarsest = max(finest, key=_CALENDAR.index)
    return coarsest if coarsest in GRAINS else "month"


def begin_of(day: date, grain: str) -> date:
    """The first day of the period that has `day`."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day


def next_begin(begin: date, grain: str) -> date:
    """The first day of the period after."""
    if grain == "month":
        return date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
    return begin + timedelta(days=7 if grain == "week" else 1)


def periods_of(first: date, last: date, grain: str) -> list[date]:
    """The first days of all periods from the one of `first` to the one of `last`."""
    found = [begin_of(first, grain)]
    while (after := next_begin(found[-1], grain)) <= last:
        found.append(after)
    return found


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last day of a shorter month."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    longest = (next_begin(date(year, month + 1, 1), "month") - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, longest))
