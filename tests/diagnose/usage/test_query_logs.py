"""What a query log says of the use of tables: as of when, through what, and where it says nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from assess.diagnose.registry import DETECTORS, Case, detectors
from assess.diagnose.usage.last_use import last_use
from assess.diagnose.usage.logs import logged
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Outcome

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)
LONG, SHORT, NOW = "2024-01-01", "2026-10-01", "2026-11-20"
LOG = {"id": "log", "kind": "queries", "path": "q/*.csv", "reads_from": "s"}


def case_of(
    tables: list[dict[str, Any]],
    *reads: tuple[str, str | None, str | None],
    edges: str = "",
    sources: tuple[dict[str, str], ...] = (LOG,),
    **rest: Any,
) -> Case:
    """Tables of source s by default; reads (table, first, last) by log; edges as "s.a>s.b s.b>s.c"."""
    detectors()
    engagement = Engagement.model_validate(
        {"client": {"en": "Trial"}, "departments": [{"id": "sales", "name": {"en": "Sales"}}], "sources": sources,
         **rest.pop("engagement", {})}
    )  # fmt: skip
    pairs = [dict(zip(("upstream", "downstream"), pair.split(">"), strict=True)) for pair in edges.split()]
    rows = {
        "tables": [{"source": "s", "department": "sales", "kind": "table", **table} for table in tables],
        "reads": [{"table_id": t, "source": "log", "reads": 3, "first_read": f, "last_read": z} for t, f, z in reads],
        "edges": [{**pair, "statement_id": f"{pair['downstream']}:1"} for pair in pairs],
    }
    return Case(Evidence.of({**rows, **rest}), engagement, CLOCK)


def days(case: Case) -> dict[str, int | None]:
    tables = last_use(case).tables
    return {
        str(t): None if pd.isna(d) else int(d) for t, d in zip(tables["table_id"], tables["read_days"], strict=True)
    }


def test_what_a_short_log_does_not_name_is_unknown_and_not_used() -> None:
    case = case_of([{"table_id": "s.a"}, {"table_id": "s.b"}], ("s.a", SHORT, NOW))
    assert days(case) == {"s.a": 2, "s.b": None}
    verdict = DETECTORS["unused-tables"].judge(case)
    assert (verdict.outcome, verdict.examined, verdict.facts["unknown"]) == (Outcome.OK, 1, 1)


def test_what_a_long_log_does_not_name_is_unread_at_least_since_it_begins() -> None:
    case = case_of([{"table_id": "s.a"}, {"table_id": "s.b"}], ("s.a", LONG, NOW))
    (claim,) = DETECTORS["unused-tables"].judge(case).claims
    (member,) = claim.facts["members"]
    assert claim.subjects == ("s.b",)
    assert (member["last_read"], member["unread_since"], member["days"]) == (None, LONG, 1056)


def test_a_job_reads_every_day_and_nobody_uses_what_it_makes() -> None:
    tables = [{"table_id": "s.raw", "last_read": NOW}, {"table_id": "s.mid", "last_read": NOW, "last_written": NOW},
              {"table_id": "s.end", "last_written": NOW}, {"table_id": "s.asked"}]  # fmt: skip
    case = case_of(tables, ("s.asked", LONG, NOW), edges="s.raw>s.mid s.mid>s.end")
    use = last_use(case)
    assert use.dead == {"s.raw": ["s.mid"], "s.mid": ["s.end"]}
    assert days(case)["s.raw"] == 1056


def test_what_people_read_counts_for_all_it_is_made_from() -> None:
    tables = [
        {"table_id": "s.raw"},
        {"table_id": "s.mid"},
        {"table_id": "s.v", "kind": "view"},
        {"table_id": "s.w", "kind": "view"},
    ]
    case = case_of(tables, ("s.w", LONG, NOW), edges="s.raw>s.mid s.mid>s.v s.v>s.w")
    assert days(case) == {"s.raw": 2, "s.mid": 2}
    assert last_use(case).via["s.raw"] == "s.w"


def test_what_feeds_a_table_of_unknown_use_is_unknown_itself() -> None:
    tables = [{"table_id": "s.raw"}, {"table_id": "s.asked"}, {"table_id": "other.end", "source": "other"}]
    assert days(case_of(tables, ("s.asked", LONG, NOW), edges="s.raw>other.end"))["s.raw"] is None
    assert days(case_of(tables, ("s.asked", LONG, NOW), edges="s.raw>nobody.knows"))["s.raw"] is None


def test_a_circle_is_used_when_one_of_its_tables_is() -> None:
    tables = [{"table_id": "s.a"}, {"table_id": "s.b"}, {"table_id": "s.c"}, {"table_id": "s.d"}]
    case = case_of(tables, ("s.b", LONG, NOW), edges="s.a>s.b s.b>s.a s.c>s.d s.d>s.c")
    assert days(case) == {"s.a": 2, "s.b": 2, "s.c": 1056, "s.d": 1056}


def test_a_report_without_a_date_keeps_its_table_from_being_called_unread() -> None:
    case = case_of([{"table_id": "s.a"}, {"table_id": "s.b"}], ("s.a", LONG, NOW), ("s.b", None, None))
    assert days(case)["s.b"] is None


@pytest.mark.parametrize("kind", ["dbt", "openlineage"])
def test_that_somebody_names_a_reader_makes_no_log_of_the_rest(kind: str) -> None:
    case = case_of([{"table_id": "s.a"}, {"table_id": "s.b"}], ("s.a", LONG, NOW), sources=({**LOG, "kind": kind},))
    assert not logged(case).begins
    assert days(case) == {"s.a": 2, "s.b": None}


def test_a_log_that_ended_last_year_says_nothing_of_today() -> None:
    case = case_of([{"table_id": "s.a"}, {"table_id": "s.b"}], ("s.a", LONG, "2025-06-01"))
    assert days(case) == {"s.a": None, "s.b": None}


def test_logs_without_a_hole_between_them_are_one() -> None:
    def begin(*spans: tuple[str, str]) -> str:
        logs = tuple({**LOG, "id": f"log{n}"} for n in range(len(spans)))
        reads = [{"table_id": "s.a", "source": f"log{n}", "reads": 1, "first_read": f, "last_read": z}
                 for n, (f, z) in enumerate(spans)]  # fmt: skip
        found = logged(case_of([{"table_id": "s.a"}], sources=logs, reads=reads)).begins["s.a"]
        return str(found.date())

    assert begin((LONG, "2026-09-15"), (SHORT, NOW)) == LONG
    assert begin((LONG, "2026-05-01"), (SHORT, NOW)) == SHORT


def test_a_log_of_one_source_is_none_of_another() -> None:
    tables = [
        {"table_id": "s.a"},
        {"table_id": "s.b"},
        {"table_id": "t.a", "source": "t"},
        {"table_id": "t.b", "source": "t"},
    ]
    plain = {k: v for k, v in LOG.items() if k != "reads_from"}
    case = case_of(tables, ("s.a", LONG, NOW), ("s.b", LONG, NOW), ("t.a", LONG, NOW), sources=(plain,))
    assert set(logged(case).begins) == {"s.a", "s.b"}
    assert days(case)["t.b"] is None


def test_what_the_law_asks_to_keep_is_moved_and_saves_the_difference() -> None:
    price = {"storage_per_tb_year": {"low": 1000, "base": 1000, "high": 1000},
             "cold_storage_share": {"low": 0.3, "base": 0.3, "high": 0.3}}  # fmt: skip
    old, young, unsure = ({"table_id": f"s.{n}", "bytes": 10**12, "last_read": "2024-01-01", "last_written": w}
                          for n, w in (("old", "2010-01-01"), ("young", "2023-12-01"), ("unsure", None)))  # fmt: skip
    case = case_of([old, young, unsure], engagement={"prices": price, "tiers": {"legal_retention_days": 3650}})
    (claim,) = DETECTORS["unused-tables"].judge(case).claims
    assert (claim.facts["kept_by_law"], claim.facts["law_unknown"]) == (1, 1)
    assert {t: m["base"] for t, m in claim.facts["by_table"].items()} == {
        "s.old": 1000,
        "s.young": 700,
        "s.unsure": 700,
    }


def test_cold_data_takes_no_temperature_of_a_table_of_unknown_use() -> None:
    tables = [{"table_id": "s.a", "bytes": 100}, {"table_id": "s.b", "bytes": 900}]
    verdict = DETECTORS["cold-data"].judge(case_of(tables, ("s.a", SHORT, NOW)))
    assert (verdict.facts["bytes"], verdict.facts["unknown"]) == (100, 1)
