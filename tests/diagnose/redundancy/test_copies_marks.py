"""What a table's name says of it, in English, Chinese and pinyin."""

from __future__ import annotations

from typing import Any

import pytest

from assess.diagnose.redundancy.marks import read_marks


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("member_bak", {"stem": ("member",), "copy": ("bak",)}),
        ("会员订单备份", {"stem": ("会员订单",), "copy": ("备份",)}),
        ("hy_beifen", {"stem": ("hy",), "copy": ("beifen",)}),
        ("历史订单", {"stem": ("订单",), "copy": ("历史",), "history": True}),
        ("orders_his", {"stem": ("orders",), "copy": ("his",), "history": True}),
        ("his_patient", {"stem": ("his", "patient"), "copy": ()}),
        ("orders_copy1", {"stem": ("orders",), "copy": ("copy1",), "shard": ""}),
        ("orders_2024q1", {"stem": ("orders",), "dates": ("2024", "q1")}),
        ("orders_p3", {"stem": ("orders",), "shard": "3"}),
        ("t_order_di", {"stem": ("order",)}),
        ("bak_t_order_df", {"stem": ("order",), "copy": ("bak",)}),
        ("t_order_df_copy1", {"stem": ("order",), "copy": ("copy1",)}),
        ("dwd_letter_0_df", {"stem": ("letter",), "shard": "0", "layer": 2}),
        ("letter_0_backup", {"stem": ("letter",), "shard": "0", "copy": ("backup",)}),
        ("会员_测试", {"stem": ("会员",), "environment": "test"}),
        ("ceshi_member", {"stem": ("member",), "environment": "test"}),
        ("online_orders", {"stem": ("online", "orders"), "environment": ""}),
        ("dws_trade_30d", {"layer": 3, "grain": "30 days"}),
        ("dws_trade_1d", {"layer": 3, "grain": "day"}),
        ("销售月报", {"grain": "month"}),
    ],
)
def test_marks_are_read_off_a_name(name: str, expected: dict[str, Any]) -> None:
    marks = read_marks(name)
    assert {key: getattr(marks, key) for key in expected} == expected


def test_a_schema_says_layer_environment_and_backup_where_the_name_does_not() -> None:
    assert read_marks("orders", "bronze").layer == 1
    assert read_marks("ads_orders", "bronze").layer == 4
    assert read_marks("orders", "", "erp_uat").environment == "test"
    assert read_marks("orders", "backup").aside
