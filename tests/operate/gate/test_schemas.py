"""What the gate writes is what the formats' own schemas allow, whatever a client's names hold."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from lxml import etree

from assess.model.gates import RULES, Waiver
from assess.operate.gate.formats import as_junit, as_sarif
from assess.operate.gate.run import Gated
from assess.operate.gate.verdicts import Offence, Ruling

SCHEMAS = Path(__file__).parent / "schemas"
NAMES = (
    "shop.orders",
    "metrics/a b.csv:3 GMV",
    "metrics/门店.xlsx[指标]:12 有效订单数",
    "x\x00\x1b\ufffe<&\"'>]]>",
    "",
    "a:0 b",
)
WAIVER = Waiver(rule="new-copies", subject="*", reason="门店系统 <四月> 切换", who="赵总监", until=date(2027, 4, 1))


def everything(unknown_fails: bool) -> Gated:
    """Every rule, every outcome, every state of an offence."""
    states = {"new": None, "known": None, "waived": WAIVER, "expired": WAIVER}
    offences = tuple(
        Offence(name, f"new-copies:{name}", f"{name} is a copy.", state, waiver)
        for name in NAMES
        for state, waiver in states.items()
    )
    outcomes = ("failed", "passed", "unknown", "not_applicable", "off", "failed")
    rulings = tuple(
        Ruling(rule, outcome, f"Why \x07 {rule}.", offences if outcome in ("failed", "passed") else ())
        for rule, outcome in zip(RULES, outcomes, strict=True)
    )
    return Gated("20270222T010000Z-4fa470c3", "2027-02-22T01:00:00Z", "", rulings, (WAIVER,), unknown_fails)


@pytest.mark.parametrize("unknown_fails", [False, True])
def test_sarif_is_valid_by_the_schema_of_its_standard(unknown_fails: bool) -> None:
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_bytes())
    told = json.loads(as_sarif(everything(unknown_fails)))
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checker.iter_errors(told)] == []
    assert len(told["runs"][0]["results"]) == 3 * 4 * len(NAMES) + 1
    told["runs"][0]["results"][0]["level"] = "fatal"
    assert not checker.is_valid(told), "the schema refuses what is wrong"


@pytest.mark.parametrize("unknown_fails", [False, True])
def test_junit_is_valid_by_the_schema_jenkins_reads_by(unknown_fails: bool) -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))
    told = etree.fromstring(as_junit(everything(unknown_fails)).encode())
    assert schema.validate(told), schema.error_log
    assert [told[0].get(name) for name in ("tests", "failures", "skipped")] == (
        ["6", "3", "2"] if unknown_fails else ["6", "2", "3"]
    )
    told.set("skipped", "1")
    assert not schema.validate(told), "the schema refuses what is wrong"
