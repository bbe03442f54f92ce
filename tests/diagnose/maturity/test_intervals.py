"""Intervals of questions, differences and effects against published values; coverage by simulation."""

from __future__ import annotations

from statistics import fmean

import numpy as np
import pytest
from scipy import stats

from assess.diagnose.maturity.intervals import (
    credible,
    difference_interval,
    effect_interval,
    item_intervals,
    power,
    visible,
)
from assess.diagnose.maturity.power import table
from benchmarks.maturity.simulate import SHAPES, coverage_of_items, coverage_of_scores, coverage_of_the_whole


def test_with_two_answers_the_interval_of_a_question_is_the_beta_one_exactly() -> None:
    mean, low, high = item_intervals(np.array([[3, 9]]), prior=0.5)
    tail = (1 - credible(np.array([12]))[0]) / 2
    assert (low[0] - 1, high[0] - 1) == pytest.approx(stats.beta.ppf([tail, 1 - tail], 9.5, 3.5))
    assert mean[0] == 1.75


@pytest.mark.parametrize("counts", [[0, 2, 6, 1, 0], [3, 1, 1, 0, 0], [4, 0, 1, 0, 4], [1, 5, 12, 9, 2]])
def test_with_five_answers_it_agrees_with_drawing_from_the_dirichlet(counts: list[int]) -> None:
    _, low, high = item_intervals(np.array([counts]))
    drawn = np.random.default_rng(1).dirichlet(np.array(counts) + 0.2, size=200_000) @ np.arange(1, 6)
    tail = (1 - credible(np.array([sum(counts)]))[0]) / 2
    assert (low[0], high[0]) == pytest.approx(np.quantile(drawn, [tail, 1 - tail]), abs=0.1)


def test_the_mean_lies_in_its_own_interval_even_where_all_say_the_same() -> None:
    mean, low, high = item_intervals(np.array([[0, 0, 0, 0, 7], [6, 0, 0, 0, 0]]))
    assert mean.tolist() == high.tolist()[:1] + low.tolist()[1:] == [5.0, 1.0]


def test_the_interval_of_a_difference_is_welch_s() -> None:
    one, other = [2.0, 3.0, 2.0, 4.0, 3.0], [3.0, 4.0, 4.0, 3.0, 4.0, 2.0, 3.0]
    welch = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    found = difference_interval(one, other)
    assert (found.low, found.high) == pytest.approx((welch.low, welch.high))
    assert difference_interval([3, 3], [2, 2]).low == difference_interval([3, 3], [2, 2]).high == 1


def test_the_interval_of_the_effect_is_borenstein_s_worked_example() -> None:
    # Borenstein et al. 2009, chapter 4: g = 0.5924 with variance 0.0411, 50 people each
    found = effect_interval(0.5924, 50, 50)
    assert ((found.high - found.low) / 2 / stats.norm.ppf(0.975)) ** 2 == pytest.approx(0.0411, abs=5e-5)


def test_power_is_what_cohen_tabled() -> None:
    # Cohen 1988, table 2.3.5 (two-sided 5 %): d = 0.5 with 64 each is 80 %, d = 0.8 with 26 each is 81 %
    assert power(64, 64, 0.5, 1) == pytest.approx(0.80, abs=0.005)
    assert power(26, 26, 0.8, 1) == pytest.approx(0.81, abs=0.005)
    assert power(20, 20, 0.0, 1) == pytest.approx(0.05)
    assert visible(8, 20, 1.0) == 1.3 and visible(8, 20, 9.0) is None
    assert [row[:2] for row in table([(8, 20), (10, 40)])] == [(8, 20), (10, 40)]


@pytest.mark.parametrize("n", [3, 5, 8, 12, 20])
def test_intervals_of_scores_cover_the_truth_whatever_the_answers_look_like(n: int) -> None:
    covered = {shape: coverage_of_scores(shape, n, 3000, seed=n) for shape in SHAPES}
    assert 0.93 <= fmean(covered.values()) <= 0.97, covered
    assert all(0.92 <= share <= 0.975 for share in covered.values()), covered


def test_the_interval_of_the_whole_covers_though_the_same_people_answer_in_all_dimensions() -> None:
    assert 0.93 <= coverage_of_the_whole(400, seed=4) <= 0.975


@pytest.mark.parametrize("n", range(3, 21))
def test_intervals_of_questions_cover_93_in_100_whatever_the_answers_look_like(n: int) -> None:
    covered = coverage_of_items(n)
    assert round(min(covered.values()), 2) >= 0.93
    assert max(covered.values()) <= (0.98 if n >= 9 else 1.0 + 1e-9)


def test_of_three_people_no_interval_covers_both_two_ends_and_one_opinion_in_97_of_100() -> None:
    # Three of two ends all say 1 in an eighth of cases, 5 in another; covering them too reaches to the middle.
    _, low, high = item_intervals(np.array([[3, 0, 0, 0, 0], [0, 0, 0, 0, 3]]))
    assert high[0] >= 3 >= low[1]
    assert coverage_of_items(3)["two ends"] == pytest.approx(1)
