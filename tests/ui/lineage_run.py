"""A small lineage kept as a run keeps it: two departments that make the same wide table from the same orders."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from screens_seen import result

from assess.diagnose.registry import Case
from assess.model.evidence import Evidence
from assess.model.result import FindingPart, TextPart
from assess.report.lineage.kept import kept_lineage
from assess.store.engagement_file import load_engagement
from assess.store.run_names import LINEAGE
from assess.store.runs import RESULT, result_bytes, save_run

EDGES = [
    ("shop.sales.orders", "shop.sales.wide", "sales"),
    ("shop.sales.members", "shop.sales.wide", "sales"),
    ("shop.sales.orders", "shop.finance.wide", "finance"),
    ("shop.sales.members", "shop.finance.wide", "finance"),
    ("shop.sales.wide", "shop.sales.board", "sales"),
    ("shop.sales.wide", "shop.finance.profit", "finance"),
    ("shop.finance.wide", "shop.finance.board", "finance"),
]
ENGAGEMENT = """\
client: {zh: 云岭乳业, en: Yunling Dairy}
fictional: true
departments:
  - {id: sales, name: {zh: 销售部, en: Sales}}
  - {id: finance, name: {zh: 财务部, en: Finance}}
"""


def evidence() -> Evidence:
    """One statement a written table, in a file of its department."""
    tables = sorted({name for a, b, _ in EDGES for name in (a, b)})
    made = {b: who for _, b, who in EDGES}
    return Evidence.of(
        {
            "tables": [
                {"table_id": t, "department": t.split(".")[1], "source": "shop", "schema": t.split(".")[1],
                 "name": t.split(".")[2], "kind": "table", "engine": "duckdb", "rows": 1000}
                for t in tables
            ],
            "statements": [
                {"statement_id": f"{t}.sql:1", "department": who, "source": "sql", "file": f"{t}.sql", "line": 1,
                 "kind": "INSERT", "target": t, "status": "table",
                 "sql": f"INSERT INTO {t.split('.')[2]} SELECT * FROM x"}
                for t, who in made.items()
            ],
            "edges": [
                {"upstream": a, "downstream": b, "department": who, "statement_id": f"{b}.sql:1", "file": f"{b}.sql",
                 "line": 1, "origin": "sql", "confidence": 1.0}
                for a, b, who in EDGES
            ],
        }
    )  # fmt: skip


def twice() -> FindingPart:
    """The finding that both wide tables are one."""
    found = result().findings[0]
    tables = ["shop.sales.wide", "shop.finance.wide"]
    return found.model_copy(
        update={
            "id": "DL-001", "detector": "duplicated-lineage", "family": "lineage", "subjects": tables,
            "title": TextPart(zh="2 个部门各算一遍宽表", en="2 departments each make the wide table"),
            "evidence": {"tables": [{"table": t} for t in tables], "likeness": {"roots": 1.0, "expressions": 0.75}},
        }
    )  # fmt: skip


def kept_run(folder: Path) -> Path:
    """An engagement with a finished run; returns its folder."""
    folder.mkdir(parents=True)
    (folder / "engagement.yaml").write_text(ENGAGEMENT, encoding="utf-8")
    case = Case(evidence(), load_engagement(folder), datetime(2026, 11, 22, 9, tzinfo=UTC))
    whole = result()
    whole.findings.append(twice())
    files = {RESULT: result_bytes(whole), LINEAGE: kept_lineage(case, whole.findings)}
    save_run(folder, "20261122T090000Z-00000000", files)
    return folder
