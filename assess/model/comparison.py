"""What `assess compare --json` says of two check-ups; its schema is committed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assess.model.finding import Severity
from assess.model.parts import MoneyPart, Part, TextPart

Change = Literal["same", "moved", "merged", "split", "worse", "better", "solved", "new", "not_seen", "first_seen"]
Match = Literal["key", "subjects", "similar", "merged", "split", "none"]
Status = Literal["done", "under_way", "late", "not_started", "not_due", "unknown"]
Shown = Literal["up", "down", "no_change_shown", "not_comparable", "unknown"]


class RunRefPart(Part):
    id: str
    clock: str


class RenamePart(Part):
    """A table of run A that has another name in run B; `confidence` 0..1, `rival` a name nearly as good."""

    before: str
    after: str
    confidence: float
    columns_shared: float = Field(description="Jaccard of column names with their types, 0..1")
    rival: str = ""


class TablesPart(Part):
    """Tables as the catalogues have them; null where a run kept none (made by an earlier version)."""

    compared: bool
    renamed: list[RenamePart] = Field(default=[])
    gone: list[str] = Field(default=[], description="in sources that were read again")
    added: list[str] = Field(default=[], description="in sources that were read before")
    not_seen: list[str] = Field(default=[], description="their source was not read again")


class CopyPart(Part):
    """A table and the one it copies, by its name in the newer run where it is in both."""

    table: str
    master: str
    table_before: str = ""


class CopiesPart(Part):
    kept: int
    gone: list[CopyPart] = Field(default=[])
    new: list[CopyPart] = Field(default=[])
    not_seen: list[CopyPart] = Field(default=[])


class ConflictPart(Part):
    """Two definitions that contradict each other, as `file name`."""

    a: str
    b: str
    facets: list[str] = Field(default=[])


class ConflictsPart(Part):
    compared: bool
    kept: int = 0
    gone: list[ConflictPart] = Field(default=[])
    new: list[ConflictPart] = Field(default=[])
    not_seen: list[ConflictPart] = Field(default=[])


class FindingChangePart(Part):
    """One finding before and after. `match` says how it was known again, `similarity` 0..1 of its subjects.

    merged: `before` went into `after`, which another finding before it goes on from; split: `after` came out of
    `before` beside another. not_seen: gone, and what it was found in was not read again. first_seen: its source was
    not read before.
    """

    change: Change
    before: str | None = Field(description="id in run A")
    after: str | None = Field(description="id in run B")
    detector: str
    title: TextPart
    departments: list[str]
    severity_before: Severity | None = None
    severity_after: Severity | None = None
    match: Match
    similarity: float | None = None
    subjects_shared: int = 0
    subjects_added: list[str] = Field(default=[])
    subjects_removed: list[str] = Field(default=[])
    renamed: list[RenamePart] = Field(default=[])
    saving_before: MoneyPart | None = None
    saving_after: MoneyPart | None = None
    why: TextPart


class DimensionChangePart(Part):
    """`detectable`: minimal detectable change at 95 %, 1.96 x sqrt(SE1^2 + SE2^2); a smaller difference shows none."""

    id: str
    name: TextPart
    before: float | None
    after: float | None
    difference: float | None
    detectable: float | None
    shown: Shown
    items_changed: list[str] = Field(default=[])
    why: TextPart


class MaturityChangePart(Part):
    bank_before: str
    bank_after: str
    versions_known: bool = Field(description="whether both runs kept the questions as they were asked")
    dimensions: list[DimensionChangePart]
    source: TextPart


class ItemChangePart(Part):
    """A roadmap item of run A at the time of run B; `realised` is the part of what it promised that is gone for good.

    done: all its findings are solved; late: not done and its last month is over; under_way: some are; not_due: its
    first month is still to come; not_started: it should have begun and none of its findings has changed; unknown:
    it has no finding, or one that was not seen again.
    """

    id: str
    key: str
    title: TextPart
    status: Status
    starts: str
    ends: str
    findings: int
    solved: int
    promised: MoneyPart | None
    realised: MoneyPart | None
    not_seen: int = 0


class SavingsChangePart(Part):
    """Of a year, in run A's prices. `unknown` is what was promised on findings that were not seen again."""

    promised: MoneyPart | None
    realised: MoneyPart | None
    unknown: MoneyPart | None
    share: float | None = Field(description="realised / promised, base")
    unplanned: MoneyPart | None = Field(default=None, description="solved findings that no item of the plan saves on")
    prices_changed: bool


class CoverageChangePart(Part):
    lost: list[str] = Field(default=[], description="inputs read in run A only")
    gained: list[str] = Field(default=[], description="inputs read in run B only")
    blind: list[str] = Field(default=[], description="detectors that scored in run A and could not in run B")


class HealthChangePart(Part):
    before: float | None
    after: float | None
    coverage_before: float
    coverage_after: float


class Comparison(Part):
    """Two check-ups of one engagement, `a` the earlier."""

    schema_version: Literal["1.0"] = "1.0"
    client: TextPart
    departments: dict[str, TextPart]
    a: RunRefPart
    b: RunRefPart
    counts: dict[Change, int]
    findings: list[FindingChangePart]
    tables: TablesPart
    copies: CopiesPart
    conflicts: ConflictsPart
    health: HealthChangePart
    maturity: MaturityChangePart
    savings: SavingsChangePart
    roadmap: list[ItemChangePart]
    coverage: CoverageChangePart
