"""A bank of questions: dimensions, items, and for each item five observable levels in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictStr

from assess.model.bank_parts import (
    STATES,
    Both,
    Change,
    Condition,
    Five,
    Gates,
    ItemId,
    Measure,
    Migration,
    Part,
    State,
    Version,
)
from assess.model.errors import nearest
from assess.model.text import Text

__all__ = [
    "LEVELS",
    "LEVEL_NAMES",
    "STAGES",
    "STATES",
    "Bank",
    "Both",
    "Condition",
    "Dimension",
    "Item",
    "ItemId",
    "Level",
    "Part",
    "State",
]

Level = Literal["executive", "middle", "frontline"]
LEVELS: tuple[Level, ...] = ("executive", "middle", "frontline")
LEVEL_NAMES = {
    "executive": Text("高层", "executives"),
    "middle": Text("中层", "middle management"),
    "frontline": Text("一线", "the front line"),
}
STAGES = (
    Text("散点", "Scattered"),
    Text("试点", "Trial"),
    Text("成形", "Forming"),
    Text("常态", "Normal"),
    Text("创新", "Innovating"),
)
Fault = tuple[tuple[str | int, ...], str]


def _known_level(value: Any) -> Any:
    if isinstance(value, str) and value not in LEVELS:
        raise ValueError(f'audience "{value}" was found, which is not one.{nearest(value, LEVELS).rstrip(".")}')
    return value


Audience = Annotated[Level, BeforeValidator(_known_level)]


class Dimension(Part):
    """A group of items that gets one score."""

    id: Annotated[StrictStr, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
    name: Both


class Item(Part):
    """One question: people choose the level whose description fits what they see."""

    id: ItemId = Field(description="never changes once published")
    dimension: StrictStr = Field(description="id of a dimension; empty for the overall question")
    name: Both
    question: Both
    levels: Five = Field(description="what can be observed at level 1 to 5")
    audience: tuple[Audience, ...] = Field(min_length=1, description="who is asked")
    anchor: StrictBool = Field(default=False, description="asked in the same words of all three levels")
    help: Both | None = Field(default=None, description="what is meant and what is not")
    example: Both | None = Field(default=None, description="what level 3 looks like somewhere")
    evidence: tuple[Both, ...] = Field(default=(), max_length=3, description="what somebody could show for it")
    measure: Measure | None = Field(default=None, description="the number behind it, where there is one")
    may_not_apply: StrictBool = Field(default=True, description="whether not_applicable is an answer")
    shown_if: Condition | None = Field(default=None, description="the answer to an earlier item it depends on")
    pack: StrictStr = Field(default="", description="id of the pack it came with; empty for the bank's own")


class Bank(Part):
    """The whole file."""

    id: ItemId
    version: Version = Field(description="semantic version")
    name: Both
    pack_of: ItemId | None = Field(default=None, description="id of the bank these items are added to, for a pack")
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    items: tuple[Item, ...] = Field(min_length=1)
    gates: Gates | None = None
    changelog: tuple[Change, ...] = Field(default=(), description="the newest first")
    migrations: tuple[Migration, ...] = Field(default=(), description="how older answers are read")

    def asked_of(self, level: str) -> tuple[Item, ...]:
        """The items a person of `level` is asked, in the order of the bank."""
        return tuple(item for item in self.items if level in item.audience)

    def item(self, identifier: str) -> Item | None:
        return next((item for item in self.items if item.id == identifier), None)

    def of_dimension(self, dimension: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.dimension == dimension)

    def anchors(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.anchor)

    def with_pack(self, pack: Bank) -> Bank:
        """This bank with the dimensions and items of `pack` after its own; the scores of its own dimensions stay."""
        marked = tuple(item.model_copy(update={"pack": pack.id}) for item in pack.items)
        return self.model_copy(
            update={
                "id": f"{self.id}+{pack.id}",
                "dimensions": (*self.dimensions, *pack.dimensions),
                "items": (*self.items, *marked),
            }
        )

    def faults(self) -> Iterator[Fault]:
        """What the fields alone cannot show: (place, sentence) for each fault."""
        known = [dimension.id for dimension in self.dimensions]
        for i, identifier in enumerate(known):
            if identifier in known[:i]:
                yield ("dimensions", i, "id"), f'dimensions[{i}].id "{identifier}" is used twice.'
        ids = [item.id for item in self.items]
        for i, item in enumerate(self.items):
            if item.id in ids[:i]:
                yield ("items", i, "id"), f'items[{i}].id "{item.id}" is used twice; each item needs an id of its own.'
            if item.dimension and item.dimension not in known:
                yield (
                    ("items", i, "dimension"),
                    f'items[{i}].dimension "{item.dimension}" is not one here.{nearest(item.dimension, known)}',
                )
            if len(set(item.audience)) < len(item.audience):
                yield ("items", i, "audience"), f"items[{i}].audience names somebody twice."
            if item.anchor and set(item.audience) != set(LEVELS):
                yield (
                    ("items", i, "anchor"),
                    f"items[{i}] is an anchor, so it is asked of all levels, found {', '.join(item.audience)} only.",
                )
            if item.shown_if is not None:
                yield from self._condition_faults(i, item, item.shown_if)
        yield from self._gate_faults(ids)
        yield from self._version_faults(ids)

    def _condition_faults(self, i: int, item: Item, condition: Condition) -> Iterator[Fault]:
        """A condition looks back, which also rules out circles, and at somebody's own answer."""
        place = ("items", i, "shown_if", "item")
        said = f'items[{i}].shown_if.item "{condition.item}"'
        ids = [one.id for one in self.items]
        earlier = next((one for one in self.items[:i] if one.id == condition.item), None)
        if condition.item not in ids:
            yield place, f"{said} is not an item here.{nearest(condition.item, ids)}"
        elif earlier is None:
            yield place, f"{said} does not come before it; a condition can only look at an earlier answer."
        elif missing := [level for level in item.audience if level not in earlier.audience]:
            yield place, f"{said} is never asked of {', '.join(missing)}, who are asked this."
        if item.anchor:
            yield ("items", i, "shown_if"), f"items[{i}] is an anchor, so it is shown to all, found a condition."

    def _gate_faults(self, ids: list[str]) -> Iterator[Fault]:
        gates = self.gates or Gates()
        named: list[tuple[tuple[str | int, ...], str]] = []
        for gate in ("compliance", "number_one"):
            part = getattr(gates, gate)
            named += [(("gates", gate, "items", n), one) for n, one in enumerate(part.items if part else ())]
        screen = gates.applicability
        facts = screen.facts if screen else ()
        for n, fact in enumerate(facts):
            left = ("gates", "applicability", "facts", n, "zero_leaves_out")
            named += [((*left, m), one) for m, one in enumerate(fact.zero_leaves_out)]
        for place, one in named:
            if one not in ids:
                yield place, f'{_written(place)} "{one}" is not an item here.{nearest(one, ids)}'
        known = [fact.id for fact in facts]
        for side in ("none", "light"):
            for one in getattr(screen, side, {}):
                if one not in known:
                    yield (
                        ("gates", "applicability", side, one),
                        f'gates.applicability.{side} names "{one}", which is not a fact here.{nearest(one, known)}',
                    )

    def _version_faults(self, ids: list[str]) -> Iterator[Fault]:
        if self.changelog and self.changelog[0].version != self.version:
            yield (
                ("changelog", 0, "version"),
                f"changelog[0].version is {self.changelog[0].version}, but the bank's is {self.version}.",
            )
        for n, migration in enumerate(self.migrations):
            for one in migration.items:
                if one not in ids:
                    place = ("migrations", n, "items", one)
                    yield place, f'migrations[{n}].items names "{one}", which is not an item here.{nearest(one, ids)}'


def _written(place: tuple[str | int, ...]) -> str:
    return ".".join(f"[{part}]" if isinstance(part, int) else part for part in place).replace(".[", "[")
