"""SQL scripts: what each statement reads and writes."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pandas as pd
import pytest

from assess.collect.dialects import dialect_name
from assess.collect.sql.guard import LONGEST
from assess.collect.sql.script import read_script
from assess.collect.sql_file import read_scripts, statements_in, statements_of
from assess.model.errors import BadInput


def lineage(sql: str, sources: set[str], targets: set[str], dialect: str = "") -> None:
    """All statements of `sql` together read `sources` and write `targets`."""
    found = statements_in(sql, dialect, "f.sql")
    assert [s.why.en for s in found if s.status == "error"] == []
    lasting = [s for s in found if not s.temporary]
    assert {name for s in lasting for name in s.sources} == sources
    assert {s.target for s in lasting if s.target} == targets


def edges(sql: str, dialect: str = "") -> set[tuple[str, str]]:
    found = statements_of(sql, dialect, "f.sql").edges
    return set(zip(found["upstream"], found["downstream"], strict=True))


def test_an_insert_reads_and_writes() -> None:
    lineage("INSERT INTO a SELECT * FROM b JOIN s.c ON b.i = c.i", {"b", "s.c"}, {"a"})


def test_insert_overwrite_of_a_partition() -> None:
    lineage("INSERT OVERWRITE TABLE a PARTITION (dt='x') SELECT * FROM b", {"b"}, {"a"}, "hive")


def test_create_table_as() -> None:
    lineage("CREATE TABLE IF NOT EXISTS a AS SELECT * FROM b UNION ALL SELECT * FROM c", {"b", "c"}, {"a"})


def test_a_materialized_view() -> None:
    lineage("CREATE MATERIALIZED VIEW v AS SELECT * FROM b", {"b"}, {"v"}, "postgres")


def test_create_like_and_clone_read_the_model() -> None:
    lineage("CREATE TABLE a LIKE b", {"b"}, {"a"}, "mysql")
    lineage("CREATE TABLE a CLONE b", {"b"}, {"a"}, "snowflake")


def test_a_merge() -> None:
    lineage("MERGE INTO a USING (SELECT * FROM b) s ON a.i=s.i WHEN MATCHED THEN UPDATE SET x=s.x", {"b"}, {"a"})


def test_update_from() -> None:
    lineage("UPDATE a SET x = b.x FROM b WHERE a.i = b.i", {"b"}, {"a"}, "postgres")


def test_update_names_its_target_by_an_alias() -> None:
    lineage("UPDATE t SET t.x += 1 FROM dbo.a AS t JOIN dbo.b ON t.i = b.i", {"dbo.b"}, {"dbo.a"}, "tsql")


def test_update_of_a_join() -> None:
    lineage("UPDATE a JOIN b ON a.i = b.i SET a.x = b.x", {"b"}, {"a"}, "mysql")


def test_delete_by_what_another_table_holds() -> None:
    lineage("DELETE FROM a WHERE i IN (SELECT i FROM b)", {"b"}, {"a"})


def test_select_into_makes_a_table() -> None:
    lineage("SELECT * INTO a FROM b", {"b"}, {"a"}, "tsql")


def test_select_into_of_a_routine_fills_a_variable() -> None:
    lineage("CREATE PROCEDURE p AS BEGIN SELECT x INTO v_x FROM b; END;", {"b"}, set(), "oracle")


def test_a_common_table_expression_is_no_table() -> None:
    lineage("WITH c AS (SELECT * FROM b) INSERT INTO a SELECT * FROM c", {"b"}, {"a"})


def test_a_common_table_expression_may_bear_the_name_of_the_table_it_reads() -> None:
    lineage("WITH b AS (SELECT * FROM b) SELECT * FROM b", {"b"}, set())


def test_a_recursive_expression_does_not_read_itself_as_a_table() -> None:
    lineage("WITH RECURSIVE r AS (SELECT 1 n UNION ALL SELECT n FROM r) SELECT * FROM r, b", {"b"}, set())


def test_an_expression_of_one_subquery_is_not_seen_in_another() -> None:
    lineage("SELECT * FROM (WITH c AS (SELECT * FROM b) SELECT * FROM c) x JOIN c ON 1=1", {"b", "c"}, set())


def test_hive_inserts_from_one_source_into_several() -> None:
    lineage("FROM b INSERT OVERWRITE TABLE a1 SELECT x INSERT OVERWRITE TABLE a2 SELECT y", {"b"}, {"a1", "a2"}, "hive")


def test_oracle_insert_all() -> None:
    lineage("INSERT ALL INTO a1 VALUES (x) INTO a2 VALUES (x) SELECT x FROM b", {"b"}, {"a1", "a2"}, "oracle")


def test_an_array_of_a_table_is_no_table() -> None:
    lineage("SELECT * FROM d.b, b.items", {"d.b"}, set(), "bigquery")


def test_a_table_function_is_no_table() -> None:
    lineage("SELECT * FROM generate_series(1, 2) g, b", {"b"}, set(), "postgres")


def test_files_are_read_and_written() -> None:
    lineage("COPY a FROM 's3://bucket/x'", {"s3://bucket/x"}, {"a"}, "redshift")
    lineage("UNLOAD ('SELECT * FROM b') TO 's3://bucket/x'", {"b"}, {"s3://bucket/x"}, "redshift")


def test_a_temporary_table_is_seen_through() -> None:
    sql = "CREATE TEMP TABLE t AS SELECT * FROM b; INSERT INTO t SELECT * FROM c; INSERT INTO a SELECT * FROM t;"
    assert edges(sql, "postgres") == {("b", "a"), ("c", "a")}


def test_a_temporary_table_of_temporary_tables_is_seen_through() -> None:
    assert edges("SELECT * INTO #t FROM b; SELECT * INTO #u FROM #t; INSERT INTO a SELECT * FROM #u", "tsql") == {
        ("b", "a")
    }


def test_a_table_made_and_dropped_by_the_same_script_is_temporary() -> None:
    assert edges("CREATE TABLE t AS SELECT * FROM b; INSERT INTO a SELECT * FROM t; DROP TABLE t") == {("b", "a")}


def test_a_table_dropped_and_made_again_is_lasting() -> None:
    assert edges("DROP TABLE IF EXISTS t; CREATE TABLE t AS SELECT * FROM b") == {("b", "t")}


def test_what_is_renamed_keeps_its_sources() -> None:
    assert edges("CREATE TABLE t AS SELECT * FROM b; ALTER TABLE t RENAME TO a", "mysql") == {("b", "a")}


def test_a_table_that_reads_itself_has_no_edge_to_itself() -> None:
    assert edges("INSERT OVERWRITE TABLE a SELECT * FROM a JOIN b ON a.i = b.i", "spark") == {("b", "a")}


def test_the_statements_of_a_procedure_are_listed_one_by_one() -> None:
    body = "IF x > 1 THEN\n    INSERT INTO a SELECT * FROM b;\n  ELSE\n    DELETE FROM c;\n  END IF;"
    sql = f"CREATE PROCEDURE p()\nBEGIN\n  {body}\nEND"
    found = statements_of(sql, "mysql", "p.sql").statements
    assert list(zip(found["line"], found["target"], strict=True)) == [(1, ""), (4, "a"), (6, "c")]


def test_the_statements_of_a_dollar_quoted_function_have_their_lines() -> None:
    sql = "CREATE FUNCTION f() RETURNS void AS $$\nBEGIN\n  INSERT INTO a\n  SELECT * FROM b;\nEND $$ LANGUAGE plpgsql;"
    found = statements_of(sql, "postgres", "f.sql").edges
    assert found[["upstream", "downstream", "line"]].values.tolist() == [["b", "a", 3]]


def test_statements_without_semicolons() -> None:
    sql = "DECLARE @d int\nSET @d = 1\nSET NOCOUNT ON\nINSERT INTO a SELECT * FROM b\nUPDATE c SET x = 1\nEXEC p"
    lineage(sql, {"b"}, {"a", "c"}, "tsql")


def test_go_ends_a_batch_and_delimiter_changes_the_mark() -> None:
    lineage("SELECT * FROM a\nGO\nSELECT * FROM b\nGO", {"a", "b"}, set(), "tsql")
    lineage("DELIMITER //\nSELECT * FROM a//\nSELECT * FROM b//\nDELIMITER ;\nSELECT 1;", {"a", "b"}, set(), "mysql")


def test_constant_sql_in_a_string_is_read() -> None:
    lineage("EXEC('INSERT INTO a SELECT * FROM b')", {"b"}, {"a"}, "tsql")
    lineage("EXECUTE IMMEDIATE 'INSERT INTO a SELECT ''x'' FROM b'", {"b"}, {"a"}, "snowflake")


def test_marks_within_quotes_and_comments_end_nothing() -> None:
    lineage("SELECT ';', \"x;y\" FROM a -- ; FROM z\n/* ; FROM y */ WHERE b = ';'", {"a"}, set())


def test_a_statement_that_does_not_parse_leaves_the_others() -> None:
    found = statements_of("INSERT INTO a SELECT * FROM b;\n\nSELEC (((;\nINSERT INTO c SELECT * FROM d;", "", "f.sql")
    assert list(found.statements["status"]) == ["table", "error", "table"]
    assert found.statements.loc[1, "statement_id"] == "f.sql:3"
    assert "line 3" in found.statements.loc[1, "reason"]


def test_a_line_with_two_statements_gives_two_ids() -> None:
    assert list(statements_of("SELECT 1; SELECT 2", "", "f.sql").statements["statement_id"]) == ["f.sql:1", "f.sql:1#2"]


def test_rows_in_a_script_never_enter_the_evidence() -> None:
    found = statements_of("INSERT INTO staff (id, name) VALUES (1, 'Zhang San')", "", "f.sql").statements
    assert found.loc[0, "sql"] == "INSERT INTO staff (id, name) VALUES (…)"
    dump = "COPY staff (id) FROM stdin;\n1\tZhang San\n\\.\nSELECT * FROM b;"
    both = statements_of(dump, "postgres", "f.sql").statements
    assert "Zhang" not in "".join(both["sql"]) and list(both["line"]) == [1, 4]


def test_a_view_definition_belongs_to_the_view() -> None:
    bare = statements_of("SELECT * FROM b", "postgres", "view:crm.public.v").edges
    whole = statements_of("CREATE VIEW v AS SELECT * FROM b", "sqlite", "view:crm.v").statements
    assert bare[["upstream", "downstream"]].values.tolist() == [["b", "crm.public.v"]]
    assert whole[["statement_id", "kind", "target"]].values.tolist() == [["view:crm.v", "CREATE", "crm.v"]]


def test_a_dbt_model_fills_the_table_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "orders.sql").write_text(
        "{{ config(materialized='table') }}\n\nSELECT * FROM {{ ref('stg_orders') }}\n"
        "JOIN {{ source('crm', 'members') }} USING (id)\n"
        "{% if is_incremental() %} WHERE d > (SELECT max(d) FROM {{ this }}) {% else %} WHERE true {% endif %}"
    )
    found = read_scripts([tmp_path / "orders.sql"], root=tmp_path)
    assert set(found.edges["upstream"]) == {"stg_orders", "crm.members"}
    assert found.statements[["target", "line"]].values.tolist() == [["orders", 3]]


def test_placeholders_of_schedulers_are_read() -> None:
    lineage(
        "INSERT INTO ${db}.a SELECT * FROM b WHERE dt = '${bizdate}' AND h = $[yyyymmdd-1]", {"b"}, {"db.a"}, "hive"
    )


def test_names_are_resolved_where_one_table_is_meant(tmp_path: Path) -> None:
    (tmp_path / "f.sql").write_text("INSERT INTO DW.A SELECT * FROM b, unknown_one")
    tables = pd.DataFrame(
        {
            "table_id": ["s.dw.a", "s.dw.b"],
            "source": ["s", "s"],
            "department": ["", ""],
            "schema": ["dw", "dw"],
            "name": ["a", "b"],
        }
    )
    found = read_scripts([tmp_path / "f.sql"], schema=tables, source="s", root=tmp_path).edges
    assert set(zip(found["upstream"], found["downstream"], strict=True)) == {
        ("s.dw.b", "s.dw.a"),
        ("unknown_one", "s.dw.a"),
    }


def test_coverage_counts_what_was_read_and_lists_what_was_not(tmp_path: Path) -> None:
    (tmp_path / "f.sql").write_bytes("-- 订单\nINSERT INTO 订单 SELECT * FROM 明细;\nSELEC ((;".encode("gbk"))
    found = read_scripts([tmp_path / "f.sql"], source="etl", department="fin", root=tmp_path)
    assert found.coverage[["input", "available", "seen"]].values.tolist() == [
        ["etl: f.sql", True, 1],
        ["f.sql:3", False, 0],
    ]
    assert not any("parse" in text for text in found.coverage["why_zh"])
    assert found.edges[["upstream", "downstream"]].values.tolist() == [["明细", "订单"]]


def test_an_unknown_dialect_is_named() -> None:
    with pytest.raises(BadInput, match=r'no SQL dialect "postgress".* "postgres"'):
        statements_of("SELECT 1", "postgress", "f.sql")


def test_a_statement_of_two_megabytes_gives_one_line() -> None:
    sql = "SELECT " + ", ".join(f"column_{i}" for i in range(150_000)) + " FROM b"
    started = time.perf_counter()
    found = statements_of(sql, "", "f.sql").statements
    assert len(sql) > LONGEST
    assert list(found["status"]) == ["error"] and "characters" in found.loc[0, "reason"]
    assert time.perf_counter() - started < 10


def test_a_dump_of_two_megabytes_of_rows_is_read_at_once() -> None:
    sql = "INSERT INTO a VALUES " + ",".join(["(1,'abc;def')"] * 160_000)
    found = statements_of(sql, "mysql", "f.sql").statements
    assert found[["target", "status", "sql"]].values.tolist() == [["a", "table", "INSERT INTO a VALUES (…)"]]


def test_a_long_statement_is_read_in_a_process_of_its_own() -> None:
    sql = "INSERT INTO a SELECT " + ", ".join(f"x AS column_{i}" for i in range(15_000)) + " FROM b"
    assert edges(sql) == {("b", "a")}


def test_a_statement_nested_without_end_is_an_error() -> None:
    found = statements_of("SELECT " + "(" * 5_000 + "1" + ")" * 5_000, "", "f.sql").statements
    assert list(found["status"]) == ["error"] and "nested" in found.loc[0, "reason"]


@pytest.mark.parametrize("dialect", ["", "tsql", "snowflake", "mysql", "bigquery"])
def test_a_statement_cut_off_anywhere_never_stops_the_next(dialect: str) -> None:
    whole = "CREATE TABLE a COMMENT = 'x' AS WITH c AS (SELECT CASE WHEN i > 1 THEN 'y' END k FROM b) SELECT k FROM c"
    for end in range(6, len(whole), 5):
        if whole[:end].count("'") % 2 == 0:
            found = statements_of(f"{whole[:end]};\nINSERT INTO z SELECT * FROM y", dialect, "f.sql")
            assert found.statements["target"].iloc[-1] == "z", whole[:end]


def test_blocks_without_end_do_not_stop_the_next_statement() -> None:
    sql = "CREATE PROCEDURE p AS BEGIN " + "IF x THEN " * 2_000 + "DELETE FROM b; END; INSERT INTO z SELECT * FROM y"
    assert statements_of(sql, "oracle", "f.sql").statements["target"].iloc[-1] == "z"


def test_a_reason_never_quotes_the_text_it_could_not_read() -> None:
    for sql in (
        "INSERT INTO VALUES ('Zhang San')",
        "UPDATE t SET 'Zhang San' = 1 WHERE ((",
        "SELECT FROM WHERE 'Zhang'",
    ):
        assert not statements_of(sql, "mysql", "f.sql").statements["reason"].str.contains("Zhang").any()


def test_public_cases_are_read_as_their_authors_expect(shared_data: Path) -> None:
    cases = [json.loads(line) for line in (shared_data / "lineage_cases.jsonl").read_text().splitlines()]
    right: dict[str, list[bool]] = {}
    for case in cases:
        if case["kind"] != "table":
            continue
        found = [s for s in read_script(case["sql"], dialect_name(case["dialect"]), "f.sql") if not s.temporary]
        sources = sorted({name.lower() for s in found for name in s.sources})
        targets = sorted({s.target.lower() for s in found if s.target})
        expected = (sorted(n.lower() for n in case["sources"]), sorted(n.lower() for n in case["targets"]))
        right.setdefault(case["dialect"], []).append((sources, targets) == expected)
    hits = sum(sum(r) for r in right.values())
    total = sum(len(r) for r in right.values())
    assert hits / total >= 0.97, {d: f"{sum(r)} of {len(r)}" for d, r in right.items()}
