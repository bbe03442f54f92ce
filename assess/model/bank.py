"""A bank of questions: dimensions, items, and for each item five observable levels in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictStr

from assess.model.errors import nearest
from assess.model.text import Text

Level = Literal["executive", "middle", "frontline"]
State = Literal["answered", "not_applicable", "dont_know", "refused"]
LEVELS: tuple[Level, ...] = ("executive", "middle", "frontline")
STATES: tuple[State, ...] = ("answered", "not_applicable", "dont_know", "refused")
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


def _known_level(value: Any) -> Any:
    if isinstance(value, str) and value not in LEVELS:
        raise ValueError(f'audience "{value}" was found, which is not one.{nearest(value, LEVELS).rstrip(".")}')
    return value


Audience = Annotated[Level, BeforeValidator(_known_level)]
ItemId = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Words = Annotated[StrictStr, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Both(_Part):
    """The same thing in both languages; neither may be missing."""

    zh: Words = Field(description="in Chinese")
    en: Words = Field(description="in English")

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class Dimension(_Part):
    """A group of items that gets one score."""

    id: Annotated[StrictStr, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
    name: Both


class Item(_Part):
    """One question: people choose the level whose description fits what they see."""

    id: ItemId = Field(description="never changes once published")
    dimension: StrictStr = Field(description="id of a dimension; empty for the overall question")
    name: Both
    question: Both
    levels: tuple[Both, ...] = Field(min_length=5, max_length=5, description="what can be observed at level 1 to 5")
    audience: tuple[Audience, ...] = Field(min_length=1, description="who is asked")
    anchor: StrictBool = Field(default=False, description="asked in the same words of all three levels")


class Bank(_Part):
    """The whole file."""

    id: ItemId
    version: Annotated[StrictStr, Field(pattern=r"^\d+\.\d+\.\d+$")] = Field(description="semantic version")
    name: Both
    dimensions: tuple[Dimension, ...] = Field(min_length=1)
    items: tuple[Item, ...] = Field(min_length=1)

    def asked_of(self, level: str) -> tuple[Item, ...]:
        """The items a person of `level` is asked, in the order of the bank."""
        return tuple(item for item in self.items if level in item.audience)

    def item(self, identifier: str) -> Item | None:
        return next((item for item in self.items if item.id == identifier), None)

    def of_dimension(self, dimension: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.dimension == dimension)

    def anchors(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.anchor)

    def faults(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
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
