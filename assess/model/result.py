"""result.json: what a check-up says. Every page, chart and screen is a rendering of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from assess.model.finding import Outcome, Severity
from assess.model.parts import MoneyPart, Part, RangePart, TextPart
from assess.model.roadmap import RoadmapItemPart, RoadmapPart
from assess.model.treatment_parts import BoundaryPart, DictionaryPart, TieringPart

__all__ = [
    "SCHEMA_VERSION",
    "ApplicabilityPart",
    "CarelessPart",
    "CoveragePart",
    "DepartmentPart",
    "DimensionPart",
    "DissentPart",
    "EngagementPart",
    "FindingPart",
    "GapPart",
    "GatePart",
    "HealthPart",
    "InputPart",
    "MaturityPart",
    "MoneyPart",
    "RangePart",
    "Result",
    "RoadmapItemPart",
    "RoadmapPart",
    "RunPart",
    "ScorePart",
    "TextPart",
    "UnsurePart",
]

SCHEMA_VERSION = "1.0"


class DepartmentPart(Part):
    id: str
    name: TextPart
    owner: str


class LogoPart(Part):
    """The client's logo for the cover, as it was when the check-up ran."""

    media_type: Literal["image/png", "image/jpeg", "image/svg+xml"]
    base64: str


class EngagementPart(Part):
    client: TextPart
    fictional: bool
    currency: str
    languages: list[str]
    departments: list[DepartmentPart]
    priced: list[str] = Field(description="names of the prices that were given")
    prices: dict[str, RangePart] = Field(
        default={}, description="the prices given, by name; of a year where it applies"
    )
    accent: str = Field(default="", description="#RRGGBB the client set for its reports; empty is ours")
    logo: LogoPart | None = None


class InputPart(Part):
    input: str
    sha256: str
    bytes: int | None


class RunPart(Part):
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]  # the name of a folder
    clock: str
    inputs: list[InputPart]
    versions: dict[str, str]


class CoveragePart(Part):
    id: str
    input: str
    kind: str
    department: str
    available: bool
    seen: int | None
    unit: TextPart
    why: TextPart


class FindingPart(Part):
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


class ScorePart(Part):
    """Mean of 1..5 with its 95 % interval; `suppressed` when fewer than five people answered."""

    n: int | None = Field(description="respondents; null where suppressed")
    mean: float | None
    low: float | None
    high: float | None
    suppressed: bool


class UnsurePart(Part):
    """Answers given and not given over the levels shown, and the score if all who do not know had said 1, or 5."""

    answered: int
    dont_know: int
    not_applicable: int
    refused: int
    low: float | None
    high: float | None


class DimensionPart(Part):
    id: str
    name: TextPart
    levels: dict[Literal["executive", "middle", "frontline"], ScorePart]
    company: ScorePart
    evidence: float | None = Field(description="level 1..5 that the measured evidence supports; null is not seen")
    pooled: ScorePart | None = Field(
        default=None, description="everybody counting the same whatever their level; beside the company's score"
    )
    badge: int | None = Field(default=None, description="staged level 1..5 of this dimension alone, before the gates")
    unsure: UnsurePart | None = None
    target: float | None = Field(default=None, description="level 1..5 the client aims at; null is not set")
    comments: int = Field(default=0, description="comments to its questions that may be read; ten people answered each")


class GapPart(Part):
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
    low: float | None = Field(default=None, description="95 % interval of the difference")
    high: float | None = None
    effect: float | None = Field(default=None, description="Hedges' g; null where nobody differs within the levels")
    effect_low: float | None = None
    effect_high: float | None = None


class DissentPart(Part):
    """One question: whether people agree, are in two camps, or neither can be told."""

    item: str
    dimension: str
    name: TextPart
    n: int
    stance: Literal["agree", "split", "unclear"]
    agreement: float = Field(description="r_wg, 1 where all say the same")
    critical: float = Field(description="what r_wg must exceed so that it is not chance, for so many people")


class CarelessPart(Part):
    """Answers that look unread, flagged and kept; the overall score without those who can be set aside unseen."""

    flagged: int | None = Field(description="respondents; null where fewer than five answered at all")
    overall_without: float | None


class TargetPart(Part):
    """Share of the way from level 1 to the targets that is gone; a dimension above its target offsets no other."""

    reached: float | None = Field(description="0..1; null where no dimension with a target can be shown")
    measured: int = Field(description="dimensions that have a target and a score")
    asked: int = Field(description="dimensions that have a target")


class MaturityPart(Part):
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
    overall_low: float | None = Field(default=None, description="95 % interval of the overall score")
    overall_high: float | None = None
    dissent: list[DissentPart] = Field(default=[])
    careless: CarelessPart | None = None
    withheld: list[str] = Field(
        default=[], description="item:level not shown since, with its dimension's score, it would tell single answers"
    )
    waiting: list[str] = Field(
        default=[], description="levels shown as in an earlier release: what came in since would tell single answers"
    )
    target: TargetPart | None = None
    comments: int = Field(default=0, description="comments to all questions that may be read; not their words")


class GatePart(Part):
    id: str
    name: TextPart
    met: bool | None = Field(description="null is unknown, which is not met")
    title: TextPart
    finding: str


class ApplicabilityPart(Part):
    verdict: Literal["not_needed", "light", "full", "unknown"]
    title: TextPart
    why: TextPart
    facts: dict[str, int | None]
    gates: list[GatePart]


class DeductionPart(Part):
    """What one detector takes from the health index: `points` = `weight` x (1 - `score`).

    `weight` is the most it could take: 100 / families / detectors of its family that scored. `affected` of `examined`
    give the score of most detectors; both are null where the detector scores in another way.
    """

    id: str
    detector: str
    name: TextPart
    family: str
    weight: float
    score: float
    points: float
    affected: int | None
    examined: int | None
    findings: list[str]


class HealthPart(Part):
    """`index` is 0..100, null where under half of the detectors could score; `families` are 0..1.

    `coverage` is the share of detectors asked that could score. 100 less the points of all `deductions` is the index,
    which is why what could not score takes nothing from it and shows in the coverage alone.
    """

    index: float | None
    coverage: float
    families: dict[str, float]
    scored: int
    asked: int
    deductions: list[DeductionPart] = Field(default=[], description="every detector that scored, the most points first")


class Result(Part):
    schema_version: Literal["1.0"] = "1.0"
    engagement: EngagementPart
    run: RunPart
    coverage: list[CoveragePart]
    findings: list[FindingPart]
    health: HealthPart
    maturity: MaturityPart
    applicability: ApplicabilityPart
    roadmap: RoadmapPart
    boundary: BoundaryPart | None = None
    tiering: TieringPart | None = None
    dictionary: DictionaryPart | None = None
