"""result.json: what a check-up says. Every page, chart and screen is a rendering of it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assess.model.finding import Outcome, Severity

SCHEMA_VERSION = "1.0"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextPart(_Part):
    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class RangePart(_Part):
    low: float
    base: float
    high: float


class MoneyPart(_Part):
    currency: str
    low: float
    base: float
    high: float


class DepartmentPart(_Part):
    id: str
    name: TextPart
    owner: str


class EngagementPart(_Part):
    client: TextPart
    fictional: bool
    currency: str
    languages: list[str]
    departments: list[DepartmentPart]
    priced: list[str] = Field(description="names of the prices that were given")


class InputPart(_Part):
    input: str
    sha256: str
    bytes: int | None


class RunPart(_Part):
    id: str
    clock: str
    inputs: list[InputPart]
    versions: dict[str, str]


class CoveragePart(_Part):
    id: str
    input: str
    kind: str
    department: str
    available: bool
    seen: int | None
    unit: TextPart
    why: TextPart


class FindingPart(_Part):
    id: str
    key: str
    detector: str
    name: TextPart
    family: str
    outcome: Outcome
    severity: Severity | None
    title: TextPart
    why: TextPart
    remedy: TextPart
    departments: list[str]
    subjects: list[str]
    evidence: dict[str, Any]
    score: float | None
    saving: MoneyPart | None
    treatments: list[str]


class ScorePart(_Part):
    """Mean of 1..5 with its 95 % interval; `suppressed` when fewer than five people answered."""

    n: int | None = Field(description="respondents; null where suppressed")
    mean: float | None
    low: float | None
    high: float | None
    suppressed: bool


class DimensionPart(_Part):
    id: str
    name: TextPart
    levels: dict[Literal["executive", "middle", "frontline"], ScorePart]
    company: ScorePart
    evidence: float | None = Field(description="level 1..5 that the measured evidence supports; null is not seen")


class GapPart(_Part):
    id: str
    item: str
    dimension: str
    name: TextPart
    higher: str
    lower: str
    difference: float
    p_value: float
    n_higher: int
    n_lower: int


class MaturityPart(_Part):
    available: bool
    why: TextPart
    bank: str
    respondents: dict[str, int | None]
    dimensions: list[DimensionPart]
    gaps: list[GapPart]
    overall: float | None
    floor: str | None = Field(description="id of the lowest dimension")
    badge: int | None = Field(description="staged level 1..5 after the gates; null is not known")
    badge_capped_by: list[str]


class GatePart(_Part):
    id: str
    name: TextPart
    met: bool | None = Field(description="null is unknown, which is not met")
    title: TextPart
    finding: str


class ApplicabilityPart(_Part):
    verdict: Literal["not_needed", "light", "full", "unknown"]
    title: TextPart
    why: TextPart
    facts: dict[str, int | None]
    gates: list[GatePart]


class HealthPart(_Part):
    """`index` is 0..100, null where under half of the detectors could score; `families` are 0..1.

    `coverage` is the share of detectors asked that could score.
    """

    index: float | None
    coverage: float
    families: dict[str, float]
    scored: int
    asked: int


class RoadmapItemPart(_Part):
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


class RoadmapPart(_Part):
    items: list[RoadmapItemPart]
    first_case: str | None = Field(description="id of the item people can see, touch and use in year one")
    saving: MoneyPart | None
    cost: MoneyPart | None
    payback_months: RangePart | None
    not_to_do: list[TextPart]
    decisions: list[TextPart]
    formula: TextPart


class Result(_Part):
    schema_version: Literal["1.0"] = "1.0"
    engagement: EngagementPart
    run: RunPart
    coverage: list[CoveragePart]
    findings: list[FindingPart]
    health: HealthPart
    maturity: MaturityPart
    applicability: ApplicabilityPart
    roadmap: RoadmapPart
