"""Three treatments as result.json has them: the platform's boundary, the tiers of storage, the metric dictionary."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assess.model.parts import MoneyPart, Part, RangePart, TextPart

Place = Literal["shared", "edge", "never"]
Action = Literal["keep", "move", "build", "return", "retire"]
Measure = Literal["storage", "refresh", "query_seconds", "refresh_hours"]
Tier = Literal["hot", "cold", "ice"]
Floor = Literal["law", "unknown", "rule", "none"]
Todo = Literal["change", "rename", "keep"]


class BoundaryRowPart(Part):
    """One table and where it belongs. `rule` is the id of the rule that says so (treat/boundary/rules.yaml).

    `place`: shared (in the shared layer), edge (with the one department that uses it), never (on no platform).
    `action`: keep (it lies on the platform and stays), move, build (a cleaned twin; the source stays with its
    department), return, retire. `reader_jobs` and `writer_jobs` are statements that must be pointed elsewhere.
    """

    id: str
    table: str
    rule: str
    place: Place
    action: Action
    department: str = Field(description="id of the department that keeps it today; empty is unknown")
    department_to: str = Field(description="id of the department it goes to; empty is the shared layer, or nobody")
    layer: str = Field(description="layer of the warehouse it belongs to in the shared layer; empty elsewhere")
    owner: str = Field(description="who decides: owner of the table, else of the department; empty is nobody named")
    departments_reading: list[str]
    reader_jobs: int
    writer_jobs: int
    descendants: int
    dominated: int
    read_days: int | None = Field(description="days since the last use, through what is made from it; null is unknown")
    bytes: int | None
    personal: list[str] = Field(description="kinds of personal data in it, as far as names and values tell")
    why: TextPart
    condition: TextPart | None = Field(description="what must be done before it moves")
    findings: list[str]


class ComparedPart(Part):
    """The platform beside the outside in one measure; null is not given or not measured, and then nothing is said.

    `factor` is inside / outside of the base. `verdict` compares the bases; `sure` says that the ranges do not touch.
    `yearly` is what the shared tables cost a year more inside than outside, negative where less.
    """

    id: str
    measure: Measure
    unit: TextPart
    inside: RangePart | None
    outside: RangePart | None
    verdict: Literal["worse", "same", "better", "unknown"]
    sure: bool
    factor: float | None
    yearly: MoneyPart | None
    says: TextPart


class BoundaryPart(Part):
    """Where the platform ends; `drawn` is false where none is needed or nothing tells, and `why` says which."""

    drawn: bool
    why: TextPart
    departments_platform: list[str] = Field(description="ids of the departments that run the platform, as given")
    rows: list[BoundaryRowPart]
    stay: int = Field(description="tables of the lineage that stay where they are")
    unknown: int = Field(description="tables of the platform of which nobody knows who uses them")
    crossing: int = Field(description="dependencies between departments")
    absorbed: int = Field(description="those of them that start from a table of the shared layer")
    compared: list[ComparedPart]
    source: TextPart | None = Field(description="who says what the outside costs, in the client's words")


class TierRowPart(Part):
    """One table's move. `saving` a year is of the move alone; `counted_in` is the finding that counts the table.

    `floor` is what keeps it from going beyond ice: law (the legal retention is not over), unknown (a date or a period
    is not known), rule (the table's own retention is not over), none (its owner may decide to delete it).
    """

    id: str
    table: str
    department: str
    source: str
    engine: str
    tier_from: Tier
    tier_to: Tier
    used_days: int
    bytes: int | None
    saving: MoneyPart | None
    counted_in: str
    floor: Floor
    kept_days: int | None = Field(description="days the law still asks to keep it; null is unknown or over")
    why: TextPart
    how: str = Field(description="the file of the run that does it, below tiering/; empty where the engine has no way")


class TieringPart(Part):
    """Moves in their order, the largest saving first. `saving` is of all moves, `net` of the tables counted here."""

    planned: bool
    why: TextPart
    rows: list[TierRowPart]
    unknown: int = Field(description="tables of unknown use, which are not moved")
    saving: MoneyPart | None
    net: MoneyPart | None
    formula: str


class ReadingPart(Part):
    """Another definition under the name of a standard, and what becomes of it."""

    id: str
    metric: str
    name: str
    department: str
    owner: str
    file: str
    line: int
    formula: str
    differs: list[str] = Field(description="facets in which it differs from the standard")
    todo: Todo
    until: str | None = Field(description="ISO day on which a waiver ends")
    why: TextPart


class DefinitionPart(Part):
    """One metric of several definitions: the standard, decided or proposed, and the other readings.

    `status` separate: a person ruled that these are several metrics; then there is no one standard, and each reading
    gets a name that says what it is.
    """

    id: str
    name: str
    status: Literal["decided", "proposed", "separate"]
    metric: str = Field(description="id of the standard; empty where the metrics are separate")
    department: str
    owner: str
    file: str
    line: int
    formula: str
    why: TextPart
    readings: list[ReadingPart]
    findings: list[str]


class DictionaryPart(Part):
    """The metrics defined in several ways; `agreed` counts those of one meaning, which are in the exports."""

    available: bool
    why: TextPart
    entries: list[DefinitionPart]
    agreed: int
    unread: int = Field(description="definitions whose formula could not be read")
