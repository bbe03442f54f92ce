"""A whole engagement is collected: what is there is read, what is not is said, and twice is the same."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assess.collect.run import collect
from assess.model.engagement import Bilingual, Engagement
from assess.model.errors import BadInput
from assess.model.evidence import Evidence
from assess.model.progress import Step
from assess.store.answers_db import AnswersStore
from assess.store.evidence_file import load_evidence, save_evidence

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)


def engagement(*sources: dict[str, Any], answers: tuple[str, ...] = ()) -> Engagement:
    departments = [{"id": d, "name": {"zh": d}} for d in ("sales", "it")]
    return Engagement.model_validate(
        {"client": {"zh": "云岭"}, "departments": departments, "sources": sources, "answers": answers}
    )


CRM = {"id": "crm", "department": "sales", "kind": "database", "url": "sqlite:///crm.db"}
DW = {"id": "dw", "department": "it", "kind": "database", "url": "duckdb:///dw.duckdb"}
EXPORT = {"id": "dba", "kind": "catalog", "path": "catalog.csv"}
SCRIPTS = {
    "id": "etl",
    "department": "it",
    "kind": "sql",
    "path": "sql/*.sql",
    "reads_from": "crm",
    "dialect": "duckdb",
}
LOG = {"id": "log", "kind": "usage", "path": "usage.csv"}
KPIS = {"id": "kpis", "department": "sales", "kind": "metrics", "path": "metrics.csv"}
WHOLE = engagement(CRM, DW, EXPORT, SCRIPTS, LOG, KPIS, answers=("answers.csv",))


@pytest.fixture
def folder(tmp_path: Path, run: Any) -> Path:
    """An engagement with a source of every kind."""
    run(f"sqlite:///{tmp_path / 'crm.db'}", "CREATE TABLE orders (id integer PRIMARY KEY, city text)",
        "INSERT INTO orders VALUES (1, '昆明'), (2, '大理')")  # fmt: skip
    run(f"duckdb:///{tmp_path / 'dw.duckdb'}", "CREATE SCHEMA ods", "CREATE TABLE ods.orders (id bigint, city varchar)",
        "INSERT INTO ods.orders VALUES (1, '昆明'), (3, '丽江')", "CREATE TABLE report (n bigint)")  # fmt: skip
    (tmp_path / "catalog.csv").write_bytes(
        "部门,数据源,模式,表名,字段名,数据类型,字段说明,责任人,行数\n"
        "sales,crm,,orders,id,bigint,订单号,王敏,9000000\n".encode("gbk")
    )
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "load.sql").write_text(
        "CREATE TEMP TABLE t AS SELECT * FROM orders;\nINSERT INTO ods.orders SELECT * FROM t;\n"
        "INSERT INTO dw.report WITH c AS (SELECT * FROM ods.orders) SELECT count(*) FROM c;\n"
    )
    (tmp_path / "usage.csv").write_text("table,last_read,reads\ncrm.orders,2026-11-01,12\ncrm.ghost,2026-11-01,1\n")
    (tmp_path / "metrics.csv").write_text("name,expression\nGMV,sum(amount)\n")
    (tmp_path / "answers.csv").write_text("respondent,level,department,item,value\np1,executive,it,Q1,3\n")
    return tmp_path


def one(frame: Any, **where: Any) -> Any:
    """The only row with these values."""
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1, frame
    return frame.iloc[0]


def test_every_kind_of_source_becomes_evidence(folder: Path) -> None:
    evidence = collect(WHOLE, folder, CLOCK)
    assert evidence.tables["table_id"].tolist() == ["crm.orders", "dw.ods.orders", "dw.report"]
    orders = one(evidence.tables, table_id="crm.orders")
    assert (orders["rows"], orders.volume_from, orders.owner, orders.reads) == (9_000_000, "export", "王敏", 12)
    assert one(evidence.columns, table_id="crm.orders", name="id").comment == "订单号"
    assert evidence.metrics["name"].tolist() == ["GMV"]
    assert evidence.answers["item"].tolist() == ["Q1"]
    assert evidence.sources["source"].tolist() == ["crm", "dw", "dba", "etl", "log", "kpis"]
    assert evidence.sources["read"].all()


def test_scripts_lead_from_table_to_table_and_temporary_names_are_no_tables(folder: Path) -> None:
    evidence = collect(WHOLE, folder, CLOCK)
    assert evidence.edges[["upstream", "downstream", "line"]].values.tolist() == [
        ["crm.orders", "dw.ods.orders", 2],
        ["dw.ods.orders", "dw.report", 3],
    ]


def test_equal_values_in_two_engines_have_equal_hashes(folder: Path) -> None:
    sketches = collect(WHOLE, folder, CLOCK).sketches
    crm = set(one(sketches, table_id="crm.orders", column="city").hashes)
    dw = set(one(sketches, table_id="dw.ods.orders", column="city").hashes)
    assert len(crm & dw) == 1 and len(crm | dw) == 3


def test_a_table_of_the_log_that_nobody_saw_is_said_under_coverage(folder: Path) -> None:
    lost = one(collect(WHOLE, folder, CLOCK).coverage, input="log: unknown tables")
    assert "crm.ghost" in lost.why_en and "crm.ghost" in lost.why_zh and not lost.available


def test_every_input_has_its_fingerprint(folder: Path) -> None:
    evidence = collect(WHOLE, folder, CLOCK)
    assert evidence.inputs["input"].tolist() == [
        "answers.csv", "catalog.csv", "crm", "dw", "metrics.csv", "sql/load.sql", "usage.csv"
    ]  # fmt: skip
    assert evidence.inputs["sha256"].str.len().eq(64).all()


def test_collecting_twice_gives_the_same_evidence(folder: Path) -> None:
    once, again = collect(WHOLE, folder, CLOCK), collect(WHOLE, folder, CLOCK)
    for name in Evidence.__dataclass_fields__:
        assert once[name].to_csv() == again[name].to_csv(), name


def test_evidence_comes_back_from_disk_as_it_was(folder: Path) -> None:
    evidence = collect(WHOLE, folder, CLOCK)
    save_evidence(folder, evidence)
    loaded = load_evidence(folder)
    for name in Evidence.__dataclass_fields__:
        assert len(loaded[name]) == len(evidence[name])


def test_one_database_out_of_reach_does_not_stop_the_others(folder: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    down = {"id": "erp", "department": "sales", "kind": "database", "url": f"mysql://reader@127.0.0.1:{port}/erp"}
    evidence = collect(engagement(down, CRM), folder, CLOCK)
    assert evidence.tables["table_id"].tolist() == ["crm.orders"]
    row = one(evidence.coverage, input="erp")
    assert (row.available, row.seen, row.department) == (False, 0, "sales")
    assert f"127.0.0.1:{port}" in row.why_en and "没有数据库在监听" in row.why_zh
    assert not one(evidence.sources, source="erp").read


def test_faults_of_all_files_are_said_at_once(folder: Path) -> None:
    (folder / "catalog.csv").write_text("table,type\nt,int\n")
    (folder / "usage.csv").write_text("when\n2026\n")
    with pytest.raises(BadInput) as caught:
        collect(WHOLE, folder, CLOCK)
    assert "catalog.csv" in str(caught.value) and "usage.csv" in str(caught.value)


def test_departments_go_under_the_engagements_ids_however_files_call_them(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(
        "department,source,table,column,type\n营销部,a,t,x,int\nIT,a,u,x,int\n其他,a,v,x,int\n"
    )
    told = engagement({"id": "a", "kind": "catalog", "path": "c.csv"})
    first, second = told.departments
    called = first.model_copy(update={"name": Bilingual(zh="营销部")})
    named = told.model_copy(update={"departments": (called, second)})
    tables = collect(named, tmp_path, CLOCK).tables.set_index("name")["department"]
    assert tables.to_dict() == {"t": "sales", "u": "it", "v": "其他"}


def test_a_pattern_without_files_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="matches no file"):
        collect(engagement(SCRIPTS | {"reads_from": ""}), tmp_path, CLOCK)


def test_no_tables_and_no_answers_is_evidence_too(tmp_path: Path) -> None:
    evidence = collect(engagement(), tmp_path, CLOCK)
    assert all(len(evidence[name]) == 0 for name in ("tables", "columns", "edges", "answers", "metrics"))
    assert one(evidence.coverage, input="answers").why_zh == "没有收到任何回答。"


def test_answers_given_in_the_app_are_evidence(tmp_path: Path) -> None:
    with AnswersStore(tmp_path / "answers.db") as store:
        store.record(store.join("frontline", "sales"), "Q1", 4)
    evidence = collect(engagement(), tmp_path, CLOCK)
    assert evidence.answers[["level", "item", "value"]].values.tolist() == [["frontline", "Q1", 4]]
    assert one(evidence.coverage, kind="answers").seen == 1


def test_an_export_without_a_source_column_is_about_the_source_it_reads_from(folder: Path) -> None:
    (folder / "catalog.csv").write_text("table,column,type,owner\norders,id,bigint,王敏\n")
    tables = collect(engagement(CRM, EXPORT | {"reads_from": "crm"}), folder, CLOCK).tables
    assert tables[["table_id", "owner"]].values.tolist() == [["crm.orders", "王敏"]]


def test_progress_never_goes_back_and_ends_at_the_end(folder: Path) -> None:
    steps: list[Step] = []
    collect(WHOLE, folder, CLOCK, steps.append)
    shares = [step.done / step.total for step in steps]
    assert shares == sorted(shares) and shares[-1] == 1
    assert {step.stage for step in steps} == {"collect"}
