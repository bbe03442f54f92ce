"""Measures of Cube's data models."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.semantic.cube import read

HEAD = """cubes:
  - name: orders
    sql_table: dw.orders
    joins:
      - {name: users, relationship: many_to_one, sql: "{CUBE}.user_id = {users.id}"}
    dimensions:
      - {name: net, sql: "{CUBE}.amount - {CUBE}.fee", type: number}
      - {name: created, sql: created_at, type: time}
      - {name: a, sql: "{b}", type: number}
      - {name: b, sql: "{a}", type: number}
    segments:
      - {name: paid, sql: "{CUBE}.status = 'paid'"}
    measures:
      - {name: count, type: count}
      - {name: revenue, type: sum, sql: amount}
"""
USERS = """cubes:
  - name: users
    sql: SELECT * FROM dw.users
    dimensions:
      - {name: id, sql: id, type: number}
      - {name: region, sql: area, type: string}
    measures:
      - {name: count, type: count}
"""


def measures(**files: str) -> list[Definition]:
    return list(read([File(Path(name), name, text) for name, text in files.items()]))


def of(measure: str) -> Definition:
    """The measure of one line in a cube that joins another."""
    found = measures(**{"orders.yml": HEAD + f"      - {{name: m, {measure}}}\n", "users.yml": USERS})
    return next(d for d in found if d.name == "m")


def reasons(found: Definition) -> str:
    return " ".join(f"{text.zh} {text.en}" for text in found.unresolved)


def test_a_measure_is_its_aggregate_over_its_cube_with_its_place() -> None:
    found = of("type: sum, sql: '{CUBE}.amount', title: GMV, meta: {owner: bob, unit: USD}")
    assert (found.file, found.line, found.format) == ("orders.yml", 16, "cube")
    assert (found.expression, found.base, found.label) == ("SUM(amount)", "dw.orders", "GMV")
    assert (found.owner, found.unit, found.unresolved) == ("bob", "USD", ())


@pytest.mark.parametrize(
    ("measure", "expression"),
    [
        ("type: count", "COUNT(*)"),
        ("type: count_distinct, sql: user_id", "COUNT(DISTINCT user_id)"),
        ("type: count_distinct_approx, sql: user_id", "APPROX_COUNT_DISTINCT(user_id)"),
        ("type: countDistinct, sql: user_id", "COUNT(DISTINCT user_id)"),
        ("type: avg, sql: '{net}'", "AVG(amount - fee)"),
        ("type: max, sql: '{CUBE.net} * 2'", "MAX((amount - fee) * 2)"),
        ("type: number, sql: SUM(amount) / COUNT(*)", "SUM(amount) / COUNT(*)"),
    ],
)
def test_types_become_aggregates_and_dimensions_their_sql(measure: str, expression: str) -> None:
    found = of(measure)
    assert found.expression == expression and not found.unresolved


def test_filters_hold_together_and_may_name_segments_and_times() -> None:
    found = of("type: sum, sql: amount, filters: [{sql: '{paid}'}, {sql: \"{created.day} > '2024'\"}]")
    assert found.filter == "(status = 'paid') AND (DATE_TRUNC('day', created_at) > '2024')"


def test_a_column_of_another_cube_brings_its_join() -> None:
    found = of("type: sum, sql: amount, filters: [{sql: \"{users.region} = 'EU'\"}]")
    assert found.base == "dw.orders LEFT JOIN (SELECT * FROM dw.users) AS users ON orders.user_id = users.id"
    assert (found.expression, found.filter) == ("SUM(orders.amount)", "users.area = 'EU'")


def test_a_calculated_measure_refers_to_measures_by_place() -> None:
    found = of("type: number, sql: '1.0 * {revenue} / {users.count}', format: percent")
    assert found.expression == "1.0 * revenue / users_count" and found.unit == "percent"
    assert found.inputs == {"revenue": "orders.yml:15 revenue", "users_count": "users.yml:8 count"}


def test_measures_beside_rows_of_the_cube_itself_are_written_out_with_their_filters() -> None:
    paid = "      - {name: paid_n, type: count, filters: [{sql: '{paid}'}]}\n"
    mixed = "      - {name: m, type: number, sql: '{paid_n} / SUM({CUBE}.revenue) * {revenue}'}\n"
    found = measures(**{"o.yml": HEAD + paid + mixed})[-1]
    assert found.expression == "COUNT(*) FILTER (WHERE status = 'paid') / SUM(revenue) * SUM(amount)"
    assert found.inputs == {} and not found.unresolved
    other = of("type: number, sql: 'SUM({CUBE}.x) / {users.count}'")
    assert "mixes rows" in reasons(other) and "分不开" in reasons(other)


def test_a_measure_named_like_a_column_beside_it_gets_another_name() -> None:
    found = of("type: number, sql: '{revenue} / {CUBE}.revenue'")
    assert found.expression == "revenue_measure / revenue"
    assert found.inputs == {"revenue_measure": "orders.yml:15 revenue"}


@pytest.mark.parametrize(
    ("rolling", "window"),
    [("{trailing: 7 day}", "7 day"), ("{trailing: unbounded}", "all time"),
     ("{type: to_date, granularity: month}", "month to date"),
     ("{trailing: 1 day, leading: 2 day}", "1 day back, 2 day ahead")],
)  # fmt: skip
def test_a_rolling_window_is_a_period(rolling: str, window: str) -> None:
    assert of(f"type: sum, sql: amount, rolling_window: {rolling}").window == window


def test_measures_that_define_each_other_are_circular() -> None:
    text = HEAD + "      - {name: x, type: number, sql: '{y}'}\n      - {name: y, type: number, sql: '{x}'}\n"
    x, y = measures(**{"m.yml": text})[-2:]
    assert "x → y → x" in reasons(x) and "循环" in reasons(x) and "circular" in reasons(y)
    assert "a → b → a" in reasons(of("type: sum, sql: '{a}'"))


def test_a_cube_that_extends_another_has_its_members_over_its_own_table() -> None:
    web = """cubes:
  - name: web
    extends: orders
    sql_table: dw.web
    measures:
      - {name: margin, type: sum, sql: "{net} - {CUBE}.cost"}
      - {name: per, type: number, sql: "{revenue} / {net_count}"}
      - {name: net_count, type: count}
