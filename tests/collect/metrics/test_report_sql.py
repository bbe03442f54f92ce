"""Metrics in the SQL of reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.collect.metrics.definition import Definition, File
from assess.collect.metrics.report_sql.reader import read


def found(text: str) -> list[Definition]:
    return list(read([File(Path("r.sql"), "r.sql", text)]))


def test_an_aggregate_under_a_name_is_a_metric_with_its_rows() -> None:
    (gmv,) = found(
        "SELECT s.region,\n  SUM(o.amount) AS gmv\nFROM orders o JOIN stores s ON o.store = s.id\n"
        "WHERE o.status = 'paid' AND o.pay_date >= '2024-01-01'\nGROUP BY s.region;"
    )
    assert (gmv.name, gmv.file, gmv.line, gmv.format, gmv.dialect) == ("gmv", "r.sql", 2, "sql", "")
    assert (gmv.expression, gmv.base) == ("SUM(o.amount)", "orders AS o JOIN stores AS s ON o.store = s.id")
    assert gmv.filter == "o.status = 'paid' AND o.pay_date >= '2024-01-01'"
    assert (gmv.grain, gmv.time_column, gmv.unresolved) == ("region", "pay_date", ())


def test_columns_that_sum_up_nothing_are_no_metrics() -> None:
    assert (
        found("SELECT a AS b, ROW_NUMBER() OVER (ORDER BY a) AS n FROM t; DELETE FROM t; CREATE TABLE t (a INT)") == []
    )


@pytest.mark.parametrize(
    ("group", "grain"),
    [("1, 2", "dt, city"), ("dt, city", "dt, city"), ("day, c", "dt, city"), ("ROLLUP(day, c)", "dt, city")],
)
def test_groups_by_number_name_or_column_are_the_grain(group: str, grain: str) -> None:
    (metric,) = found(f"SELECT day AS dt, c AS city, COUNT(*) AS n FROM t GROUP BY {group}")
    assert metric.grain == grain


def test_with_and_from_are_opened_so_that_each_base_stands_by_itself() -> None:
    first, second = found(
        "WITH u AS (SELECT uid, SUM(a) AS spent FROM t GROUP BY uid)\nSELECT AVG(spent) AS mean FROM u WHERE spent > 0"
    )
    assert (first.name, first.base, first.grain) == ("spent", "t", "uid")
    assert (second.name, second.expression, second.filter) == ("mean", "AVG(spent)", "spent > 0")
    assert second.base == "(SELECT uid, SUM(a) AS spent FROM t GROUP BY uid) AS u"


def test_an_output_made_of_metrics_names_them_by_place() -> None:
    *_, aov = found(
        "WITH a AS (SELECT day, SUM(x) AS gmv FROM t GROUP BY day),\n"
        "b AS (SELECT day, COUNT(*) AS n FROM u GROUP BY day)\n"
        "SELECT a.day, a.gmv, a.gmv / b.n AS aov FROM a JOIN b ON a.day = b.day"
    )
    assert (aov.name, aov.line, aov.expression) == ("aov", 3, "gmv / n")
    assert aov.inputs == {"gmv": "r.sql:1 gmv", "n": "r.sql:2 n"}


def test_a_metric_that_is_only_passed_on_is_not_another() -> None:
    assert [d.name for d in found("SELECT q.n FROM (SELECT COUNT(*) AS n FROM t) q")] == ["n"]


def test_what_fills_a_table_has_the_names_of_its_columns() -> None:
    assert [d.name for d in found("INSERT INTO r (day, gmv) SELECT day, SUM(x) FROM t GROUP BY day")] == ["gmv"]
    assert [d.name for d in found("CREATE VIEW v AS SELECT SUM(x) AS gmv FROM t")] == ["gmv"]


def test_both_sides_of_a_union_are_metrics_under_the_first_name() -> None:
    assert [(d.name, d.base) for d in found("SELECT SUM(a) AS n FROM x UNION ALL SELECT SUM(b) FROM y")] == [
        ("n", "x"), ("n", "y"),
    ]  # fmt: skip


def test_comments_give_label_and_owner() -> None:
    (mau,) = found("-- 指标: 月活\n-- 负责人: 张三\nSELECT COUNT(DISTINCT u) AS mau FROM t;")
    assert (mau.label, mau.owner) == ("月活", "张三")
    first, second = found("-- two of them\nSELECT\n  SUM(a) AS gmv, -- 成交额\n  -- 订单数\n  COUNT(*) AS n\nFROM t")
    assert (first.label, second.label) == ("成交额", "订单数")


def test_the_dialect_is_stated_only_where_names_need_its_marks() -> None:
    assert [d.dialect for d in found("SELECT SUM(`a`) AS `n` FROM `t`")] == [""]
    (metric,) = found("SELECT SUM(a) AS n FROM `p-1.d.t`")
    assert (metric.base, metric.dialect) == ("`p-1.d.t`", "bigquery")


def test_a_statement_that_does_not_parse_is_said_and_the_others_are_read() -> None:
    good, bad, last = found("SELECT SUM(a) AS n FROM t;\n\nSELECT SUM(a) AS\n FROM WHERE;\nSELECT SUM(b) AS m FROM t")
    assert (good.name, last.name, last.line) == ("n", "m", 5)
    assert (bad.name, bad.line) == ("(statement)", 3) and "does not parse near line" in bad.unresolved[0].en


def test_having_and_outputs_without_a_name_are_said() -> None:
    (metric,) = found("SELECT SUM(a) FROM t GROUP BY b HAVING SUM(a) > 1")
    assert metric.name == "(unnamed)" and [w.en for w in metric.unresolved] == [
        "HAVING leaves out some groups, which the formula does not say.", "This output has no name.",
    ]  # fmt: skip


def test_templates_are_filled_in_and_lines_stay_the_files() -> None:
    (metric,) = found(
        "{% set x = 'amount' %}\n\nSELECT\n  SUM({{ x }}) AS gmv\nFROM {{ ref('orders') }} WHERE d = '${day}'"
    )
    assert (metric.line, metric.expression, metric.base) == (4, "SUM(amount)", "orders")


def test_a_with_clause_that_refers_to_itself_is_said() -> None:
    *_, metric = found("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT SUM(n) AS s FROM r")
    assert metric.base == "" and "refers to itself" in metric.unresolved[0].en


def test_a_source_that_grows_too_long_is_said_and_left_out() -> None:
    steps = "".join(f", a{i} AS (SELECT p.s FROM a{i - 1} p JOIN a{i - 1} q ON p.s = q.s)" for i in range(1, 20))
    *_, metric = found(f"WITH a0 AS (SELECT s FROM t){steps} SELECT SUM(s) AS z FROM a19")
    assert metric.base == "" and "too long" in metric.unresolved[0].en
