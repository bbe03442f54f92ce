"""How far it is to the target: SAMM's own numbers."""

from __future__ import annotations

import pytest

from assess.model.target import distance, open_gaps, progress


def test_percent_to_target_is_samm_s_worked_example() -> None:
    # gap 2.25 of a target of 3.5 is 0.357; what is over its target (c) closes no other gap
    found = distance({"a": 0.25, "b": 0.5, "c": 3.0}, {"a": 1.5, "b": 1.5, "c": 0.5})
    assert (found.gap, found.target, round(found.reached or 0, 3)) == (2.25, 3.5, 0.357)
    assert distance({"a": 3.0, "b": 1.0}, {"a": 1.0, "b": 2.0}).reached == pytest.approx(1 - 1 / 3)
    assert distance({"a": 1.0}, {"a": 0.0}).reached is None


def test_an_item_nobody_answered_is_unknown_and_not_a_gap() -> None:
    assert distance({"a": 2.0}, {"a": 4.0, "b": 4.0}) == distance({"a": 2.0}, {"a": 4.0})
    assert distance({}, {"a": 4.0}).reached is None
    assert distance({"a": 1.0}, {"a": 4.0}, lowest=1.0).reached == 0.0


def test_progress_is_the_share_of_the_way_and_can_be_backwards() -> None:
    assert progress(1.0, 2.5, 4.0) == pytest.approx(0.5)
    assert progress(2.0, 1.5, 4.0) == pytest.approx(-0.25)
    assert progress(4.0, 4.5, 4.0) is None


def test_the_widest_gap_to_an_item_s_own_target_comes_first() -> None:
    assert open_gaps({"a": 3.0, "b": 1.0, "c": 5.0}, {"a": 4.0, "b": 3.0, "c": 4.0, "d": 5.0}) == (
        ("b", 2.0), ("a", 1.0),
    )  # fmt: skip
