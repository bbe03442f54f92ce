"""What was not answered, and answers that were given without reading: counted, bounded, never dropped in silence."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

import numpy as np
import pandas as pd
import pytest

from assess.diagnose.maturity.careless import careless_of, longest_run, same_answer
from assess.diagnose.maturity.company import overall, pooled
from assess.diagnose.maturity.groups import Answers
from assess.diagnose.maturity.statistics import t_interval
from assess.diagnose.maturity.unsure import anchored, band, unsure_of
from assess.model.bank import Bank
from benchmarks.maturity.attacker import BANK, ITEMS
from benchmarks.maturity.speed import bank_of

DK, NA = -1, -2


def of(rows: list[list[float]], bank: Bank = BANK, level: list[str] | None = None) -> Answers:
    """One row a person; DK is "don't know", NA "not applicable", nan not answered."""
    names = [f"p{n:03d}" for n in range(len(rows))]
    given = pd.DataFrame(rows, index=names, columns=[item.id for item in bank.items], dtype=float)
    levels = pd.Series(level or ["middle"] * len(rows), index=names, dtype="object")
    nowhere = pd.Series("", index=names, dtype="object")
    return Answers(bank, levels, nowhere, given.where(given > 0), given == DK, given == NA, given.isna() & False)


def test_the_band_of_a_question_is_what_it_would_be_had_they_said_one_or_five() -> None:
    low, high = band(3.0, 6, 2)
    assert (low, high) == (fmean([3.0] * 6 + [1.0] * 2), fmean([3.0] * 6 + [5.0] * 2))
    assert band(3.0, 6, 0) == (3.0, 3.0)


def test_a_dimension_s_band_comes_from_what_is_shown_and_from_nothing_else() -> None:
    found = unsure_of(of([[3, 3, 3]] * 5 + [[4, 4, DK]]), "D1")
    assert (found.answered, found.unknown, found.not_applicable, found.unknown_rate) == (17, 1, 0, 1 / 18)
    mean = fmean([3] * 5 + [4])
    assert found.excluded == pytest.approx(mean)
    assert (found.low, found.high) == pytest.approx((mean * 17 / 18 + 1 / 18, mean * 17 / 18 + 5 / 18))
    other = unsure_of(of([[3, 3, 3]] * 5 + [[5, 3, DK]]), "D1")
    assert (other.low, other.high) == (found.low, found.high)


def test_a_group_of_four_has_no_band_and_no_counts() -> None:
    found = unsure_of(of([[3, DK, 3]] * 4), "D1")
    assert (found.answered, found.unknown, found.low, found.unknown_rate) == (0, 0, None, None)


def test_what_does_not_apply_is_left_out_or_counts_as_its_target_whichever_was_chosen() -> None:
    answers = of([[2, 2, 2]] * 5 + [[2, 2, NA]])
    left_out = answers.dimension("D1").groups["middle"].estimate
    reached = anchored(answers, {"q3": 5.0}).dimension("D1").groups["middle"].estimate
    assert left_out is not None and reached is not None
    assert left_out.mean == 2.0
    assert reached.mean == pytest.approx(fmean([2.0] * 5 + [3.0]))
    assert anchored(answers, {}).dimension("D1").groups["middle"].estimate == left_out


def test_the_longest_run_of_one_answer_is_counted_over_what_was_answered() -> None:
    n = np.nan
    rows = np.array([[1, 1, n, 1, 2, 2], [1, 2, 3, 4, 5, 1], [n] * 6, [4] * 6], dtype=float)
    assert longest_run(rows).tolist() == [3, 1, 0, 6]


def test_the_same_answer_eight_times_over_is_flagged_and_seven_is_not() -> None:
    rows = [[3] * 8 + [1] * 4, [3] * 7 + [1] * 5, [3] * 8 + [1, 2] * 2]
    assert same_answer(np.array(rows, dtype=float)).tolist() == [True, False, True]
    assert same_answer(np.array([[3] * 8 + [1, 2] * 5], dtype=float)).tolist() == [False]


def careful(people: int, items: int, seed: int = 1) -> list[list[float]]:
    return np.random.default_rng(seed).integers(1, 6, (people, items)).astype(float).tolist()


def test_five_who_always_say_five_are_flagged_and_shown_with_and_without() -> None:
    bank = bank_of(20)
    found = careless_of(of(careful(12, 20) + [[5.0] * 20] * 5, bank))
    assert (found.flagged, found.same_answer, found.too_fast, found.timed, found.kept) == (5, 5, 0, False, ())
    without = overall(of(careful(12, 20), bank))
    assert without is not None and found.without == pytest.approx(without.mean)
    assert found.with_all is not None and found.with_all > without.mean


def test_one_who_always_says_five_is_counted_and_not_set_aside() -> None:
    found = careless_of(of([*careful(12, 20), [5.0] * 20], bank_of(20)))
    assert (found.flagged, found.kept) == (1, ("middle",))
    assert found.without == found.with_all


def test_who_took_a_second_a_question_is_flagged_where_the_time_is_known() -> None:
    found = careless_of(of(careful(8, 20), bank_of(20)), {"p000": 20.0, "p001": 400.0})
    assert (found.flagged, found.too_fast, found.timed) == (1, 1, True)


def test_everybody_counting_the_same_stands_beside_the_mean_of_the_levels() -> None:
    answers = of(
        [[4] * 3] * 5 + [[2] * 3] * 20 + [[1] * 3] * 3, level=["executive"] * 5 + ["frontline"] * 20 + ["middle"] * 3
    )
    levels = answers.dimension("D1")
    every = pooled(levels)
    assert levels.company is not None and every is not None
    assert (levels.company.mean, every.mean, every.n) == (3.0, 2.4, 25)


def test_with_one_dimension_and_one_level_the_whole_is_that_score() -> None:
    rows = [[1.0, 2, 3], [2, 2, 2], [4, 4, 1], [5, 4, 3], [3, 3, 3], [2, 1, 1]]
    whole, score = overall(of(rows)), t_interval([fmean(row) for row in rows])
    assert whole is not None
    assert (whole.mean, whole.low, whole.high) == pytest.approx((score.mean, score.low, score.high))


def test_where_everybody_of_a_level_was_asked_there_is_no_sampling_error() -> None:
    rows = careful(6, 3)
    census = replace(of(rows), population={"middle": 6})
    score = census.dimension("D1").groups["middle"].estimate
    whole = overall(census)
    assert score is not None and whole is not None
    assert score.low == score.mean == score.high and whole.low == whole.mean == whole.high
    more_than_there_are = replace(of(rows), population={"middle": 4}).dimension("D1").groups["middle"].estimate
    assert more_than_there_are == of(rows).dimension("D1").groups["middle"].estimate


def test_items_not_asked_of_anybody_have_no_column() -> None:
    assert of([[1.0, 2, 3]] * 5).measured("nothing")[2] == ()
    assert of([[1.0, 2, 3]] * 5).measured("D1")[2] == ITEMS
