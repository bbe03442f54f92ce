"""Agree, split or unclear: and one broad opinion is not two."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from assess.diagnose.maturity.camps import BAR_OF_MANY, BARS, SURE_FROM, depth, split, splits, valley
from assess.diagnose.maturity.consensus import stance
from benchmarks.maturity.one_camp import bar_of, bound, camp, found, outcomes, worst
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
    assert split([12, 0, 13, 0, 0]) and split([0, 5, 0, 5, 0])
    assert not split([5, 5, 0, 0, 2])  # 2 of 12 are no camp


def test_people_agree_are_split_or_it_cannot_be_told() -> None:
    assert stance([3, 3, 3, 3, 4, 3, 3, 3]) == "agree"
    assert stance([1, 1, 1, 1, 5, 5, 5, 5]) == "split"
    assert stance([1, 2, 3, 4, 5, 2]) == "unclear"
    assert stance([4]) == "unclear"


def test_the_depth_of_a_valley_is_what_it_is_by_hand() -> None:
    # nobody of 5 at the middle answer and at one side of two answers: a third was to be expected, 5 log 3/2; and the
    # third decimal is the valley's
    deep = depth(np.array([[5, 0, 0, 0, 5], [5, 0, 5, 0, 0], [3, 3, 3, 3, 3]]))
    assert deep[0] == pytest.approx(5 * math.log(1.5) + 5 * math.log(4) / 1000, abs=1e-4)
    # of 1, and of 3 to 5: 5 log 4/3 and log 2 less, as the valley is not in the middle of the scale
    assert deep[1] == pytest.approx(5 * math.log(4 / 3) - math.log(2) + valley(np.array([[5, 0, 5, 0, 0]]))[0] / 1000,
                                    abs=1e-4)  # fmt: skip
    assert deep[2] == 0


@pytest.mark.parametrize("n", [SURE_FROM, 11, 14, 20, 28, 40])
def test_two_planted_halves_are_found_in_95_of_a_hundred_groups(n: int) -> None:
    for ends in (0.8, 0.5, 0.2):
        assert found_splits(two_camps(n, 1500, ends, seed=n)) >= 0.95


def test_camps_of_40_percent_are_found_from_14_people_on_and_of_30_percent_from_25() -> None:
    halves = (0.5, 0.5, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.5, 0.5)
    assert found(*halves, 6, 8) >= 0.95 and found(*halves, 8, 12) >= 0.95
    assert found(*halves, 8, 17) >= 0.95


def test_of_eight_people_no_test_at_all_finds_95_percent_of_the_halves() -> None:
    halves = (0.5, 0.5, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.5, 0.5)
    best = bound(*halves, 4, 4)
    assert found(*halves, 4, 4) < best < 0.95
    assert found(*halves, 5, 5) == pytest.approx(bound(*halves, 5, 5), abs=1e-6) == pytest.approx(1)


@pytest.mark.parametrize("n", [5, 8, 12, 20, 30, 45, 200])
def test_one_camp_is_taken_for_two_in_at_most_5_of_a_hundred(n: int) -> None:
    for name, counts in one_camp(n, 4000, seed=n).items():
        assert found_splits(counts) <= 0.057, name  # 5 % and the error of 4000 draws


@pytest.mark.parametrize("n", [5, 8, 12])
def test_the_bars_are_those_of_all_possible_counts(n: int) -> None:
    bar, alarm, _ = bar_of(n)
    assert bar == pytest.approx(BARS[n], abs=1e-4) and alarm <= 0.05


@pytest.mark.parametrize("n", [8, 11, 16])
def test_no_single_hump_on_a_grid_gives_more_false_alarms_than_the_worst_that_was_found(n: int) -> None:
    counts = np.array([c for c in product(range(n + 1), repeat=5) if sum(c) == n]) if n < 12 else None
    if counts is None:
        counts = np.array([(*c, n - sum(c)) for c in product(range(n + 1), repeat=4) if sum(c) <= n])
    counts = counts[splits(counts)]
    alarm, _ = worst(counts)
    # every single hump whose shares are twentieths, by the multinomial formula itself
    ways = np.array([math.factorial(n) / math.prod(map(math.factorial, row)) for row in counts.tolist()])
    most = 0.0
    for four in product(range(21), repeat=4):
        shares = (*four, 20 - sum(four))
        top = shares.index(max(shares))
        up, down = shares[: top + 1], shares[top:]
        if shares[4] >= 0 and list(up) == sorted(up) and list(down) == sorted(down, reverse=True):
            most = max(most, float((ways * np.prod((np.array(shares) / 20) ** counts, axis=1)).sum()))
    assert 0.6 * alarm < most <= alarm + 1e-6 <= 0.0501


def test_the_chances_of_planted_camps_add_up() -> None:
    counts, chance = outcomes(camp(1, 0.1), camp(4, 0.2), 3, 4)
    assert chance.sum() == pytest.approx(1) and set(counts.sum(axis=1)) == {7}
    assert float(chance @ counts[:, 0]) == pytest.approx(2.7)
    assert min(BARS) == 5 and max(BARS[n] for n in range(27, 31)) <= BAR_OF_MANY
