"""The copy without names: nothing of the client's is left, nothing that counts is lost."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from assess.model.result import FindingPart, Result, TextPart
from assess.report.redact import redacted
from assess.report.redact_names import KEEP_IT, Aliases
from assess.report.render import render
from assess.store.runs import result_bytes


def numbers(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [n for part in value.values() for n in numbers(part)]
    if isinstance(value, list):
        return [n for part in value for n in numbers(part)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def test_no_table_person_department_or_client_is_left(result: Result) -> None:
    text = result_bytes(redacted(result).result).decode()
    for department in result.engagement.departments:
        names = [department.name.zh, department.owner, f'"{department.id}"']
        assert not [n for n in names if n and n in text]
    assert "云岭" not in text and "Yunling" not in text
    tables = {s for f in result.findings for s in f.subjects if re.fullmatch(r"\w+(\.\w+)+", s)}
    assert tables and not [t for t in tables if t in text]


def test_every_number_is_kept(result: Result) -> None:
    told = [json.loads(result_bytes(r)) for r in (result, redacted(result).result)]
    assert numbers(told[0]) == numbers(told[1])


def test_the_copy_is_the_same_each_time_and_can_be_rendered(result: Result) -> None:
    one, other = redacted(result), redacted(result)
    assert result_bytes(one.result) == result_bytes(other.result)
    for kind in ("html", "xlsx", "pptx"):
        assert render(one.result, kind, "zh")


def test_one_table_has_one_alias_everywhere(result: Result) -> None:
    finding = next(f for f in result.findings if f.detector == "redundant-tables" and len(f.subjects) > 2)
    copy = redacted(result).result
    twin = next(f for f in copy.findings if f.id == finding.id)
    alias = dict(zip(finding.subjects, twin.subjects, strict=True))
    assert len(set(alias.values())) == len(alias)
    members = [m["table"] for m in finding.evidence["members"]]
    assert [m["table"] for m in twin.evidence["members"]] == [alias[m] for m in members]
    assert set(twin.evidence["by_table"]) == {alias[t] for t in finding.evidence["by_table"]}


def test_facts_of_an_unknown_detector_are_taken_for_names(result: Result) -> None:
    told: FindingPart = result.findings[0].model_copy(
        update={
            "detector": "of-a-plugin",
            "evidence": {
                "secret": "Project Falcon", "comment": "Li Wei left in May", "n": 3, "day": "2026-01-02",
                "nested": {"hr.salaries": ["zhang_san", 7]},
                "said": {"zh": "表 hr.salaries 由 zhang_san 维护", "en": "hr.salaries is kept by zhang_san"},
            },
            "title": TextPart(zh="hr.salaries 没人管", en="Nobody looks after salaries_2025"),
        }
    )  # fmt: skip
    copy = redacted(result.model_copy(update={"findings": [told, *result.findings[1:]]})).result.findings[0]
    text = json.dumps(copy.model_dump(mode="json"), ensure_ascii=False)
    assert not re.search(r"Falcon|Li Wei|salaries|zhang", text)
    assert copy.evidence["n"] == 3 and copy.evidence["day"] == "2026-01-02"


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        ("SUM(paid_amount)", "SUM(K1)"),
        ("COUNT(DISTINCT member_id) / 2", "COUNT(DISTINCT K1) / 2"),
        ("SELECT a.x FROM crm.member a -- by Li Wei", "SELECT K1.K2 FROM K3.K4 K1 "),
        ("status = '已付款' AND qty > 3", "K1 = '…' AND K2 > 3"),
        ("SUM(实付金额) /* 财务口径 */", "SUM(K1) "),
        ("`Order Table`.\"Net Price\"", "K1.K2"),
    ],
)  # fmt: skip
def test_formulas_keep_their_shape_and_lose_names_texts_and_comments(sql: str, shown: str) -> None:
    assert Aliases().sql(sql) == shown


def test_the_key_says_that_it_is_not_to_be_handed_out(result: Result) -> None:
    told = redacted(result).aliases.csv().decode("utf-8-sig").splitlines()
    assert told[0] == f'"{KEEP_IT}"' or told[0] == KEEP_IT
    aliases = [line.split(",")[:2] for line in told[2:]]
    assert len({tuple(a) for a in aliases}) == len(aliases) > 5


def test_an_alias_list_holds_no_formula() -> None:
    aliases = Aliases()
    aliases("name", "=cmd()")
    assert "'=cmd()" in aliases.csv().decode("utf-8-sig")
