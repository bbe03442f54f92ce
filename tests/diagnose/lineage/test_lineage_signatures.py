"""Two scripts written differently that do the same have one signature; the class of each pair is the right one."""

from __future__ import annotations

import pytest
from lineage_jobs import evidence_of

from assess.diagnose.lineage.compare import likeness
from assess.diagnose.lineage.graph import graph_of
from assess.diagnose.lineage.signature import Signature
from assess.diagnose.lineage.signatures import signatures_of

BASE = (
    "SELECT store_id, DATE(paid_at) AS day, SUM(qty * price) AS gmv FROM ods.orders WHERE status = 'paid' GROUP BY 1, 2"
)
SAME = [
    """SELECT o.store_id AS s, CAST(o.paid_at AS DATE), SUM(o.price * o.qty)
       FROM ods.orders AS o WHERE 'paid' = o.status GROUP BY 1, 2""",
    """WITH p AS (SELECT * FROM ods.orders WHERE status = 'paid')
       SELECT SUM(price * qty) AS x, store_id, DATE(paid_at) AS d FROM p GROUP BY store_id, d""",
    """SELECT sid, d, SUM(v) FROM (
           SELECT store_id AS sid, strftime(paid_at, '%Y-%m-%d') AS d, price * qty AS v
           FROM ods.orders WHERE status = 'paid') AS t GROUP BY sid, d""",
    """SELECT store_id, date_trunc('day', paid_at), COALESCE(SUM(qty * price), 0) / 10000
       FROM ods.orders WHERE NOT status <> 'paid' GROUP BY ALL""",
]
NOT_SAME = [
    BASE.replace("store_id", "city"),
    BASE.replace("DATE(paid_at)", "date_trunc('month', paid_at)"),
    BASE.replace("'paid'", "'placed'"),
    BASE.replace("qty * price", "qty"),
    BASE.replace("SUM(", "AVG("),
    BASE.replace("WHERE status = 'paid'", ""),
]


def pair(first: str, second: str) -> tuple[Signature, Signature]:
    evidence = evidence_of(
        ("finance", "fin.t", ["ods.orders"], f"INSERT INTO fin.t {first}"),
        ("sales", "mkt.t", ["ods.orders"], f"INSERT INTO mkt.t {second}"),
    )
    found = signatures_of(evidence, graph_of(evidence))
    return found["fin.t"], found["mkt.t"]


@pytest.mark.parametrize("other", SAME)
def test_the_same_job_written_another_way_has_the_same_signature(other: str) -> None:
    a, b = pair(BASE, other)
    assert a.exact == b.exact
    how = likeness(a, b)
    assert how is not None
    assert how.kind == "duplicate"


@pytest.mark.parametrize("other", NOT_SAME)
def test_another_grain_condition_or_formula_is_no_duplicate(other: str) -> None:
    a, b = pair(BASE, other)
    assert a.exact != b.exact
    how = likeness(a, b)
    assert how is None or how.kind != "duplicate"


def test_a_grain_change_is_never_reported_at_all() -> None:
    assert likeness(*pair(BASE, NOT_SAME[0])) is None
    assert likeness(*pair(BASE, NOT_SAME[1])) is None


def test_the_sum_of_branch_totals_is_the_sum_over_the_union() -> None:
    early = (
        "SELECT d, SUM(v) FROM (SELECT d, SUM(a) AS v FROM ods.x GROUP BY d"
        " UNION ALL SELECT d, SUM(b) FROM ods.y GROUP BY d) AS t GROUP BY d"
    )
    late = "SELECT d, SUM(v) FROM (SELECT d, a AS v FROM ods.x UNION ALL SELECT d, b FROM ods.y) AS t GROUP BY d"
    sources = ["ods.x", "ods.y"]
    evidence = evidence_of(
        ("finance", "fin.t", sources, f"INSERT INTO fin.t {early}"),
        ("sales", "mkt.t", sources, f"INSERT INTO mkt.t {late}"),
    )
    found = signatures_of(evidence, graph_of(evidence))
    assert found["fin.t"].exact == found["mkt.t"].exact


def test_tables_that_feed_each_other_in_a_circle_still_have_signatures() -> None:
    evidence = evidence_of(
        ("finance", "a", ["b"], "INSERT INTO a SELECT x + 1 AS x FROM b"),
        ("finance", "b", ["a"], "INSERT INTO b SELECT x * 2 AS x FROM a"),
    )
    assert set(signatures_of(evidence, graph_of(evidence))) == {"a", "b"}
