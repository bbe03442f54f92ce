"""Formulas that mean the same have one form, and those that do not never share one."""

from __future__ import annotations

import pytest
import sqlglot

from assess.diagnose.metrics.canonical import term
from assess.diagnose.metrics.nulls import without_null_defaults
from assess.diagnose.metrics.proof.refute import Refuter

SAME = [
    ("SUM(price * qty)", "SUM(qty * price)", ""),
    ("SUM(a - b + c)", "SUM(c + a - b)", ""),
    ("SUM(a) * 100.0 / SUM(b)", "100 * (SUM(a) / SUM(b))", ""),
    ("SUM(a / 10000)", "SUM(a) / 10000", ""),
    ("COUNT(1)", "COUNT(*)", ""),
    ("COUNT(CASE WHEN p = 1 THEN 1 END)", "COUNT(*) FILTER (WHERE 1 = p)", "duckdb"),
    ("COUNT_IF(p = 1)", "COUNT(*) FILTER (WHERE p = 1)", "duckdb"),
    ("SUM(CASE WHEN s IN ('a', 'b') THEN x END)", "SUM(x) FILTER (WHERE s = 'b' OR s = 'a')", "duckdb"),
    ("COUNT(DISTINCT IF(s = 'a', x, NULL))", "COUNT(DISTINCT x) FILTER (WHERE s = 'a')", "duckdb"),
    ("SUM(IF(x BETWEEN 1 AND 3, y, NULL))", "SUM(CASE WHEN 3 >= x AND x >= 1 THEN y END)", "duckdb"),
    ("SUM(CASE WHEN NOT (x > 1 AND y IS NULL) THEN z END)", "SUM(CASE WHEN x <= 1 OR y IS NOT NULL THEN z END)", ""),
    ("SUM(CASE s WHEN 'a' THEN x END)", "SUM(CASE WHEN s = 'a' THEN x END)", ""),
    ("SUM(CASE WHEN x NOT IN (1, 2) THEN y END)", "SUM(CASE WHEN x <> 2 AND x <> 1 THEN y END)", ""),
]
OTHER = [
    ("SUM(a - b)", "SUM(b - a)"),
    ("SUM(a) / SUM(b)", "SUM(b) / SUM(a)"),
    ("SUM(a)", "SUM(DISTINCT a)"),
    ("COUNT(a)", "COUNT(*)"),
    ("AVG(COALESCE(a, 0))", "AVG(a)"),
    ("SUM(COALESCE(a, 0) - COALESCE(b, 0))", "SUM(a - b)"),
    ("SUM(CASE WHEN s = 'x' THEN a ELSE 0 END)", "SUM(CASE WHEN s = 'x' THEN a END)"),
    ("COUNT(CASE WHEN s = 'x' THEN 1 ELSE 0 END)", "COUNT(CASE WHEN s = 'x' THEN 1 END)"),
    ("SUM(CASE WHEN a > 3 THEN b END)", "SUM(CASE WHEN a >= 3 THEN b END)"),
    (
        "SUM(CASE WHEN s = 'x' AND (a = 1 OR b = 2) THEN c END)",
        "SUM(CASE WHEN (s = 'x' AND a = 1) OR b = 2 THEN c END)",
    ),
]


def query(formula: str, dialect: str = "") -> sqlglot.Expression:
    return sqlglot.parse_one(f"SELECT {formula} FROM t", read=dialect or None)


def form(sql: str, dialect: str = "") -> object:
    return term(sqlglot.parse_one(sql, read=dialect or None))


@pytest.mark.parametrize(("a", "b", "dialect"), SAME)
def test_two_ways_to_write_one_formula_have_one_form_and_are_never_refuted(a: str, b: str, dialect: str) -> None:
    assert form(a, dialect) == form(b, dialect)
    assert Refuter().counterexample(query(a, dialect), query(b, dialect)) is None


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_formulas_that_differ_have_other_forms_and_at_most_four_rows_show_it(a: str, b: str) -> None:
    assert form(a) != form(b)
    found = Refuter().counterexample(query(a), query(b))
    assert found is not None
    assert 1 <= len(found["rows"]) <= 4
    assert found["a"] != found["b"]


def test_integer_division_is_another_formula_only_where_the_dialect_truncates() -> None:
    assert form("SUM(a) / COUNT(*)", "postgres") != form("SUM(a) * 1.0 / COUNT(*)", "postgres")
    assert form("SUM(a) / COUNT(*)", "bigquery") == form("SUM(a) * 1.0 / COUNT(*)", "bigquery")
    assert form("SUM(a)::numeric / COUNT(*)", "postgres") == form("SUM(a) / COUNT(*)", "bigquery")


def test_null_defaults_leave_the_form_and_stay_as_a_facet() -> None:
    plain, taken = without_null_defaults(form("COALESCE(SUM(CASE WHEN s = 'x' THEN a ELSE 0 END), 0)"))  # type: ignore[arg-type]
    assert plain == form("SUM(CASE WHEN s = 'x' THEN a END)")
    assert len(taken) == 2


def test_the_same_pair_gives_the_same_rows_every_time() -> None:
    a, b = query("SUM(x)"), query("SUM(DISTINCT x)")
    assert Refuter().counterexample(a, b) == Refuter().counterexample(a, b)
