"""The two items behind which there is a number: the growth of cost, and where unused data lies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def growth_excess(cost: float, business: float) -> float:
    """By how much the cost of data outgrew the business, as a difference: 0.05 is five percentage points.

    A ratio would turn round when the business shrinks: -10 % of business and -5 % of cost is a ratio of a half
    and yet an excess of five points.
    """
    return round(cost - business, 9)


def level_of_growth(cost: float | None, business: float | None, *, target: bool, quarters_met: int) -> int:
    """Level 1..5 of the cost-growth bound from two growth rates over four trailing quarters.

    1 not measured; 2 measured; 3 with a written target; 4 met four quarters running, the last of them being
    these rates; 5 where besides the business grew and the cost fell, so a shrinking business ends at 4.
    """
    if cost is None or business is None:
        return 1
    if not target:
        return 2
    if quarters_met < 4 or growth_excess(cost, business) > 0:
        return 3
    return 5 if business > 0 > cost else 4


def tier_shares(
    tables: Iterable[tuple[float, float]], hot_days: int = 365, cold_days: int = 1825
) -> dict[str, float] | None:
    """Percent of bytes that are hot, cold and ice, from (days since last use, bytes); None where there are none."""
    sums = {"hot": 0.0, "cold": 0.0, "ice": 0.0}
    for days, size in tables:
        sums["hot" if days <= hot_days else "cold" if days <= cold_days else "ice"] += size
    total = sum(sums.values())
    return {name: 100 * size / total for name, size in sums.items()} if total else None


def level_of_share(percent: float | None, at_least: Sequence[float]) -> int:
    """Level 1..5 from a percentage and the least ones for level 2 to 5; not measured is 1."""
    return 1 if percent is None else 1 + sum(percent >= least for least in at_least)