"""
    found = {d.name: d for d in measures(**{"orders.yml": HEAD, "web.yml": web}) if d.file == "web.yml"}
    assert found["per"].expression == "SUM(amount) / COUNT(*)" and found["per"].base == "dw.web"
    assert set(found) == {"margin", "per", "net_count"} and found["margin"].expression == "SUM((amount - fee) - cost)"


def test_cubes_of_one_name_in_two_folders_stay_apart() -> None:
    use = "cubes:\n  - {name: c, extends: orders, measures: [{name: s, type: sum, sql: '{net}'}]}\n"
    files = {"a/o.yml": HEAD, "b/o.yml": HEAD.replace("dw.", "mart."), "a/c.yml": use, "b/c.yml": use, "c.yml": use}
    found = measures(**files)
    assert [d.base for d in found if d.name == "s"] == ["dw.orders AS c", "mart.orders AS c", ""]
    assert [d.file for d in found if d.name == "revenue"] == ["a/o.yml", "b/o.yml"]


@pytest.mark.parametrize(
    ("measure", "zh", "en"),
    [
        ("type: sum, sql: '{nope}'", "没有成员“nope”", "orders has no member nope"),
        ("type: sum, sql: '{{ x }}'", "未渲染", "{{ x }}"),
        ("type: sum", "没有写 sql", "no sql"),
        ("sql: x", "没有写度量类型", "no type"),
        ("type: magic, sql: x", "“magic”不认识", "magic is not known"),
        ("type: sum, sql: '{revenue}'", "再汇总", "sums up another measure"),
        ("type: number, sql: '{revenue}', time_shift: [{interval: 1 year, type: prior}]", "移动", "1 year prior"),
        ("type: number, sql: '{revenue}', group_by: [x]", "分阶段", "in stages (group_by)"),
    ],
)
def test_whatever_is_wrong_a_measure_is_kept_with_the_reason(measure: str, zh: str, en: str) -> None:
    found = of(measure)
    assert zh in reasons(found) and en in reasons(found) and found.line == 16


def test_a_cube_without_a_source_and_one_that_is_not_joined_are_said() -> None:
    (found,) = measures(**{"m.yml": "cubes:\n  - {name: c, measures: [{name: n, type: count}]}\n"})
    assert "没有写数据来源" in reasons(found) and "no sql_table" in reasons(found)
    lonely = "cubes:\n  - {name: c, sql_table: t, measures: [{name: n, type: max, sql: '{users.region}'}]}\n"
    found = next(d for d in measures(**{"m.yml": lonely, "u.yml": USERS}) if d.name == "n")
    assert "No relationship joins c to users" in reasons(found) and "没有关系" in reasons(found)


def test_a_query_takes_other_cubes_in_and_leaves_parameters_open() -> None:
    text = """cubes:
  - name: recent
    sql: SELECT * FROM ({orders.sql()}) o WHERE {FILTER_PARAMS.recent.day.filter('day')}
    measures: [{name: n, type: count}]
"""
    found = next(d for d in measures(**{"o.yml": HEAD, "r.yml": text}) if d.name == "n")
    assert found.base == "(SELECT * FROM (SELECT * FROM dw.orders) o WHERE 1 = 1) AS recent" and not found.unresolved


def test_of_a_broken_file_what_stands_before_the_fault_is_read() -> None:
    found = measures(**{"o.yml": HEAD + "      - {name: bad, type: sum\n  - name: x\n"})
    assert [d.name for d in found] == ["count", "revenue", "(file)"]
    assert "不是有效的 YAML" in reasons(found[-1]) and "is not valid YAML" in reasons(found[-1])
