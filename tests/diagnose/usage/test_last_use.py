"""What is known of the use of tables, and what it may save."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from assess.diagnose.registry import DETECTORS, Case, detectors
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Verdict

PRICES = {
    "storage_per_tb_year": {"low": 800, "base": 1000, "high": 1200},
    "refresh_per_tb": {"low": 1, "base": 1, "high": 1},
    "refreshes_per_year": {"low": 100, "base": 100, "high": 100},
    "cold_storage_share": {"low": 0.2, "base": 0.3, "high": 0.4},
}


def _ask(slug: str, *tables: dict[str, Any], tiers: dict[str, int] | None = None, **evidence: Any) -> Verdict:
    detectors()
    engagement = Engagement.model_validate(
        {
            "client": {"en": "Trial"},
            "departments": [{"id": "sales", "name": {"en": "Sales"}}],
            "prices": PRICES,
            "tiers": tiers or {},
        }
    )
    rows = [
        {"table_id": f"s.t{n}", "department": "sales", "source": "s", "name": f"t{n}", "kind": "table", **table}
        for n, table in enumerate(tables)
    ]
    return DETECTORS[slug].judge(
        Case(Evidence.of({"tables": rows, **evidence}), engagement, datetime(2026, 11, 22, tzinfo=UTC))
    )


def test_an_unread_table_still_refreshed_costs_storage_and_refresh() -> None:
    dead = {"bytes": 10**12, "last_read": "2024-01-01", "last_written": "2024-01-01"}
    kept = {"bytes": 10**12, "last_read": "2024-01-01", "last_written": "2026-11-21"}
    (claim,) = _ask("unused-tables", dead, kept).claims
    assert claim.saving is not None
    assert claim.saving.base == 1000 + 1000 + 100
    assert claim.facts["by_table"] == {
        "s.t0": {"low": 800, "base": 1000, "high": 1200},
        "s.t1": {"low": 900, "base": 1100, "high": 1300},
    }
    assert claim.facts["refreshed"] == 1


def test_a_table_of_unknown_size_is_claimed_without_money() -> None:
    (claim,) = _ask("unused-tables", {"last_read": "2024-01-01"}).claims
    assert claim.saving is None
    assert claim.facts["bytes"] is None
    assert claim.facts["unknown_bytes"] == 1


def test_tables_without_a_recorded_read_are_counted_not_judged() -> None:
    verdict = _ask("unused-tables", {"last_read": "2026-11-01"}, {"last_written": "2001-01-01"})
    assert verdict.claims == ()
    assert verdict.facts["unknown"] == 1
    assert verdict.examined == 1


def test_tables_that_feed_each_other_in_a_circle_do_not_condemn_each_other() -> None:
    read = {"last_read": "2026-11-21", "last_written": "2026-11-21"}
    edges = [
        {"upstream": up, "downstream": down, "department": "sales", "file": "a.sql", "line": 1}
        for up, down in (("s.t0", "s.t1"), ("s.t1", "s.t0"))
    ]
    assert _ask("unused-tables", read, read, edges=edges).claims == ()


def test_moving_cold_data_saves_the_difference_of_the_prices() -> None:
    hot = {"bytes": 10**12, "last_read": "2026-11-01"}
    cold = {"bytes": 10**12, "last_read": "2024-01-01"}
    ice = {"bytes": 2 * 10**12, "last_read": "2019-01-01", "last_written": "2018-01-01"}
    (claim,) = _ask("cold-data", hot, cold, ice).claims
    assert (claim.facts["hot_share"], claim.facts["cold_share"], claim.facts["ice_share"]) == (0.25, 0.25, 0.5)
    assert claim.saving is not None
    assert claim.saving.base == pytest.approx(3 * 1000 * 0.7)
    assert claim.saving.low == pytest.approx(3 * 800 * 0.6)
    assert claim.saving.high == pytest.approx(3 * 1200 * 0.8)


def test_ice_within_the_legal_retention_or_of_unknown_age_is_moved_not_deleted() -> None:
    recent = {"bytes": 10, "last_read": "2019-01-01", "last_written": "2019-01-01"}
    unknown = {"bytes": 200, "last_read": "2019-01-01"}
    old = {"bytes": 3000, "last_read": "2005-01-01", "last_written": "2005-01-01"}
    tiers = {"hot_days": 365, "cold_days": 1825, "legal_retention_days": 3650}
    (claim,) = _ask("cold-data", recent, unknown, old, tiers=tiers).claims
    assert claim.facts["kept_by_law_bytes"] == 210
    (claim,) = _ask("cold-data", recent, unknown, old).claims
    assert claim.facts["kept_by_law_bytes"] == 3210


def _reads(table: str, first: str, last: str) -> dict[str, Any]:
    return {"table_id": table, "source": "log", "reads": 5, "first_read": first, "last_read": last}


def _edge(upstream: str, downstream: str) -> dict[str, str]:
    return {"upstream": upstream, "downstream": downstream, "statement_id": f"{downstream}:1"}


def test_a_table_read_only_through_a_view_is_used() -> None:
    """The log names the view: the table under it has no read of its own and is used all the same."""
    rows = [{}, {"kind": "view"}, {}]
    reads = [_reads("s.t1", "2025-01-01", "2026-11-20"), _reads("s.t2", "2024-01-01", "2024-02-01")]
    verdict = _ask("unused-tables", *rows, edges=[_edge("s.t0", "s.t1")], reads=reads)
    (claim,) = verdict.claims
    assert claim.subjects == ("s.t2",)


def test_what_only_jobs_read_for_a_table_nobody_reads_is_dead() -> None:
    """By the log the source is read every day, but only by the job of a table whose last reader came two years ago."""
    job = {"downstream": "s.t1", "statement_id": "s.t1:1", "source": "log", "runs": 30, "first_run": "2026-10-01",
           "last_run": "2026-11-20", "seconds": 300.0, "bytes": 900}  # fmt: skip
    rows = [{"last_read": "2026-11-20"}, {"last_read": "2024-02-01", "last_written": "2026-11-20"}]
    reads = [_reads("s.t1", "2024-01-01", "2024-02-01")]
    (claim,) = _ask("unused-tables", *rows, edges=[_edge("s.t0", "s.t1")], reads=reads, runs=[job]).claims
    assert claim.subjects == ("s.t0", "s.t1")
    assert (claim.facts["run_seconds"], claim.facts["runs"]) == (300.0, 30)


def test_a_log_too_short_to_tell_leaves_a_table_unknown() -> None:
    """A table that a log of ten days does not name may have been read the day before it began."""
    reads = [_reads("s.t1", "2026-11-12", "2026-11-20")]
    verdict = _ask("unused-tables", {}, {}, reads=reads)
    assert not verdict.claims


def test_a_table_nobody_recorded_stays_unknown_whatever_is_made_from_it() -> None:
    verdict = _ask("unused-tables", {}, {"last_read": "2024-01-01"}, edges=[_edge("s.t0", "s.t1")])
    (claim,) = verdict.claims
    assert claim.subjects == ("s.t1",)
    assert verdict.facts["unknown"] == 1
