"""Verdicts on pairs of definitions, the facets that differ, and the JSON that says so."""

from __future__ import annotations

import time
from typing import Any

import pytest

from assess.diagnose.metrics.as_json import metrics_json
from assess.diagnose.metrics.pairs import compare_metrics
from assess.model.evidence import Evidence


def two(a: dict[str, Any], b: dict[str, Any]) -> Evidence:
    rows = []
    for line, given in enumerate((a, b), 2):
        row = {"name": "GMV", "expression": "SUM(amount)", "base": "dwd.orders", "file": "m.csv", "line": line, **given}
        rows.append(row | {"metric_id": f"m.csv:{line} {row['name']}"})
    return Evidence.of({"metrics": rows})


FACETS = [
    ({"expression": "SUM(price * qty)"}, {"expression": "SUM(paid)"}, "expression"),
    ({"expression": "AVG(amount)"}, {}, "aggregation"),
    ({"expression": "COUNT(DISTINCT m)"}, {"expression": "COUNT(m)"}, "distinctness"),
    ({"filter": "status = 'paid'"}, {"filter": "status IN ('paid', 'done')"}, "filter"),
    ({"expression": "SUM(CASE WHEN channel = 'app' THEN amount END)"}, {}, "filter"),
    ({"base": "mkt.orders"}, {}, "tables"),
    ({"time_column": "paid_at"}, {"time_column": "created_at"}, "time_column"),
    ({"window": "近30天"}, {"window": "90 days"}, "window"),
    ({"filter": "d >= CURRENT_DATE - INTERVAL 30 DAY"}, {"filter": "d >= CURRENT_DATE - INTERVAL 90 DAY"}, "window"),
    ({"grain": "门店×日"}, {"grain": "day"}, "grain"),
    ({"expression": "SUM(amount) / 10000"}, {}, "unit"),
    ({"unit": "元"}, {"unit": "美元"}, "unit"),
    ({"expression": "AVG(COALESCE(amount, 0))"}, {"expression": "AVG(amount)"}, "null_default"),
    ({"expression": "ROUND(SUM(amount), 2)"}, {}, "rounding"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "facet"), FACETS)
def test_a_conflict_names_the_facet_that_differs(a: dict[str, Any], b: dict[str, Any], facet: str) -> None:
    (pair,) = compare_metrics(two(a, b)).pairs
    assert (pair.verdict, pair.facets) == ("conflict", (facet,))


def test_names_that_state_their_condition_are_scoped() -> None:
    (pair,) = compare_metrics(two({"name": "支付GMV", "filter": "s = 'paid'"}, {"name": "下单GMV"})).pairs
    assert pair.verdict == "scoped"


def test_what_does_not_parse_is_unknown_with_a_reason_in_both_languages() -> None:
    said = metrics_json(two({"expression": "支付金额合计（不含退款）"}, {}))
    assert said["metrics"][0]["facets"] is None
    assert said["metrics"][0]["unresolved"][0].keys() == {"zh", "en"}
    assert [p["verdict"] for p in said["pairs"]] == ["unknown"]


def test_a_time_column_that_only_one_side_states_makes_sameness_unknown() -> None:
    (pair,) = compare_metrics(two({"time_column": "paid_at"}, {})).pairs
    assert (pair.verdict, pair.facets) == ("unknown", ("time_column",))


def test_a_counterexample_has_the_clients_columns_and_both_results() -> None:
    said = metrics_json(two({"time_column": "paid_at"}, {"time_column": "created_at"}))
    shown = said["pairs"][0]["counterexample"]
    assert shown["columns"] == ["amount", "created_at", "paid_at"]
    assert shown["a"] != shown["b"]


def test_aggregates_under_their_chinese_names_are_read() -> None:
    (pair,) = compare_metrics(two({"expression": "求和（支付金额）/去重计数（会员号）"},
                                  {"expression": "SUM(支付金额) / COUNT(DISTINCT 会员号)"})).pairs  # fmt: skip
    assert pair.verdict == "same"


def test_a_base_may_be_a_query_and_is_opened() -> None:
    query = "SELECT amount FROM dwd.orders WHERE status = 'paid'"
    (pair,) = compare_metrics(two({"base": query}, {"filter": "status = 'paid'"})).pairs
    assert pair.verdict == "same"


def test_three_thousand_metrics_are_compared_without_trying_all_pairs() -> None:
    rows = [
        {"metric_id": f"m.csv:{i} metric_{i % 1500}", "name": f"metric_{i % 1500}", "file": "m.csv", "line": i,
         "expression": f"SUM(c{i % 7}) / COUNT(*)", "base": f"dwd.t{i % 50}"}
        for i in range(3000)
    ]  # fmt: skip
    began = time.process_time()
    found = compare_metrics(Evidence.of({"metrics": rows}))
    assert 1500 <= len(found.pairs) < 100_000
    assert time.process_time() - began < 60
