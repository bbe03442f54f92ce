"""What the roadmap of the earlier check-up promised, beside what the later one shows to be gone.

An item is judged by its findings alone: done when all are solved, late when its last month is over and they are not.
Of its yearly saving so much is realised as its findings' own savings are gone; what was not seen again stays unknown.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import datetime

from assess.model.comparison import FindingChangePart, ItemChangePart, SavingsChangePart, Status
from assess.model.parts import MoneyPart
from assess.model.result import Result
from assess.model.roadmap import RoadmapItemPart

GONE = frozenset({"solved"})
UNSEEN = frozenset({"not_seen"})


def compare_plan(a: Result, b: Result, changes: Sequence[FindingChangePart]) -> list[ItemChangePart]:
    """Every item of run A's roadmap, in its order."""
    by_finding = {change.before: change for change in changes if change.before and change.change != "split"}
    start, now = datetime.fromisoformat(a.run.clock), datetime.fromisoformat(b.run.clock)
    same_prices = a.engagement.prices == b.engagement.prices and a.engagement.currency == b.engagement.currency
    return [_item(item, by_finding, start, now, same_prices) for item in a.roadmap.items]


def _item(
    item: RoadmapItemPart, by_finding: Mapping[str, FindingChangePart], start: datetime, now: datetime, priced: bool
) -> ItemChangePart:
    mine = [by_finding[name] for name in item.findings if name in by_finding]
    solved = sum(change.change in GONE for change in mine)
    unseen = sum(change.change in UNSEEN for change in mine)
    begins, ends = month_after(start, item.start_month - 1), month_after(start, item.end_month)
    share = _share_gone(mine, priced)
    return ItemChangePart(
        id=item.id,
        key=item.key or item.treatment,
        title=item.title,
        status=_status(mine, solved, unseen, begins, ends, now),
        starts=begins.date().isoformat(),
        ends=ends.date().isoformat(),
        findings=len(mine),
        solved=solved,
        promised=item.saving,
        realised=scaled(item.saving, share) if item.saving and share is not None else None,
        not_seen=unseen,
    )


def _status(
    mine: Sequence[FindingChangePart], solved: int, unseen: int, begins: datetime, ends: datetime, now: datetime
) -> Status:
    if not mine or unseen:
        return "unknown"
    if solved == len(mine):
        return "done"
    if now >= ends:
        return "late"
    if solved or any(change.change in ("better", "merged") for change in mine):
        return "under_way"
    return "not_due" if now < begins else "not_started"


def _share_gone(mine: Sequence[FindingChangePart], priced: bool) -> float | None:
    """Share 0..1 of the findings' savings that is gone; None where none is priced or all are unseen."""
    whole = sum(change.saving_before.base for change in mine if change.saving_before)
    if not whole or all(change.change in UNSEEN for change in mine):
        return None
    gone = 0.0
    for change in mine:
        if change.saving_before is None:
            continue
        if change.change in GONE:
            gone += change.saving_before.base
        elif change.change == "better" and priced and change.saving_after:
            gone += max(0.0, change.saving_before.base - change.saving_after.base)
    return min(1.0, gone / whole)


def compare_savings(a: Result, b: Result, items: Sequence[ItemChangePart], changes: Sequence[FindingChangePart]) -> (
    SavingsChangePart
):  # fmt: skip
    """The sums over the roadmap's items that promise a saving."""
    promised = summed([item.promised for item in items])
    realised = summed([item.realised for item in items])
    unseen = {change.before for change in changes if change.change in UNSEEN}
    unknown = summed([f.saving for f in a.findings if f.id in unseen])
    planned = {name for item in a.roadmap.items if item.saving for name in item.findings}
    unplanned = [c.saving_before for c in changes if c.change in GONE and c.before not in planned]
    return SavingsChangePart(
        promised=promised,
        realised=realised,
        unknown=unknown,
        unplanned=summed(unplanned),
        share=round(realised.base / promised.base, 4) if promised and realised and promised.base else None,
        prices_changed=a.engagement.prices != b.engagement.prices or a.engagement.currency != b.engagement.currency,
    )


def summed(parts: Sequence[MoneyPart | None]) -> MoneyPart | None:
    """The sum of what is known; None where nothing is."""
    some = [part for part in parts if part]
    if not some:
        return None
    low, base, high = (round(sum(getattr(part, end) for part in some), 2) for end in ("low", "base", "high"))
    return MoneyPart(currency=some[0].currency, low=low, base=base, high=high)


def scaled(part: MoneyPart, share: float) -> MoneyPart:
    return MoneyPart(currency=part.currency, low=round(part.low * share, 2), base=round(part.base * share, 2),
                     high=round(part.high * share, 2))  # fmt: skip


def month_after(start: datetime, months: int) -> datetime:
    """The same day so many months later, or the month's last where it has no such day."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return start.replace(year=year, month=month, day=min(start.day, monthrange(year, month)[1]))
