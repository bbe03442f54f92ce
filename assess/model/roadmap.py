"""The roadmap in result.json: what to do when, who answers for it, what it costs and saves, what would turn it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assess.model.parts import MoneyPart, Part, RangePart, TextPart


class PartyPart(Part):
    """Who has a role on an item; `person` is "" where the engagement names nobody, `department` where none is meant."""

    role: TextPart
    person: str = ""
    department: str = ""


class RaciPart(Part):
    """`accountable` is exactly one; `unnamed` counts the roles of which nobody has told the person."""

    accountable: PartyPart
    responsible: list[PartyPart] = Field(default=[])
    consulted: list[PartyPart] = Field(default=[])
    informed: list[PartyPart] = Field(default=[])
    unnamed: int = 0


class EditPart(Part):
    """What the client changed on the plan proposed, who and why; `value` is the place in the order, or days a year.

    `key` is of an item, "" for a change of the whole plan (capacity, order).
    """

    kind: Literal["order", "drop", "capacity"]
    key: str = ""
    value: str = ""
    by: str = ""
    reason: str = ""
    at: str = Field(default="", description="ISO time in UTC")


class CashPart(Part):
    """One year of the roadmap, in money; null is not priced. `net` and `cumulative` are saving less cost: low from the
    lowest saving and the highest cost, high the other way round."""

    year: int = Field(ge=1, le=5)
    cost: MoneyPart | None = None
    saving: MoneyPart | None = None
    net: MoneyPart | None = None
    cumulative: MoneyPart | None = Field(default=None, description="net from month 1 to the end of the year")


class MonthsPart(Part):
    """Months from the start, 1..60; null is not within sixty months. `low` is the earliest."""

    low: int | None
    base: int | None
    high: int | None


class DroppedPart(Part):
    """A treatment the findings ask for that is not on the plan.

    `why`: capacity (does not fit), client (taken out), prerequisite (waits for one that is out). `saving` is what is
    forgone a year, `needed_by` are keys of what depended on it, `findings` stay open.
    """

    id: str
    key: str
    treatment: str
    title: TextPart
    why: Literal["capacity", "client", "prerequisite"]
    consequence: TextPart
    saving: MoneyPart | None = None
    effort_days: RangePart | None = None
    findings: list[str] = Field(default=[])
    needed_by: list[str] = Field(default=[])
    edited: list[EditPart] = Field(default=[])


class SensitivityPart(Part):
    """One assumption moved alone and the whole roadmap planned again; `net` is over sixty months, all else at base.

    `assumption` is prices.<name>, effort, capacity, share_realised or saving; `low` and `high` are the ends of its
    range and `given` says whether the client gave it. `net_at_low` and `net_at_high` belong to those ends. `flips_at`
    is the value at which the decision turns, null where it does not within the range; `flips` says what turns: `net`
    reaches zero, or the `first_case` changes.
    """

    id: str
    assumption: str
    name: TextPart
    unit: TextPart
    base: float
    low: float
    high: float
    given: bool
    net: float
    net_at_low: float
    net_at_high: float
    first_case_at_low: str | None = Field(default=None, description="key of the first case at `low`")
    first_case_at_high: str | None = None
    flips_at: float | None = None
    flips: Literal["net", "first_case"] | None = None
    says: TextPart


class RoadmapItemPart(Part):
    """One treatment on the plan. `key` is the same in every check-up, `id` is its number on this plan.

    `value_stage`: nothing_to_something, something_to_excellent, excellent_to_new. `visibility` 1..5. `gate`:
    unconditional (compliance, the number-one person). `critical`: on the chain that ends last; `slack_months` how many
    months it may slip before the plan ends later (above 0 on that chain
     where the next item waits for people). `deliverables` are papers written to `papers/` (file names without
    language and ending).
    """

    id: str
    treatment: str
    title: TextPart
    what: TextPart
    stage: Literal["diagnose", "treat", "operate"]
    start_month: int = Field(ge=1, le=60)
    end_month: int = Field(ge=1, le=60)
    years: list[int]
    owner: TextPart
    departments: list[str]
    findings: list[str]
    depends_on: list[str]
    effort_days: RangePart
    cost: MoneyPart | None
    saving: MoneyPart | None
    indicator: TextPart
    tool: TextPart
    consumable: TextPart
    talent: TextPart
    key: str = ""
    value_stage: Literal["nothing_to_something", "something_to_excellent", "excellent_to_new"] = "nothing_to_something"
    visibility: int = Field(default=1, ge=1, le=5)
    quick_win: bool = False
    critical: bool = False
    slack_months: int = Field(default=0, ge=0, le=60)
    gate: bool = False
    raci: RaciPart | None = None
    dimensions: list[str] = Field(default=[], description="ids of the dimensions of the questionnaire it lifts")
    deliverables: list[str] = Field(default=[])
    days_by_year: list[float] = Field(default=[], description="person-days worked in each of the five years, base")
    edited: list[EditPart] = Field(default=[])


class BasisPart(Part):
    """What the dates are computed from, an entry for each treatment chosen, in the order proposed before the first case
    is put first: so a plan in another order, with other people or without an item is computed from result.json alone.

    `months` is the least it takes, `earliest` the first month it makes sense in, `after` keys of what it waits for,
    `saves` ids of the findings whose saving it makes.
    """

    key: str
    treatment: str
    title: TextPart
    stage: Literal["diagnose", "treat", "operate"]
    effort_days: RangePart
    months: int
    earliest: int = 1
    after: list[str] = Field(default=[])
    gate: bool = False
    visibility: int = 1
    findings: list[str] = Field(default=[])
    saves: list[str] = Field(default=[])


class RoadmapPart(Part):
    """The plan: `items` in order of start.

    `saving` a year once all is done, `cost` once, `payback_months` = cost / yearly saving; `payback_month` is the month
    of this plan by which the savings made so far have paid the costs so far. `net` is over sixty months. `cash`,
    `used_days` and `capacity_by_year` have five entries, year 1 first. `critical_path` and `quick_wins` are item ids;
    `first_case_why` says why that case, or why there is none. `dropped` and `items` together are all that was chosen.
    `not_needed`: why no platform (or a light one), empty where one is.
    """

    items: list[RoadmapItemPart]
    first_case: str | None = Field(description="id of the item people can see, touch and use in year one")
    saving: MoneyPart | None
    cost: MoneyPart | None
    payback_months: RangePart | None
    not_to_do: list[TextPart]
    decisions: list[TextPart]
    decision_items: list[list[str]] = Field(default=[], description="item ids of each of `decisions`")
    formula: TextPart
    capacity_days_per_year: float | None = Field(default=None, description="person-days; of year 1 where years differ")
    capacity_given: bool = False
    capacity_by_year: list[float] = Field(default=[])
    used_days: list[float] = Field(default=[], description="person-days by year")
    end_month: int | None = None
    net: MoneyPart | None = None
    cash: list[CashPart] = Field(default=[])
    payback_month: MonthsPart | None = None
    critical_path: list[str] = Field(default=[])
    quick_wins: list[str] = Field(default=[])
    first_case_why: TextPart | None = None
    dropped: list[DroppedPart] = Field(default=[])
    sensitivity: list[SensitivityPart] = Field(default=[])
    not_needed: list[TextPart] = Field(default=[])
    edits: list[EditPart] = Field(default=[])
    basis: list[BasisPart] = Field(default=[])
    capacity_proposed: list[float] = Field(default=[], description="by year, before the client changed the plan")
    day_price: RangePart | None = Field(default=None, description="money for a person-day; null is not given")
