"""Metrics of dbt in both spellings and as dbt's JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assess.collect.metrics.dbt.reader import read
from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.formats import format_of

ORDERS = """
semantic_models:
  - name: orders
    model: ref('fct_orders')
    defaults:
      agg_time_dimension: ordered_at
    entities:
      - {name: order, type: primary, expr: order_id}
      - {name: customer, type: foreign, expr: customer_id}
    dimensions:
      - {name: ordered_at, type: time, expr: created_at, type_params: {time_granularity: day}}
      - {name: status, type: categorical, expr: order_status}
    measures:
      - {name: revenue, agg: sum, expr: amount}
      - {name: order_count, agg: count, expr: "1"}
      - {name: balance, agg: sum, non_additive_dimension: {name: ordered_at, window_choice: max}}
"""
CUSTOMERS = """
semantic_models:
  - name: customers
    model: ref('dim_customers')
    entities:
      - {name: customer, type: primary, expr: id}
    dimensions:
      - {name: region, type: categorical}
"""


def metrics(**files: str) -> list[Definition]:
    return list(read([File(Path(name), name, text) for name, text in files.items()]))


def of(metric: str) -> Definition:
    """The metric defined by a few lines over the models above."""
    files = {"m/orders.yml": ORDERS, "m/customers.yml": CUSTOMERS, "m/metrics.yml": "metrics:\n" + metric}
    return next(d for d in metrics(**files) if d.file == "m/metrics.yml")


def simple(name: str, measure: str, more: str = "") -> str:
    return f"  - name: {name}\n    type: simple\n    type_params:\n      measure: {measure}\n{more}"


def reasons(found: Definition) -> str:
    return " ".join(f"{text.zh} {text.en}" for text in found.unresolved)


def test_a_simple_metric_is_its_measure_with_model_time_and_place() -> None:
    found = of(simple("gmv", "revenue", "    label: GMV\n    config: {meta: {owner: ann, unit: CNY}}\n"))
    assert (found.name, found.file, found.line, found.format) == ("gmv", "m/metrics.yml", 2, "dbt")
    assert (found.expression, found.base, found.time_column) == ("SUM(amount)", "fct_orders", "created_at")
    assert (found.label, found.owner, found.unit, found.unresolved) == ("GMV", "ann", "CNY", ())


def test_a_filter_names_the_column_behind_the_dimension() -> None:
    found = of(simple("gmv", "revenue", "    filter: \"{{ Dimension('order__status') }} = 'paid'\"\n"))
    assert found.filter == "order_status = 'paid'" and found.base == "fct_orders"


def test_filters_of_the_measure_and_of_the_metric_both_hold() -> None:
    inner = "{name: revenue, fill_nulls_with: 0, filter: \"{{ Dimension('order__status') }} = 'paid'\"}"
    found = of(simple("gmv", inner, "    filter:\n      - \"{{ Entity('customer') }} > 0\"\n      - amount > 1\n"))
    assert found.filter == "(order_status = 'paid') AND (customer_id > 0) AND (amount > 1)"
    assert found.null_default == "0"


def test_a_dimension_of_another_model_brings_its_join() -> None:
    found = of(simple("eu", "revenue", "    filter: \"{{ Dimension('customer__region') }} = 'EU'\"\n"))
    assert found.base == "fct_orders LEFT JOIN dim_customers ON fct_orders.customer_id = dim_customers.id"
    assert (found.filter, found.expression) == ("dim_customers.region = 'EU'", "SUM(fct_orders.amount)")


def test_a_time_dimension_at_a_coarser_grain_is_truncated() -> None:
    call = "{{ TimeDimension('metric_time', 'GRAIN') }} >= '2024-01-01'"
    text = simple("gmv", "revenue", f'    filter: "{call}"\n')
    assert of(text.replace("GRAIN", "month")).filter == "DATE_TRUNC('month', created_at) >= '2024-01-01'"
    assert of(text.replace("GRAIN", "day")).filter == "created_at >= '2024-01-01'"


def test_a_filter_by_another_metric_or_an_unknown_template_is_said() -> None:
    by_metric = of(simple("m", "revenue", "    filter: \"{{ Metric('n', group_by=['customer']) }} > 5\"\n"))
    assert "n" in reasons(by_metric) and "no condition on rows" in reasons(by_metric)
    template = of(simple("m", "revenue", "    filter: \"status = {{ var('s') }}\"\n"))
    assert "{{ var('s') }}" in reasons(template) and "未渲染" in reasons(template)


def test_a_measure_is_a_metric_only_where_it_says_so() -> None:
    text = ORDERS.replace('expr: "1"}', 'expr: "1", create_metric: true}')
    (found,) = metrics(**{"o.yml": text})
    assert (found.name, found.line, found.expression) == ("order_count", 15, "COUNT(*)")


def test_a_measure_that_must_not_be_summed_over_time_says_over_what() -> None:
    assert of(simple("b", "balance")).additivity == "not over ordered_at (max)"


def test_a_ratio_refers_to_its_two_metrics_by_place() -> None:
    text = simple("gmv", "revenue") + simple("orders", "order_count")
    ratio = "  - name: aov\n    type: ratio\n    type_params: {numerator: gmv, denominator: orders}\n"
    found = of(ratio + text)
    assert found.expression == "gmv / orders" and (found.base, found.time_column) == ("fct_orders", "created_at")
    assert found.inputs == {"gmv": "m/metrics.yml:5 gmv", "orders": "m/metrics.yml:9 orders"}


def test_a_filtered_input_is_written_out() -> None:
    filtered = "{name: gmv, filter: \"{{ Dimension('order__status') }} = 'paid'\"}"
    ratio = f"  - name: paid\n    type: ratio\n    type_params:\n      numerator: {filtered}\n      denominator: gmv\n"
    found = of(ratio + simple("gmv", "revenue"))
    assert found.expression == "SUM(amount) FILTER (WHERE order_status = 'paid') / SUM(amount)"
    assert found.inputs == {} and found.base == "fct_orders" and not found.unresolved


def test_a_filter_on_a_ratio_that_reaches_another_model_is_written_into_both_sides() -> None:
    where = "    filter: \"{{ Dimension('customer__region') }} = 'EU'\"\n"
    ratio = f"  - name: eu\n    type: ratio\n    type_params: {{numerator: gmv, denominator: n}}\n{where}"
    found = of(ratio + simple("gmv", "revenue") + simple("n", "order_count"))
    eu = "FILTER (WHERE dim_customers.region = 'EU')"
    assert found.expression == f"SUM(fct_orders.amount) {eu} / COUNT(*) {eu}" and found.filter == ""
    assert found.base == "fct_orders LEFT JOIN dim_customers ON fct_orders.customer_id = dim_customers.id"


def test_a_filtered_input_beside_one_of_another_table_is_said() -> None:
    other = "semantic_models: [{name: web, model: ref('web'), measures: [{name: visits, agg: count}]}]\n"
    params = "{numerator: {name: gmv, filter: amount > 1}, denominator: visits}"
    text = f"metrics:\n  - {{name: r, type: ratio, type_params: {params}}}\n"
    uses = simple("gmv", "revenue") + simple("visits", "visits")
    found = metrics(**{"o.yml": ORDERS, "w.yml": other, "m.yml": text + uses})[0]
    assert "not of one table" in reasons(found) and "不在同一张表上" in reasons(found)
    assert found.inputs == {}


def test_a_filter_on_a_derived_input_cannot_be_written_out_and_is_said() -> None:
    derived = "  - name: d\n    type: derived\n    type_params: {expr: gmv * 2, metrics: [gmv]}\n"
    params = "{expr: d + 1, metrics: [{name: d, filter: a = 1}]}"
    text = f"  - name: x\n    type: derived\n    type_params: {params}\n"
    found = of(text + derived + simple("gmv", "revenue"))
    assert "d is made of metrics" in reasons(found) and "派生指标" in reasons(found) and found.inputs == {}


def test_a_derived_metric_is_a_formula_over_aliases_and_a_shifted_one_is_said() -> None:
    text = (
        "  - name: growth\n    type: derived\n    type_params:\n      expr: now - before\n      metrics:\n"
        "        - {name: gmv, alias: now}\n        - {name: gmv, alias: before, offset_window: 7 days}\n"
    )
    found = of(text + simple("gmv", "revenue"))
    assert found.expression == "now - before" and found.inputs == {}
    assert "before is gmv shifted in time (7 days)" in reasons(found) and "移动了时间" in reasons(found)


def test_a_derived_metric_gives_its_inputs_by_alias_and_says_a_name_that_is_none() -> None:
    text = "  - name: d\n    type: derived\n    type_params: {expr: EXPR, metrics: [{name: gmv, alias: a}, gmv]}\n"
    found = of(text.replace("EXPR", "a - gmv") + simple("gmv", "revenue"))
    assert found.inputs == {"a": "m/metrics.yml:5 gmv", "gmv": "m/metrics.yml:5 gmv"} and not found.unresolved
    other = of(text.replace("EXPR", "a - b") + simple("gmv", "revenue"))
    assert "names b, which the inputs do not list" in reasons(other) and "“b”不在" in reasons(other)


def test_metrics_that_define_each_other_are_circular() -> None:
    text = "  - {name: A, type: derived, type_params: {expr: b, metrics: [B]}}\n"
    first, second = metrics(**{"m.yml": "metrics:\n" + text + text.replace("B]", "A]").replace("name: A", "name: B")})
    assert "A → B → A" in reasons(first) and "循环" in reasons(first) and "B → A → B" in reasons(second)


def test_a_cumulative_metric_has_its_window() -> None:
    text = "  - name: c\n    type: cumulative\n    type_params:\n      measure: revenue\n"
    window = "      cumulative_type_params: {window: 7 days}\n"
    to_date = "      cumulative_type_params: {grain_to_date: month}\n"
    assert [of(text + more).window for more in (window, to_date, "")] == ["7 days", "month to date", "all time"]
    assert of(text).expression == "SUM(amount)"


def test_a_conversion_metric_gives_no_formula_and_says_why() -> None:
    params = "{entity: customer, base_measure: order_count, conversion_measure: revenue, window: 7 days}"
    found = of(f"  - name: c\n    type: conversion\n    type_params:\n      conversion_type_params: {params}\n")
    assert (found.expression, found.base, found.window) == ("", "fct_orders", "7 days")
    assert "revenue that follow order_count" in reasons(found) and "转化" in reasons(found)


def test_same_names_in_two_projects_stay_apart_and_each_takes_its_own_measure() -> None:
    def project(column: str) -> str:
        return ORDERS.replace("expr: amount", f"expr: {column}")

    use = "metrics:\n" + simple("gmv", "revenue")
    found = metrics(**{"a/o.yml": project("x"), "a/m.yml": use, "b/o.yml": project("y"), "b/m.yml": use, "m.yml": use})
    assert [(d.file, d.expression) for d in found] == [("a/m.yml", "SUM(x)"), ("b/m.yml", "SUM(y)"), ("m.yml", "")]
    assert "a/o.yml:14 and in b/o.yml:14" in reasons(found[2]) and "a/o.yml:14、b/o.yml:14" in reasons(found[2])


def test_a_name_of_another_dbt_project_is_not_meant() -> None:
    files = {"a/dbt_project.yml": "name: a\nmodels: {a: {enabled: true}}\n", "b/dbt_project.yml": "name: b\n",
             "a/o.yml": ORDERS, "b/m.yml": "metrics:\n" + simple("gmv", "revenue")}  # fmt: skip
    (found,) = metrics(**files)
    assert "There is no measure revenue" in reasons(found) and "找不到度量“revenue”" in reasons(found)


def test_the_new_spelling_reads_model_columns_and_metrics_in_one_entry() -> None:
    text = """
