"""A consultant's decision is seen wherever the finding is, and what was rejected is still listed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd

from assess.diagnose.redundancy.as_rows import rows_of
from assess.diagnose.redundancy.decided import coverage_row
from assess.diagnose.run import Diagnosis, diagnose
from assess.model.decision import Decision, decide
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.store.copies_file import SCHEMA

Shelf = Callable[..., Evidence]
Frames = Callable[..., pd.DataFrame]
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
TABLES = ("a.orders", "b.orders")


def said(verdict: str, *tables: str) -> Decision:
    return decide(tables or TABLES, "", verdict, "王芳", "核对过账本", AT)


def checked(evidence: Evidence, decisions: Sequence[Decision] = ()) -> Diagnosis:
    engagement = Engagement.model_validate(
        {"client": {"en": "Trial"}, "departments": [{"id": i, "name": {"en": i}} for i in "abc"]}
    )
    return diagnose(evidence, engagement, AT, decisions=decisions)


def copied(diagnosis: Diagnosis) -> dict[tuple[str, ...], dict[str, object]]:
    return {f.subjects: dict(f.evidence) for f in diagnosis.findings if f.id.startswith("RT-") and f.subjects}


def test_an_accepted_group_stays_and_says_who_accepted_it(evidence_of: Shelf, orders: Frames) -> None:
    evidence = evidence_of({table: orders(500) for table in TABLES})
    facts = copied(checked(evidence, [said("accept")]))[TABLES]
    assert facts["decided"] == [
        {"zh": "王芳于 2026-11-22 确认：核对过账本", "en": "Confirmed by 王芳 on 2026-11-22: 核对过账本"}
    ]
    assert facts["decisions"] == [said("accept").as_dict()]
    assert "decided" not in copied(checked(evidence))[TABLES]


def test_a_group_that_has_grown_since_says_on_how_many_tables_was_decided(evidence_of: Shelf, orders: Frames) -> None:
    evidence = evidence_of({table: orders(500) for table in (*TABLES, "c.orders")})
    (facts,) = copied(checked(evidence, [said("again")])).values()
    assert facts["decided"] == [
        {
            "zh": "王芳于 2026-11-22 要求复查：核对过账本（当时 2 张表）",
            "en": "王芳 asked on 2026-11-22 to look again: 核对过账本 (2 tables then)",
        }
    ]


def test_a_rejected_group_is_listed_with_its_columns_side_by_side(evidence_of: Shelf, orders: Frames) -> None:
    evidence = evidence_of({table: orders(500) for table in TABLES})
    rows = list(rows_of(checked(evidence, [said("reject")])))
    (row,) = [row for row in rows if row["verdict"] == "rejected"]
    assert {row["master"], *row["members"]} == set(TABLES)
    assert len(row["details"]["columns"]) == orders(500).shape[1]
    assert row["findings"] == []


def test_a_rejection_of_tables_that_no_longer_resemble_each_other_is_listed_all_the_same(
    evidence_of: Shelf, orders: Frames
) -> None:
    evidence = evidence_of({"a.orders": orders(50), "b.orders": pd.DataFrame({"city": ["x"], "snow": [1.5]})})
    (row,) = rows_of(checked(evidence, [said("reject"), said("reject", "a.orders", "gone.orders")]))
    assert row["id"] == "R0001"
    assert row["details"]["master_facts"]["rows"] == 50
    assert row["details"]["columns"] == []


def test_every_row_has_the_columns_of_the_file_and_the_type_of_every_column(evidence_of: Shelf, orders: Frames) -> None:
    wider = orders(500).assign(note="x")
    diagnosis = checked(evidence_of({"a.orders": orders(500), "b.orders": wider}))
    (row,) = rows_of(diagnosis)
    assert list(row) == SCHEMA.names
    details = row["details"]
    assert row["findings"] == ["RT-001"]
    assert len(details["types"]) == len(details["columns"])
    assert all(details["types"])
    assert json.loads(json.dumps(details)) == details


def test_without_tables_there_is_nothing_to_list() -> None:
    assert list(rows_of(checked(Evidence.of()))) == []


def test_the_coverage_counts_what_was_rejected_and_is_silent_where_nothing_was() -> None:
    row = coverage_row([said("reject"), said("again", "c", "d")])
    assert row["seen"] == 2
    assert row["why_en"].startswith("1 of them rejects a group of copies")
    assert row["why_zh"].startswith("其中 1 条否决")
    assert coverage_row([said("reject"), said("accept")])["why_en"] == ""


def test_a_finding_that_only_names_a_group_for_another_reason_is_linked_and_lends_it_no_facts(
    evidence_of: Shelf, orders: Frames
) -> None:
    diagnosis = checked(evidence_of({table: orders(500) for table in TABLES}))
    (claim,) = (f for f in diagnosis.findings if f.id == "RT-001")
    other = replace(claim, id="XX-001", evidence={"group": "G0001", "members": [{"table": "b.orders"}], "points": 1})
    (row,) = rows_of(replace(diagnosis, findings=(other,)))
    assert row["findings"] == ["XX-001"]
    assert len(row["details"]["columns"]) == orders(500).shape[1]
    assert set(row["details"]["points"]) == set(TABLES)
