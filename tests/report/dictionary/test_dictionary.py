"""The metric dictionary: what is exported means what the standard means, and nobody's text becomes a formula."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assess.collect.metrics.read import read_metrics
from assess.diagnose.metrics.pairs import compare_metrics
from assess.model.errors import BadInput
from assess.model.evidence import Evidence
from assess.model.metric_decision import decide_metric, defined
from assess.report.dictionary import write_dictionary
from assess.treat.dictionary import Entry, dictionary_of

TODAY = date(2026, 11, 28)
METRICS: list[dict[str, Any]] = [
    {"name": "GMV", "label": "成交总额", "expression": "SUM(amount)", "base": "dwd.orders", "filter": "status = 'paid'",
     "time_column": "paid_at", "unit": "元", "department": "finance", "owner": "王芳"},
    {"name": "GMV", "expression": "SUM(amount)", "base": "dwd.orders", "time_column": "created_at",
     "department": "marketing"},
    {"name": "客单价", "expression": "SUM(amount) / COUNT(DISTINCT order_id)", "base": "dwd.orders",
     "department": "finance"},
    {"name": "退款率", "expression": "COUNT(CASE WHEN state = 'refunded' THEN 1 END) * 100.0 / COUNT(*)",
     "base": "dwd.orders", "department": "finance", "filter": "channel IN ('app', 'web') AND paid_at >= '2026-01-01'",
     "time_column": "paid_at"},
    {"name": "活跃会员", "expression": "COUNT(DISTINCT member_id) FILTER (WHERE active = 1)", "base": "crm.members",
     "department": "sales", "window": "近30天"},
    {"name": "最高单价", "expression": "=HYPERLINK(\"x\")", "department": "sales"},
]  # fmt: skip


def evidence() -> Evidence:
    rows = [{**m, "file": "m.csv", "line": n, "metric_id": f"m.csv:{n} {m['name']}"} for n, m in enumerate(METRICS, 2)]
    return Evidence.of({"metrics": rows})


def entries(decided: bool = False) -> tuple[Entry, ...]:
    found = evidence()
    rows = found.metrics.to_dict("records")
    two = [defined({str(k): v for k, v in row.items()}) for row in rows[:2]]
    made = decide_metric(two, "canonical", "m.csv:2 GMV", {"marketing": "m.csv:3 GMV"}, None, "李伟", "按支付统计",
                         datetime(2026, 11, 1, tzinfo=UTC))  # fmt: skip
    return dictionary_of(compare_metrics(found), [made] if decided else [], TODAY)


def test_without_a_decision_a_conflict_is_proposed_and_with_one_it_is_decided() -> None:
    by_name = {e.standard.name: e for e in entries()}
    assert [by_name[n].status for n in ("GMV", "客单价")] == ["proposed", "agreed"]
    decided = {e.standard.name: e for e in entries(decided=True)}["GMV"]
    assert (decided.status, decided.standard.department) == ("decided", "finance")
    assert [(r.metric.department, r.allowed) for r in decided.readings] == [("marketing", True)]


@pytest.mark.parametrize("form", ["metricflow", "osi"])
def test_what_is_exported_is_read_back_as_the_same_metric(tmp_path: Path, form: str) -> None:
    kept = entries(decided=True)
    out = tmp_path / f"{form}.yml"
    written = write_dictionary(kept, form, out, "en")
    assert [text.split()[0] for text in written.left_out] == (["最高单价"] if form == "metricflow" else [])
    back = read_metrics([out], root=tmp_path).metrics
    names = {"gmv": "GMV", "aov": "客单价", "refund_rate": "退款率", "active_members": "活跃会员"}
    again = back[back["name"].isin(names)]
    assert sorted(again["name"]) == sorted(names)
    tables = {"orders": "dwd.orders", "members": "crm.members"}
    rows = [
        {**row, "name": names.get(str(row["name"]), row["name"]), "base": tables.get(str(row["base"]), row["base"])}
        for row in back.to_dict("records")
    ]
    mine = evidence().metrics.to_dict("records")[:1] + evidence().metrics.to_dict("records")[2:]
    pairs = compare_metrics(Evidence.of({"metrics": [*mine, *rows]})).pairs  # type: ignore[list-item]
    between = {p.a.name: p for p in pairs if {p.a.file, p.b.file} == {"m.csv", out.name} and p.a.name == p.b.name}
    assert {name: (p.verdict, p.facets) for name, p in between.items()} == dict.fromkeys(names.values(), ("same", ()))


def test_the_workbook_has_a_place_to_sign_and_no_text_of_a_client_is_a_formula(tmp_path: Path) -> None:
    for language, title in (("zh", "同意（签名）"), ("en", "Agreed (signature)")):
        out = tmp_path / f"{language}.xlsx"
        write_dictionary(entries(), "xlsx", out, language)  # type: ignore[arg-type]
        book = openpyxl.load_workbook(out)
        first = book.worksheets[0]
        assert title in [cell.value for cell in first[1]]
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
        assert first.max_row == 1 + len(entries())
        assert book.worksheets[1].max_row == 2


def test_the_same_dictionary_is_the_same_bytes(tmp_path: Path) -> None:
    for form in ("xlsx", "metricflow", "osi", "json"):
        first, second = (tmp_path / f"{n}.{form}" for n in (1, 2))
        for out in (first, second):
            write_dictionary(entries(), form, out, "zh")
        assert first.read_bytes() == second.read_bytes(), form


def test_an_unknown_form_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match='"metricflo" is no form of the dictionary'):
        write_dictionary(entries(), "metricflo", tmp_path / "x", "zh")
