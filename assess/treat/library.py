"""The treatments there are, read from `library.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

from assess.diagnose.texts import Words
from assess.model.money import Range
from assess.store.yaml_file import read_yaml, validate

_Days = tuple[float, float, float]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Effort(_Part):
    """Person-days low, base, high: `fixed` once and `each` per finding, at most `most`."""

    fixed: _Days
    each: _Days
    most: _Days | None = None

    def days(self, findings: int) -> Range:
        values = [fixed + each * findings for fixed, each in zip(self.fixed, self.each, strict=True)]
        if self.most:
            values = [min(value, most) for value, most in zip(values, self.most, strict=True)]
        return Range(*values)


class Treatment(_Part):
    """What to do about findings of one kind.

    `months` is the shortest it can take, `visibility` 1..5 how well people can see, touch and use it;
    with `lead` the heaviest finding becomes an item of its own; with `pays` a finding that costs
    more to treat than it saves is left alone; `decision` is what the board is asked.
    """

    title: Words
    what: Words
    stage: Literal["diagnose", "treat", "operate"]
    owner: Words
    effort: Effort
    after: tuple[StrictStr, ...] = ()
    visibility: Annotated[int, Field(ge=1, le=5)]
    months: Annotated[int, Field(ge=1, le=60)]
    indicator: Words
    tool: Words
    consumable: Words
    talent: Words
    lead: StrictBool = False
    pays: StrictBool = False
    decision: Words | None = None


_FILE = Path(__file__).with_name("library.yaml")


@cache
def library() -> dict[str, Treatment]:
    """Treatment by id, in the order of the file."""
    data = read_yaml(_FILE, _FILE.name)
    return {name: validate(Treatment, entry, _FILE.name) for name, entry in data.items()}
