"""Silence of a whole source is unknown; an empty field in an export is missing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from assess.diagnose.registry import DETECTORS, Case, detectors
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Verdict


def _ask(slug: str, rows: list[dict[str, Any]], legal: int | None = None) -> Verdict:
    detectors()
    engagement = Engagement.model_validate(
        {
            "client": {"en": "Trial"},
            "departments": [{"id": "a", "name": {"en": "A"}}],
            "tiers": {"legal_retention_days": legal},
        }
    )
    return DETECTORS[slug].judge(Case(Evidence.of({"tables": rows}), engagement, datetime(2026, 11, 22, tzinfo=UTC)))


def _row(table: str, **more: Any) -> dict[str, Any]:
    source, name = table.split(".")
    return {"table_id": table, "department": source, "source": source, "name": name, "kind": "table", **more}


FIELDS = [("missing-owners", {"owner": "Chen"}), ("missing-retention", {"retention_days": 365})]


@pytest.mark.parametrize(("slug", "said"), FIELDS)
def test_a_database_that_cannot_say_it_is_left_out_and_counted(slug: str, said: dict[str, Any]) -> None:
    verdict = _ask(slug, [_row("a.x", **said), _row("b.y"), _row("b.z")])
    assert verdict.claims == ()
    assert verdict.examined == 1
    assert verdict.facts["silent"] == ["b"]
    assert verdict.facts["silent_tables"] == 2


@pytest.mark.parametrize(("slug", "said"), FIELDS)
def test_a_department_whose_export_left_it_empty_throughout_is_found(slug: str, said: dict[str, Any]) -> None:
    rows = [_row("a.x", volume_from="export", **said), _row("b.y", volume_from="export")]
    (claim,) = _ask(slug, rows).claims
    assert claim.subjects == ("b.y",)
    assert claim.facts["share"] == 1


def test_tables_kept_for_less_than_the_law_asks_are_listed() -> None:
    rows = [_row("a.short", retention_days=30), _row("a.long", retention_days=4000), _row("a.none")]
    (claim,) = _ask("missing-retention", rows, legal=1095).claims
    assert claim.facts["below_law"] == ["a.short"]
    assert claim.facts["bytes"] is None
    assert claim.severity == "medium"


def test_the_score_is_the_share_of_tables_in_order() -> None:
    rows = [_row(f"a.t{n}", owner="Chen" if n else "") for n in range(4)]
    assert _ask("missing-owners", rows).score == 0.75
