"""A roadmap a client can defend: nothing counted twice, nothing prescribed that costs more than it saves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from assess.diagnose.registry import Case
from assess.diagnose.run import Diagnosis
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Finding, Outcome, Severity
from assess.model.money import Money
from assess.model.result import RoadmapPart
from assess.model.text import Text
from assess.treat.run import treat
from assess.treat.savings import net_savings

LARGE = {"staff": 900, "business_lines": 3, "core_systems": 9}
SMALL = {"staff": 30, "business_lines": 1, "core_systems": 2}
DAY = {"low": 1000, "base": 1500, "high": 2000}


def finding(name: str, detector: str, treatment: str, saving: float | None, subjects: tuple[str, ...]) -> Finding:
    empty = Text("", "")
    money = Money("CNY", saving / 2, saving, saving * 2) if saving is not None else None
    return Finding(
        name, f"{detector}:{name}", detector, Outcome.FINDING, Severity.HIGH, Text(name, name), empty, empty,
        ("sales",), subjects, {}, 0.5, money, (treatment,),
    )  # fmt: skip


def plan(findings: list[Finding], organisation: dict[str, Any] = LARGE, **more: Any) -> RoadmapPart:
    engagement = Engagement.model_validate(
        {
            "client": {"en": "Trial"},
            "departments": [{"id": "sales", "name": {"en": "Sales"}}],
            "organisation": organisation,
            "prices": {"person_day": DAY},
            **more,
        }
    )
    case = Case(Evidence.of(), engagement, datetime(2026, 11, 22, tzinfo=UTC))
    return treat(Diagnosis(tuple(findings), {}, case))


def copies(name: str, saving: float | None) -> Finding:
    return finding(name, "redundant-tables", "unify-tables", saving, (f"a.{name}", f"b.{name}"))


def test_a_table_named_by_two_findings_is_saved_once() -> None:
    twice = [
        finding("RT-001", "redundant-tables", "unify-tables", 900_000, ("a.x", "b.x")),
        finding("US-001", "unused-tables", "retire-unused", 100_000, ("b.x", "b.y")),
    ]
    net = net_savings(twice)
    assert net["RT-001"].base == 900_000
    assert net["US-001"].base == 50_000
    roadmap = plan(twice)
    assert roadmap.saving is not None
    assert roadmap.saving.base == 950_000


def test_the_heaviest_group_of_copies_comes_first_and_is_the_first_year_case() -> None:
    roadmap = plan([copies("RT-001", 900_000), copies("RT-002", 500_000), copies("RT-003", 400_000)])
    lead, rest = (i for i in roadmap.items if i.treatment == "unify-tables")
    assert lead.findings == ["RT-001"]
    assert rest.findings == ["RT-002", "RT-003"]
    assert lead.id in rest.depends_on
    assert rest.start_month > lead.end_month
    assert roadmap.first_case == lead.id
    assert lead.end_month <= 12


def test_a_merger_that_costs_more_than_three_years_of_saving_is_advised_against() -> None:
    roadmap = plan([copies("RT-001", 900_000), copies("RT-002", 6_000)])
    assert [i.findings for i in roadmap.items if i.treatment == "unify-tables"] == [["RT-001"]]
    assert any("1 small duplicate:" in advice.en for advice in roadmap.not_to_do)


def test_a_saving_nobody_could_price_is_still_prescribed() -> None:
    roadmap = plan([copies("RT-001", None)])
    assert [i.treatment for i in roadmap.items if i.findings] == ["unify-tables"]
    assert roadmap.saving is None
    assert roadmap.payback_months is None


def test_a_small_company_is_not_sent_to_a_platform() -> None:
    roadmap = plan(
        [finding("AP-001", "applicability", "stay-light", None, ("organisation",)), copies("RT-001", 9e6)], SMALL
    )
    assert [i.treatment for i in roadmap.items] == ["stay-light"]
    assert any("no shared data platform" in advice.en for advice in roadmap.not_to_do)


def test_no_finding_no_prescription() -> None:
    roadmap = plan([])
    assert roadmap.items == []
    assert roadmap.saving is None
    assert roadmap.first_case is None


def test_cost_growing_faster_than_the_business_is_bound() -> None:
    roadmap = plan([], {**LARGE, "data_cost_growth": 0.4, "business_growth": 0.1})
    assert [i.treatment for i in roadmap.items] == ["bound-cost"]


def test_payback_is_cost_over_saving() -> None:
    roadmap = plan([copies("RT-001", 900_000)])
    assert roadmap.cost
    assert roadmap.saving
    assert roadmap.payback_months
    assert roadmap.payback_months.base == round(roadmap.cost.base / roadmap.saving.base * 12, 1)
    assert roadmap.payback_months.low < roadmap.payback_months.base < roadmap.payback_months.high


def test_personal_data_in_copies_is_treated_at_once_whatever_it_saves_and_in_a_small_company_too() -> None:
    personal = finding("RP-001", "personal-copies", "protect-personal-copies", None, ("a.member", "b.member"))
    for organisation in (LARGE, SMALL):
        roadmap = plan([copies("RT-001", 900_000), personal], organisation)
        [item] = [i for i in roadmap.items if i.treatment == "protect-personal-copies"]
        assert item.start_month == 1
        assert item.end_month <= 12
        assert item.saving is None
        assert not item.depends_on
        assert "1 copy" in item.title.en
