"""Decisions on metrics in an engagement: kept, listed, respected by the next run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assess.checkup import collect_stage, diagnose_stage
from assess.model.errors import BadInput
from assess.operate.metric_decisions import history, metric_decisions_json, record
from assess.store.runs import load_result

AT = datetime(2026, 11, 20, tzinfo=UTC)
CLOCK = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "m.csv").write_text(
        "name,formula,source_table,department\nGMV,SUM(paid),dw.orders,finance\nGMV,SUM(placed),dw.orders,sales\n"
    )
    (tmp_path / "engagement.yaml").write_text(
        "client: {zh: 甲, en: A}\ndepartments:\n"
        "  - {id: finance, name: {zh: 财务, en: Finance}}\n  - {id: sales, name: {zh: 销售, en: Sales}}\n"
        "sources:\n  - {id: metrics, department: finance, kind: metrics, path: m.csv}\n"
    )
    collect_stage(tmp_path)
    diagnose_stage(tmp_path, CLOCK)
    return tmp_path


def claims(folder: Path) -> list[str]:
    return [f.title.en for f in load_result(folder).findings if f.detector == "metric-conflicts" and f.subjects]


def test_a_decision_on_a_finding_settles_it_in_the_next_run_and_stays_in_the_history(folder: Path) -> None:
    assert len(claims(folder)) == 1
    record(folder, ["MC-001"], "separate", by="Li Wei", reason="Placed and paid are two things.", at=AT)
    diagnose_stage(folder, CLOCK)
    assert claims(folder) == []
    result = load_result(folder)
    assert any(i.input == "answers.db: metric decisions" for i in result.run.inputs)
    record(folder, ["m.csv:2 GMV", "m.csv:3 GMV"], "canonical", "m.csv:2 GMV", by="Li Wei", reason="Paid.", at=AT)
    diagnose_stage(folder, CLOCK)
    assert len(claims(folder)) == 1
    listed = metric_decisions_json(folder)
    assert [d["stands"] for d in listed["decisions"]] == [False, True] and len(history(folder)) == 2


def test_what_is_not_known_is_said_with_the_nearest(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"m.csv:4 GMV: is no metric of the evidence"):
        record(folder, ["m.csv:4 GMV", "m.csv:2 GMV"], "separate", by="x", reason="y", at=AT)
    with pytest.raises(BadInput, match=r'is no department. Did you mean "sales"'):
        record(folder, ["MC-001"], "canonical", "m.csv:2 GMV", {"sale": "m.csv:3 GMV"}, by="x", reason="y", at=AT)
