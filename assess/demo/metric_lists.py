"""The departments' metric lists, each kept its own way: CSV, XLSX or YAML, Chinese or English headers."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from assess.demo.sheet import write_sheet
from assess.demo.shelf import COMPANY, notes

FIELDS = ("name", "label", "owner", "expression", "base", "filter", "time_column", "grain", "window", "unit")
CHINESE = {
    "name": "指标名称", "label": "业务说明", "owner": "责任人", "expression": "计算公式", "base": "来源表",
    "filter": "过滤条件", "time_column": "时间字段", "grain": "统计粒度", "window": "统计周期", "unit": "单位",
}  # fmt: skip
FILES = {
    "ecommerce": "metrics/ecommerce.xlsx", "finance": "metrics/finance.csv", "membership": "metrics/membership.yaml",
    "marketing": "metrics/marketing.xlsx", "supply_chain": "metrics/supply_chain.csv", "offline": "metrics/offline.csv",
    "service": "metrics/service.yaml", "farms": "metrics/farms.csv",
}  # fmt: skip
SHEETS = {"ecommerce": "指标", "marketing": "metrics"}
IN_CHINESE = ("ecommerce", "finance", "offline")


def metric_rows() -> list[dict[str, str]]:
    """Every definition with its department, file and row there, and its id as the evidence has it."""
    with (COMPANY / "metrics.psv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="|"))
    lines: dict[str, int] = {}
    for row in rows:
        kept = FILES[row["department"]]
        line = lines.get(kept, 2)
        sheet = f"[{SHEETS[row['department']]}]" if kept.endswith(".xlsx") else ""
        row["id"] = f"{kept}{sheet}:{line} {row['name']}"
        lines[kept] = line + (1 if not kept.endswith(".yaml") else sum(1 for f in FIELDS if row[f]))
    return rows


def planted_metrics() -> dict[str, list[dict[str, Any]]]:
    """Conflicts, synonyms, and what is neither, from company/metrics.yaml."""
    found: dict[str, list[dict[str, Any]]] = notes("metrics.yaml")
    return found


def write_metric_lists(folder: Path) -> None:
    """metrics/<department>.csv, .xlsx or .yaml."""
    (folder / "metrics").mkdir(parents=True, exist_ok=True)
    rows = metric_rows()
    for department, name in FILES.items():
        own = [row for row in rows if row["department"] == department]
        header = [CHINESE[f] if department in IN_CHINESE else f for f in FIELDS]
        table = [[row[f] for f in FIELDS] for row in own]
        path = folder / name
        if path.suffix == ".xlsx":
            write_sheet(path, SHEETS[department], [header, *table])
        elif path.suffix == ".csv":
            with path.open("w", encoding="utf-8-sig" if department in IN_CHINESE else "utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([header, *table])
        else:
            path.write_text("metrics:\n" + "".join(_yaml_item(row) for row in own), "utf-8")


def _yaml_item(row: dict[str, str]) -> str:
    lines = [f"{field}: '{row[field].replace(chr(39), chr(39) * 2)}'\n" for field in FIELDS if row[field]]
    return "  - " + "    ".join(lines)
