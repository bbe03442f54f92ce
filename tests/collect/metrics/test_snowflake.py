"""Metrics of Snowflake's semantic views in YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.formats import format_of
from assess.collect.metrics.semantic.snowflake import read

HEAD = """name: sales
tables:
  - name: customers
    base_table: {database: DB, schema: DW, table: CUSTOMERS}
    dimensions:
      - {name: cid, expr: id}
    metrics:
      - {name: n, expr: COUNT(cid)}
  - name: orders
    base_table: {database: DB, schema: DW, table: FCT_ORDERS}
    time_dimensions:
      - {name: day, expr: "created::date"}
    facts:
      - {name: net, expr: amount - fee}
      - {name: total, expr: net * qty}
      - {name: a, expr: b + 1}
      - {name: b, expr: a + 1}
    metrics:
      - {name: revenue, expr: SUM(total), synonyms: [GMV, sales]}
      - {name: n, expr: COUNT(*)}
"""
TAIL = """relationships:
  - name: by
    left_table: orders
    right_table: customers
    relationship_columns: [{left_column: cust_id, right_column: cid}]
"""


def metrics(**files: str) -> list[Definition]:
    return list(read([File(Path(name), name, text) for name, text in files.items()]))


def of(entry: str, view: str = "", tail: str = TAIL) -> Definition:
    """The metric of one line in the table of orders, or of the whole view."""
    own = f"      - {{name: m, {entry}}}\n" if entry else ""
    top = f"metrics:\n  - {{name: m, {view}}}\n" if view else ""
    return next(d for d in metrics(**{"v.yml": HEAD + own + tail + top}) if d.name == "m")


def reasons(found: Definition) -> str:
    return " ".join(f"{text.zh} {text.en}" for text in found.unresolved)


def test_a_metric_of_a_table_has_its_facts_written_out() -> None:
    found = metrics(**{"v.yml": HEAD})[1]
    assert (found.name, found.file, found.line, found.format) == ("revenue", "v.yml", 19, "snowflake")
    assert found.expression == "SUM((amount - fee) * qty)" and found.base == "DB.DW.FCT_ORDERS AS orders"
    assert (found.label, found.dialect, found.unresolved) == ("GMV", "snowflake", ())


def test_names_do_not_mind_case_and_dimensions_are_written_out_too() -> None:
    assert of("expr: MAX(ORDERS.Day)").expression == "MAX(CAST(created AS DATE))"


def test_a_column_of_another_table_brings_its_join() -> None:
    found = of("expr: COUNT(DISTINCT customers.cid)")
    assert found.expression == "COUNT(DISTINCT customers.id)"
    assert found.base == "DB.DW.FCT_ORDERS AS orders LEFT JOIN DB.DW.CUSTOMERS ON orders.cust_id = customers.id"


def test_two_relationships_between_two_tables_need_one_named() -> None:
    other = TAIL.replace("relationships:\n", "").replace("name: by", "name: paid").replace("cust_id", "payer_id")
    found = of("expr: MAX(customers.cid)", tail=TAIL + other)
    assert "There are 2 ways to join orders to customers" in reasons(found) and "2 种关联方式" in reasons(found)
    named = of("expr: MAX(customers.cid), using_relationships: [paid]", tail=TAIL + other)
    assert "orders.payer_id = customers.id" in named.base and not named.unresolved


def test_a_metric_made_of_metrics_of_its_table_refers_to_them_by_place() -> None:
    found = of("expr: revenue / n")
    assert found.expression == "revenue / n"
    assert found.inputs == {"revenue": "v.yml:19 revenue", "n": "v.yml:20 n"}


def test_metrics_beside_rows_of_the_table_itself_are_put_in_their_place() -> None:
    found = of("expr: revenue / COUNT(DISTINCT shop)")
    assert found.expression == "(SUM((amount - fee) * qty)) / COUNT(DISTINCT shop)" and found.inputs == {}
    other = of("expr: SUM(net) / customers.n")
    assert other.expression == "SUM(orders.amount - orders.fee) / (COUNT(customers.id))"
    assert other.base.endswith("LEFT JOIN DB.DW.CUSTOMERS ON orders.cust_id = customers.id")


def test_a_derived_metric_of_the_view_keeps_same_named_metrics_of_two_tables_apart() -> None:
    found = of("", "expr: orders.n / customers.n")
    assert found.expression == "orders_n / customers_n" and found.base == ""
    assert found.inputs == {"orders_n": "v.yml:20 n", "customers_n": "v.yml:8 n"}


def test_metrics_and_facts_that_define_themselves_are_circular() -> None:
    text = HEAD + "      - {name: x, expr: y + 1}\n      - {name: y, expr: x + 1}\n"
    found = metrics(**{"v.yml": text})
    assert "x → y → x" in reasons(found[-2]) and "循环" in reasons(found[-1])
    assert "a → b → a" in reasons(of("expr: SUM(a)"))


def test_a_metric_that_must_not_be_summed_over_a_dimension_says_over_which() -> None:
    found = of("expr: SUM(net), non_additive_dimensions: [{table: orders, dimension: day}]")
    assert found.additivity == "not over orders.day"


def test_measures_of_the_older_models_are_their_default_aggregation() -> None:
    measures = """    measures:
      - {name: spend, expr: price * 2, default_aggregation: sum}
      - {name: buyers, expr: cid, default_aggregation: count_distinct}
      - {name: own, expr: SUM(price)}
      - {name: bare, expr: price}
      - {name: odd, expr: price, default_aggregation: magic}