models:
  - name: orders
    semantic_model: {enabled: true, group: finance}
    agg_time_dimension: ordered_at
    columns:
      - name: order_id
        entity: {type: primary, name: order}
      - name: ordered_at
        granularity: day
        dimension: {type: time}
      - name: state
        dimension: {type: categorical, name: status}
    derived_semantics:
      dimensions:
        - {name: big, type: categorical, expr: amount > 100}
    metrics:
      - name: revenue
        type: simple
        agg: sum
        expr: amount
        filter: "{{ Dimension('order__status') }} = 'paid' and {{ Dimension('order__big') }}"
      - {name: p95, type: simple, agg: percentile, expr: amount, percentile: 95.0, percentile_type: discrete}
  - name: plain
    columns: [{name: a}]
metrics:
  - {name: ratio, type: ratio, numerator: revenue, denominator: p95}
  - {name: month, type: cumulative, input_metric: revenue, window: 1 month}
  - {name: twice, type: derived, expr: revenue * 2, input_metrics: [{name: revenue}]}
"""
    revenue, p95, ratio, month, twice = metrics(**{"m.yml": text})
    assert (revenue.line, revenue.expression, revenue.base, revenue.owner) == (18, "SUM(amount)", "orders", "finance")
    assert revenue.filter == "state = 'paid' and (amount > 100)" and revenue.time_column == "ordered_at"
    assert p95.expression == "PERCENTILE_DISC(0.95) WITHIN GROUP (ORDER BY amount)"
    assert ratio.expression == "revenue / p95" and ratio.inputs["revenue"] == "m.yml:18 revenue"
    assert (month.window, month.expression, month.filter) == ("1 month", "SUM(amount)", revenue.filter)
    assert twice.inputs == {"revenue": "m.yml:18 revenue"}


def test_a_manifest_reads_like_the_files_it_was_made_of() -> None:
    filters = {"where_filters": [{"where_sql_template": "{{ Dimension('order__status') }} = 'paid'"}]}
    data = {
        "metadata": {"adapter_type": "snowflake", "dbt_schema_version": "v12"},
        "semantic_models": [{
            "name": "orders", "node_relation": {"alias": "orders", "schema_name": "dw", "database": "p"},
            "defaults": {"agg_time_dimension": "day"}, "primary_entity": "order",
            "entities": [], "dimensions": [{"name": "day", "expr": None}, {"name": "status", "expr": "st"}],
            "measures": [{"name": "n", "agg": "sum", "expr": "x", "create_metric": True}],
        }],
        "metrics": {
            "metric.p.n": {"name": "n", "type": "simple", "filter": None,
                           "type_params": {"measure": {"name": "n", "filter": filters}, "expr": None}},
            "metric.p.s": {"name": "s", "type": "cumulative", "filter": None, "type_params": {
                "measure": {"name": "n"}, "window": None,
                "cumulative_type_params": {"window": {"count": 7, "granularity": "day"}}}},
            "metric.p.t": {"name": "t", "type": "simple", "type_params": {"measure": None, "expr": "x",
                "metric_aggregation_params": {"semantic_model": "orders", "agg": "max"}}},
        },
    }  # fmt: skip
    for text in (json.dumps(data), json.dumps(data, indent=1)):
        n, s, t = metrics(**{"target/manifest.json": text})
        assert (n.expression, n.base, n.filter, n.time_column) == ("SUM(x)", "dw.orders", "st = 'paid'", "day")
        assert (s.window, t.expression, n.dialect) == ("7 day", "MAX(x)", "snowflake")


def test_a_model_and_metrics_in_documents_of_their_own_are_read() -> None:
    text = """---
