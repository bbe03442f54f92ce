"""The findings' savings with another price: computed again from what each says it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from assess.diagnose import pricing
from assess.model.engagement import Engagement, Price
from assess.model.finding import Finding
from assess.model.money import Money, total

_PARTS: Mapping[str, Callable[[float, Engagement], Money | None]] = {
    "storage": pricing.storage,
    "moved": pricing.moved,
    "refresh": pricing.refresh,
    "upkeep": lambda _, engagement: pricing.upkeep(1, engagement),
}


def at_price(engagement: Engagement, name: str, value: float) -> Engagement:
    """The engagement with one price at `value`, low, base and high alike."""
    price = Price(low=value, base=value, high=value)
    return engagement.model_copy(update={"prices": engagement.prices.model_copy(update={name: price})})


def repriced(findings: Iterable[Finding], engagement: Engagement) -> list[Finding]:
    """Findings with the savings the engagement's prices give; a saving that does not say what it is made of stays."""
    return [_one(finding, engagement) for finding in findings]


def _one(finding: Finding, engagement: Engagement) -> Finding:
    made: Mapping[str, Any] = finding.evidence.get("reckoned") or {}
    by_table: Mapping[str, Any] = finding.evidence.get("by_table") or {}
    if finding.saving is None or not set(by_table) <= set(made) or not by_table:
        return finding
    amounts = {table: amount for table in by_table if (amount := _amount(made[table], engagement))}
    evidence = {**finding.evidence, "by_table": {table: money.range.as_dict() for table, money in amounts.items()}}
    return replace(finding, evidence=evidence, saving=total(amounts.values()))


def _amount(made: Mapping[str, Any], engagement: Engagement) -> Money | None:
    parts = [amount for name in made["parts"] if (amount := _PARTS[name](made["bytes"], engagement)) is not None]
    whole, share = total(parts), made.get("share")
    if whole is None or not share:
        return whole
    ends = (whole.low * share["low"], whole.base * share["base"], whole.high * share["high"])
    return Money(whole.currency, *(round(end + 1e-9, 2) for end in ends))
