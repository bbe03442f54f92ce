"""Formulas that differ in small print are never called the same, and equal ones in other words are."""

from __future__ import annotations

import pytest

from assess.diagnose.metrics.compare import Pair
from assess.diagnose.metrics.pairs import compare_metrics
from assess.model.evidence import Evidence

DIFFERENT = [
    ("SUM(metadata.n)", "SUM(client_info.n)"),
    ("SUM(metadata.a.n)", "SUM(metadata.b.n)"),
    ("AVG(mozfun.map.get_key(metadata.uri, 'a'))", "AVG(mozfun.map.get_key(metadata.uri, 'b'))"),
    ("SUM(events[OFFSET(0)].n)", "SUM(events[OFFSET(1)].n)"),
    ("SUM((SELECT SUM(v) FROM UNNEST(e) WHERE k = 'x'))", "SUM((SELECT SUM(v) FROM UNNEST(e) WHERE k = 'y'))"),
    ("COUNTIF(x)", "SUM(IF(x, 1, 0))"),
    ("COUNTIF(x > 3)", "SUM(CAST(x > 3 AS INT64))"),
    ("SUM(x) OVER ()", "SUM(x)"),
    ("APPROX_QUANTILES(x, 100)[OFFSET(50)]", "APPROX_QUANTILES(x, 100)[OFFSET(95)]"),
    ("SAFE_DIVIDE(SUM(a), SUM(b))", "SUM(a) / SUM(b)"),
    ("COUNT(DISTINCT a)", "COUNT(DISTINCT CONCAT(a, b))"),
    ("SUM(IF(NOT a AND b, x, 0))", "SUM(IF(NOT (a AND b), x, 0))"),
    ("SUM(CASE WHEN a = 1 THEN x WHEN b = 1 THEN y END)", "SUM(CASE WHEN b = 1 THEN y WHEN a = 1 THEN x END)"),
    ("COUNT(*) - COUNT(x)", "COUNT(x)"),
    ("MAX(x) - MIN(x)", "MIN(x) - MAX(x)"),
    ("SUM(x) FILTER (WHERE a NOT LIKE 'x%')", "SUM(x) FILTER (WHERE a LIKE 'x%')"),
    ("SUM(COALESCE(x, 1))", "SUM(x)"),
    ("AVG(NULLIF(x, 0))", "AVG(x)"),
    ("SUM(x / NULLIF(y, 0))", "SUM(x / y)"),
    ("EXP(SUM(LN(x)))", "SUM(x)"),
    ("COUNT(DISTINCT DATE(t))", "COUNT(DISTINCT t)"),
    ("SUM(ROUND(x, 1))", "ROUND(SUM(x), 1)"),
    ("SUM(GREATEST(x, 0))", "SUM(x)"),
    ("SUM(x) / COUNT(DISTINCT y)", "AVG(x)"),
    ("SUM(x) FILTER (WHERE d >= '2026-01-01')", "SUM(x) FILTER (WHERE d > '2026-01-01')"),
    ("COUNT(CASE WHEN a THEN 1 ELSE 0 END)", "COUNT(CASE WHEN a THEN 1 END)"),
]
SAME = [
    ("COALESCE(SUM(a), 0)", "IFNULL(SUM(a), 0)"),
    ("SUM(x) / 1000", "SUM(x / 1000)"),
    ("SAFE_DIVIDE(SUM(a), SUM(b))", "SUM(a) / NULLIF(SUM(b), 0)"),
    ("COUNT(DISTINCT IF(x > 1, id, NULL))", "COUNT(DISTINCT CASE WHEN x > 1 THEN id END)"),
    ("SUM(IF(a = 'x' OR a = 'y', n, 0))", "SUM(CASE WHEN a IN ('y', 'x') THEN n ELSE 0 END)"),
    ("COUNTIF(a IS NOT NULL AND a > 3)", "COUNTIF(a > 3)"),
    ("SUM(metadata.n * 2)", "2 * SUM(METADATA.N)"),
]


def judged(a: str, b: str) -> Pair:
    rows = [
        {"metric_id": side, "name": "m", "expression": text, "base": "p.d.t", "dialect": "bigquery", "file": side}
        for side, text in (("a", a), ("b", b))
    ]
    (pair,) = compare_metrics(Evidence.of({"metrics": rows})).pairs
    return pair


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_small_print_that_changes_the_number_is_never_the_same(a: str, b: str) -> None:
    pair = judged(a, b)
    assert pair.verdict == "conflict", pair.why


@pytest.mark.parametrize(("a", "b"), SAME)
def test_other_words_for_one_formula_are_the_same(a: str, b: str) -> None:
    assert judged(a, b).verdict == "same"
