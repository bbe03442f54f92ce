"""Measures of LookML, with what their references, filters, extended and refined views make of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.lookml.filters import predicate_of
from assess.collect.metrics.lookml.reader import read

ORDERS = """view: orders {
  sql_table_name: shop.orders ;;
  dimension: amount { type: number sql: ${TABLE}.amount ;; }
  dimension: net { type: number sql: ${amount} - ${TABLE}.tax ;; }
  dimension: status { sql: ${TABLE}.status ;; }
  dimension: is_big { type: yesno sql: ${amount} > 100 ;; }
  dimension_group: created { type: time timeframes: [raw, date, week] sql: ${TABLE}.created_at ;; }
%s
}
"""


def found(*texts: str) -> list[Definition]:
    return list(read([File(Path(f"{i}.lkml"), f"{i}.lkml", text) for i, text in enumerate(texts)]))


def one(measure: str) -> Definition:
    (definition,) = found(ORDERS % measure)
    return definition


def test_a_measure_has_the_sql_of_its_dimension_its_table_and_its_line() -> None:
    gmv = one('  measure: gmv { type: sum sql: ${net} ;; label: "GMV" value_format_name: usd tags: ["owner:ann"] }')
    assert (gmv.name, gmv.file, gmv.line, gmv.format) == ("gmv", "0.lkml", 8, "lookml")
    assert (gmv.expression, gmv.base, gmv.label) == (
        "SUM((amount) - tax)".replace("(amount)", "amount"),
        "shop.orders",
        "GMV",
    )
    assert (gmv.unit, gmv.owner, gmv.time_column, gmv.unresolved) == ("usd", "ann", "created_at", ())


@pytest.mark.parametrize(
    ("written", "expression"),
    [
        ("type: count", "COUNT(*)"),
        ("type: count_distinct sql: ${TABLE}.user_id ;;", "COUNT(DISTINCT user_id)"),
        ("type: average sql: ${amount} ;;", "AVG(amount)"),
        ("type: max sql: ${amount} ;;", "MAX(amount)"),
        ("type: median sql: ${amount} ;;", "MEDIAN(amount)"),
        ("type: percentile percentile: 90 sql: ${amount} ;;", "PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY amount)"),
        ("type: list list_field: status", "ARRAY_AGG(DISTINCT status)"),
        ("type: number sql: SUM(${net}) / COUNT(*) ;;", "SUM((amount - tax)) / COUNT(*)"),
        ("type: count_distinct sql: ${created_week} ;;", "COUNT(DISTINCT DATE_TRUNC('week', created_at))"),
        ("type: sum sql: CASE WHEN ${is_big} THEN 1 END ;;", "SUM(CASE WHEN (amount > 100) THEN 1 END)"),
    ],
)
def test_each_type_of_measure_is_its_aggregate(written: str, expression: str) -> None:
    assert one(f"  measure: m {{ {written} }}").expression == expression


def test_a_type_without_a_formula_in_sql_says_so_and_is_kept() -> None:
    share = one("  measure: share { type: percent_of_total sql: ${amount} ;; }")
    assert share.expression == "amount" and "compares the rows" in share.unresolved[0].en
    assert one("  measure: m { type: sum }").unresolved[0].en == "It gives no sql."


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ('filters: [status: "paid"]', "status = 'paid'"),
        ('filters: [status: "paid", is_big: "no"]', "(status = 'paid') AND (NOT COALESCE((amount > 100), FALSE))"),
        ('filters: { field: status value: "-void" } filters: { field: amount value: ">=5" }',
         "(status <> 'void' OR status IS NULL) AND (amount >= 5)"),
        ('filters: [orders.created_date: "after 2024-01-01"]', "(CAST(created_at AS DATE)) >= '2024-01-01'"),
    ],
)  # fmt: skip
def test_filters_in_both_spellings_are_a_condition(written: str, condition: str) -> None:
    assert one(f"  measure: n {{ type: count {written} }}").filter == condition


@pytest.mark.parametrize(
    ("kind", "value", "condition"),
    [
        ("string", "a,b", "x IN ('a', 'b')"),
        ("string", "-a,-b", "x NOT IN ('a', 'b') OR x IS NULL"),
        ("string", "FOO%,-FOOD", "x LIKE 'FOO%' AND x <> 'FOOD'"),
        ("string", "in_progress", "x = 'in_progress'"),
        ("string", "-NULL", "x IS NOT NULL"),
        ("string", "EMPTY", "x IS NULL OR x = ''"),
        ("string", '"a, b",it\'s', "x IN ('a, b', 'it''s')"),
        ("number", "NOT 66, 99", "x NOT IN (66, 99) OR x IS NULL"),
        ("number", ">10 AND <=20 OR 90", "x = 90 OR (x > 10 AND x <= 20)"),
        ("number", "[0, 20)", "x >= 0 AND x < 20"),
        ("number", "(5, inf)", "x > 5"),
        ("number", "1 to 5", "x BETWEEN 1 AND 5"),
        ("time", "2024-12", "x >= '2024-12-01' AND x < '2025-01-01'"),
        ("time", "2024/01/01 to 2024/02/01", "x >= '2024-01-01' AND x < '2024-02-01'"),
        ("yesno", "yes", "x"),
        ("string", "", ""),
    ],
)
def test_a_filter_expression_is_a_predicate(kind: str, value: str, condition: str) -> None:
    assert predicate_of("x", kind, value).predicate == condition


def test_a_filter_on_the_last_days_is_a_window_on_its_column() -> None:
    recent = one('  measure: n { type: count filters: [created_date: "last 30 days"] }')
    assert (recent.window, recent.time_column, recent.filter) == ("30 day", "created_at", "")


def test_a_filter_that_is_no_condition_is_said() -> None:
    odd = one('  measure: n { type: count filters: [amount: "many"] }')
    assert odd.filter == "" and "'many'" in odd.unresolved[0].en


def test_a_measure_of_measures_names_its_inputs_by_place() -> None:
    text = (
        ORDERS
        % """  measure: gmv { type: sum sql: ${amount} ;; }
  measure: n { type: count } measure: aov {
    type: number
    sql: ${gmv} / ${n} ;; }"""
    )
    *_, aov = found(text)
    assert (aov.expression, aov.line) == ("gmv / n", 9)
    assert aov.inputs == {"gmv": "0.lkml:8 gmv", "n": "0.lkml:9 n"}


def test_measures_that_are_made_of_each_other_are_said_to_be_circular() -> None:
    text = ORDERS % "measure: a { type: number sql: ${b} ;; }\nmeasure: b { type: number sql: ${a} + 1 ;; }"
    assert [d.unresolved[-1].en for d in found(text)] == [
        "The definition is circular: a → b → a.", "The definition is circular: b → a → b.",
    ]  # fmt: skip


def test_what_a_view_extends_gives_its_dimensions_and_its_measures_over_its_own_rows() -> None:
    base = """view: base {
  extension: required
  dimension: v { type: number sql: ${TABLE}.v ;; }
  measure: total { type: sum sql: ${v} ;; filters: [v: ">1"] }
}"""
    child = """view: child {
  extends: [base]
  sql_table_name: t ;;
  dimension: v { type: number sql: ${TABLE}.w ;; }
  measure: half { type: number sql: ${total} / 2 ;; }
}"""
    total, half = found(base, child)
    assert (total.expression, total.base) == ("SUM(v)", "") and "to be extended" in total.unresolved[0].en
    assert (half.expression, half.base) == ("SUM(w) FILTER (WHERE w > 1) / 2", "t")


def test_a_refinement_is_a_definition_of_its_own_over_what_it_refines() -> None:
    first, second = found(ORDERS % "  measure: gmv { type: sum sql: ${amount} ;; }",
                          'view: +orders {\n  measure: gmv { label: "All" filters: [status: "paid"] }\n}')  # fmt: skip
    assert (first.expression, first.filter, first.file, first.line) == ("SUM(amount)", "", "0.lkml", 8)
    assert (second.expression, second.filter, second.label) == ("SUM(amount)", "status = 'paid'", "All")
    assert (second.file, second.line, second.base) == ("1.lkml", 2, "shop.orders")


JOINED = """view: items {
  sql_table_name: shop.items ;;
  dimension: order_id {}
  measure: paid_items { type: count filters: [orders.status: "paid"] }
}
explore: items { join: orders { type: inner sql_on: ${items.order_id} = ${orders.amount} ;; } }
"""


def test_a_field_of_another_view_brings_the_join_of_the_explore() -> None:
    paid, *_ = found(JOINED, ORDERS % "")
    assert paid.filter == "orders.status = 'paid'"
    assert paid.base == "shop.items JOIN shop.orders ON items.order_id = orders.amount"


def test_what_no_explore_joins_is_said() -> None:
    paid, *_ = found(JOINED.partition("explore")[0], ORDERS % "")
    assert paid.unresolved[0].en == "No explore joins items to orders."


def test_what_every_explore_of_a_view_asks_is_part_of_the_filter() -> None:
    always = "explore: {} {{ view_name: orders sql_always_where: ${{orders.status}} <> 'test' ;; }}\n"
    text = ORDERS % "  measure: n { type: count }"
    assert found(text + always.format("a") + always.format("b"))[0].filter == "status <> 'test'"
    assert found(text + always.format("a") + "explore: orders {}")[0].filter == ""


def test_derived_tables_and_tables_of_other_views_are_opened() -> None:
    text = """view: d {
  derived_table: { sql: SELECT * FROM ${orders.SQL_TABLE_NAME} WHERE x ;; }
  measure: n { type: count }
}"""
    derived, *_ = found(text, ORDERS % "")
    assert derived.base == "(SELECT * FROM shop.orders WHERE x)"


def test_a_template_left_in_the_sql_is_said_and_the_measure_kept() -> None:
    odd = one("  measure: m { type: sum sql: {% if x._in_query %} ${amount} {% endif %} ;; }")
    assert odd.expression and odd.unresolved[0].en == "A template is filled in only when queried: {% if x._in_query %}"


def test_unknown_fields_are_said() -> None:
    assert "no field nothing" in one("  measure: m { type: sum sql: ${nothing} ;; }").unresolved[0].en


def test_the_same_name_in_two_views_or_files_is_kept_each_time() -> None:
    again = ORDERS % "  measure: n { type: count } measure: n { type: count }"
    assert [d.file for d in found(again, ORDERS % "  measure: n { type: count }")] == ["0.lkml", "0.lkml", "1.lkml"]


def test_a_comment_does_not_move_the_line_and_a_measure_in_it_is_none() -> None:
    text = (
        "# measure: no { type: count }\r\nview: v {\r\n  # measure: no { }\r\n\r\n  measure: n { type: count }\r\n}\r\n"
    )
    assert [(d.name, d.line) for d in found(text)] == [("n", 5)]


def test_a_table_written_as_in_bigquery_says_the_dialect() -> None:
    (metric,) = found("view: v { sql_table_name: `p-1.d.t` ;; measure: n { type: count } }")
    assert (metric.base, metric.dialect) == ("`p-1.d.t`", "bigquery")
    (quoted,) = found("view: v { sql_table_name: `p-1.d.t` ;; dimension: x {} "
                      'measure: n { type: count filters: [x: "it\'s"] } }')  # fmt: skip
    assert quoted.filter == "x = 'it\\'s'"


def test_of_a_file_that_does_not_parse_every_view_that_does_is_read() -> None:
    text = """view: a {
  measure: n { type: }
  measure: m { type: count }
}
view: b {
  measure: k { type: count }
}
"""
    fault, *rest = found(text)
    assert (fault.name, fault.line) == ("(file)", 2) and "line 2" in fault.unresolved[0].en
    assert [(d.name, d.line, d.expression) for d in rest] == [("n", 2, ""), ("m", 3, ""), ("k", 6, "COUNT(*)")]
    assert rest[0].unresolved[0].zh.startswith("这一段写法有误")


def test_a_brace_too_many_loses_nothing() -> None:
    names = [d.name for d in found("view: a { measure: n { type: count } }}\nview: b { measure: m { type: count } }")]
    assert names == ["(file)", "n", "m"]


def test_constants_of_the_manifest_are_filled_in() -> None:
    view, *_ = found("view: v { sql_table_name: @{schema}.t ;; measure: n { type: count } }",
                     'constant: schema { value: "prod" }')  # fmt: skip
    assert view.base == "prod.t"


def test_a_lone_semicolon_is_a_fault_and_not_waited_at() -> None:
    fault, metric = found("view: a {\n  measure: n { type: count ; }\n}\n")
    assert (fault.line, metric.name, metric.line) == (2, "n", 2) and "lone semicolon" in fault.unresolved[0].en


def test_what_counts_once_per_key_is_said_unless_the_key_tells_the_rows_apart_anyway() -> None:
    keyed = (
        ORDERS
        % """  dimension: id { primary_key: yes }
  measure: m { type: sum_distinct sql_distinct_key: ${%s} ;; sql: ${amount} ;; }"""
    )
    assert found(keyed % "id")[0].unresolved == () and found(keyed % "id")[0].expression == "SUM(amount)"
    assert found(keyed % "status")[0].unresolved[0].en.startswith("It counts once per status")
