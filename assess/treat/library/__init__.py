"""The treatments there are, read from the YAML files beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr

from assess.diagnose.texts import Words
from assess.model.money import Range
from assess.store.yaml_file import read_yaml, validate

_Days = tuple[float, float, float]
Level = Annotated[int, Field(ge=1, le=5)]
Verdict = Literal["not_needed", "light", "full", "unknown"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Effort(_Part):
    """Person-days low, base, high: `fixed` once and `each` per finding, at most `most`."""

    fixed: _Days
    each: _Days = (0, 0, 0)
    most: _Days | None = None

    def days(self, findings: int) -> Range:
        values = [fixed + each * findings for fixed, each in zip(self.fixed, self.each, strict=True)]
        if self.most:
            values = [min(value, most) for value, most in zip(values, self.most, strict=True)]
        return Range(*values)


class Rule(_Part):
    """When a treatment applies although no detector names it: the dimension stands on one of the levels `from`, and one
    of the detectors `findings` claims something about that dimension (`claimed-*` is all of that name)."""

    dimension: StrictStr
    from_: tuple[Level, ...] = Field(alias="from")
    findings: tuple[StrictStr, ...] = ("low-maturity", "perception-gaps", "dont-know", "claimed-*")


class Roles(_Part):
    """Who does it: `holder` says where the name of the accountable person comes from. `responsible` is added to the
    departments concerned, `consulted` and `informed` are roles."""

    holder: Literal["role", "number_one", "department"] = "role"
    responsible: tuple[Words, ...] = ()
    consulted: tuple[Words, ...] = ()
    informed: tuple[Words, ...] = ()


class Treatment(_Part):
    """What to do about findings of one kind.

    `months` is the shortest it can take, `visibility` 1..5 how well people can see, touch and use it;
    with `lead` the heaviest finding becomes an item of its own; with `pays` a finding that costs
    more to treat than it saves is left alone; `decision` is what the board is asked, in the order of `decide`.
    `gate`: unconditional, it comes before everything. `widens`: more people get at the data, so gates on the same
    tables come first. `verdicts`: at which need of a platform it may be proposed. `always`: it joins every plan that
    has anything on it. `when`: rules of the organisation, any of which is enough; `costs_outgrow` is another: data
    costs grow faster than the business. `earliest` is the first month it makes sense in; `first` is a place ahead of
    the usual order. `papers` are templates in templates/organisation.
    """

    title: Words
    what: Words
    stage: Literal["diagnose", "treat", "operate"]
    value_stage: Literal["nothing_to_something", "something_to_excellent", "excellent_to_new"] = "nothing_to_something"
    owner: Words
    roles: Roles = Roles()
    effort: Effort
    after: tuple[StrictStr, ...] = ()
    visibility: Annotated[int, Field(ge=1, le=5)]
    months: Annotated[int, Field(ge=1, le=60)]
    earliest: Annotated[int, Field(ge=1, le=60)] = 1
    indicator: Words
    tool: Words
    consumable: Words
    talent: Words
    lead: StrictBool = False
    pays: StrictBool = False
    gate: StrictBool = False
    widens: StrictBool = False
    always: StrictBool = False
    first: int = 9
    verdicts: tuple[Verdict, ...] = ("not_needed", "light", "full", "unknown")
    when: tuple[Rule, ...] = ()
    costs_outgrow: StrictBool = False
    papers: tuple[StrictStr, ...] = ()
    decision: Words | None = None
    decide: int = 9


_FILES = ("findings.yaml", "organisation.yaml")


@cache
def library() -> dict[str, Treatment]:
    """Treatment by id, in the order of the files. ValueError where one waits for a treatment there is not."""
    found: dict[str, Treatment] = {}
    for name in _FILES:
        data = read_yaml(Path(__file__).with_name(name), name)
        twice = sorted(set(data) & set(found))
        if twice:
            raise ValueError(f"{name}: {twice} are in the library twice")
        found |= {key: validate(Treatment, entry, name) for key, entry in data.items()}
    for key, treatment in found.items():
        unknown = sorted(set(treatment.after) - set(found))
        if unknown:
            raise ValueError(f"{key} waits for {unknown}, which the library does not have")
        if treatment.gate and not all(found[a].gate for a in treatment.after):
            raise ValueError(f"{key} is a gate and waits for something that is none")
    return found
