"""One client's check-up as the consultant describes it in `engagement.yaml`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, model_validator

from assess.model.gates import Gates
from assess.model.money import Range
from assess.model.notify import Notify
from assess.model.source import Identifier, Source
from assess.model.text import Text

__all__ = ["Engagement", "Identifier", "Source"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Bilingual(_Part):
    """The same name in both languages; one alone serves for both."""

    zh: StrictStr = ""
    en: StrictStr = ""

    @model_validator(mode="after")
    def _at_least_one(self) -> Bilingual:
        if not (self.zh or self.en):
            raise ValueError("needs zh, en or both")
        return self

    @property
    def text(self) -> Text:
        return Text(self.zh or self.en, self.en or self.zh)


class Price(_Part):
    """low <= base <= high in the engagement's currency."""

    low: float = Field(ge=0)
    base: float = Field(ge=0)
    high: float = Field(ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Price:
        if not self.low <= self.base <= self.high:
            raise ValueError(f"needs low <= base <= high, found {self.low}, {self.base}, {self.high}")
        return self

    @property
    def range(self) -> Range:
        return Range(self.low, self.base, self.high)


class Department(_Part):
    """A department or business unit; `owner` is the person who answers for its data."""

    id: Identifier
    name: Bilingual
    owner: StrictStr = ""


class Owned(_Part):
    """Whose something is: one pattern, of files, of tables or of the users of a query log, and the department.

    `*` stands for any characters; in `files` it stops at a slash and `**` does not.
    """

    files: StrictStr = ""
    tables: StrictStr = ""
    users: StrictStr = ""
    department: Identifier

    @model_validator(mode="after")
    def _one_pattern(self) -> Owned:
        given = [name for name in ("files", "tables", "users") if getattr(self, name).strip()]
        if len(given) != 1:
            raise ValueError(f"needs one of files, tables and users, found {' and '.join(given) or 'none of them'}")
        return self


class Prices(_Part):
    """What things cost, per year where not said otherwise. What is missing is not priced.

    `replicas` are the copies of a byte that the storage keeps, `backups` the backups kept of it beside them.
    """

    storage_per_tb_year: Price | None = None
    replicas: Price | None = None
    backups: Price | None = None
    refresh_per_tb: Price | None = None
    refreshes_per_year: Price | None = None
    table_upkeep_per_year: Price | None = None
    cold_storage_share: Price | None = None
    person_day: Price | None = None


class Outside(_Part):
    """What the same service costs and does outside: replicas and backups included; `source` says who says so."""

    storage_per_tb_year: Price | None = None
    refresh_per_tb: Price | None = None
    query_seconds: Price | None = None
    refresh_hours: Price | None = None
    source: Bilingual | None = None

    @model_validator(mode="after")
    def _sourced(self) -> Outside:
        told = [name for name, value in self if name != "source" and value is not None]
        if told and self.source is None:
            raise ValueError(f"needs source, which says in words where {told[0]} comes from, such as an offer's date")
        return self


class NumberOne(_Part):
    """The person at the top who owns the matter: a name, a date, a decision."""

    name: StrictStr = ""
    since: date | None = None
    decision: StrictStr = ""


class Duty(_Part):
    """A legal duty and whether it is met; `met` left out is unknown, which is not met."""

    id: Identifier
    name: Bilingual
    met: StrictBool | None = None
    evidence: StrictStr = ""


class Organisation(_Part):
    """Facts for the gates. What is left out stays unknown."""

    staff: int | None = Field(default=None, ge=0)
    business_lines: int | None = Field(default=None, ge=0)
    core_systems: int | None = Field(default=None, ge=0)
    number_one: NumberOne | None = None
    duties: tuple[Duty, ...] = ()
    data_cost_growth: float | None = None
    business_growth: float | None = None
    security_cost_growth_excluded: StrictBool = True


Level = Annotated[float, Field(ge=1, le=5)]


class Survey(_Part):
    """What is known of those asked: people in all by level, levels aimed at by dimension, and a few executives.

    One to four executives are hidden, merged with middle management, or shown because all who answered agreed in
    writing; `consent` then says where that is kept.
    """

    population: dict[Literal["executive", "middle", "frontline"], Annotated[int, Field(ge=1)]] = Field(
        default_factory=dict
    )
    targets: dict[StrictStr, Level] = Field(default_factory=dict)
    executives: Literal["hide", "merge", "show"] = "hide"
    consent: StrictStr = ""

    @model_validator(mode="after")
    def _agreed(self) -> Survey:
        if self.executives == "show" and not self.consent.strip():
            raise ValueError("executives: show needs consent, which says where their written consent is kept")
        return self


class Tiers(_Part):
    """Days since last use: up to `hot_days` hot, up to `cold_days` cold, beyond that ice."""

    hot_days: int = Field(default=365, gt=0)
    cold_days: int = Field(default=1825, gt=0)
    legal_retention_days: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _ordered(self) -> Tiers:
        if self.hot_days >= self.cold_days:
            raise ValueError(f"hot_days ({self.hot_days}) must be below cold_days ({self.cold_days})")
        return self


class Words(_Part):
    """The client's own words: concept -> spellings in column names and comments, in any language."""

    glossary: dict[StrictStr, tuple[StrictStr, ...]] = Field(default_factory=dict)


class Brand(_Part):
    """How the client's reports look: one accent colour (#RRGGBB), and a logo (path of a PNG, JPEG or SVG file)."""

    accent: Annotated[StrictStr, Field(pattern=r"^(#[0-9A-Fa-f]{6})?$")] = ""
    logo: StrictStr = ""


# Person-days in each of five years; somebody must be there in the first.
YearlyDays = tuple[
    Annotated[int, Field(gt=0)],
    Annotated[int, Field(ge=0)],
    Annotated[int, Field(ge=0)],
    Annotated[int, Field(ge=0)],
    Annotated[int, Field(ge=0)],
]


class Engagement(_Part):
    """The whole file."""

    client: Bilingual
    fictional: StrictBool = False
    currency: Annotated[StrictStr, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    languages: tuple[Literal["zh", "en"], ...] = ("zh", "en")
    clock: datetime | None = None
    departments: tuple[Department, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = ()
    ownership: tuple[Owned, ...] = ()
    prices: Prices = Prices()
    outside: Outside = Outside()
    platform: tuple[Identifier, ...] = ()
    organisation: Organisation = Organisation()
    tiers: Tiers = Tiers()
    questionnaire: StrictStr = "base"
    answers: tuple[StrictStr, ...] = ()
    survey: Survey = Survey()
    glossary: dict[StrictStr, tuple[StrictStr, ...]] = Field(default_factory=dict)
    capacity_days_per_year: Annotated[int, Field(gt=0)] | YearlyDays | None = None
    brand: Brand = Brand()
    notify: Notify = Notify()
    gates: Gates = Gates()

    @property
    def capacity(self) -> tuple[float, ...]:
        """Person-days a year: one number for all years, five for five, none where not given."""
        days = self.capacity_days_per_year
        if days is None:
            return ()
        return tuple(float(d) for d in days) if isinstance(days, tuple) else (float(days),)

    def department_id(self, said: str) -> str:
        """The id of the department a client's file calls `said` (its id or name, any case); else as written."""
        for department in self.departments:
            if said.strip().casefold() in {
                department.id.casefold(), department.name.zh.casefold(), department.name.en.casefold()
            }:  # fmt: skip
                return department.id
        return said

    def department(self, identifier: str) -> Text:
        """The department's name; its id where the engagement does not know it."""
        for department in self.departments:
            if department.id == identifier:
                return department.name.text
        return Text.both(identifier)
