"""Numbers as readers of each language write them."""

import pytest

from assess.model import numbers
from assess.model.money import Money, Range, total


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (41_800_000, "4,180 万元", "¥41.8M"),
        (105_000_000, "1.05 亿元", "¥105M"),
        (999_999, "100 万元", "¥1M"),
        (1_234, "1,230 元", "¥1,230"),
        (0, "0 元", "¥0"),
        (-620_000, "−62 万元", "−¥620K"),
        (99_999, "10 万元", "¥100K"),
        (999_999_999, "10 亿元", "¥1bn"),
    ],
)
def test_money_is_written_in_the_units_of_the_language(value: float, zh: str, en: str) -> None:
    assert numbers.money(value, "CNY", "zh") == zh
    assert numbers.money(value, "CNY", "en") == en


def test_a_share_below_one_is_never_rounded_up_to_all() -> None:
    assert numbers.percent(0.999) == "99%"
    assert numbers.percent(1.0) == "100%"
    assert numbers.percent(0.0) == "0%"
    assert numbers.percent(0.001) == "<1%"


def test_bytes_are_counted_in_decimal_units() -> None:
    assert numbers.size(32e12, "en") == "32 TB"
    assert numbers.size(1.5e9, "zh") == "1.5 GB"
    assert numbers.size(12, "zh") == "12 字节"


def test_a_range_out_of_order_is_refused() -> None:
    with pytest.raises(ValueError, match="low <= base <= high"):
        Range(2, 1, 3)


def test_nothing_adds_up_to_unknown_and_not_to_zero() -> None:
    assert total([]) is None
    assert total([Money("CNY", 1, 2, 3), Money("CNY", 1, 1, 1)]) == Money("CNY", 2, 3, 4)
    with pytest.raises(ValueError, match="currencies"):
        total([Money("CNY", 1, 2, 3), Money("USD", 1, 1, 1)])
