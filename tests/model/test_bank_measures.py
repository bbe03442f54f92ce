"""Levels that follow from a number, the shrinking business among them."""

from __future__ import annotations

import pytest

from assess.model.bank_measures import growth_excess, level_of_growth, level_of_share, tier_shares

SHARES = (5, 50, 80, 95)


@pytest.mark.parametrize(
    ("cost", "business", "target", "quarters", "level"),
    [
        (None, 0.3, True, 4, 1),
        (0.3, None, True, 4, 1),
        (0.5, 0.3, False, 0, 2),
        (0.1, 0.3, False, 4, 2),
        (0.5, 0.3, True, 0, 3),
        (0.1, 0.3, True, 3, 3),
        (0.3, 0.3, True, 4, 4),
        (0.31, 0.3, True, 4, 3),
        (-0.05, 0.3, True, 4, 5),
        (0.0, 0.3, True, 4, 4),
        # a shrinking business: by difference, and never a five
        (-0.05, -0.10, True, 4, 3),
        (-0.10, -0.10, True, 4, 4),
        (-0.20, -0.10, True, 4, 4),
        (0.05, -0.10, True, 4, 3),
        (-0.05, 0.0, True, 4, 4),
    ],
)
def test_the_level_of_cost_growth(
    cost: float | None, business: float | None, target: bool, quarters: int, level: int
) -> None:
    assert level_of_growth(cost, business, target=target, quarters_met=quarters) == level


def test_a_ratio_would_have_called_this_met() -> None:
    assert -0.05 / -0.10 <= 1
    assert growth_excess(-0.05, -0.10) == 0.05


def test_equal_growth_is_no_excess_whatever_the_last_bit_says() -> None:
    assert growth_excess(0.1 + 0.2, 0.3) == 0


def test_shares_go_by_last_use() -> None:
    assert tier_shares([(0, 50), (365, 10), (366, 20), (1825, 5), (1826, 15)]) == {"hot": 60, "cold": 25, "ice": 15}
    assert tier_shares([(400, 10)], hot_days=500, cold_days=900) == {"hot": 100, "cold": 0, "ice": 0}
    assert tier_shares([]) is None


@pytest.mark.parametrize(
    ("percent", "level"), [(None, 1), (0, 1), (4.9, 1), (5, 2), (49, 2), (50, 3), (80, 4), (94.9, 4), (95, 5), (100, 5)]
)
def test_the_level_of_a_share(percent: float | None, level: int) -> None:
    assert level_of_share(percent, SHARES) == level
