"""What a year without the members of a group would save: only what the master holds as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from assess.diagnose import pricing
from assess.diagnose.clock import days_of
from assess.diagnose.redundancy.catalogue import Catalogue
from assess.diagnose.redundancy.groups import Member
from assess.diagnose.redundancy.verdict import VERSION
from assess.model.engagement import Engagement
from assess.model.money import Money, Range, total

FORMULA = (
    "sum over members, each rounded to the cent: rows_in_master * columns_in_master * (storage + refresh where still "
    "refreshed + upkeep); rows the master no longer keeps (shorter retention) are not in rows_in_master and not saved; "
    f"storage = {pricing.STORAGE_FORMULA}; refresh = {pricing.REFRESH_FORMULA}; upkeep = {pricing.UPKEEP_FORMULA}"
)


@dataclass(frozen=True)
class Saved:
    """`money` is None where nothing could be priced; `by_table` says what each member contributes.

    `inputs` has for each member its bytes, the shares and their source, `reckoned` what its saving is made of;
    `unpriced` are members without proven rows or known bytes.
    """

    money: Money | None
    by_table: dict[str, dict[str, float]]
    inputs: dict[str, dict[str, Any]]
    reckoned: dict[str, dict[str, Any]]
    unpriced: tuple[str, ...]


def saving_of(catalogue: Catalogue, members: Sequence[Member], engagement: Engagement, clock: datetime) -> Saved:
    """The yearly saving of removing the members' overlap with their master; a table is in one group only.

    Storage and refresh come from the engagement's prices times the member's bytes, upkeep is per table;
    versions and tables not written since they went cold are no longer refreshed.
    Each is taken in the share of the member's rows and columns that the master has: low, base and high of
    the rows' interval meet low, base and high of the price. Nothing is priced without compared rows or
    without known bytes.

    Retention needs no factor of its own: rows of a copy that keeps them longer than the master are rows the master
    does not have, and the comparison of values has counted them already. `inputs` shows `retention_overlap`, the
    share of a copy's days that the master keeps, so that a reader can see where missing rows come from.
    """
    amounts: dict[str, Money] = {}
    inputs: dict[str, dict[str, Any]] = {}
    reckoned: dict[str, dict[str, Any]] = {}
    unpriced: list[str] = []
    today = days_of(clock)
    for member in members:
        name = catalogue.name(member.table)
        share, rows = _share(member), member.pair.rows
        volume: Any = catalogue.said["bytes"][member.table]
        known = None if pd.isna(volume) else int(volume)
        stale = bool(today - catalogue.written[member.table] > engagement.tiers.hot_days)
        refreshed = member.verdict != VERSION and not stale
        inputs[name] = {
            "bytes": known,
            "rows_in_master": None if rows is None else _side(member).as_dict(),
            "columns_in_master": round(_columns(member), 4),
            "retention_overlap": _retention_overlap(catalogue, member),
            "refreshed": refreshed,
        }
        if share is not None and known is not None:
            parts = ("storage", "refresh", "upkeep") if refreshed else ("storage", "upkeep")
            reckoned[name] = pricing.reckoned(known, parts, share)
        yearly = _yearly(known, refreshed, engagement)
        if share is None or known is None or yearly is None:
            unpriced.append(name)
            continue
        amounts[name] = Money.of(engagement.currency, yearly.range * share)
    by_table = {name: {"low": m.low, "base": m.base, "high": m.high} for name, m in amounts.items()}
    return Saved(total(amounts.values()), by_table, inputs, reckoned, tuple(unpriced))


def prices_used(engagement: Engagement) -> dict[str, dict[str, float]]:
    """The prices a saving was computed with, by name."""
    names = (
        "storage_per_tb_year",
        "replicas",
        "backups",
        "refresh_per_tb",
        "refreshes_per_year",
        "table_upkeep_per_year",
    )
    found = {name: _price(engagement, name) for name in names}
    return {name: price for name, price in found.items() if price}


def _yearly(volume: int | None, refreshed: bool, engagement: Engagement) -> Money | None:
    """Storage, refresh and upkeep of a table, of those that are priced; None for unknown bytes."""
    if volume is None:
        return None
    return total(
        amount
        for amount in (
            pricing.storage(volume, engagement),
            pricing.refresh(volume, engagement) if refreshed else None,
            pricing.upkeep(1, engagement),
        )
        if amount is not None
    )


def _retention_overlap(catalogue: Catalogue, member: Member) -> float | None:
    """Days the master keeps of those the copy keeps, at most 1; None where either has no rule."""
    master = member.pair.b if member.pair.a == member.table else member.pair.a
    mine, theirs = float(catalogue.retention[master]), float(catalogue.retention[member.table])
    return round(min(1.0, mine / theirs), 4) if theirs > 0 and mine > 0 else None


def _share(member: Member) -> Range | None:
    if member.pair.rows is None:
        return None
    rows, columns = _side(member), _columns(member)
    return Range(rows.low * columns, rows.base * columns, rows.high * columns)


def _side(member: Member) -> Any:
    rows = member.pair.rows
    assert rows is not None
    return rows.a_in_b if member.pair.a == member.table else rows.b_in_a


def _columns(member: Member) -> float:
    return min(1.0, member.pair.cover[0] if member.pair.a == member.table else member.pair.cover[1])


def _price(engagement: Engagement, name: str) -> dict[str, float] | None:
    price = getattr(engagement.prices, name)
    return None if price is None else dict(price.range.as_dict())
