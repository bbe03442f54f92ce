"""A plan: drafts in an order, under a capacity, without what the client leaves out; and all that follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assess.model.finding import Finding
from assess.model.money import Money, Range, total
from assess.treat.roadmap.draft import Draft, between
from assess.treat.roadmap.first_case import Case, choose_case, in_first_year, with_case
from assess.treat.roadmap.money import Year, costs_of, payback_month, years_of
from assess.treat.roadmap.network import in_order, last_chain, slack
from assess.treat.roadmap.schedule import Dates, schedule
from assess.treat.savings import net_savings

QUICK_DAYS, QUICK_MONTHS = 15, 6


@dataclass(frozen=True, slots=True)
class Setting:
    """What can be set: person-days in each of the five years, the order (keys; empty is the proposal), what is left
    out; `effort` from -1 (low) to 1 (high); `share` of the savings that is realised; `day` is the price of a day."""

    capacity: tuple[float, ...]
    order: tuple[str, ...] = ()
    dropped: frozenset[str] = frozenset()
    effort: float = 0.0
    share: float = 1.0
    day: Range | None = None
    currency: str = "CNY"

    @property
    def months(self) -> list[float]:
        """Person-days in each of the sixty months."""
        return [self.capacity[month // 12] / 12 for month in range(60)]


@dataclass(frozen=True, slots=True)
class Plan:
    """Dates, money and what they mean. `out` is key -> capacity, client or prerequisite; `order` the order planned in;
    `candidates` keys of what could have been the first case."""

    dates: Dates
    order: tuple[str, ...]
    out: Mapping[str, str]
    first_case: str | None
    candidates: tuple[str, ...]
    slack: Mapping[str, int]
    critical: tuple[str, ...]
    quick: tuple[str, ...]
    costs: Mapping[str, Money]
    savings: Mapping[str, Money]
    years: tuple[Year, ...]
    payback: tuple[int | None, ...]
    used: tuple[float, ...]

    @property
    def end_month(self) -> int | None:
        """The month in which the last item ends; None where some do not end within sixty months."""
        return None if self.dates.out or not self.dates.months else self.dates.end

    @property
    def saving(self) -> Money | None:
        return total(self.savings.values())

    @property
    def cost(self) -> Money | None:
        return total(m for key, m in self.costs.items() if key in self.dates.months)

    @property
    def net(self) -> Money | None:
        """Saving less cost over sixty months; None where either is not priced."""
        return self.years[-1].cumulative if self.years else None


def arrange(drafts: Sequence[Draft], findings: Sequence[Finding], setting: Setting) -> Plan:
    """The plan of the drafts; each table's saving is counted once, and only from when its treatment has ended."""
    lost = left_out(drafts, setting.dropped)
    kept = [d for d in drafts if d.key not in lost]
    worth = credited(kept, findings, setting.share)
    works = [d.work(setting.effort) for d in kept]
    cases = [
        Case(
            d.key, d.visibility, worth[d.key].base / d.days.base if d.key in worth and d.days.base else 0.0, d.days.base
        )
        for d in kept
        if d.candidate
    ]
    if setting.order:
        place = {key: n for n, key in enumerate(setting.order)}
        works = in_order(sorted(works, key=lambda w: place.get(w.id, len(place))))
    else:
        works = with_case(works, choose_case(works, cases, setting.months))
    dates = schedule(works, setting.months)
    on_plan = [d for d in kept if d.key in dates.months]
    savings = credited(on_plan, findings, setting.share)
    costs = costs_of({d.key: _effort(d, setting.effort) for d in on_plan}, setting.day, setting.currency)
    gap = slack([w for w in works if w.id in dates.months], dates.months)
    used = tuple(
        round(sum(d for days in dates.days.values() for m, d in days.items() if (m - 1) // 12 == year), 3)
        for year in range(5)
    )  # fmt: skip
    return Plan(
        dates=dates,
        order=tuple(w.id for w in works),
        out={**lost, **dates.out},
        first_case=in_first_year(dates, cases),
        candidates=tuple(c.id for c in cases),
        slack=gap,
        critical=tuple(last_chain(works, dates.months)),
        quick=tuple(d.key for d in on_plan if _quick(d, dates, savings, costs)),
        costs=costs,
        savings=savings,
        years=tuple(years_of(dates, costs, savings)),
        payback=payback_month(dates, costs, savings),
        used=used,
    )


def left_out(drafts: Sequence[Draft], dropped: frozenset[str]) -> dict[str, str]:
    """Key -> client for what is dropped, prerequisite for what waits for it; gates are never left out."""
    out = {d.key: "client" for d in drafts if d.key in dropped and not d.gate}
    grown = True
    while grown:
        more = {d.key: "prerequisite" for d in drafts if d.key not in out and any(a in out for a in d.after)}
        out |= more
        grown = bool(more)
    return out


def credited(drafts: Sequence[Draft], findings: Sequence[Finding], share: float = 1.0) -> dict[str, Money]:
    """Key -> yearly saving. A table belongs to the first finding that names it, and a finding to one treatment; where
    that treatment is left out nobody else claims the table."""
    net = net_savings(findings)
    found: dict[str, Money] = {}
    for draft in drafts:
        amount = total(net[name] for name in draft.saves if name in net)
        if amount:
            found[draft.key] = amount if share == 1 else Money.of(amount.currency, amount.range * share)
    return found


def with_capacity(setting: Setting, days: float) -> Setting:
    """The same with `days` in the first year and the other years in proportion."""
    first = setting.capacity[0]
    return replace(setting, capacity=tuple(days * c / first for c in setting.capacity))


def _effort(draft: Draft, place: float) -> Range:
    if not place:
        return draft.days
    days = between(draft.days, place)
    return Range(min(days, draft.days.low), days, max(days, draft.days.high))


def _quick(draft: Draft, dates: Dates, savings: Mapping[str, Money], costs: Mapping[str, Money]) -> bool:
    """Small (fifteen person-days), done within half a year, and either seen by people or paid back within a year."""
    if draft.gate or draft.days.base > QUICK_DAYS or dates.months[draft.key][1] > QUICK_MONTHS:
        return False
    saved, cost = savings.get(draft.key), costs.get(draft.key)
    return draft.visibility >= 3 or bool(saved and cost and saved.base >= cost.base)
