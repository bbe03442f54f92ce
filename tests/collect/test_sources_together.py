"""SQL, dbt, events and query logs of one company in one graph, each edge with who says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assess.collect.run import collect
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence

CLOCK = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture
def found(tmp_path: Path, run: Any) -> Evidence:
    """A warehouse of which every way of telling lineage tells a part."""
    run(
        f"duckdb:///{tmp_path / 'dw.duckdb'}", "CREATE SCHEMA ods", "CREATE SCHEMA mart",
        "CREATE TABLE ods.orders (id bigint, amt double)", "CREATE TABLE mart.day (id bigint, total double)",
        "CREATE TABLE mart.week (id bigint, total double)", "CREATE TABLE mart.year (id bigint, total double)",
    )  # fmt: skip
    (tmp_path / "day.sql").write_text("INSERT INTO mart.day SELECT id, sum(amt) FROM ods.orders GROUP BY 1;\n")
    node = {
        "resource_type": "model", "name": "week", "alias": "week", "database": "dw", "schema": "mart",
        "package_name": "shop", "original_file_path": "models/week.sql", "relation_name": '"dw"."mart"."week"',
        "depends_on": {"nodes": []}, "compiled_code": 'select id, total from "dw"."mart"."day"', "columns": {},
        "config": {"materialized": "table"},
    }  # fmt: skip
    exposure = {"name": "board", "meta": {"department": "营销部"}, "depends_on": {"nodes": ["model.shop.week"]}}
    (tmp_path / "manifest.json").write_text(json.dumps(
        {"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json", "project_name": "shop",
                      "adapter_type": "duckdb"},
         "nodes": {"model.shop.week": node}, "exposures": {"exposure.shop.board": exposure}}
    ))  # fmt: skip
    event = {
        "eventType": "COMPLETE", "eventTime": "2026-11-20T01:00:00Z", "schemaURL": "s", "run": {"runId": "1"},
        "job": {"namespace": "airflow", "name": "year"},
        "inputs": [{"namespace": "duckdb://dw", "name": "dw.mart.week"}],
        "outputs": [{"namespace": "duckdb://dw", "name": "dw.mart.year"}],
    }  # fmt: skip
    (tmp_path / "events.jsonl").write_text(json.dumps(event) + "\n")
    (tmp_path / "log.csv").write_text(
        "query,time,user,duration_ms\n"
        "\"INSERT INTO mart.day SELECT id, sum(amt) FROM ods.orders WHERE d = 'Zhang' GROUP BY 1\","
        "2026-11-24 01:00:00,etl_it,10\n"
        "SELECT * FROM mart.year WHERE id = 7,2026-11-24 09:00:00,wang,20\n"
        "SELECT * FROM mart.year WHERE id = 8,2026-11-25 09:00:00,wang,20\n"
        "SELECT * FROM mart.gone,2026-11-25 09:00:00,wang,20\n"
    )
    given = Engagement.model_validate(
        {"client": {"zh": "云岭"},
         "departments": [{"id": "it", "name": {"zh": "信息部"}}, {"id": "mkt", "name": {"zh": "营销部"}}],
         "sources": [
             {"id": "dw", "department": "it", "kind": "database", "url": "duckdb:///dw.duckdb", "profile": False},
             {"id": "etl", "department": "it", "kind": "sql", "path": "day.sql", "reads_from": "dw"},
             {"id": "dbt", "department": "it", "kind": "dbt", "path": "manifest.json", "reads_from": "dw"},
             {"id": "ol", "department": "it", "kind": "openlineage", "path": "events.jsonl", "reads_from": "dw"},
             {"id": "log", "kind": "queries", "path": "log.csv", "reads_from": "dw", "timezone": "Asia/Shanghai"},
         ],
         "ownership": [{"users": "etl_*", "department": "it"}, {"users": "wang", "department": "mkt"},
                       {"tables": "mart.year", "department": "mkt"}, {"files": "nowhere/**", "department": "mkt"}]}
    )  # fmt: skip
    return collect(given, tmp_path, CLOCK)


def test_every_edge_leads_to_tables_of_the_database_and_says_who_told_it(found: Evidence) -> None:
    told = {(e.upstream, e.downstream, e.origin) for e in found.edges.itertuples()}
    assert told == {
        ("dw.ods.orders", "dw.mart.day", "sql"), ("dw.ods.orders", "dw.mart.day", "queries"),
        ("dw.mart.day", "dw.mart.week", "dbt"), ("dw.mart.week", "dw.mart.year", "openlineage"),
    }  # fmt: skip
    assert sorted(found.tables["table_id"]) == ["dw.mart.day", "dw.mart.week", "dw.mart.year", "dw.ods.orders"]
    assert found.edges["confidence"].eq(1.0).all()


def test_columns_are_traced_whoever_told_the_statement(found: Evidence) -> None:
    values = found.column_edges[found.column_edges["kind"] == "value"]
    traced = {(e.upstream_column, e.downstream, e.downstream_column) for e in values.itertuples()}
    assert {("amt", "dw.mart.day", "total"), ("total", "dw.mart.week", "total")} <= traced


def test_reads_runs_and_dates_come_from_the_log_and_departments_from_the_rules(found: Evidence) -> None:
    reads = {(r.table_id, r.department): r.reads for r in found.reads.itertuples()}
    assert reads["dw.mart.year", "mkt"] == 2
    assert ("dw.mart.week", "mkt") in reads
    tables = found.tables.set_index("table_id")
    assert tables.loc["dw.mart.year", "department"] == "mkt"
    assert tables.loc["dw.mart.year", "last_read"] == datetime(2026, 11, 25, 1, tzinfo=UTC)
    assert tables.loc["dw.mart.day", "last_written"] == datetime(2026, 11, 23, 17, tzinfo=UTC)
    runs = {(r.downstream, r.source): r.runs for r in found.runs.itertuples()}
    assert runs == {("dw.mart.day", "log"): 1, ("dw.mart.year", "ol"): 1}


def test_nobody_is_named_and_no_constant_is_kept(found: Evidence) -> None:
    everything = "".join(found[frame].to_csv() for frame in Evidence.__dataclass_fields__ if frame != "coverage")
    assert "wang" not in everything
    assert "etl_it" not in everything
    assert "Zhang" not in everything


def test_coverage_names_the_rule_that_fits_nothing(found: Evidence) -> None:
    rows = found.coverage.set_index("input")
    assert "nowhere/**" in rows.loc["ownership[3]", "why_en"]
    assert not rows.loc["ownership[3]", "available"]


def test_tables_of_the_log_that_no_source_has_are_said(found: Evidence) -> None:
    row = found.coverage.set_index("input").loc["log: unknown tables"]
    assert (row["available"], row["seen"]) == (False, 1)
    assert row["why_en"] == "In the log, but in no source that was read: mart.gone."
