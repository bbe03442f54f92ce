"""Who changes what: the standard and its reason, and what becomes of every other reading."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from assess.diagnose.run import diagnose
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.metric_decision import MetricDecision, decide_metric, defined
from assess.model.treatment_parts import DictionaryPart
from assess.report.dictionary import files_of_dictionary
from assess.treat.definitions import define, entries_of
from assess.treat.dictionary import Entry

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)
METRICS: list[dict[str, Any]] = [
    {
        "name": "GMV",
        "expression": "SUM(amount)",
        "base": "dwd.orders",
        "filter": "status = 'paid'",
        "time_column": "paid_at",
        "owner": "王芳",
    },
    {
        "name": "GMV",
        "expression": "SUM(amount)",
        "base": "dwd.orders",
        "filter": "status = 'paid'",
        "time_column": "paid_at",
    },
    {"name": "GMV", "expression": "SUM(amount)", "base": "dwd.orders", "time_column": "created_at"},
    {"name": "活跃会员", "expression": "COUNT(DISTINCT member_id)", "base": "dwd.orders", "window": "近30天"},
    {"name": "活跃会员", "expression": "COUNT(DISTINCT member_id)", "base": "dwd.orders", "window": "近90天"},
    {"name": "客单价", "expression": "SUM(amount) / COUNT(DISTINCT order_id)", "base": "dwd.orders"},
]
DEPARTMENTS = ("finance", "sales", "marketing", "crm", "shop", "finance")
EVIDENCE = Evidence.of(
    {
        "metrics": [
            {**m, "department": d, "file": f"{d}.csv", "line": n, "metric_id": f"{d}.csv:{n} {m['name']}"}
            for n, (m, d) in enumerate(zip(METRICS, DEPARTMENTS, strict=True), 2)
        ]
    }
)


def decided(verdict: str, rows: tuple[int, ...], **more: Any) -> MetricDecision:
    told = EVIDENCE.metrics.to_dict("records")
    some = [defined({str(k): v for k, v in told[n].items()}) for n in rows]
    facts = {"canonical": "", "allowed": {}, "until": None} | more
    return decide_metric(
        some, verdict, facts["canonical"], facts["allowed"], facts["until"], "李伟", "按支付统计。",
        datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip


def defined_by(*decisions: MetricDecision, evidence: Evidence = EVIDENCE) -> tuple[DictionaryPart, tuple[Entry, ...]]:
    engagement = Engagement.model_validate(
        {"client": {"en": "Trial"}, "departments": [{"id": d, "name": {"en": d}} for d in sorted(set(DEPARTMENTS))]}
    )
    diagnosis = diagnose(evidence, engagement, CLOCK, metric_decisions=decisions)
    entries = entries_of(diagnosis)
    return define(diagnosis, entries), entries


def todo(part: DictionaryPart) -> dict[str, tuple[str, str | None]]:
    return {r.metric: (r.todo, r.until) for entry in part.entries for r in entry.readings}


def test_without_a_decision_the_commonest_is_proposed_and_what_differs_in_scope_is_renamed() -> None:
    part, _ = defined_by()
    by_name = {entry.name: entry for entry in part.entries}
    assert (by_name["GMV"].status, by_name["GMV"].metric) == ("proposed", "finance.csv:2 GMV")
    assert "2 of 3 definitions" in by_name["GMV"].why.en and "3 条定义里有 2 条" in by_name["GMV"].why.zh
    assert "nothing speaks for any" in by_name["活跃会员"].why.en
    assert todo(part) == {"marketing.csv:4 GMV": ("change", None), "shop.csv:6 活跃会员": ("rename", None)}
    assert part.agreed == 1 and by_name["GMV"].findings == ["MC-002"]
    assert [(e.id, [r.id for r in e.readings]) for e in part.entries] == [
        ("D-001", ["D-001-01"]),
        ("D-002", ["D-002-01"]),
    ]


def test_a_decision_makes_the_standard_and_allows_a_reading() -> None:
    part, _ = defined_by(
        decided("canonical", (0, 1, 2), canonical="marketing.csv:4 GMV", allowed={"sales": "sales.csv:3 GMV"})
    )
    entry = next(e for e in part.entries if e.name == "GMV")
    assert (entry.status, entry.metric) == ("decided", "marketing.csv:4 GMV")
    assert "李伟" in entry.why.zh and "按支付统计" in entry.why.zh
    assert todo(part)["finance.csv:2 GMV"] == ("change", None) and todo(part)["sales.csv:3 GMV"] == ("keep", None)


def test_a_waiver_keeps_a_reading_until_its_day_and_no_longer() -> None:
    part, _ = defined_by(decided("waived", (3, 4), until=date(2027, 3, 31)))
    assert todo(part)["shop.csv:6 活跃会员"] == ("keep", "2027-03-31")
    over, _ = defined_by(decided("waived", (3, 4), until=date(2026, 11, 10)))
    assert todo(over)["shop.csv:6 活跃会员"] == ("rename", None)


def test_metrics_ruled_to_be_several_are_all_renamed_and_have_no_standard() -> None:
    part, _ = defined_by(decided("separate", (3, 4)))
    entry = next(e for e in part.entries if e.name == "活跃会员")
    assert (entry.status, entry.metric, entry.file) == ("separate", "", "")
    assert [(r.metric, r.todo) for r in entry.readings] == [
        ("crm.csv:5 活跃会员", "rename"),
        ("shop.csv:6 活跃会员", "rename"),
    ]


def test_without_metrics_nothing_is_said_and_no_file_is_written() -> None:
    part, entries = defined_by(evidence=Evidence.of())
    assert not part.available and not part.entries and "No metric definitions" in part.why.en
    assert files_of_dictionary(entries, ("zh", "en")) == {}


def test_the_exports_say_who_changes_what(tmp_path: Any) -> None:
    _, entries = defined_by(decided("waived", (3, 4), until=date(2027, 3, 31)))
    files = files_of_dictionary(entries, ("zh", "en"))
    assert set(files) == {"dictionary.zh.xlsx", "dictionary.en.xlsx", "metricflow.yml", "osi.yaml", "dictionary.json"}
    assert files == files_of_dictionary(entries, ("zh", "en"))
    (tmp_path / "d.xlsx").write_bytes(files["dictionary.zh.xlsx"])
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx")["其他口径"]
    heads, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    told = {
        (r[heads.index("位置")], r[heads.index("处理（改用标准/改名/保留）")], r[heads.index("期限")]) for r in rows
    }
    assert told == {("marketing.csv:4", "改用标准（建议）", ""), ("shop.csv:6", "保留", "2027-03-31")}
    for name in ("metricflow.yml", "osi.yaml", "dictionary.json"):
        assert "2027-03-31" in files[name].decode() and "change" in files[name].decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_is_there_in_both_languages(language: str) -> None:
    part, _ = defined_by(decided("canonical", (0, 1, 2), canonical="finance.csv:2 GMV"))
    assert all(e.why[language] and all(r.why[language] for r in e.readings) for e in part.entries)
