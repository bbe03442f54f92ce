"""Work is placed after what it needs, and never more in a month than people can carry."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assess.treat.schedule import Work, schedule


def work(name: str, days: float, months: int = 1, after: tuple[str, ...] = (), priority: float = 0) -> Work:
    return Work(name, days, months, after, (priority,))


def test_nothing_starts_before_its_prerequisite_ends() -> None:
    placed = schedule([work("b", 5, after=("a",), priority=0), work("a", 5, 2, priority=1)], 20)
    assert placed["a"] == (1, 2)
    assert placed["b"][0] == 3


def test_what_does_not_fit_in_five_years_is_left_out_and_not_squeezed() -> None:
    assert schedule([work("a", 10_000)], 10) == {}


def test_what_waits_for_something_left_out_is_left_out_too() -> None:
    assert set(schedule([work("a", 10_000), work("b", 1, after=("a",)), work("c", 1)], 10)) == {"c"}


def test_the_more_urgent_takes_the_capacity_first() -> None:
    placed = schedule([work("late", 10, priority=2), work("early", 10, priority=1)], 10)
    assert placed == {"early": (1, 1), "late": (2, 2)}


@given(
    st.lists(st.tuples(st.floats(0.5, 80), st.integers(1, 12), st.integers(0, 5)), min_size=1, max_size=12),
    st.floats(5, 60),
)
def test_every_plan_keeps_order_duration_and_horizon(items: list[tuple[float, int, int]], capacity: float) -> None:
    works = [
        work(f"w{i}", days, months, (f"w{i - back}",) if 0 < back <= i else (), i)
        for i, (days, months, back) in enumerate(items)
    ]
    placed = schedule(works, capacity)
    for item in works:
        if item.id in placed:
            first, last = placed[item.id]
            assert 1 <= first <= last <= 60
            assert last - first + 1 >= item.months
            assert all(placed[p][1] < first for p in item.after)
