"""One number for the cover page, and how much of the company it speaks for."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean

from assess.diagnose.registry import DETECTORS
from assess.diagnose.run import Diagnosis
from assess.diagnose.texts import texts_of
from assess.model.finding import Outcome
from assess.model.result import DeductionPart, HealthPart, TextPart

FEWEST = 0.5


def health_of(diagnosis: Diagnosis) -> HealthPart:
    """Health index 0..100 with its coverage and every deduction from 100.

    A detector's score is 1 - affected / examined. A family's score is the mean of its
    detectors' scores, the index 100 times the mean of the families'. Detectors that could
    not score count in `asked`, not in the index; `coverage` = scored / asked, where a
    question that does not apply is not asked. Where fewer than half could score, the index is null:
    a hundred of a hundred for the little that was seen would be green for the unseen.
    """
    scores: dict[str, dict[str, float]] = {}
    asked = 0
    for slug, verdict in diagnosis.verdicts.items():
        if verdict.outcome is Outcome.NOT_APPLICABLE:
            continue
        asked += 1
        if verdict.score is not None:
            scores.setdefault(DETECTORS[slug].family, {})[slug] = verdict.score
    families = {family: round(fmean(values.values()), 4) for family, values in sorted(scores.items())}
    scored = sum(len(values) for values in scores.values())
    enough = asked > 0 and scored / asked >= FEWEST
    deductions = _deductions(diagnosis, scores)
    return HealthPart(
        index=round(100 - sum(d.points for d in deductions), 1) if families and enough else None,
        coverage=round(scored / asked, 4) if asked else 0.0,
        families=families,
        scored=scored,
        asked=asked,
        deductions=deductions,
    )


def _deductions(diagnosis: Diagnosis, scores: Mapping[str, Mapping[str, float]]) -> list[DeductionPart]:
    """What each detector that scored takes from 100, numbered H-01 and on from the most points down."""
    parts = []
    for family, values in scores.items():
        weight = 100 / len(scores) / len(values)
        for slug, score in values.items():
            verdict, name = diagnosis.verdicts[slug], texts_of(DETECTORS[slug].texts).name
            counted = verdict.examined > 0 and abs(1 - verdict.affected / verdict.examined - score) < 5e-4
            parts.append(
                DeductionPart(
                    id="",
                    detector=slug,
                    name=TextPart(zh=name.zh, en=name.en),
                    family=family,
                    weight=round(weight, 6),
                    score=round(score, 6),
                    points=round(weight * (1 - score), 6),
                    affected=verdict.affected if counted else None,
                    examined=verdict.examined if counted else None,
                    findings=[f.id for f in diagnosis.findings if f.detector == slug],
                )
            )
    parts.sort(key=lambda part: (-part.points, part.family, part.detector))
    return [part.model_copy(update={"id": f"H-{number:02d}"}) for number, part in enumerate(parts, 1)]
