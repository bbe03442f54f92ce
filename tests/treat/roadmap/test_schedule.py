"""Work is placed after what it needs, never more in a month than people can carry, and never later with more people."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.treat.roadmap.first_case import Case, choose_case, in_first_year, needed, with_case
from assess.treat.roadmap.network import Work, before, in_order, slack
from assess.treat.roadmap.schedule import Dates, schedule

Net = list[Work]


def flat(days: float) -> list[float]:
    return [days] * 60


@st.composite
def nets(draw: Any, most: int = 12) -> Net:
    """Random work: effort, shortest time, what it waits for, gates, and what makes no sense before a later month."""
    items: Net = []
    for number in range(draw(st.integers(1, most))):
        gate = draw(st.integers(0, 6)) == 0
        earlier = [f"w{n:02d}" for n in range(number)]
        after = () if gate or not earlier else tuple(sorted(draw(st.sets(st.sampled_from(earlier), max_size=3))))
        items.append(
            Work(
                f"w{number:02d}", draw(st.sampled_from([0, 0.5, 3, 10, 35, 80, 240])), draw(st.integers(1, 12)), after,
                gate, 1 if gate else draw(st.sampled_from([1, 1, 1, 13])),
            )
        )  # fmt: skip
    return items


def test_nothing_starts_before_its_prerequisite_ends() -> None:
    dates = schedule([Work("b", 5, 1, ("a",)), Work("a", 5, 2)], flat(20))
    assert dates.months == {"a": (1, 2), "b": (3, 3)}


def test_what_does_not_fit_in_five_years_is_left_out_and_not_squeezed() -> None:
    assert schedule([Work("a", 10_000, 1)], flat(10)).out == {"a": "capacity"}


def test_what_waits_for_something_left_out_is_left_out_too_and_says_so() -> None:
    dates = schedule([Work("a", 10_000, 1), Work("b", 1, 1, ("a",)), Work("c", 1, 1)], flat(10))
    assert dates.out == {"a": "capacity", "b": "prerequisite"}
    assert set(dates.months) == {"c"}


def test_the_first_in_the_order_takes_the_people_first() -> None:
    assert schedule([Work("early", 10, 1), Work("late", 10, 1)], flat(10)).months == {"early": (1, 1), "late": (2, 2)}


def test_items_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="wait for each other"):
        schedule([Work("a", 1, 1, ("b",)), Work("b", 1, 1, ("a",))], flat(10))


def test_gates_share_the_people_so_that_each_starts_in_the_first_month() -> None:
    dates = schedule([Work("x", 90, 1, gate=True), Work("y", 30, 1, gate=True), Work("z", 1, 1)], flat(20))
    assert dates.months == {"x": (1, 6), "y": (1, 3), "z": (7, 7)}


def test_a_list_with_an_anomaly_in_graham_s_way_ends_no_later_with_more_people() -> None:
    """Graham 1966: nine jobs, of which three processors need 12 and four, by list scheduling, 15."""
    times = {1: 3, 2: 2, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 8: 4, 9: 9}
    after = {5: ("j4",), 6: ("j4",), 7: ("j4",), 8: ("j4",), 9: ("j1",)}
    jobs = [Work(f"j{n}", t, t, after.get(n, ())) for n, t in times.items()]
    ends = [schedule(jobs, flat(people)).end for people in (2, 3, 4, 5, 6)]
    assert ends == sorted(ends, reverse=True)


@settings(max_examples=200, deadline=None)
@given(nets(), st.floats(1, 90))
def test_every_plan_keeps_order_duration_capacity_and_loses_nothing(items: Net, capacity: float) -> None:
    dates = schedule(items, flat(capacity))
    assert set(dates.months) | set(dates.out) == {i.id for i in items}
    assert not set(dates.months) & set(dates.out)
    used = [0.0] * 61
    for item in items:
        for month, days in dates.days.get(item.id, {}).items():
            used[month] += days
        if item.id in dates.months:
            first, last = dates.months[item.id]
            assert 1 <= max(first, item.earliest) == first <= last <= 60
            assert last - first + 1 >= item.months
            assert sum(dates.days[item.id].values()) == pytest.approx(item.days)
            assert set(dates.days[item.id]) <= set(range(first, last + 1))
            for name in item.after:
                assert dates.months[name][1] < first
    assert all(days <= capacity + 1e-6 for days in used)


@settings(max_examples=200, deadline=None)
@given(nets(), st.floats(1, 90))
def test_gates_start_in_the_first_month(items: Net, capacity: float) -> None:
    dates = schedule(items, flat(capacity))
    for item in items:
        if item.gate and item.id in dates.months:
            assert dates.months[item.id][0] == 1


@settings(max_examples=200, deadline=None)
@given(nets(), st.lists(st.tuples(st.floats(1, 60), st.floats(0, 60)), min_size=60, max_size=60))
def test_in_one_order_more_people_in_any_month_end_no_item_later(items: Net, months: list[tuple[float, float]]) -> None:
    few = schedule(items, [less for less, _ in months])
    many = schedule(items, [less + more for less, more in months])
    assert many.end <= few.end
    if not few.out:
        assert all(many.months[name][1] <= last for name, (_, last) in few.months.items())
    for item in items:
        if item.gate:
            assert _end(many, item.id) <= _end(few, item.id)


@settings(max_examples=150, deadline=None)
@given(nets(9), st.data())
def test_with_a_case_chosen_more_people_never_end_later_and_a_case_that_can_be_done_is(items: Net, data: Any) -> None:
    cases = [
        Case(item.id, data.draw(st.integers(4, 5)), data.draw(st.sampled_from([0.0, 10.0, 900.0])), item.days)
        for item in items
        if not item.gate and data.draw(st.booleans())
    ]
    before_it: Dates | None = None
    for people in sorted(data.draw(st.lists(st.floats(1, 90), min_size=2, max_size=4))):
        dates = schedule(with_case(items, choose_case(items, cases, flat(people))), flat(people))
        if any((needed(items, case.id) or 10**9) <= people for case in cases):
            assert in_first_year(dates, cases) is not None
        if before_it is not None:
            assert dates.end <= before_it.end
            assert all(_end(dates, i.id) <= _end(before_it, i.id) for i in items if i.gate)
        before_it = dates


@settings(max_examples=100, deadline=None)
@given(nets(), st.floats(5, 90), st.data())
def test_an_item_may_slip_by_its_slack_and_the_plan_ends_no_later(items: Net, capacity: float, data: Any) -> None:
    dates = schedule(items, flat(capacity))
    if not dates.months:
        return
    kept = [i for i in items if i.id in dates.months]
    gap = slack(kept, dates.months)
    assert min(gap.values()) == 0
    name = data.draw(st.sampled_from(sorted(dates.months)))
    for late, ends_later in ((gap[name], False), (gap[name] + 1, True)):
        ends: dict[str, int] = {}
        for item in in_order(kept):
            first, last = dates.months[item.id]
            start = max([first + (late if item.id == name else 0), *(ends[a] + 1 for a in item.after)])
            ends[item.id] = start + last - first
        assert (max(ends.values()) > max(last for _, last in dates.months.values())) == ends_later


def test_a_case_is_chosen_by_visibility_then_saving_for_the_effort() -> None:
    items = [Work("shown", 20, 3), Work("rich", 20, 3), Work("dull", 20, 3)]
    cases = [Case("shown", 5, 1, 20), Case("rich", 4, 900, 20), Case("dull", 4, 1, 20)]
    assert choose_case(items, cases, flat(50)) == "shown"
    assert choose_case(items, cases[1:], flat(50)) == "rich"


def test_where_the_best_case_needs_more_people_than_there_are_a_smaller_one_leads() -> None:
    items = [Work("large", 200, 4), Work("small", 10, 2)]
    cases = [Case("large", 5, 50, 200), Case("small", 4, 1, 10)]
    assert choose_case(items, cases, flat(5)) == "small"
    assert choose_case(items, cases, flat(100)) == "large"


def test_what_a_case_needs_comes_before_it_and_before_all_else() -> None:
    items = [Work("other", 5, 1), Work("base", 5, 1), Work("case", 5, 1, ("base",)), Work("gate", 5, 1, gate=True)]
    assert [i.id for i in with_case(items, "case")] == ["gate", "base", "case", "other"]
    assert before({i.id: i for i in items}, "case") == {"base"}


def _end(dates: Dates, name: str) -> int:
    return dates.months[name][1] if name in dates.months else 61