"""
    text = HEAD.replace("  - name: orders\n", measures + "  - name: orders\n")
    spend, buyers, own, bare, odd = (
        d for d in metrics(**{"v.yml": text}) if d.base == "DB.DW.CUSTOMERS" and d.name != "n"
    )
    assert (spend.expression, buyers.expression) == ("SUM(price * 2)", "COUNT(DISTINCT id)")
    assert own.expression == "SUM(price)" and bare.expression == odd.expression == ""
    assert "No default aggregation" in reasons(bare) and "聚合方式“magic”不认识" in reasons(odd)


def test_same_names_in_two_files_are_two_definitions() -> None:
    found = metrics(**{"a.yml": HEAD, "b.yml": HEAD.replace("DW", "MART")})
    assert [(d.file, d.base) for d in found if d.name == "revenue"] == [
        ("a.yml", "DB.DW.FCT_ORDERS AS orders"), ("b.yml", "DB.MART.FCT_ORDERS AS orders"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "view", "zh", "en"),
    [
        ("expr: SUM(shop.x)", "", "找不到表“shop”", "no table shop"),
        ("description: x", "", "没有写计算式", "No expr"),
        ("", "expr: SUM(zz)", "没有说明字段“zz”属于哪张表", "Which table zz belongs to"),
        ("", "expr: COUNT(*)", "没有说明取自哪张表", "Which table it is taken from"),
    ],
)
def test_what_cannot_be_resolved_is_kept_with_the_reason(entry: str, view: str, zh: str, en: str) -> None:
    found = of(entry, view)
    assert zh in reasons(found) and en in reasons(found) and len(found.unresolved) == 1


def test_a_table_without_a_source_is_said_and_a_query_is_one() -> None:
    (none,) = metrics(**{"v.yml": "tables:\n  - {name: t, metrics: [{name: m, expr: SUM(x)}]}\n"})
    assert "t gives no source" in reasons(none) and "没有写数据来源" in reasons(none)
    query = "tables:\n  - {name: t, base_table: {definition: select 1 as x}, metrics: [{name: m, expr: SUM(x)}]}\n"
    assert metrics(**{"v.yml": query})[0].base == "(select 1 as x) AS t"


def test_of_a_broken_file_what_stands_before_the_fault_is_read() -> None:
    found = metrics(**{"v.yml": HEAD + "      - {name: x\n  - name: y: z\n"})
    assert [d.name for d in found] == ["n", "revenue", "n", "(file)"]
    assert "不是有效的 YAML" in reasons(found[-1]) and "is not valid YAML" in reasons(found[-1])


def test_a_dictionary_with_base_tables_is_not_taken_for_one(tmp_path: Path) -> None:
    for name, text, kind in (("v.yml", HEAD, "snowflake"), ("d.yml", "- {name: a}\n- base_table: t\n", "dictionary")):
        (tmp_path / name).write_text(text)
        assert format_of(tmp_path / name, name) == kind
