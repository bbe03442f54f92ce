"""A decision on copies is made in one command, is an input of the next run, and is never lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assess.checkup import collect_stage, diagnose_stage, report_stage
from assess.model.result import Result
from assess.operate.decisions import decisions_json
from assess.store.copies_file import CopiesFile, copies_of_run
from assess.store.run_names import COPIES, LINEAGE, METRICS
from assess.store.runs import RESULT

ENGAGEMENT = """\
client: {zh: 云岭乳业, en: Yunling Dairy}
departments:
  - {id: sales, name: {zh: 销售部, en: Sales}}
  - {id: finance, name: {zh: 财务部, en: Finance}}
sources:
  - {id: shop, kind: catalog, path: catalogue.csv}
clock: 2026-11-22T09:00:00Z
"""
COLUMNS = ("order_id", "member_id", "paid_amount", "coupon_code", "freight_fee", "signed_at", "warehouse_id")
CATALOGUE = "department,source,schema,table,column,position,type\n" + "".join(
    f"{department},{department},dw,{table},{column},{position},varchar\n"
    for department, table in (("sales", "orders"), ("finance", "orders"))
    for position, column in enumerate(COLUMNS, 1)
)
ORDERS = ["finance.dw.orders", "sales.dw.orders"]
SIGNED = ("--by", "王芳", "--reason", "财务的订单另有来源")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An engagement with one pair of tables of the same form, collected and diagnosed."""
    (tmp_path / "engagement.yaml").write_text(ENGAGEMENT, encoding="utf-8")
    (tmp_path / "catalogue.csv").write_text(CATALOGUE, encoding="utf-8")
    collect_stage(tmp_path)
    diagnose_stage(tmp_path)
    return tmp_path


def assess(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "assess", *map(str, arguments)], capture_output=True, text=True)


def refused(*arguments: str | Path) -> str:
    done = assess(*arguments)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def copied(result: Result) -> list[str]:
    return [f.id for f in result.findings if f.evidence.get("group")]


def test_a_rejected_group_is_no_finding_of_the_next_run_and_is_counted_and_listed(folder: Path) -> None:
    assert copied(diagnose_stage(folder)) == ["RT-001"]
    done = assess("decide", folder, "RT-001", "--reject", *SIGNED)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Rejected: {', '.join(ORDERS)}")
    result = diagnose_stage(folder)
    assert copied(result) == []
    row = next(part for part in result.coverage if part.kind == "decisions")
    assert (row.seen, row.why.en.split(" of")[0]) == (1, "1")
    path = copies_of_run(folder)
    assert path is not None
    assert CopiesFile(path).index["verdict"].tolist() == ["rejected"]


def test_a_group_accepted_after_all_is_found_again(folder: Path) -> None:
    for what, choice in (("G0001", "--reject"), ("R0001", "--accept")):
        assert assess("decide", folder, what, choice, *SIGNED).returncode == 0
        result = diagnose_stage(folder)
    assert copied(result) == ["RT-001"]
    (finding,) = (f for f in result.findings if f.evidence.get("group"))
    assert finding.evidence["decided"][0]["en"].startswith("Confirmed by 王芳 on ")
    assert [d["stands"] for d in decisions_json(folder)["decisions"]] == [False, True]  # type: ignore[attr-defined]


def test_a_decision_is_an_input_of_the_run_and_the_same_decisions_give_the_same_bytes(folder: Path) -> None:
    before = diagnose_stage(folder).run
    assert assess("decide", folder, *ORDERS, "--again", *SIGNED).returncode == 0
    runs = []
    for _ in range(2):
        run = diagnose_stage(folder).run
        place = folder / "out" / run.id
        runs.append((run.id, (place / RESULT).read_bytes(), (place / COPIES).read_bytes()))
    assert runs[0] == runs[1]
    assert runs[0][0] != before.id
    assert [i.input for i in run.inputs if i not in before.inputs] == ["answers.db: decisions"]


def test_reporting_again_keeps_the_groups_of_the_run(folder: Path) -> None:
    report_stage(folder, ["en"], ["html"])
    kept = {p.name for p in (folder / "out" / "latest").iterdir()}
    assert {COPIES, LINEAGE, METRICS, "report.en.html", RESULT} <= kept
    assert "decided" not in (folder / "out" / "latest" / "report.en.html").read_text("utf-8")


def test_the_report_names_who_decided_and_why(folder: Path) -> None:
    assert assess("decide", folder, "G0001", "--again", *SIGNED).returncode == 0
    diagnose_stage(folder)
    report_stage(folder, ["zh", "en"], ["html"])
    pages = {lang: (folder / "out" / "latest" / f"report.{lang}.html").read_text("utf-8") for lang in ("zh", "en")}
    assert "要求复查：财务的订单另有来源" in pages["zh"]
    assert "to look again: 财务的订单另有来源" in pages["en"]


def test_decisions_are_listed_in_order_with_name_and_reason(folder: Path) -> None:
    assert assess("decisions", folder).stdout.strip() == "Nobody has decided anything yet."
    clock = ("--clock", "2026-11-23T08:00:00Z")
    assess("decide", folder, "G0001", "--again", *SIGNED, *clock)
    assess("decide", folder, "G0001", "--accept", *SIGNED, *clock)
    listed = assess("decisions", folder).stdout.splitlines()
    assert listed[0] == "2026-11-23T08:00:00Z  again   王芳: 财务的订单另有来源  (replaced later)"
    found = json.loads(assess("decisions", folder, "--json").stdout)
    assert found["standing"] == 1
    assert found["decisions"][1]["tables"] == ORDERS


def test_what_is_missing_or_unknown_is_said_in_a_sentence(folder: Path) -> None:
    assert "by: is missing; say who decides.\nreason: is missing" in refused("decide", folder, "G0001", "--reject")
    assert "found none" in refused("decide", folder, "G0001", *SIGNED)
    assert "found --accept and --again" in refused("decide", folder, "G0001", "--accept", "--again", *SIGNED)
    assert "G0099: is no group of the newest run; they are G0001 to G0001." in refused(
        "decide", folder, "G0099", "--again", *SIGNED
    )
    assert "RT-009: is no finding of copied tables" in refused("decide", folder, "RT-009", "--again", *SIGNED)
    unknown = refused("decide", folder, ORDERS[0], "sales.dw.order", "--reject", *SIGNED)
    assert unknown == 'sales.dw.order: is no table of the evidence. Did you mean "sales.dw.orders"?'
    assert "a decision is on two tables or more, found 1." in refused("decide", folder, ORDERS[0], "--reject", *SIGNED)
    assert "there is no engagement.yaml" in refused("decide", folder / "out", "G0001", "--reject", *SIGNED)
