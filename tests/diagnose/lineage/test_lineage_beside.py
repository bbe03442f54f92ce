"""What a finding of duplicated lineage lays before the reader."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from lineage_jobs import evidence_of

from assess.diagnose.registry import DETECTORS, Case, detectors
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence

DAY = (
    "SELECT store_id, SUM(amount) AS total, COUNT(DISTINCT member_id) AS buyers FROM o WHERE status = 'paid' GROUP BY 1"
)
SAME = (
    "SELECT COUNT(DISTINCT x.member_id) AS uv, x.store_id, SUM(x.amount) AS gmv FROM o x "
    "WHERE 'paid' = x.status GROUP BY 2"
)
OTHER = (
    "SELECT store_id, SUM(amount - fee) AS total, COUNT(DISTINCT member_id) AS buyers FROM o "
    "WHERE status = 'paid' GROUP BY 1"
)


def claims(second: str, runs: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    detectors()
    departments = [{"id": d, "name": {"en": d}} for d in ("sales", "finance")]
    engagement = Engagement.model_validate({"client": {"en": "Trial"}, "departments": departments})
    evidence = evidence_of(
        ("sales", "a", ["o"], f"INSERT INTO a {DAY}"), ("finance", "b", ["o"], f"INSERT INTO b {second}")
    )
    evidence = evidence.plus(Evidence.of({"runs": runs or []}))
    verdict = DETECTORS["duplicated-lineage"].judge(Case(evidence, engagement, datetime(2026, 11, 22, tzinfo=UTC)))
    return [dict(claim.facts) for claim in verdict.claims]


def test_a_duplicate_shows_its_columns_beside_each_other() -> None:
    (facts,) = claims(SAME)
    assert facts["class"] == "A"
    pairs = {(c["column"], c["other"]): c["same"] for c in facts["columns"]}
    assert pairs == {("store_id", "store_id"): True, ("total", "gmv"): True, ("buyers", "uv"): True}


def test_a_diverging_definition_shows_both_formulas() -> None:
    (facts,) = claims(OTHER)
    assert facts["class"] == "C"
    (total,) = [c for c in facts["columns"] if c["column"] == "total"]
    assert total["same"] is False
    assert "fee" in total["b"]
    assert "fee" not in total["a"]


def test_the_redundant_job_has_its_cost_where_a_log_knows_it() -> None:
    def run(table: str, last: str) -> dict[str, Any]:
        return {"downstream": table, "runs": 10, "first_run": "2026-11-01", "last_run": last, "seconds": 100.0,
                "bytes": 5000}  # fmt: skip

    (facts,) = claims(SAME, [run("a", "2026-11-10"), run("b", "2026-11-10")])
    assert (facts["runs"], facts["run_seconds"], facts["run_bytes"], facts["log_days"]) == (10, 100.0, 5000, 10)
    assert facts["yearly_seconds"] == round(100 * 365.25 / 10)
    (facts,) = claims(SAME, [run("a", "2026-11-02"), run("b", "2026-11-02")])
    assert facts["yearly_seconds"] is None
    (facts,) = claims(SAME)
    assert "runs" not in facts
