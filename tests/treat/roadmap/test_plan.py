"""The roadmap under random findings: gates first, a case in year one, money once, nothing lost, no later with more."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assess.model.finding import Finding
from assess.model.result import RoadmapPart
from assess.treat.library import library
from tests.treat.test_run import LARGE, SMALL, finding, plan

KINDS = (
    ("redundant-tables", "unify-tables"), ("table-versions", "retire-versions"), ("unused-tables", "retire-unused"),
    ("duplicated-lineage", "merge-derivations"), ("cold-data", "tier-storage"), ("metric-conflicts", "define-metrics"),
    ("compliance", "meet-duties"), ("number-one", "appoint-number-one"), ("personal-copies", "protect-personal-copies"),
    ("lineage-hubs", "protect-hubs"), ("missing-owners", "appoint-owners"), ("perception-gaps", "close-gaps"),
)  # fmt: skip
TABLES = tuple(f"s.t{n}" for n in range(8))


@st.composite
def found(draw: Any) -> list[Finding]:
    rows = draw(st.lists(st.tuples(st.sampled_from(KINDS), st.sets(st.sampled_from(TABLES), min_size=1, max_size=4),
                                   st.none() | st.integers(1, 3_000_000)), max_size=14))  # fmt: skip
    return [
        finding(f"F-{n:03d}", kind, treatment, None if saving is None else float(saving), tuple(sorted(tables)))
        for n, ((kind, treatment), tables, saving) in enumerate(rows)
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(found(), st.integers(20, 900))
def test_a_roadmap_of_any_findings_holds_together(findings: list[Finding], people: int) -> None:
    roadmap = plan(findings, LARGE, capacity_days_per_year=people)
    items = {i.id: i for i in roadmap.items}
    for item in roadmap.items:
        assert all(items[name].end_month < item.start_month for name in item.depends_on)
        assert item.raci is not None
        assert item.raci.accountable.role.zh and item.raci.accountable.role.en
        if item.gate:
            assert item.start_month == 1
    assert all(used <= people + 1e-6 for used in roadmap.used_days)
    keys = [i.key for i in roadmap.items] + [d.key for d in roadmap.dropped]
    assert sorted(keys) == sorted(b.key for b in roadmap.basis)
    assert (roadmap.first_case is not None) == any(
        i.end_month <= 12 and i.stage == "treat" and i.visibility >= 4 and not i.gate for i in roadmap.items
    )
    _money_once(roadmap, findings)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(found(), st.integers(10, 600), st.integers(1, 600))
def test_more_people_end_neither_the_plan_nor_a_gate_later(findings: list[Finding], people: int, more: int) -> None:
    few, many = (plan(findings, LARGE, capacity_days_per_year=days) for days in (people, people + more))
    assert (many.end_month or (61 if many.dropped else 0)) <= (few.end_month or (61 if few.dropped else 0))
    ends = {i.key: i.end_month for i in many.items if i.gate}
    assert all(ends[i.key] <= i.end_month for i in few.items if i.gate)


def _money_once(roadmap: RoadmapPart, findings: list[Finding]) -> None:
    """No more is saved than the dearest that any finding says of each table, and the parts add up to the total."""
    dearest: dict[str, float] = {}
    for one in findings:
        if one.saving:
            for table, part in zip(one.subjects, one.saving.split(len(one.subjects)), strict=True):
                dearest[table] = max(dearest.get(table, 0), part.base)
    total = sum(i.saving.base for i in roadmap.items if i.saving)
    assert total <= sum(dearest.values()) + 0.01
    assert roadmap.saving is None or roadmap.saving.base == pytest.approx(total)
    for year in roadmap.cash:
        made = sum(
            i.saving.base * min(12, max(0, year.year * 12 - i.end_month)) / 12 for i in roadmap.items if i.saving
        )  # fmt: skip
        assert (year.saving.base if year.saving else 0) == pytest.approx(made, abs=0.01 * (len(roadmap.items) + 1))
    cost = sum(year.cost.base for year in roadmap.cash if year.cost)
    assert cost == pytest.approx(roadmap.cost.base if roadmap.cost else 0)


def test_a_company_that_needs_little_gets_a_small_plan_without_platform_or_committee() -> None:
    rows = [finding(f"F-{n:03d}", k, t, 500_000.0, (f"a.{n}", f"b.{n}")) for n, (k, t) in enumerate(KINDS)]
    light = {"staff": 120, "business_lines": 1, "core_systems": 4}
    for organisation, reason in ((SMALL, "neither a shared platform nor a committee"), (light, "no committee")):
        roadmap = plan(rows, organisation)
        names = {i.treatment for i in roadmap.items}
        assert not names & {"form-committee", "draw-shared-layer", "build-detail-layer", "keep-watch"}
        assert any(reason in text.en for text in roadmap.not_needed)
    assert plan(rows, LARGE).not_needed == []


def test_sensitivity_is_what_planning_again_gives_and_says_what_turns_the_decision() -> None:
    rows = [finding("RT-001", "redundant-tables", "unify-tables", 40_000.0, ("a.x", "b.x"))]
    roadmap = plan(rows, prices={"person_day": {"low": 100, "base": 1500, "high": 6000}})
    [price] = [s for s in roadmap.sensitivity if s.assumption == "prices.person_day"]
    dear = plan(rows, prices={"person_day": {"low": 6000, "base": 6000, "high": 6000}})
    cheap = plan(rows, prices={"person_day": {"low": 100, "base": 100, "high": 100}})
    assert cheap.net and roadmap.net
    assert (price.net, price.net_at_low) == (roadmap.net.base, cheap.net.base)
    assert dear.items == [] or price.net_at_high < price.net
    assert price.flips == "net"
    assert price.flips_at
    turned = plan(rows, prices={"person_day": dict.fromkeys(("low", "base", "high"), round(price.flips_at, 2))})
    if turned.net:
        assert abs(turned.net.base) < 1_000


def test_every_treatment_has_a_role_that_answers_and_every_rule_a_dimension_of_the_questionnaire() -> None:
    from assess.store.bank_file import load_bank

    dimensions = {d.id for d in load_bank("base").dimensions}
    ruled: dict[str, set[int]] = {}
    for treatment in library().values():
        assert treatment.owner.zh and treatment.owner.en
        assert treatment.effort.days(1).low > 0
        for rule in treatment.when:
            assert rule.dimension in dimensions
            ruled.setdefault(rule.dimension, set()).update(rule.from_)
    assert set(ruled) == dimensions


def test_capacity_by_year_is_kept_in_each_year() -> None:
    rows = [
        finding(f"RT-{n:03d}", "redundant-tables", "unify-tables", 900_000.0, (f"a.{n}", f"b.{n}")) for n in range(9)
    ]
    roadmap = plan(rows, capacity_days_per_year=[60, 200, 50, 0, 50])
    assert roadmap.capacity_by_year == [60, 200, 50, 0, 50]
    assert all(used <= days + 1e-6 for used, days in zip(roadmap.used_days, roadmap.capacity_by_year, strict=True))


def test_prices_that_are_not_given_leave_money_unknown() -> None:
    roadmap = plan([finding("MC-001", "metric-conflicts", "define-metrics", None, ("m",))], prices={})
    assert roadmap.items
    assert (roadmap.cost, roadmap.saving, roadmap.net, roadmap.payback_month) == (None, None, None, None)
    assert roadmap.sensitivity == []
