"""The index speaks only where enough was seen."""

from __future__ import annotations

from datetime import UTC, datetime

from assess.diagnose.health import health_of
from assess.diagnose.registry import DETECTORS, Case, detectors
from assess.diagnose.run import Diagnosis
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Outcome, Verdict
from assess.model.result import HealthPart

ENGAGEMENT = Engagement.model_validate({"client": {"en": "Trial"}, "departments": [{"id": "a", "name": {"en": "A"}}]})


def health(**outcomes: tuple[Outcome, int, int]) -> HealthPart:
    """Health from slug (with underscores) -> outcome, examined, affected."""
    assert detectors()
    verdicts = {slug.replace("_", "-"): Verdict(o, (), e, a) for slug, (o, e, a) in outcomes.items()}
    assert set(verdicts) <= set(DETECTORS)
    return health_of(Diagnosis((), verdicts, Case(Evidence.of(), ENGAGEMENT, datetime(2026, 1, 1, tzinfo=UTC))))


def test_the_index_is_the_mean_of_families_and_not_of_detectors() -> None:
    found = health(
        redundant_tables=(Outcome.FINDING, 10, 5),
        table_versions=(Outcome.OK, 10, 0),
        metric_conflicts=(Outcome.FINDING, 4, 3),
    )
    assert found.families == {"metrics": 0.25, "redundancy": 0.75}
    assert found.index == 50.0


def test_no_index_where_fewer_than_half_could_score() -> None:
    missing = (Outcome.NOT_AVAILABLE, 0, 0)
    found = health(redundant_tables=(Outcome.OK, 1, 0), metric_conflicts=missing, lineage_hubs=missing)
    assert found.index is None
    assert found.coverage == round(1 / 3, 4)


def test_what_does_not_apply_is_not_counted_as_unseen() -> None:
    found = health(redundant_tables=(Outcome.OK, 1, 0), metric_conflicts=(Outcome.NOT_APPLICABLE, 0, 0))
    assert (found.asked, found.index) == (1, 100.0)


def test_nothing_seen_is_unknown_and_not_zero() -> None:
    assert health(redundant_tables=(Outcome.NOT_AVAILABLE, 0, 0)).index is None
