"""Before anything is built: is it needed, does the top own it, is the law kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from assess.diagnose.gates.applicability import need
from assess.diagnose.gates.verdict import applicability_of
from assess.diagnose.registry import Case
from assess.diagnose.run import diagnose
from assess.model.engagement import Engagement, Organisation
from assess.model.evidence import Evidence

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)


def case(**organisation: Any) -> Case:
    engagement = Engagement.model_validate(
        {
            "client": {"zh": "某公司", "en": "A company"},
            "departments": [{"id": "it", "name": {"en": "IT"}}],
            "organisation": organisation,
        }
    )
    return Case(Evidence.of(), engagement, CLOCK)


@pytest.mark.parametrize(
    ("staff", "lines", "systems", "verdict"),
    [
        (49, 1, 3, "not_needed"),
        (50, 1, 3, "light"),
        (200, 1, 30, "light"),
        (201, 1, 30, "full"),
        (12, 2, 2, "light"),
        (900, 3, 12, "full"),
        (100, None, None, "light"),
        (None, 2, None, "light"),
        (500, 3, None, "full"),
        (30, 1, None, "unknown"),
        (None, 1, 2, "unknown"),
        (None, None, None, "unknown"),
    ],
)
def test_the_answer_follows_from_size_and_is_unknown_where_a_missing_fact_could_change_it(
    staff: int | None, lines: int | None, systems: int | None, verdict: str
) -> None:
    assert need(Organisation(staff=staff, business_lines=lines, core_systems=systems)) == verdict


def test_a_small_company_is_told_so_with_its_own_numbers() -> None:
    part = applicability_of(case(staff=30, business_lines=1, core_systems=2))
    assert part.verdict == "not_needed"
    assert part.title.en == "With 30 staff, 1 business line and 2 core systems, no shared platform is needed now"
    assert part.title.zh == "30 人、1 条业务线、2 个核心系统：现在不需要共用平台"
    assert [(gate.id, gate.met, gate.finding) for gate in part.gates] == [
        ("applicability", False, "AP-001"),
        ("number-one", None, "NO-000"),
        ("compliance", None, "CP-000"),
    ]


def test_a_gate_s_finding_is_the_one_in_the_diagnosis() -> None:
    asked = case(
        staff=4000,
        business_lines=5,
        number_one={"name": "Lin"},
        duties=[{"id": "consent", "name": {"zh": "取得同意", "en": "Consent"}, "met": False}],
    )
    diagnosis = diagnose(asked.evidence, asked.engagement, CLOCK)
    told = {finding.id: finding.title.en for finding in diagnosis.findings}
    for gate in applicability_of(diagnosis.case).gates:
        assert told[gate.finding] == gate.title.en
    assert told["CP-001"] == "1 of 1 legal duties cannot be shown to be met"
    assert told["NO-001"] == "2 of 3 marks of number-one ownership are missing: the starting date, the written decision"
    assert told["AP-000"] == "At this size a shared platform is worth building (4,000 staff, 5 business lines)"


def test_a_duty_nobody_could_speak_for_is_unknown_and_one_known_unmet_is_unmet() -> None:
    duty = {"id": "consent", "name": {"en": "Consent"}}
    assert applicability_of(case(duties=[duty])).gates[2].met is None
    assert applicability_of(case(duties=[{**duty, "met": False}])).gates[2].met is False
    assert applicability_of(case(duties=[{**duty, "met": True}])).gates[2].met is False
    assert applicability_of(case(duties=[{**duty, "met": True, "evidence": "Report 7"}])).gates[2].met is True


def test_what_is_missing_for_an_answer_is_named() -> None:
    part = applicability_of(case(staff=30))
    assert part.verdict == "unknown"
    assert part.title.zh == "缺少业务线数量、核心系统数量，无法判断需不需要共用平台。"
    assert part.title.en.endswith("without the number of business lines and core systems.")
    assert part.facts == {"staff": 30, "business_lines": None, "core_systems": None}
