"""Metric definitions in Markdown."""

from __future__ import annotations

from pathlib import Path

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.markdown import read


def found(text: str) -> list[Definition]:
    return list(read([File(Path("m.md"), "m.md", text)]))


def test_each_row_of_a_table_of_metrics_is_one_with_its_line() -> None:
    first, second = found(
        "# 指标口径\n\n| 指标名称 | 公式 | 来源表 | 过滤条件 | 负责人 |\n|:--|---|:-:|--:|---|\n"
        "| GMV | `SUM(amount)` | dw.orders | `status = 'paid'` | 张三 |\n| 订单数 | COUNT(*) | | | |\n\nText.\n"
    )
    assert (first.name, first.line, first.format, first.file) == ("GMV", 5, "markdown", "m.md")
    assert (first.expression, first.base, first.filter, first.owner) == (
        "SUM(amount)", "dw.orders", "status = 'paid'", "张三",
    )  # fmt: skip
    assert (second.name, second.line, second.expression, second.base) == ("订单数", 6, "COUNT(*)", "")


def test_english_headers_and_tables_without_bars_at_the_edges() -> None:
    (metric,) = found("Metric | Formula | Unit\n--- | --- | ---\n**AOV** | sum(a) / count(*) | USD\n")
    assert (metric.name, metric.expression, metric.unit) == ("AOV", "sum(a) / count(*)", "USD")


def test_several_tables_are_read_and_one_without_names_is_not() -> None:
    table = "| {} | formula |\n|---|---|\n| {} | sum(a) |\n\n"
    text = table.format("metric", "A") + table.format("colour", "red") + table.format("kpi", "B")
    assert [(d.name, d.line) for d in found(text)] == [("A", 3), ("B", 11)]


def test_bars_and_marks_within_cells() -> None:
    first, second, third = found(
        "| name | formula |\n|---|---|\n| A | `a \\| b` |\n| B | `x || y` |\n| [C](#c) | SUM(a\\*b)<br>/ 2 |\n"
    )
    assert (first.expression, second.expression) == ("a | b", "x || y")
    assert (third.name, third.expression) == ("C", "SUM(a*b) / 2")


def test_a_table_in_a_code_block_is_no_table() -> None:
    assert found("```\n| name | formula |\n|---|---|\n| A | sum(a) |\n```\n") == []


def test_a_section_with_bullets_is_a_metric() -> None:
    first, second = found(
        "## 指标\n\n### 1. GMV\n\n成交总额。\n\n- 公式: `SUM(amount)`\n- **来源表**：dw.orders\n- 备注: 无\n\n"
        "### AOV\n* Formula:\n  ```sql\n  SUM(a)\n  / COUNT(*)\n  ```\n* Owner: ann\n\n### Nothing\n- colour: red\n"
    )
    assert (first.name, first.line, first.expression, first.base) == ("GMV", 3, "SUM(amount)", "dw.orders")
    assert (second.name, second.line, second.expression, second.owner) == ("AOV", 11, "SUM(a) / COUNT(*)", "ann")


def test_a_row_without_a_name_or_with_an_unknown_dialect_is_said() -> None:
    first, second = found("| name | formula | dialect |\n|---|---|---|\n| | sum(a) | |\n| A | sum(a) | orcale |\n")
    assert (first.name, first.unresolved[0].en) == ("(row)", "The row has a formula but names no metric.")
    assert second.dialect == "" and 'Did you mean "oracle"?' in second.unresolved[0].en


def test_a_file_without_metrics_defines_none() -> None:
    assert found("# Readme\n\n- one\n- two: three\n\n| a | b |\n|---|---|\n| 1 | 2 |\n") == []
    assert found("") == []
