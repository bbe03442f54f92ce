"""Amounts add up to the cent."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assess.model.money import Money, Range, total

amounts = st.floats(min_value=0, max_value=1e10, allow_nan=False)


def money(ends: list[float]) -> Money:
    return Money.of("CNY", Range(*sorted(ends)))


@given(st.lists(st.lists(amounts, min_size=3, max_size=3).map(money), min_size=1, max_size=200))
def test_the_total_shown_is_the_sum_of_the_parts_shown(parts: list[Money]) -> None:
    whole = total(parts)
    assert whole is not None
    for end in ("low", "base", "high"):
        assert Decimal(f"{getattr(whole, end):.2f}") == sum(Decimal(f"{getattr(p, end):.2f}") for p in parts)


@given(st.lists(amounts, min_size=3, max_size=3).map(money), st.integers(min_value=1, max_value=50))
def test_an_amount_split_adds_up_to_itself(whole: Money, parts: int) -> None:
    split = whole.split(parts)
    assert len(split) == parts
    assert total(split) == whole
    assert all(part.low <= part.base <= part.high for part in split)
    assert max(p.base for p in split) - min(p.base for p in split) < 0.0151


def test_half_a_cent_is_rounded_up() -> None:
    assert Money.of("CNY", Range(1.005, 2.675, 2.685)).as_dict() == {
        "currency": "CNY", "low": 1.01, "base": 2.68, "high": 2.69,
    }  # fmt: skip
