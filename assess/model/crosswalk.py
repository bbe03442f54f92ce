"""A crosswalk: the items of a published model, and what in our bank asks about the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, StrictBool

from assess.model.bank import Bank, Both, Part
from assess.model.bank_parts import ItemId, Words
from assess.model.errors import nearest

Relation = Literal["equal", "part", "touches"]


class Link(Part):
    """One of our items: it asks about the same, about a part of it, or about something beside it."""

    item: ItemId
    relation: Relation


class Entry(Part):
    """One item of the model. Covered where an item of the bank itself, not of a pack, is equal or a part of it."""

    id: Words = Field(description="clause or number")
    group: Both | None = Field(default=None, description="the domain it stands in")
    name: Both
    items: tuple[Link, ...] = ()
    covered: StrictBool = True
    why: Both | None = Field(default=None, description="why it is not covered")


class Source(Part):
    """Where the list comes from. Names and numbers are cited as facts; no sentence of the model is."""

    document: Both
    date: Words = Field(description="of the document, as far as known: 2018-03-15, 2025-12 or 2023")
    list_from: Both = Field(description="where the names and numbers were read")
    cited: Both = Field(description="what of it is cited here")


class Crosswalk(Part):
    """The whole file."""

    id: ItemId
    name: Both
    source: Source
    entries: tuple[Entry, ...] = Field(min_length=1)

    def of_item(self, item: str) -> tuple[Entry, ...]:
        """The entries that name `item`."""
        return tuple(entry for entry in self.entries if any(link.item == item for link in entry.items))

    def faults(self, bank: Bank) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """(place, sentence) for each entry that does not hold against `bank`, given with all its packs."""
        ids = [entry.id for entry in self.entries]
        own = {item.id for item in bank.items if not item.pack}
        known = [item.id for item in bank.items]
        for n, entry in enumerate(self.entries):
            at = f"entries[{n}]"
            if entry.id in ids[:n]:
                yield ("entries", n, "id"), f'{at}.id "{entry.id}" is used twice.'
            named = [link.item for link in entry.items]
            for m, one in enumerate(named):
                if one not in known:
                    yield (
                        ("entries", n, "items", m, "item"),
                        f'{at}.items[{m}].item "{one}" is not an item of the bank.{nearest(one, known)}',
                    )
                elif one in named[:m]:
                    yield ("entries", n, "items", m, "item"), f'{at}.items[{m}].item "{one}" is named twice.'
            covered = any(link.item in own and link.relation != "touches" for link in entry.items)
            if covered != entry.covered:
                found = "is covered" if covered else "is not covered: no item of the bank is equal to it or part of it"
                yield ("entries", n, "covered"), f"{at}.covered is {str(entry.covered).lower()}, but it {found}."
            if not entry.covered and entry.why is None:
                yield ("entries", n, "covered"), f"{at} is not covered, so it needs a reason in why."
