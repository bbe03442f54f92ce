"""Agree, split or unclear: and one broad opinion is not two."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assess.diagnose.maturity.consensus import VALLEYS, split, stance, valley
from benchmarks.maturity.simulate import found_splits, one_camp, two_camps


def test_the_valley_between_two_points_is_what_it_is_by_hand() -> None:
    # the best single hump through five 1s and five 5s is 1/2 at one end and 1/8 at each other answer: 5 log 4
    assert valley(np.array([[5, 0, 0, 0, 5]]))[0] == pytest.approx(5 * math.log(4))
    assert valley(np.array([[1, 3, 9, 2, 0], [7, 4, 4, 1, 0], [0, 0, 0, 0, 6], [2, 2, 2, 2, 2]])).tolist() == [0] * 4
    # 2, 0, 4 pools to 1, 1, 4 on the rising side
    assert valley(np.array([[2, 0, 4, 0, 0]]))[0] == pytest.approx(2 * math.log(2))


def test_two_camps_are_seen_and_one_broad_camp_is_not() -> None:
    assert split([4, 4, 0, 5, 3]) and split([4, 0, 0, 0, 4]) and split([200, 100, 10, 100, 200])
    assert not split([1, 4, 8, 4, 1])
    assert not split([0, 1, 2, 9, 6])
    assert not split([3, 3, 3, 3, 3])
    assert not split([2, 0, 0, 0, 2])


def test_people_agree_are_split_or_it_cannot_be_told() -> None:
    assert stance([3, 3, 3, 3, 4, 3, 3, 3]) == "agree"
    assert stance([1, 1, 1, 1, 5, 5, 5, 5]) == "split"
    assert stance([1, 2, 3, 4, 5, 2]) == "unclear"
    assert stance([4]) == "unclear"


@pytest.mark.parametrize("n", [14, 20, 28, 40])
def test_two_planted_camps_are_found_in_95_of_a_hundred_groups(n: int) -> None:
    for ends in (0.8, 0.5, 0.2):
        assert found_splits(two_camps(n, 1500, ends, seed=n)) >= 0.95


@pytest.mark.parametrize("n", [5, 8, 12, 20, 30, 45])
def test_one_camp_is_taken_for_two_in_at_most_5_of_a_hundred(n: int) -> None:
    for name, counts in one_camp(n, 4000, seed=n, lopsided=n >= 16).items():
        assert found_splits(counts) <= 0.057, name  # 5 % and the error of 4000 draws


def test_the_bars_are_those_of_all_possible_counts() -> None:
    from benchmarks.maturity.simulate import bar_of_valley

    assert bar_of_valley(8) == pytest.approx(VALLEYS[8], abs=2e-4)
    assert bar_of_valley(16) == pytest.approx(VALLEYS[16], abs=2e-4)