semantic_model:
  name: bookings
  node_relation: {schema_name: $source_schema, alias: fct_bookings}
  measures: [{name: bookings, agg: sum, expr: "1"}]
---
metric:
  name: bookings
  type: simple
  type_params: {measure: bookings}
"""
    (found,) = metrics(**{"m.yaml": text})
    assert (found.line, found.expression, found.base) == (8, "SUM(1)", "fct_bookings")


def test_metrics_from_before_semantic_models_are_read() -> None:
    text = """
metrics:
  - name: buyers
    model: ref('orders')
    calculation_method: count_distinct
    expression: user_id
    timestamp: paid_at
    window: {count: 14, period: day}
    filters:
      - {field: status, operator: '=', value: "'paid'"}
  - name: per_buyer
    calculation_method: derived
    expression: "{{ metric('gmv') }} / {{metric('buyers')}}"
"""
    buyers, ratio = metrics(**{"m.yml": text})
    assert (buyers.expression, buyers.base, buyers.filter) == ("COUNT(DISTINCT user_id)", "orders", "status = 'paid'")
    assert (buyers.time_column, buyers.window) == ("paid_at", "14 day")
    assert ratio.expression == "gmv / buyers" and ratio.inputs == {}
    assert "找不到指标“gmv”" in reasons(ratio) and "There is no metric gmv" in reasons(ratio)


def test_of_a_broken_file_what_stands_before_the_fault_is_read() -> None:
    found = metrics(**{"o.yml": ORDERS, "m.yml": "metrics:\n" + simple("gmv", "revenue") + "  - name: [x\n  y: z\n"})
    assert [d.name for d in found] == ["gmv", "(file)"] and found[0].expression == "SUM(amount)"
    assert "不是有效的 YAML" in reasons(found[1]) and "is not valid YAML" in reasons(found[1])


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("  - type: simple\n", "no name"),
        ("  - name: a\n", "no type"),
        ("  - {name: a, type: magic}\n", "magic is not known"),
        ("  - {name: a, type: simple}\n", "no measure"),
        ("  - {name: a, type: ratio, type_params: {numerator: b}}\n", "No denominator"),
        ("  - {name: a, type: derived}\n", "no expression"),
        ("  - {name: a, type: cumulative}\n", "what it accumulates"),
        ("  - just a text\n", "no type"),
        (simple("a", "revenue", "    filter: \"{{ Dimension('shop__city') }} = 1\"\n"), "No semantic model has shop"),
    ],
)
def test_whatever_is_wrong_a_metric_is_kept_with_the_reason(metric: str, said: str) -> None:
    found = of(metric)
    assert said in reasons(found) and found.line == 2 and all(text.zh and text.en for text in found.unresolved)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (ORDERS, "dbt"), ("models:\n  - name: a\n", "dbt"), ("version: 2\nsources:\n  - name: a\n", "dbt"),
        ("metrics:\n  - name: r\n    type: ratio\n    numerator: a\n", "dbt"),
        ("metrics:\n  - name: GMV\n    type: derived\n    formula: sum(a)\n", "dictionary"),
    ],
)  # fmt: skip
def test_a_file_of_dbt_is_told_by_its_keys(tmp_path: Path, text: str, kind: str) -> None:
    (tmp_path / "a.yml").write_text(text)
    assert format_of(tmp_path / "a.yml", "a.yml") == kind
