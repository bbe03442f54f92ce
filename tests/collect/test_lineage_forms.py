"""Columns through the forms of SQL that warehouses are written in."""

from __future__ import annotations

import pytest

from assess.collect.lineage.as_json import columns_of

EVENTS = {"p.d.t": ["id", "ts", "payload", "items", "n", "event"], "p.d.u": ["id", "k", "v"]}


def columns(sql: str, dialect: str = "bigquery", schema: dict[str, list[str]] | None = None) -> dict[str, list[str]]:
    found = columns_of(sql, dialect, EVENTS if schema is None else schema)
    return {c["target"].rsplit(".", 1)[1]: [s.removeprefix("p.d.") for s in c["sources"]] for c in found}


def test_a_star_with_one_column_replaced_and_one_left_out() -> None:
    found = columns("CREATE TABLE x AS SELECT * EXCEPT (items) REPLACE (UPPER(event) AS event) FROM p.d.t")
    assert list(found) == ["id", "ts", "payload", "n", "event"]
    assert found["event"] == ["t.event"]


def test_a_star_renamed() -> None:
    found = columns("CREATE TABLE x AS SELECT * RENAME (a AS b) FROM t", "snowflake", {"t": ["a", "c"]})
    assert found == {"b": ["t.a"], "c": ["t.c"]}


def test_the_newer_of_two_rows_as_a_whole() -> None:
    sql = """CREATE TABLE x AS
    WITH cur AS (SELECT id, MAX(n) AS n FROM p.d.t GROUP BY 1), old AS (SELECT id, n FROM p.d.y)
    SELECT IF(cur.id IS NOT NULL, cur, old).* FROM cur FULL JOIN old USING (id)"""
    assert columns(sql) == {"id": ["t.id", "y.id"], "n": ["t.n", "y.n"]}


def test_the_latest_row_of_an_aggregated_array() -> None:
    latest = "ARRAY_AGG(t ORDER BY ts DESC LIMIT 1)[OFFSET(0)].* EXCEPT (id)"
    sql = f"CREATE TABLE x AS SELECT id, {latest} FROM p.d.t t GROUP BY id"
    assert list(columns(sql)) == ["id", "ts", "payload", "items", "n", "event"]


def test_a_record_built_and_opened_again() -> None:
    sql = "CREATE TABLE x AS WITH q AS (SELECT STRUCT(n AS a, ts AS b) AS s FROM p.d.t) SELECT s.*, s.a AS c FROM q"
    assert columns(sql) == {"a": ["t.n"], "b": ["t.ts"], "c": ["t.n"]}


def test_unnested_arrays() -> None:
    sql = "CREATE TABLE x AS SELECT e.key, o, t.id FROM p.d.t AS t CROSS JOIN UNNEST(items) AS e WITH OFFSET AS o"
    assert columns(sql) == {"key": ["t.items"], "o": [], "id": ["t.id"]}


def test_columns_without_a_name_are_numbered_as_the_engine_does() -> None:
    assert list(columns("CREATE TABLE x AS SELECT id, COUNT(*), MAX(n) FROM p.d.t GROUP BY 1")) == ["id", "f0_", "f1_"]


def test_using_hands_on_both_sides_once() -> None:
    found = columns("CREATE TABLE x AS SELECT * FROM p.d.u FULL JOIN p.d.t USING (id)")
    assert list(found) == ["id", "k", "v", "ts", "payload", "items", "n", "event"]
    assert columns("CREATE TABLE x AS SELECT id FROM p.d.u FULL JOIN p.d.t USING (id)") == {"id": ["t.id", "u.id"]}


def test_a_natural_join() -> None:
    found = columns("CREATE TABLE x AS SELECT * FROM a NATURAL JOIN b", "postgres", {"a": ["i", "p"], "b": ["i", "q"]})
    assert list(found) == ["i", "p", "q"]


def test_pivot_and_unpivot() -> None:
    found = columns("CREATE TABLE x AS SELECT * FROM p.d.u PIVOT (SUM(v) FOR k IN ('a', 'b'))")
    assert found == {"id": ["u.id"], "a": ["u.k", "u.v"], "b": ["u.k", "u.v"]}
    found = columns("CREATE TABLE x AS SELECT * FROM (SELECT id, k, v FROM p.d.u) UNPIVOT (val FOR name IN (k, v))")
    assert found == {"id": ["u.id"], "val": ["u.k", "u.v"], "name": []}


