"""Metrics of OSI and Ossie semantic models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.formats import format_of
from assess.collect.metrics.semantic.osi import read

DATASETS = """  datasets:
  - name: orders
    source: db.dw.fct_orders
    primary_key: [order_id]
    fields:
    - {name: amount, expression: {dialects: [{dialect: ANSI_SQL, expression: amt}]}}
    - {name: net, expression: {dialects: [{dialect: ANSI_SQL, expression: amount - fee}]}}
    - {name: a, expression: {dialects: [{dialect: ANSI_SQL, expression: b}]}}
    - {name: b, expression: {dialects: [{dialect: ANSI_SQL, expression: a + 1}]}}
  - name: customers
    source: db.dw.customers
    fields:
    - {name: region, expression: {dialects: [{dialect: ANSI_SQL, expression: upper(reg)}]}}
  - {name: stores, source: db.dw.stores}
  relationships:
  - {name: oc, from: orders, to: customers, from_columns: [customer_id], to_columns: [id]}
  metrics:
"""
HEAD = "version: 0.1.1\nsemantic_model:\n- name: sales\n" + DATASETS


def metrics(**files: str) -> list[Definition]:
    return list(read([File(Path(name), name, text) for name, text in files.items()]))


def metric(name: str, expression: str, dialect: str = "ANSI_SQL") -> str:
    shown = json.dumps(expression)
    return f"  - {{name: {name}, expression: {{dialects: [{{dialect: {dialect}, expression: {shown}}}]}}}}\n"


def of(expression: str, dialect: str = "ANSI_SQL", more: str = "") -> Definition:
    return metrics(**{"m.yml": HEAD + metric("m", expression, dialect) + more})[0]


def reasons(found: Definition) -> str:
    return " ".join(f"{text.zh} {text.en}" for text in found.unresolved)


def test_a_metric_has_its_place_its_table_and_the_expression_of_its_fields() -> None:
    found = of("SUM(orders.amount)")
    assert (found.name, found.file, found.line, found.format) == ("m", "m.yml", 21, "osi")
    assert (found.expression, found.base) == ("SUM(amt)", "db.dw.fct_orders AS orders") and not found.unresolved


def test_of_several_dialects_the_most_general_is_one_definition() -> None:
    both = "{dialect: SNOWFLAKE, expression: SUM(x)::int}, {dialect: ANSI_SQL, expression: SUM(orders.y)}"
    (found,) = metrics(**{"m.yml": HEAD + f"  - {{name: m, expression: {{dialects: [{both}]}}}}\n"})
    assert (found.expression, found.dialect) == ("SUM(orders.y)", "")
    assert of("APPROX_COUNT_DISTINCT(orders.y)", "SNOWFLAKE").dialect == "snowflake"


def test_a_field_made_of_a_field_is_written_out() -> None:
    assert of("SUM(net)").expression == "SUM(amt - fee)"


def test_two_datasets_are_joined_by_their_relationship() -> None:
    found = of("SUM(CASE WHEN customers.region = 'EU' THEN orders.net END)")
    assert found.expression == "SUM(CASE WHEN UPPER(customers.reg) = 'EU' THEN (orders.amt - orders.fee) END)"
    joined = "LEFT JOIN db.dw.customers ON orders.customer_id = customers.id"
    assert found.base == f"db.dw.fct_orders AS orders {joined}" and not found.unresolved


def test_datasets_without_a_way_between_them_are_said() -> None:
    found = of("SUM(orders.amount) / COUNT(stores.id)")
    assert "No relationship joins orders to stores" in reasons(found) and "没有关系" in reasons(found)


def test_a_metric_made_of_metrics_refers_to_them_by_place() -> None:
    found = of("revenue / n", more=metric("revenue", "SUM(orders.amount)") + metric("n", "COUNT(orders.id)"))
    assert found.expression == "revenue / n" and found.base == ""
    assert found.inputs == {"revenue": "m.yml:22 revenue", "n": "m.yml:23 n"}


def test_a_metric_with_a_filter_is_not_mixed_with_rows_beside_it() -> None:
    ours = "custom_extensions: [{vendor_name: assess, data: {filter: p = 1}}]"
    paid = f"  - {{name: paid, expression: SUM(orders.x), {ours}}}\n"
    found = of("paid / COUNT(orders.id)", more=paid)
    assert found.inputs == {"paid": "m.yml:22 paid"}
    assert "mixes rows of its own with the metric paid" in reasons(found) and "分不开" in reasons(found)


def test_metrics_and_fields_that_define_themselves_are_circular() -> None:
    found = of("x + 1", more=metric("x", "m * 2"))
    assert "m → x → m" in reasons(found) and "定义循环引用" in reasons(found)
    assert "a → b → a" in reasons(of("SUM(orders.a)")) and "字段循环引用" in reasons(of("SUM(orders.a)"))


def test_our_own_extension_states_what_the_format_cannot() -> None:
    data = json.dumps(
        {"filter": "status = 1", "window": "30 days", "unit": "CNY", "grain": "store", "time_column": "d"}
    )
    text = metric("m", "SUM(orders.x)").rstrip("}\n")
    text += f"}}, custom_extensions: [{{vendor_name: assess, data: {json.dumps(data)}}}]}}\n"
    (found,) = metrics(**{"m.yml": HEAD + text.replace("}]}}, custom", "}]}, custom")})
    assert (found.filter, found.window, found.unit) == ("status = 1", "30 days", "CNY")
    assert (found.grain, found.time_column) == ("store", "d")


def test_a_dataset_defined_twice_is_said() -> None:
    again = "  - {name: Orders, source: other}\n  relationships:\n"
    (found,) = metrics(**{"m.yml": (HEAD + metric("m", "SUM(orders.x)")).replace("  relationships:\n", again)})
    assert found.base == "db.dw.fct_orders AS orders"
    assert "defined more than once" in reasons(found) and "不止一次" in reasons(found)


def test_an_extension_that_is_no_json_is_said() -> None:
    text = "  - {name: m, expression: SUM(orders.x), custom_extensions: [{vendor_name: ASSESS, data: 'oops'}]}\n"
    (found,) = metrics(**{"m.yml": HEAD + text})
    assert "not valid JSON" in reasons(found) and "不是有效的 JSON" in reasons(found)


def test_same_names_in_two_files_are_two_definitions() -> None:
    one = HEAD + metric("m", "SUM(orders.amount)")
    found = metrics(**{"a.yml": one, "b.yml": one.replace("dw.", "mart.")})
    assert [(d.file, d.base) for d in found] == [("a.yml", "db.dw.fct_orders AS orders"),
                                                 ("b.yml", "db.mart.fct_orders AS orders")]  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "dialect", "zh", "en"),
    [
        ("SUM(shop.x)", "ANSI_SQL", "找不到表“shop”", "no table shop"),
        ("SUM(zz)", "ANSI_SQL", "没有说明字段“zz”属于哪张表", "Which table zz belongs to"),
        ("COUNT(*)", "ANSI_SQL", "没有说明取自哪张表", "Which table it is taken from"),
        ("SUM('t'[x])", "DAX", "不是 SQL", "no SQL"),
        ("", "ANSI_SQL", "没有写计算式", "No expression"),
    ],
)
def test_what_cannot_be_resolved_is_kept_with_the_reason(expression: str, dialect: str, zh: str, en: str) -> None:
    found = of(expression, dialect)
    assert zh in reasons(found) and en in reasons(found) and len(found.unresolved) == 1
    assert found.expression == expression


def test_the_newer_form_has_the_model_on_top_and_json_reads_the_same(tmp_path: Path) -> None:
    model = {
        "version": "0.2.0.dev0", "name": "sales", "datasets": [{"name": "orders", "source": "dw.orders"}],
        "metrics": [{"name": "n", "description": "Orders",
                     "expression": {"dialects": [{"dialect": "ANSI_SQL", "expression": "COUNT(*)"}]}}],
    }  # fmt: skip
    for name, text in (("m.json", json.dumps(model)), ("i.json", json.dumps(model, indent=2)),
                       ("m.yaml", "version: 0.2.0\ndatasets:\n- {name: orders, source: dw.orders}\nmetrics:\n"
                                  + metric("n", "COUNT(*)"))):  # fmt: skip
        (tmp_path / name).write_text(text)
        (found,) = metrics(**{name: text})
        assert (found.name, found.expression, found.base) == ("n", "COUNT(*)", "dw.orders")
        assert format_of(tmp_path / name, name) == "osi"


def test_of_a_broken_file_what_stands_before_the_fault_is_read() -> None:
    found = metrics(**{"m.yml": HEAD + metric("m", "SUM(orders.amount)") + "  - {name: x\n  - name: y: z\n"})
    assert [d.name for d in found] == ["m", "(file)"] and found[0].expression == "SUM(amt)"
    assert "不是有效的 YAML" in reasons(found[1]) and "is not valid YAML" in reasons(found[1])
