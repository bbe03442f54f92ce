"""A run with metrics for the tests of their page: a conflict, one inherited, one left open, a synonym, one unread."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from screens_seen import result

from assess.store.metrics_file import metrics_bytes
from assess.store.run_names import METRICS
from assess.store.runs import RESULT, result_bytes, save_run

COLUMNS = ["order_id", "paid", "paid_time", "placed_time"]


def metric(file: str, line: int, name: str, department: str, facets: dict[str, Any] | None = None) -> dict[str, Any]:
    said = {
        "expression": "SUM(paid)", "aggregation": ["sum"], "distinctness": False, "filter": [],
        "tables": ["shop.orders"], "join_path": [], "time_column": "paid_time", "window": "", "grain": [], "unit": "",
        "null_default": [], "rounding": "", "additivity": "", **(facets or {}),
    }  # fmt: skip
    return {
        "id": f"{file}:{line} {name}", "name": name, "file": file, "line": line, "department": department,
        "format": "dictionary", "facets": said, "normal_form": {}, "inputs": [], "placeholder": False, "unresolved": [],
    }  # fmt: skip


def stated(one: dict[str, Any], **more: str) -> dict[str, str]:
    return {
        "metric_id": one["id"],
        "expression": "SUM(paid)",
        "base": "shop.orders",
        "time_column": "paid_time",
        **more,
    }


def pair(a: dict[str, Any], b: dict[str, Any], verdict: str, facets: list[str], **more: Any) -> dict[str, Any]:
    return {
        "a": a["id"], "b": b["id"], "verdict": verdict, "facets": facets, "counterexample": None, "population": None,
        "only_where_empty": False, "causes": [], "why": None, **more,
    }  # fmt: skip


def group(verdict: str, members: list[dict[str, Any]], facets: list[str], **more: Any) -> dict[str, Any]:
    names = list(dict.fromkeys(m["name"] for m in members))
    departments = sorted({m["department"] for m in members})
    return {"verdict": verdict, "names": names, "metrics": [m["id"] for m in members], "departments": departments,
            "facets": facets, "findings": [], **more}  # fmt: skip


def rows(a: float, b: float, period: list[str] | None = None) -> dict[str, Any]:
    cells = [[1, 4, "2026-01-02", "2026-01-02"], [2, 3, None, "2026-01-03"]]
    table = {"table": "shop.orders", "columns": COLUMNS, "rows": cells}
    return {"tables": [table], "columns": COLUMNS, "rows": cells, "period": period, "a": a, "b": b}


def told() -> tuple[dict[str, Any], list[dict[str, str]]]:
    """What a run keeps, and the rows of the evidence it was made of."""
    sales = metric("sales.csv", 2, "GMV", "sales", {"filter": ["NOT paid_time IS NULL"]})
    finance = metric("finance.csv", 2, "GMV", "finance")
    third = metric("finance.csv", 9, "GMV", "finance", {"window": "30 day"})
    share_a, share_b = metric("sales.csv", 3, "毛利率", "sales"), metric("finance.csv", 3, "毛利率", "finance")
    open_a, open_b = metric("sales.csv", 4, "AOV", "sales"), metric("finance.csv", 4, "AOV", "finance")
    one, other = metric("sales.csv", 5, "orders", "sales"), metric("finance.csv", 5, "单量", "finance")
    unread = {**metric("sales.csv", 6, "NPS", "sales"), "facets": None,
              "unresolved": [{"zh": "没有公式。", "en": "There is no formula."}]}  # fmt: skip
    metrics = [sales, finance, third, share_a, share_b, open_a, open_b, one, other, unread]
    unsaid = {"zh": "一方没有写明，无法断定是否一致。", "en": "One side does not state it, so sameness stays open."}
    pairs = [
        pair(sales, finance, "conflict", ["filter"], population="within", counterexample=rows(4, 7)),
        pair(sales, third, "conflict", ["filter", "window"], population="within"),
        pair(share_a, share_b, "conflict", ["filter"], causes=[[sales["id"], third["id"]]]),
        pair(open_a, open_b, "unknown", ["window"], why=unsaid),
        pair(one, other, "synonym", []),
    ]  # fmt: skip
    groups = [
        group("conflict", [finance, third, sales], ["filter", "window"], findings=["MC-001"]),
        group("conflict", [finance | share_b, share_a], ["filter"]),
        group("synonym", [other, one], []),
    ]
    evidence = [
        stated(sales, filter="paid_time IS NOT NULL", owner="王芳"),
        stated(finance),
        stated(third, window="30 天"),
        stated(share_a, expression="SUM(<b>_x_*)"),
    ]
    return {"metrics": metrics, "pairs": pairs, "groups": groups}, evidence


def stored(folder: Path, seen: dict[str, Any], evidence: list[dict[str, str]]) -> Path:
    files = {RESULT: result_bytes(result()), METRICS: metrics_bytes(seen, evidence)}
    save_run(folder, "20261122T090000Z-00000000", files)
    return folder


def divergence(a: str, b: str, gap: str = "-20", **more: Any) -> dict[str, Any]:
    """A comparison as `assess.model.divergence` documents it."""
    side = {"name": "GMV", "department": "", "file": "", "line": 2, "expression": "SUM(paid)", "base": "shop.orders",
            "filter": "", "time_column": "paid_time", "window": "", "unit": ""}  # fmt: skip
    return {
        "at": "2026-11-20T09:00:00Z", "metric": "GMV", "a": {**side, "metric": a},
        "b": {**side, "metric": b, "filter": "paid_time IS NOT NULL"}, "engine": "postgres", "sources": ["shop"],
        "from": "2026-01-01", "to": "2026-03-31", "grain": "month", "unit": "CNY", "basis": "sum",
        "periods": [
            {"period": "2026-01-01", "a": "60", "b": "45", "gap": "-15"},
            {"period": "2026-02-01", "a": "60", "b": "55", "gap": "-5"},
            {"period": "2026-03-01", "a": None, "b": None, "gap": None},
        ],
        "total": {"a": "120", "b": "100", "gap": gap}, "share": 0.166667, "same_sign": 1.0,
        "steps": [
            {"facets": ["filter"], "name": {"zh": "筛选条件", "en": "filter"}, "from": [""],
             "to": ["NOT paid_time IS NULL"], "from_value": "120", "to_value": "95", "step": "-25",
             "rows": {"from": 12, "to": 9}, "periods": ["-20", "-5", "0"], "note": None},
            {"facets": ["window"], "name": {"zh": "统计周期", "en": "period"}, "from": [""], "to": ["30 day"],
             "from_value": "95", "to_value": "100", "step": "5", "rows": {"from": 9, "to": 10},
             "periods": ["5", "0", "0"], "note": {"zh": "按月截取。", "en": "Cut by month."}},
        ],
        "rows": {"a": 12, "b": 10},
        "identifiers": {"key": ["order_id"], "both": 10, "only_a": 2, "only_b": 0, "other_amount": 1,
                        "gap": {"only_a": "-18", "only_b": "0", "other_amount": "-2"}},
        "notes": [{"zh": "时区按上海。", "en": "Time zone Shanghai was assumed."}], "queries": ["SELECT 1"],
        "facets": 2, "sql_sha256": "0" * 64, "seconds": 1.0, **more,
    }  # fmt: skip
