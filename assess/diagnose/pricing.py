"""What keeping data costs a year, from the engagement's own prices; None where a price or a volume is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assess.model.engagement import Engagement
from assess.model.money import Money, Range

ONE = Range(1, 1, 1)
STORAGE_FORMULA = "bytes / 10^12 * storage_per_tb_year * (replicas + backups)"
UPKEEP_FORMULA = "tables * table_upkeep_per_year"
REFRESH_FORMULA = "bytes / 10^12 * refresh_per_tb * refreshes_per_year"


def reckoned(volume: int, parts: Sequence[str], share: Range | None = None) -> dict[str, Any]:
    """What a table's saving is made of, for whoever computes it again with other prices.

    `parts` are storage, moved, refresh and upkeep, each rounded to the cent before it is added and each left out where
    it has no price; `share` is what of their sum is saved, unrounded, all of it where it is not given.
    """
    return {"bytes": volume, "parts": list(parts), **({"share": share.as_dict()} if share else {})}


def storage(volume: float | None, engagement: Engagement) -> Money | None:
    """Yearly storage of `volume` bytes (one replica) in every replica and backup kept: STORAGE_FORMULA.

    Without replicas named there is one, without backups none.
    """
    prices = engagement.prices
    if volume is None or prices.storage_per_tb_year is None:
        return None
    times = prices.replicas.range if prices.replicas else ONE
    if prices.backups:
        times = times + prices.backups.range
    return Money.of(engagement.currency, prices.storage_per_tb_year.range * times * (volume / 1e12))


def moved(volume: float | None, engagement: Engagement) -> Money | None:
    """Yearly saving of `volume` bytes moved from hot to cold storage: storage * (1 - cold_storage_share)."""
    hot, share = storage(volume, engagement), engagement.prices.cold_storage_share
    if hot is None or share is None:
        return None
    return Money.of(
        engagement.currency, hot.range * Range(*(max(0.0, 1 - s) for s in (share.high, share.base, share.low)))
    )


def refresh(volume: float | None, engagement: Engagement) -> Money | None:
    """Yearly compute to rebuild `volume` bytes at the engagement's rhythm: REFRESH_FORMULA."""
    prices = engagement.prices
    if volume is None or prices.refresh_per_tb is None or prices.refreshes_per_year is None:
        return None
    return Money.of(
        engagement.currency, prices.refresh_per_tb.range * prices.refreshes_per_year.range * (volume / 1e12)
    )


def upkeep(tables: float, engagement: Engagement) -> Money | None:
    """Yearly work of looking after `tables` tables, whatever their volume: UPKEEP_FORMULA."""
    price = engagement.prices.table_upkeep_per_year
    return None if price is None else Money.of(engagement.currency, price.range * tables)
