"""The kinds of personal data there are, read from `personal.yaml`: by name for diagnose, by value for collect."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

from assess.model.text import Text
from assess.store.yaml_file import read_yaml, validate

_FILE = Path(__file__).with_name("personal.yaml")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Part):
    zh: StrictStr
    en: StrictStr


class Pattern(_Part):
    """One form of a value, whole; `check` is computed over its digits."""

    match: Annotated[StrictStr, Field(pattern=r"^[^\\]+$")]
    check: Literal["", "resident", "luhn"] = ""


class Kind(_Part):
    """One kind of personal data; the file's head says what each field means."""

    label: Label
    sensitive: StrictStr
    claims: StrictBool = True
    person: StrictBool = False
    always: StrictBool = False
    names: tuple[StrictStr, ...]
    hints: tuple[StrictStr, ...] = ()
    unless: tuple[StrictStr, ...] = ()
    values: tuple[Pattern, ...] = ()
    strict: StrictBool = False
    alone: StrictBool = False
    spread: int = 1

    @property
    def text(self) -> Text:
        return Text(self.label.zh, self.label.en)


@cache
def kinds() -> dict[str, Kind]:
    """Kind by id, in the order of the file."""
    data = read_yaml(_FILE, _FILE.name)
    return {str(name): validate(Kind, entry, _FILE.name) for name, entry in data.items()}


@cache
def by_values() -> tuple[tuple[str, Kind], ...]:
    """The kinds whose values have a pattern."""
    return tuple((name, kind) for name, kind in kinds().items() if kind.values)
