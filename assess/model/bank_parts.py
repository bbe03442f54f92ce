"""The parts of a bank of questions that are not questions: texts, conditions, measures, gates, versions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StrictStr, model_validator

from assess.model.text import Text

State = Literal["answered", "not_applicable", "dont_know", "refused", "skipped"]
STATES: tuple[State, ...] = ("answered", "not_applicable", "dont_know", "refused", "skipped")
Rule = Literal["clamp", "reset", "rule_of_three"]
Need = Literal["none", "light", "full"]


class Part(BaseModel):
    """Anything in a bank: unknown fields are refused, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _five(value: Any) -> Any:
    if isinstance(value, list | tuple) and len(value) != 5:
        raise ValueError(f"needs exactly 5 levels, found {len(value)}")
    return value


def _semantic(value: Any) -> Any:
    parts = str(value).split(".")
    if not (isinstance(value, str) and len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts)):
        raise ValueError(f"needs a semantic version in quotes, such as 1.1.0, found {value!r}")
    return value


ItemId = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Words = Annotated[StrictStr, Field(min_length=1)]
Version = Annotated[StrictStr, BeforeValidator(_semantic), Field(pattern=r"^\d+\.\d+\.\d+$")]
Step = Annotated[StrictInt, Field(ge=1, le=5)]


class Both(Part):
    """The same thing in both languages; neither may be missing."""

    zh: Words = Field(description="in Chinese")
    en: Words = Field(description="in English")

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


Five = Annotated[tuple[Both, ...], BeforeValidator(_five), Field(min_length=5, max_length=5)]


class Condition(Part):
    """What an earlier answer must be for a question to be shown: one of `at_least`, `at_most` and `state`."""

    item: ItemId = Field(description="id of an earlier item")
    at_least: Step | None = None
    at_most: Step | None = None
    state: State | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Condition:
        given = [name for name in ("at_least", "at_most", "state") if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none of them"
            raise ValueError(f"needs one of at_least, at_most and state, found {found}")
        return self

    def holds(self, value: int | None, state: str) -> bool:
        """Whether the earlier answer lets the question be shown; no value reaches no level."""
        if self.state is not None:
            return state == self.state
        if state != "answered" or value is None:
            return False
        return value >= self.at_least if self.at_least is not None else value <= (self.at_most or 0)


class Measure(Part):
    """A number behind an item, and how each level follows from it."""

    number: Both = Field(description="what is counted, over which time")
    unit: Literal["percentage_points", "percent"]
    levels: Five = Field(description="how level 1 to 5 follows")
    at_least: tuple[float, ...] = Field(default=(), description="least number for level 2 to 5, where it alone decides")
    note: Both | None = Field(default=None, description="where the plain rule would mislead")

    @model_validator(mode="after")
    def _ascending(self) -> Measure:
        if self.at_least and (len(self.at_least) != 4 or list(self.at_least) != sorted(set(self.at_least))):
            raise ValueError(f"at_least needs four rising numbers, one for each of level 2 to 5, found {self.at_least}")
        return self


class Fact(Part):
    """A number asked before everything else; where it is 0, the items in `zero_leaves_out` have no subject."""

    id: ItemId
    question: Both
    zero_leaves_out: tuple[ItemId, ...] = ()


class Bound(Part):
    """Both ends belong to it; an end left out is open."""

    at_least: StrictInt | None = None
    at_most: StrictInt | None = None

    def holds(self, value: int) -> bool:
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


class Applicability(Part):
    """P0: does the company need a shared platform? `none` where all its bounds hold, `light` where any does."""

    facts: tuple[Fact, ...] = Field(min_length=1)
    none: dict[ItemId, Bound]
    light: dict[ItemId, Bound]

    def verdict(self, facts: Mapping[str, int]) -> Need:
        """`none`, `light` or `full` from facts that are all known; KeyError names one that is not."""
        if all(bound.holds(facts[name]) for name, bound in self.none.items()):
            return "none"
        return "light" if any(bound.holds(facts[name]) for name, bound in self.light.items()) else "full"


class LegalDuty(Part):
    """A duty the law lays down: its name, where it stands and whom it binds. Never the wording of the law."""

    id: ItemId
    name: Both
    law: Both
    binds: Both


class ComplianceGate(Part):
    """G1: any duty not met caps the badge."""

    items: tuple[ItemId, ...] = Field(min_length=1)
    cap: Step
    duties: tuple[LegalDuty, ...] = ()


class NumberOneGate(Part):
    """G2: without an owner at the top the badge is capped."""

    items: tuple[ItemId, ...] = Field(min_length=1)
    cap: Step
    needs: tuple[Literal["name", "date", "decision"], ...] = ("name", "date", "decision")


class Gates(Part):
    """What is asked of the engagement before any score counts."""

    applicability: Applicability | None = None
    compliance: ComplianceGate | None = None
    number_one: NumberOneGate | None = None


class Change(Part):
    """One version in the changelog, the newest first."""

    version: Version
    date: date
    says: Both


class Migration(Part):
    """How answers given under version `old` are read under `new`: one rule, with exceptions by item."""

    old: Version
    new: Version
    rule: Rule
    items: dict[ItemId, Rule] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _forward(self) -> Migration:
        if numbers(self.old) >= numbers(self.new):
            raise ValueError(f"goes from an older version to a newer one, found {self.old} to {self.new}")
        return self


def numbers(version: str) -> tuple[int, ...]:
    """A semantic version as numbers, so that 1.10.0 is newer than 1.9.0."""
    return tuple(int(part) for part in version.split("."))
