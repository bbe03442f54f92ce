"""What a name says is read the same in Chinese, English, pinyin and abbreviation."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.diagnose.metrics.compare import claimed
from assess.diagnose.metrics.facets import Metric
from assess.diagnose.metrics.names import parse_grain, parse_name, parse_period, parse_unit
from assess.store.yaml_file import read_yaml

ONE_THING = [
    ("GMV", "成交总额"), ("GMV", "gross_merchandise_value"), ("DAU", "日活"), ("日活跃用户数", "dailyActiveUsers"),
    ("客单价", "AOV"),
    ("kedanjia", "average order value"), ("毛利率", "gross margin"), ("maolilv", "gross_profit_margin"),
    ("近30天支付买家数", "paid_buyers_30d"),
    ("活跃会员数", "active_members"), ("复购率", "repurchase_rate"),
    ("支付订单数", "paid order count"), ("OTD", "准时交付率"), ("营业收入", "revenue"),
    ("库存周转天数", "inventory_days"),
]  # fmt: skip
TWO_THINGS = [
    ("GMV", "营收"), ("支付订单数", "下单订单数"), ("访客数", "访问量"), ("会员数", "活跃会员数"), ("毛利", "毛利率"),
    ("近30天活跃会员", "近90天活跃会员"), ("DAU", "MAU"), ("客单价", "件单价"), ("退款率", "退货率"),
    ("日GMV", "月GMV"),
    ("线上GMV", "线下GMV"), ("含税销售额", "不含税销售额"), ("新增会员数", "会员数"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), ONE_THING)
def test_two_names_of_one_metric_are_read_alike(a: str, b: str) -> None:
    assert parse_name(a) == parse_name(b)


@pytest.mark.parametrize(("a", "b"), TWO_THINGS)
def test_names_that_look_alike_and_are_not_stay_apart(a: str, b: str) -> None:
    assert parse_name(a) != parse_name(b)


def test_a_name_is_taken_apart_into_atom_period_qualifier_and_granularity() -> None:
    name = parse_name("近30天店均支付GMV")
    assert name.core == ("gmv",)
    assert (name.periods, name.modifiers, name.grains) == ({"30 day"}, {"paid"}, {"per_store"})


def test_periods_units_and_grains_have_one_form() -> None:
    assert parse_period("近30天") == parse_period("rolling 30 days") == parse_period("L30D") == "30 day"
    assert parse_period("自然月") == parse_period("calendar month") == "month"
    assert parse_unit("万元") == "CNY*10000"
    assert parse_unit("RMB") == parse_unit("元") == "CNY"
    assert parse_grain("门店×日") == parse_grain("day, store") == {"day", "store"}


PAIRS: dict[str, list[list[str]]] = read_yaml(Path(__file__).with_name("name_pairs.yaml"))


def named(text: str) -> Metric:
    return Metric(text, text, "", "", "", 0, "", "", (parse_name(text),), None)


@pytest.mark.parametrize(("a", "b"), PAIRS["same"])
def test_names_of_one_metric_in_two_languages_claim_one_thing(a: str, b: str) -> None:
    assert claimed(named(a), named(b)) == "same", (parse_name(a), parse_name(b))


@pytest.mark.parametrize(("a", "b"), PAIRS["other"])
def test_names_that_look_alike_do_not(a: str, b: str) -> None:
    assert claimed(named(a), named(b)) != "same", (parse_name(a), parse_name(b))


def test_a_name_is_its_atomic_metric_its_period_its_qualifiers_and_its_granularity() -> None:
    name = parse_name("近30天支付买家数")
    assert (name.core, name.periods, name.modifiers) == (("buyers",), {"30 day"}, {"paid"})
    assert parse_name("店均日销售额").grains == {"per_store"}
