"""One number for the cover page, and how much of the company it speaks for."""

from __future__ import annotations

from statistics import fmean

from assess.diagnose.registry import DETECTORS
from assess.diagnose.run import Diagnosis
from assess.model.finding import Outcome
from assess.model.result import HealthPart

FEWEST = 0.5


def health_of(diagnosis: Diagnosis) -> HealthPart:
    """Health index 0..100 with its coverage.

    A detector's score is 1 - affected / examined. A family's score is the mean of its
    detectors' scores, the index 100 times the mean of the families'. Detectors that could
    not score count in `asked`, not in the index; `coverage` = scored / asked, where a
    question that does not apply is not asked. Where fewer than half could score, the index is null:
    a hundred of a hundred for the little that was seen would be green for the unseen.
    """
    scores: dict[str, list[float]] = {}
    asked = 0
    for slug, verdict in diagnosis.verdicts.items():
        if verdict.outcome is Outcome.NOT_APPLICABLE:
            continue
        asked += 1
        if verdict.score is not None:
            scores.setdefault(DETECTORS[slug].family, []).append(verdict.score)
    families = {family: round(fmean(values), 4) for family, values in sorted(scores.items())}
    scored = sum(len(values) for values in scores.values())
    enough = asked > 0 and scored / asked >= FEWEST
    return HealthPart(
        index=round(100 * fmean(families.values()), 1) if families and enough else None,
        coverage=round(scored / asked, 4) if asked else 0.0,
        families=families,
        scored=scored,
        asked=asked,
    )
