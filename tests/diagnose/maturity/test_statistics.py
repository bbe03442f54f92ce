"""The numbers under the scores: each against a published or independently computed value, and by simulation."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from assess.diagnose.maturity.statistics import (
    Estimate,
    equal_mean,
    hedges_g,
    holm,
    permutation_p,
    rwg,
    rwg_critical,
    t_interval,
)


def test_the_t_interval_is_the_one_student_published() -> None:
    # Student 1908, additional hours of sleep: mean 1.58, interval 0.70 to 2.46; moved up by one to stay on our scale
    hours = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    found = t_interval([value + 1 for value in hours])
    assert (round(found.mean, 2), round(found.low, 2), round(found.high, 2)) == (2.58, 1.70, 3.46)


def test_asking_everybody_leaves_no_sampling_error_and_asking_many_leaves_less() -> None:
    answers = [2.0, 3.0, 3.0, 4.0, 2.0, 3.0]
    open_end, of_ten, census = t_interval(answers), t_interval(answers, 10), t_interval(answers, 6)
    assert census.low == census.mean == census.high
    assert math.isclose(of_ten.error, open_end.error * math.sqrt(4 / 9))


def test_one_person_says_nothing_about_spread() -> None:
    assert (t_interval([4.0]).low, t_interval([4.0]).high) == (1.0, 5.0)


def test_the_interval_of_the_equal_mean_is_welch_s() -> None:
    one, other = [2.0, 3.0, 2.5, 3.5, 3.0], [3.0, 4.5, 4.0, 3.5, 4.0, 2.0, 3.0]
    found = equal_mean([t_interval(one), t_interval(other)])
    welch = stats.ttest_ind(one, other, equal_var=False)
    interval = welch.confidence_interval(0.95)
    assert math.isclose(found.df, welch.df)
    assert math.isclose(found.high - found.low, (interval.high - interval.low) / 2)
    assert math.isclose(found.mean, (np.mean(one) + np.mean(other)) / 2)


def test_forty_frontline_answers_do_not_drown_five_executives() -> None:
    company = equal_mean([t_interval([4.0] * 4 + [5.0]), t_interval([2.0] * 40)])
    assert math.isclose(company.mean, (4.2 + 2.0) / 2)


def test_the_permutation_test_counts_the_permutations() -> None:
    assert permutation_p([1, 1, 1], [5, 5, 5]) == pytest.approx(2 / math.comb(6, 3))
    rng = np.random.default_rng(1)
    for _ in range(12):
        one, other = rng.integers(1, 6, 4).tolist(), rng.integers(1, 6, 6).tolist()
        pool, seen = one + other, abs(np.mean(one) - np.mean(other))
        as_far = sum(
            abs(sum(chosen) / 4 - (sum(pool) - sum(chosen)) / 6) >= seen - 1e-12
            for chosen in itertools.combinations(pool, 4)
        )
        assert permutation_p(one, other) == pytest.approx(as_far / math.comb(10, 4))
    assert permutation_p([3] * 8, [3] * 9) == 1.0


def test_the_exact_permutation_test_agrees_with_scipy_s_random_one() -> None:
    one, other = [4, 4, 5, 3, 4, 2, 5, 4], [3, 2, 3, 4, 2, 1, 3, 3, 2, 4, 3, 2]
    random = stats.permutation_test(
        (one, other), lambda x, y, axis: abs(np.mean(x, axis=axis) - np.mean(y, axis=axis)),
        vectorized=True, alternative="greater", n_resamples=50_000, rng=np.random.default_rng(4),
    )  # fmt: skip
    assert permutation_p(one, other) == pytest.approx(random.pvalue, abs=0.002)


def test_hedges_g_is_borenstein_s_worked_example() -> None:
    # Borenstein et al. 2009, chapter 4: means 103 and 100, deviations 5.5 and 4.5, 50 each: g = 0.5924
    shape = np.array([-1.0, 1.0] * 25)
    shape /= shape.std(ddof=1)
    assert hedges_g(list(103 + 5.5 * shape), list(100 + 4.5 * shape)) == pytest.approx(0.5924, abs=5e-5)
    assert hedges_g([3, 3], [3, 3]) is None


def test_holm_agrees_with_r() -> None:
    # p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_rwg_is_one_for_agreement_and_zero_for_answers_at_random() -> None:
    assert rwg([4] * 9) == 1.0
    assert rwg([4] * 9 + [3]) == pytest.approx(0.95)
    assert rwg(list(range(1, 6)) * 2000) == pytest.approx(0, abs=1e-3)
    assert rwg([3]) is None


@pytest.mark.parametrize(("n", "published"), [(3, 0.83), (5, 0.75), (8, 0.57), (12, 0.42), (20, 0.32)])
def test_the_bar_for_agreement_depends_on_how_many_answered(n: int, published: float) -> None:
    assert rwg_critical(n) == pytest.approx(published, abs=0.025)


def test_answers_at_random_pass_for_agreement_in_at_most_five_of_a_hundred_groups() -> None:
    rng = np.random.default_rng(3)
    for n in (5, 9, 31, 60):
        groups = rng.integers(1, 6, size=(8000, n))
        agreed = 1 - groups.var(axis=1, ddof=1) / 2 > rwg_critical(n) + 1e-9
        assert agreed.mean() <= 0.06


@pytest.mark.parametrize("n", [3, 5, 8, 12, 20])
def test_intervals_of_dimension_scores_cover_the_truth_in_93_to_97_of_a_hundred(n: int) -> None:
    rng = np.random.default_rng(n)
    people, six = 60_000, 6
    tendency = rng.normal(2.8, 0.7, size=(people, 1))
    answers = np.clip(np.rint(tendency + rng.normal(0, 0.8, size=(people, six))), 1, 5)
    means = answers.mean(axis=1)
    truth, reps = means.mean(), 1500
    groups = means[rng.integers(0, people, size=(reps, n))]
    found = [t_interval(list(group)) for group in groups]
    covered = np.mean([estimate.low <= truth <= estimate.high for estimate in found])
    assert 0.93 <= covered <= 0.97


def test_the_company_s_interval_covers_too_when_levels_differ_in_size_and_spread() -> None:
    rng = np.random.default_rng(11)
    shapes = ((5, 3.4, 0.5), (9, 2.7, 0.7), (30, 2.2, 0.8))
    truth, hits, reps = np.mean([mean for _, mean, _ in shapes]), 0, 1500
    for _ in range(reps):
        levels: list[Estimate] = [t_interval(list(rng.normal(mean, sd, n))) for n, mean, sd in shapes]
        company = equal_mean(levels)
        hits += company.low <= truth <= company.high
    assert 0.93 <= hits / reps <= 0.97


def test_ways_that_differ_exactly_as_much_count_half_in_the_mid_p_value() -> None:
    assert permutation_p([1, 1, 1], [5, 5, 5], mid=True) == pytest.approx(1 / math.comb(6, 3))
    # of the 10 ways to deal 1, 2, 3, 4, 5 as two and three, two differ as 1, 2 against 3, 4, 5, none more
    assert permutation_p([1, 2], [3, 4, 5], mid=True) == pytest.approx(0.1)
    assert permutation_p([1, 2], [3, 4, 5]) == pytest.approx(0.2)


@pytest.mark.parametrize(("one", "other"), [(8, 8), (8, 20), (12, 12), (10, 40)])
def test_a_difference_that_is_not_there_is_claimed_in_three_to_seven_of_a_hundred(one: int, other: int) -> None:
    rng = np.random.default_rng(2)
    for shape in ((0.1, 0.25, 0.35, 0.2, 0.1), (0.3, 0.15, 0.1, 0.15, 0.3)):
        drawn = (rng.choice(5, (one + other), p=shape) + 1 for _ in range(2000))
        alarms = sum(permutation_p(list(who[:one]), list(who[one:]), mid=True) < 0.05 for who in drawn)
        assert 0.03 <= alarms / 2000 <= 0.07
