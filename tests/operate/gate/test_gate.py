"""The gate of the sample: 0 with a baseline, 1 for the new conflict, 0 after a waiver, 1 once it has run out."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from ruamel.yaml import YAML
from second_checkup import CONFLICT, LATER, Twice
from typer.testing import CliRunner

from assess.cli import app
from assess.operate.metric_decisions import record
from assess.store.engagement_file import load_engagement

NOW = "2027-02-22T09:00Z"


def asked(folder: Path, *more: str) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["gate", str(folder), "--clock", NOW, *more])
    return told.exit_code, told.stdout


def with_gates(folder: Path, **gates: object) -> None:
    """`gates` in the engagement, duties met and cost growing with the business: those sins are other tests' matter."""
    path = folder / "engagement.yaml"
    yaml = YAML()
    data = yaml.load(path.read_text("utf-8"))
    for duty in data["organisation"]["duties"]:
        duty["met"] = True
    if "business_growth" in data["organisation"]:
        data["organisation"]["data_cost_growth"] = data["organisation"]["business_growth"]
    data["gates"] = {**data.get("gates", {}), **gates}
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(data, file)


@pytest.fixture
def gated(twice: Twice, tmp_path: Path) -> Path:
    """The engagement after its second check-up; baseline and standard were made after the first."""
    folder = tmp_path / "company"
    shutil.copytree(twice.folder, folder, symlinks=True)
    before = tmp_path / "before"
    shutil.copytree(twice.other, before, symlinks=True)
    standard = next(m for m in _metrics(before) if m.startswith("metrics/ecommerce") and m.endswith(" 有效订单数"))
    for at in (before, folder):
        record(at, [standard], "canonical", standard, by="陈总监", reason="董事会口径",
               at=datetime(2026, 11, 23, tzinfo=UTC))  # fmt: skip
        with_gates(at)
    assert asked(before, "--write-baseline")[0] == 0
    shutil.copy(before / "gate-baseline.json", folder)
    return folder


def _metrics(folder: Path) -> list[str]:
    return [m["id"] for m in json.loads((folder / "out" / "latest" / "metrics.json").read_bytes())["metrics"]]


def _failed(folder: Path) -> dict[str, list[str]]:
    told = json.loads(asked(folder, "--json")[1])
    return {r["rule"]: [o["subject"] for o in r["offences"] if o["state"] in ("new", "expired")]
            for r in told["rules"] if r["outcome"] == "failed"}  # fmt: skip


def test_the_new_conflict_fails_and_nothing_else(gated: Path) -> None:
    code, text = asked(gated)
    assert code == 1
    failed = _failed(gated)
    assert list(failed) == ["new-conflicts"]
    assert len(failed["new-conflicts"]) == 1
    assert failed["new-conflicts"][0].startswith("metrics/offline.csv:")
    assert CONFLICT[1].split()[-1] in text


def test_a_waiver_lets_it_through_until_its_day(gated: Path) -> None:
    waiver = {"rule": "new-conflicts", "subject": "metrics/offline.csv*", "reason": "门店系统四月切换", "who": "赵总监"}
    with_gates(gated, waivers=[{**waiver, "until": date(2027, 2, 22)}])
    code, text = asked(gated)
    assert code == 0
    assert "waived until 2027-02-22 by 赵总监: 门店系统四月切换" in text
    with_gates(gated, waivers=[{**waiver, "until": date(2027, 2, 21)}])
    code, text = asked(gated)
    assert code == 1
    assert "waiver over: new-conflicts" in text
    with_gates(gated, waivers=[{**waiver, "rule": "new-copies", "until": date(2027, 12, 31)}])
    assert asked(gated)[0] == 1, "a waiver of another rule lets nothing through"


def test_without_a_baseline_every_copy_is_new(gated: Path) -> None:
    (gated / "gate-baseline.json").unlink()
    failed = _failed(gated)
    assert len(failed["new-copies"]) == 29
    assert "kefu.logistics_status" in failed["new-copies"]


def test_the_cost_that_grows_faster_than_the_business_fails(twice: Twice) -> None:
    told = json.loads(asked(twice.other, "--json")[1])
    growth = next(r for r in told["rules"] if r["rule"] == "cost-growth")
    assert growth["outcome"] == "failed"
    assert growth["facts"]["excess"] == pytest.approx(0.23)


def test_a_duty_that_is_not_met_fails_whatever_the_baseline(gated: Path) -> None:
    path = gated / "engagement.yaml"
    path.write_text(path.read_text("utf-8").replace("met: true", "met: false", 1), "utf-8")
    assert any(d.met is False for d in load_engagement(gated).organisation.duties)
    asked(gated, "--write-baseline")
    assert "compliance" in _failed(gated)


def test_unknown_is_reported_and_fails_where_the_engagement_says_so(gated: Path) -> None:
    asked(gated, "--write-baseline")
    path = gated / "engagement.yaml"
    path.write_text(re.sub(r"\n *business_growth:[^\n]*", "", path.read_text("utf-8")), "utf-8")
    code, text = asked(gated)
    assert code == 0
    assert "unknown          cost-growth" in text
    with_gates(gated, unknown="fail")
    assert asked(gated)[0] == 1


def test_sarif_has_rules_results_and_places(gated: Path, tmp_path: Path) -> None:
    out = tmp_path / "gate.sarif"
    assert asked(gated, "--format", "sarif", "-o", str(out))[0] == 1
    told = json.loads(out.read_text("utf-8"))
    assert told["version"] == "2.1.0"
    run = told["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["kind"] in ("fail", "open")
        assert result["kind"] == "fail" or result["level"] == "none"  # section 3.27.10
    new = [r for r in run["results"] if r["level"] == "error"]
    assert [r["ruleId"] for r in new] == ["new-conflicts"]
    place = new[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "metrics/offline.csv"
    line = (gated / "metrics" / "offline.csv").read_text("utf-8").splitlines()[place["region"]["startLine"] - 1]
    assert line.startswith("有效订单数")
    old = [r for r in run["results"] if r["ruleId"] == "new-copies"]
    assert {r["baselineState"] for r in old} == {"unchanged"}
    assert all(r["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for r in old)


def test_junit_counts_what_failed_and_what_was_not_judged(gated: Path) -> None:
    suite = ET.fromstring(asked(gated, "--format", "junit")[1].encode()).find("testsuite")
    assert suite is not None
    cases = {case.get("name"): case for case in suite.findall("testcase")}
    assert len(cases) == int(suite.get("tests", "")) == 6
    assert [name for name, case in cases.items() if case.find("failure") is not None] == ["new-conflicts"]
    assert suite.get("failures") == "1"
    assert cases["hot-share"].find("skipped") is not None


@pytest.mark.parametrize(("more", "says"), [
    (("--format", "xml"), "Allowed: junit, sarif, text"),
    (("--baseline", "no-such-file.json"), "--write-baseline writes one"),
])  # fmt: skip
def test_bad_input_is_said(gated: Path, more: tuple[str, ...], says: str) -> None:
    told = CliRunner().invoke(app, ["gate", str(gated), *more])
    assert says in str(told.exception)


def test_the_runs_are_of_the_clock_they_were_given(twice: Twice) -> None:
    assert twice.second.startswith(f"{LATER:%Y%m%dT%H%M%SZ}")
