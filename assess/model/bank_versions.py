"""From one version of a bank to the next: what changed, and how an older answer is read."""

from __future__ import annotations

from math import floor

from assess.model.bank import Bank, Item
from assess.model.bank_parts import Rule

ASKED = ("question", "levels", "audience", "dimension", "anchor", "shown_if")


def migrated(value: int, rule: Rule, old_levels: int, new_levels: int) -> int | None:
    """An answer of 1..`old_levels` on a scale of 1..`new_levels`; None where it must be given anew.

    `clamp` keeps the number and cuts it at the new top. `reset` drops it. `rule_of_three` keeps the place
    between the two ends, 1 + (value - 1) * (new - 1) / (old - 1), halves rounded up, so that ends stay ends.
    """
    if not 1 <= value <= old_levels or old_levels < 2 or new_levels < 2:
        raise ValueError(f"{value} of {old_levels} levels on {new_levels} levels")
    if rule == "reset":
        return None
    if rule == "clamp":
        return min(value, new_levels)
    return floor(1 + (value - 1) * (new_levels - 1) / (old_levels - 1) + 0.5)


def migrated_answer(bank: Bank, item: str, value: int, version: str, old_levels: int = 5) -> int | None:
    """An answer given to `item` under `version` of `bank`, as the bank reads it today.

    Every migration from `version` on is applied in turn; None where one of them drops the answer or the bank
    has no such item any more.
    """
    found: int | None = value if bank.item(item) else None
    at = version
    for migration in bank.migrations:
        if migration.old == at:
            if found is not None:
                found = migrated(found, migration.items.get(item, migration.rule), old_levels, 5)
            at, old_levels = migration.new, 5
    return found


def changed_items(old_bank: Bank, new_bank: Bank) -> dict[str, tuple[str, ...]]:
    """Item -> `("added",)`, `("removed",)` or what people are asked that differs, such as `("levels",)`.

    Help, examples and evidence explain a question and do not change it; they are not in here. A trend leaves
    out what is.
    """
    before = {item.id: item for item in old_bank.items}
    after = {item.id: item for item in new_bank.items}
    changes: dict[str, tuple[str, ...]] = {}
    for identifier in [*after, *(one for one in before if one not in after)]:
        if identifier not in before:
            changes[identifier] = ("added",)
        elif identifier not in after:
            changes[identifier] = ("removed",)
        elif parts := _differing(before[identifier], after[identifier]):
            changes[identifier] = parts
    return changes


def _differing(old: Item, new: Item) -> tuple[str, ...]:
    def said(item: Item, part: str) -> object:
        return set(item.audience) if part == "audience" else getattr(item, part)

    return tuple(part for part in ASKED if said(old, part) != said(new, part))
