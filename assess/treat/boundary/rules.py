"""The rules of the boundary, read from the YAML beside this module: the first that fits a table decides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from assess.diagnose.texts import Words
from assess.model.treatment_parts import Action, Place
from assess.store.yaml_file import read_yaml, validate
from assess.treat.boundary.facts import Facts, Part

Count = Annotated[int, Field(ge=0)]
FILE = Path(__file__).with_name("rules.yaml")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Between(_Part):
    """A whole number from `from` to `to`, both included; an end left out is open."""

    low: Count | None = Field(default=None, alias="from")
    high: Count | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _some(self) -> Between:
        if self.low is None and self.high is None:
            raise ValueError("needs from, to or both")
        return self

    def holds(self, value: int) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


class When(_Part):
    """What must hold of a table; what is left out is not asked."""

    part: tuple[Part, ...] = ()
    on_platform: StrictBool | None = None
    readers: Between | None = None
    users: Between | None = None
    own: StrictBool | None = None
    reuse: Between | None = None
    dominated: Between | None = None
    unread_hot: StrictBool | None = None
    personal: StrictBool | None = None

    def holds(self, facts: Facts, hot_days: int) -> bool:
        """Whether the table is such a one; an unknown last use is neither unread nor read."""
        unread = None if facts.read_days is None else facts.read_days > hot_days
        flags = (
            (self.on_platform, facts.on_platform),
            (self.own, facts.own),
            (self.unread_hot, unread),
            (self.personal, bool(facts.personal)),
        )
        counts = (
            (self.readers, len(facts.readers)),
            (self.users, len(facts.users)),
            (self.reuse, facts.reuse),
            (self.dominated, facts.dominated),
        )
        return (
            (not self.part or facts.part in self.part)
            and all(asked is None or asked == held for asked, held in flags)
            and all(asked is None or asked.holds(held) for asked, held in counts)
        )


class Rule(_Part):
    """Where tables of this description belong, what is done with them, and the sentence that says why."""

    place: Place
    action: Action
    when: When
    says: Words


@cache
def rules() -> Mapping[str, Rule]:
    """Rule by id, in the order they are tried."""
    data = read_yaml(FILE, FILE.name)
    return {str(name): validate(Rule, entry, FILE.name) for name, entry in data.items()}


def first_of(facts: Facts, hot_days: int) -> tuple[str, Rule] | None:
    """The rule that decides on this table; None where it stays."""
    return next(((name, rule) for name, rule in rules().items() if rule.when.holds(facts, hot_days)), None)
