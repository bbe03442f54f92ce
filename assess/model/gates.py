"""The block `gates` of an engagement: what `assess gate` lets through, what is waived until when."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, model_validator

RuleId = Literal[
    "new-copies", "new-conflicts", "lineage-coverage", "cost-growth", "hot-share", "compliance"
]  # fmt: skip
RULES: tuple[str, ...] = get_args(RuleId)
Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Quarter(_Part):
    """One quarter in money: the cost of data, the part of it for security and compliance, the business's revenue."""

    data_cost: Amount
    security_cost: Amount = 0
    business: Amount

    @model_validator(mode="after")
    def _part_of(self) -> Quarter:
        if self.security_cost > self.data_cost:
            raise ValueError(f"security_cost ({self.security_cost}) is a part of data_cost ({self.data_cost})")
        return self


class Waiver(_Part):
    """An offence let through until a day: `subject` is a pattern of its subject, `*` for any characters."""

    rule: RuleId
    subject: Annotated[StrictStr, Field(min_length=1)] = "*"
    reason: Annotated[StrictStr, Field(min_length=1)]
    who: Annotated[StrictStr, Field(min_length=1)]
    until: date


class Gates(_Part):
    """Rules and thresholds; a rule in `off` is not judged.

    `conflicts_on`: canonical looks at metrics with a decided standard, any at all of them. `lineage_may_fall` and
    `growth_may_exceed` are in points of a share (0.01 is one percentage point). `quarters` are eight in order, the
    newest last. `unknown: fail` fails where a rule cannot be judged.
    """

    off: tuple[RuleId, ...] = ()
    unknown: Literal["report", "fail"] = "report"
    conflicts_on: Literal["canonical", "any"] = "canonical"
    lineage_may_fall: Share = 0
    lineage_at_least: Share | None = None
    growth_may_exceed: Annotated[float, Field(ge=0)] = 0
    quarters: tuple[Quarter, ...] = ()
    hot_share_at_least: Share | None = None
    compliance_unknown_fails: StrictBool = False
    waivers: tuple[Waiver, ...] = ()

    @model_validator(mode="after")
    def _eight(self) -> Gates:
        if self.quarters and len(self.quarters) != 8:
            raise ValueError(f"quarters needs eight, the newest last, found {len(self.quarters)}")
        return self
