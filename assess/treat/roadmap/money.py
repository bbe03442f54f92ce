"""Money by year: costs while an item runs, savings from the month after it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assess.model.money import Money, Range, total
from assess.treat.roadmap.network import MONTHS
from assess.treat.roadmap.schedule import Dates

YEARS = 5
ENDS = ("low", "base", "high")


@dataclass(frozen=True, slots=True)
class Year:
    """`cost` and `saving` of one year, None where nothing is priced; `net` and `cumulative` need both."""

    year: int
    cost: Money | None
    saving: Money | None
    net: Money | None
    cumulative: Money | None


def costs_of(days: Mapping[str, Range], price: Range | None, currency: str) -> dict[str, Money]:
    """Item -> person-days times the price of a day; empty where the price is not known."""
    return {key: Money.of(currency, effort * price) for key, effort in days.items()} if price else {}


def years_of(dates: Dates, costs: Mapping[str, Money], savings: Mapping[str, Money]) -> list[Year]:
    """The five years of the plan, in whole cents.

    An item's cost is spread over its months as its days are; its yearly saving counts a twelfth for each month after
    the last. net = saving - cost, its low end from the low saving and the high cost.
    """
    found: list[Year] = []
    before: Money | None = None
    for year in range(1, YEARS + 1):
        cost = total(_cost(dates, key, money, year) for key, money in costs.items() if key in dates.months)
        saving = total(_saving(dates, key, money, year) for key, money in savings.items() if key in dates.months)
        net = minus(saving, cost) if saving and cost else None
        before = (_plus(before, net) if before else net) if net else None
        found.append(Year(year, cost, saving, net, before))
    return found


def payback_month(dates: Dates, costs: Mapping[str, Money], savings: Mapping[str, Money]) -> tuple[int | None, ...]:
    """The month, 1..60, from which the savings made so far have paid the costs so far and do so to the end.

    Earliest (high saving, low cost), base, latest (low saving, high cost); None where not within sixty months.
    """
    if not costs or not any(key in dates.months for key in savings):
        return (None, None, None)
    return tuple(
        _paid(dates, {k: getattr(m, cost) for k, m in costs.items()}, {k: getattr(m, s) for k, m in savings.items()})
        for cost, s in zip(ENDS, reversed(ENDS), strict=True)
    )


def minus(saving: Money, cost: Money) -> Money:
    """What is left: low from the low saving and the high cost."""
    return Money(
        saving.currency,
        round(saving.low - cost.high, 2),
        round(saving.base - cost.base, 2),
        round(saving.high - cost.low, 2),
    )


def _plus(a: Money, b: Money) -> Money:
    return Money(a.currency, round(a.low + b.low, 2), round(a.base + b.base, 2), round(a.high + b.high, 2))


def _share(dates: Dates, key: str, month: int) -> float:
    """The part of an item's days worked by the end of the month; of one without days, the part of its months gone."""
    days = dates.days[key]
    if days:
        return sum(d for m, d in days.items() if m <= month) / sum(days.values())
    first, last = dates.months[key]
    return min(1.0, max(0.0, (month - first + 1) / (last - first + 1)))


def _cost(dates: Dates, key: str, money: Money, year: int) -> Money:
    now, then = _share(dates, key, year * 12), _share(dates, key, year * 12 - 12)
    ends = (
        round(round(money.range.as_dict()[e] * now, 2) - round(money.range.as_dict()[e] * then, 2), 2) for e in ENDS
    )
    return Money(money.currency, *ends)


def _saving(dates: Dates, key: str, money: Money, year: int) -> Money:
    months = min(12, max(0, year * 12 - dates.months[key][1]))
    return Money(money.currency, *(round(getattr(money, end) * months / 12, 2) for end in ENDS))


def _paid(dates: Dates, cost: Mapping[str, float], saving: Mapping[str, float]) -> int | None:
    since: int | None = None
    for month in range(1, MONTHS + 1):
        spent = sum(c * _share(dates, key, month) for key, c in cost.items() if key in dates.months)
        made = sum(
            s * max(0, month - dates.months[key][1]) / 12 for key, s in saving.items() if key in dates.months
        )  # fmt: skip
        since = (since or month) if made >= spent and made > 0 else None
    return since