def test_a_union_by_name() -> None:
    found = columns("CREATE TABLE x AS SELECT id, n FROM p.d.t UNION ALL BY NAME SELECT v AS n, id FROM p.d.u")
    assert found == {"id": ["t.id", "u.id"], "n": ["t.n", "u.v"]}


def test_what_is_taken_away_decides_and_gives_no_value() -> None:
    assert columns("CREATE TABLE x AS SELECT id FROM p.d.t EXCEPT DISTINCT SELECT id FROM p.d.u") == {"id": ["t.id"]}


def test_a_recursive_expression() -> None:
    sql = "WITH RECURSIVE r AS (SELECT id, 1 AS l FROM p.d.t UNION ALL SELECT id, l + 1 FROM r) SELECT * FROM r"
    assert columns(f"CREATE TABLE x AS {sql}") == {"id": ["t.id"], "l": []}


def test_a_query_that_looks_at_the_row_around_it() -> None:
    sql = "SELECT (SELECT MAX(v + t.n) FROM p.d.u WHERE u.id = t.id) AS m FROM p.d.t"
    assert columns(f"CREATE TABLE x AS {sql}") == {"m": ["t.n", "u.v"]}


def test_a_named_window_counts_as_written_out() -> None:
    sql = "SELECT SUM(n) OVER w AS s FROM p.d.t WINDOW w AS (PARTITION BY id ORDER BY ts)"
    assert columns(f"CREATE TABLE x AS {sql}") == {"s": ["t.id", "t.n", "t.ts"]}


def test_a_name_of_the_same_select_where_the_engine_has_it() -> None:
    sql = "CREATE TABLE x AS SELECT a + b AS s, s * 2 AS d FROM t"
    assert columns(sql, "snowflake", {})["d"] == ["t.a", "t.b"]
    assert columns(sql, "postgres", {})["d"] == ["t.s"]


def test_lateral_views_and_flattened_arrays() -> None:
    sql = "INSERT OVERWRITE TABLE x SELECT k, v FROM t LATERAL VIEW EXPLODE(m) e AS k, v"
    assert columns(sql, "hive", {"t": ["m"]}) == {"k": ["t.m"], "v": ["t.m"]}
    sql = "CREATE TABLE x AS SELECT f.value:a::INT AS a, f.index FROM t, LATERAL FLATTEN(INPUT => t.b) f"
    assert columns(sql, "snowflake", {"t": ["b"]}) == {"a": ["t.b"], "index": ["t.b"]}


def test_a_merge_of_whole_rows() -> None:
    sql = "MERGE INTO t USING s ON t.i = s.i WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
    assert columns(sql, "databricks", {"s": ["i", "q"]}) == {"i": ["s.i"], "q": ["s.q"]}


def test_one_source_read_for_several_tables() -> None:
    sql = (
        "FROM s INSERT OVERWRITE TABLE a SELECT x WHERE y = 1 INSERT INTO TABLE b PARTITION (dt = '1', hr) SELECT z, w"
    )
    found = columns_of(sql, "hive", {"b": ["q", "dt", "hr"]})
    assert [(c["target"], c["sources"]) for c in found] == [("a.x", ["s.x"]), ("b.q", ["s.z"]), ("b.hr", ["s.w"])]


def test_columns_of_an_unknown_table_stay_a_star() -> None:
    assert columns("CREATE TABLE x AS SELECT a.*, 1 AS one FROM a JOIN b ON a.i = b.i", "", {}) == {
        "*": ["a.*"],
        "one": [],
    }


def test_a_table_that_many_names_stand_for() -> None:
    schema = {"p.ev.events_2024": ["a"], "p.ev.events_2025": ["a", "b"]}
    assert list(columns("CREATE TABLE x AS SELECT * FROM `p.ev.events_*`", schema=schema)) == ["a", "b"]


@pytest.mark.parametrize(
    "sql", ["SELECT 1", "CREATE TABLE x (a INT)", "INSERT INTO x VALUES (1)", "DROP TABLE x", ";", ""]
)
def test_what_reads_nothing_writes_no_column(sql: str) -> None:
    assert columns(sql, "") == {}
