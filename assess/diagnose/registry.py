"""The detectors there are: a dict, filled by a decorator."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from assess.model.decision import Decision
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Verdict
from assess.model.metric_decision import MetricDecision

if TYPE_CHECKING:
    from assess.diagnose.maturity.privacy.release import ReleaseLog

Value = TypeVar("Value")
FAMILIES = ("gates", "redundancy", "metrics", "lineage", "usage", "gaps", "maturity", "contradictions")


@dataclass
class Case:
    """What a detector may look at: the evidence, the engagement, the clock, and verdicts before its own.

    `decisions` are what the consultant decided on copies, `metric_decisions` what was decided on metrics, each in the
    order made. `releases` is the log of what was shown of the answers before; without it this check-up is the first.
    """

    evidence: Evidence
    engagement: Engagement
    clock: datetime
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    metric_decisions: tuple[MetricDecision, ...] = ()
    releases: ReleaseLog | None = None
    _memory: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, work: Callable[[Case], Value]) -> Value:
        """`work(self)`, done once in this check-up however many detectors ask (graphs, joins, scores)."""
        if work not in self._memory:
            self._memory[work] = work(self)
        return self._memory[work]  # type: ignore[no-any-return]


Judge = Callable[[Case], Verdict]


@dataclass(frozen=True, slots=True)
class Detector:
    """One question put to the evidence.

    `needs` names evidence tables that must not be empty, else the outcome is not_available;
    `after` names detectors whose verdicts it reads; one that is not installed is not
    waited for. Texts are in `<module>.yaml` beside it.
    """

    slug: str
    code: str
    family: str
    needs: tuple[str, ...]
    after: tuple[str, ...]
    judge: Judge
    texts: Path


DETECTORS: dict[str, Detector] = {}


def detector(
    slug: str, *, code: str, needs: tuple[str, ...] = (), after: tuple[str, ...] = ()
) -> Callable[[Judge], Judge]:
    """Register the decorated function as the detector `slug`; finding ids are `code`-001 and on."""

    def register(judge: Judge) -> Judge:
        module = importlib.import_module(judge.__module__)
        path = Path(str(module.__file__))
        if slug in DETECTORS or any(code == other.code for other in DETECTORS.values()):
            raise ValueError(f"detector {slug} ({code}) is registered twice")
        DETECTORS[slug] = Detector(slug, code, path.parent.name, needs, after, judge, path.with_suffix(".yaml"))
        return judge

    return register


@cache
def detectors() -> tuple[Detector, ...]:
    """All detectors, ours and those of installed packages, each after those whose verdicts it reads."""
    for family in FAMILIES:
        package = importlib.import_module(f"assess.diagnose.{family}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
    for point in entry_points(group="assess.detectors"):
        point.load()
    return tuple(_in_order())


def _in_order() -> list[Detector]:
    done: list[Detector] = []
    names: set[str] = set()
    waiting = sorted(
        DETECTORS.values(), key=lambda d: (FAMILIES.index(d.family) if d.family in FAMILIES else 99, d.code)
    )
    while waiting:
        ready = [d for d in waiting if names.issuperset(DETECTORS.keys() & d.after)]
        if not ready:
            raise ValueError(f"detectors wait for each other: {[d.slug for d in waiting]}")
        done += ready
        names |= {d.slug for d in ready}
        waiting = [d for d in waiting if d.slug not in names]
    return done
