"""OpenLineage events as evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assess.collect.lineage.collected import with_columns
from assess.collect.openlineage.events import read_events
from assess.collect.resolve import resolve_names
from assess.model.errors import BadInput
from assess.model.evidence import Evidence


def event(kind: str, at: str, run: str = "r1", **more: Any) -> dict[str, Any]:
    return {"eventType": kind, "eventTime": at, "producer": "p", "schemaURL": "s", "run": {"runId": run},
            "job": {"namespace": "airflow", "name": "etl.day"}, "inputs": [], "outputs": [], **more}  # fmt: skip


INPUT = {"namespace": "postgres://db", "name": "shop.public.orders", "facets": {
    "schema": {"fields": [{"name": "id", "type": "int"}, {"name": "amt", "type": "numeric"}]},
    "ownership": {"owners": [{"name": "Sales data"}]}}}  # fmt: skip
OUTPUT = {"namespace": "postgres://db", "name": "shop.mart.day", "facets": {
    "lifecycleStateChange": {"lifecycleStateChange": "OVERWRITE"}, "columnLineage": {
    "fields": {"total": {"inputFields": [{"namespace": "postgres://db", "name": "shop.public.orders", "field": "amt",
                                          "transformations": [{"type": "DIRECT", "subtype": "AGGREGATION"}]}]}},
    "dataset": [{"namespace": "postgres://db", "name": "shop.public.orders", "field": "id",
                 "transformations": [{"type": "INDIRECT", "subtype": "GROUP_BY"}]}]}},
    "outputFacets": {"outputStatistics": {"rowCount": 7, "size": 700}}}  # fmt: skip
EVENTS = [
    event("START", "2026-11-20T01:00:00Z"),
    event("COMPLETE", "2026-11-20T01:01:30Z", inputs=[INPUT], outputs=[OUTPUT]),
    event("START", "2026-11-21T01:00:00Z", "r2"),
    event("COMPLETE", "2026-11-21T01:00:30Z", "r2", inputs=[INPUT], outputs=[OUTPUT]),
]


@pytest.mark.parametrize("form", ["lines", "array"])
def test_jobs_columns_runs_and_tables(tmp_path: Path, form: str) -> None:
    text = json.dumps(EVENTS) if form == "array" else "\n".join(map(json.dumps, EVENTS))
    (tmp_path / "events.json").write_text(text)
    found = read_events([tmp_path / "events.json"], source="ol", department="bi", root=tmp_path)
    (edge,) = found.edges.to_dict("records")
    assert (edge["upstream"], edge["downstream"], edge["origin"]) == (
        "shop.public.orders",
        "shop.mart.day",
        "openlineage",
    )
    assert {(r.upstream_column, r.downstream_column, r.kind) for r in found.column_edges.itertuples()} == {
        ("amt", "total", "value"), ("id", "", "group")
    }  # fmt: skip
    (run,) = found.runs.to_dict("records")
    assert (run["runs"], run["seconds"], str(run["last_run"])) == (2, 120.0, "2026-11-21 01:00:30+00:00")
    tables = found.tables.set_index("name")
    assert tables.loc["orders", "owner"] == "Sales data"
    assert (tables.loc["day", "rows"], tables.loc["day", "bytes"]) == (7, 700)
    assert list(found.columns["name"]) == ["id", "amt"]
    assert list(found.statements["level"]) == ["column"]


def test_a_renamed_table_keeps_its_lineage_and_a_dropped_one_is_gone(tmp_path: Path) -> None:
    def change(what: str, **more: Any) -> dict[str, Any]:
        return {"lifecycleStateChange": {"lifecycleStateChange": what, **more}}

    draft = {"namespace": "n", "name": "s.day_new"}
    final = {"namespace": "n", "name": "s.day", "facets": change("RENAME", previousIdentifier={"name": "s.day_new"})}
    gone = {"namespace": "n", "name": "s.old", "facets": change("DROP")}
    events = [event("COMPLETE", "2026-11-20T01:00:00Z", inputs=[{"namespace": "n", "name": "s.a"}], outputs=[draft]),
              {"eventTime": "2026-11-20T01:00:01Z", "schemaURL": "s", "dataset": final},
              {"eventTime": "2026-11-20T01:00:01Z", "schemaURL": "s", "dataset": gone}]  # fmt: skip
    (tmp_path / "e.json").write_text(json.dumps(events))
    found = read_events([tmp_path / "e.json"], root=tmp_path)
    assert set(zip(found.edges["upstream"], found.edges["downstream"], strict=True)) == {("s.a", "s.day")}
    assert sorted(found.tables["name"]) == ["a", "day"]
    assert found.statements["level"].iloc[0] == "table"
    assert "columnLineage" in found.statements["reason"].iloc[0]


def test_what_is_no_event_is_said(tmp_path: Path) -> None:
    (tmp_path / "e.json").write_text('{"a": 1}')
    with pytest.raises(BadInput, match="holds no OpenLineage event"):
        read_events([tmp_path / "e.json"], root=tmp_path)
    (tmp_path / "e.json").write_text('{"a": 1}\n{broken')
    with pytest.raises(BadInput, match=r"e\.json:2"):
        read_events([tmp_path / "e.json"], root=tmp_path)


def dataset(name: str, namespace: str = "postgres://db:5432", **more: Any) -> dict[str, Any]:
    return {"namespace": namespace, "name": name, **more}


def read(folder: Path, *events: dict[str, Any], **more: Any) -> Evidence:
    (folder / "e.jsonl").write_text("\n".join(map(json.dumps, events)))
    return read_events([folder / "e.jsonl"], source="ol", root=folder, **more)


def edges(found: Evidence) -> set[tuple[str, str]]:
    return set(zip(found.edges["upstream"], found.edges["downstream"], strict=True))


def test_runs_of_one_job_that_write_different_tables_are_not_crossed(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        event("START", "2026-11-20T01:00:00Z", "1", inputs=[dataset("s.a")]),
        event("COMPLETE", "2026-11-20T01:00:01Z", "1", outputs=[dataset("s.x")]),
        event("COMPLETE", "2026-11-20T01:00:02Z", "2", inputs=[dataset("s.b")], outputs=[dataset("s.y")]),
    )
    assert edges(found) == {("s.a", "s.x"), ("s.b", "s.y")}
    assert found.runs.set_index("downstream")["runs"].to_dict() == {"s.x": 1, "s.y": 1}


def test_a_run_that_writes_several_tables_takes_their_sources_from_their_columns(tmp_path: Path) -> None:
    def traced(name: str, source: str) -> dict[str, Any]:
        fields = {"c": {"inputFields": [{**dataset(source), "field": "c"}]}}
        return dataset(name, facets={"columnLineage": {"fields": fields}})

    both = [dataset("s.a"), dataset("s.b")]
    outputs = [traced("s.x", "s.a"), traced("s.y", "s.b")]
    found = read(tmp_path, event("COMPLETE", "2026-11-20T01:00:01Z", inputs=both, outputs=outputs))
    assert edges(found) == {("s.a", "s.x"), ("s.b", "s.y")}


def test_a_path_stands_under_the_table_that_it_is_the_store_of(tmp_path: Path) -> None:
    link = {"symlinks": {"identifiers": [{"namespace": "hive://meta", "name": "dw.orders", "type": "TABLE"}]}}
    stored = dataset("wh/dw/orders", "s3://lake", facets=link)
    plain = dataset("raw/orders.parquet", "s3://lake")
    fields = {"c": {"inputFields": [{"namespace": "s3://lake", "name": "wh/dw/orders", "field": "k"}]}}
    made = dataset("dw.day", "hive://meta", facets={"columnLineage": {"fields": fields}})
    found = read(tmp_path, event("COMPLETE", "2026-11-20T01:00:01Z", "1", inputs=[plain], outputs=[stored]),
                 event("COMPLETE", "2026-11-20T01:00:01Z", "2", job={"namespace": "n", "name": "two"},
                       inputs=[stored], outputs=[made]))  # fmt: skip
    assert edges(found) == {("s3://lake/raw/orders.parquet", "dw.orders"), ("dw.orders", "dw.day")}
    assert found.column_edges["upstream"].tolist() == ["dw.orders"]
    assert found.tables["table_id"].tolist() == ["ol.dw.day", "ol.dw.orders", "s3://lake/raw/orders.parquet"]
    assert found.tables["engine"].tolist() == ["hive", "hive", ""]


def test_the_same_name_on_two_servers_is_two_tables(tmp_path: Path) -> None:
    found = read(tmp_path, event("COMPLETE", "2026-11-20T01:00:01Z", inputs=[dataset("app.public.users")],
                                 outputs=[dataset("app.public.users", "postgres://other:5432")]))  # fmt: skip
    assert edges(found) == {("db.app.public.users", "other.app.public.users")}


def test_rows_written_are_the_table_only_where_it_was_written_over(tmp_path: Path) -> None:
    written = {"outputFacets": {"outputStatistics": {"rowCount": 5, "size": 50}}}
    over = {"facets": {"lifecycleStateChange": {"lifecycleStateChange": "OVERWRITE"}}}
    quality = {"inputFacets": {"dataQualityMetrics": {"rowCount": 9, "bytes": 90}}}
    outputs = [dataset("s.more", **written), dataset("s.all", **written, **over)]
    found = read(
        tmp_path, event("COMPLETE", "2026-11-20T01:00:01Z", inputs=[dataset("s.in", **quality)], outputs=outputs)
    )
    rows = found.tables.set_index("name")["rows"]
    assert (rows["in"], rows["all"], pd.isna(rows["more"])) == (9, 5, True)


def test_the_text_of_a_job_without_columns_is_there_to_be_traced(tmp_path: Path) -> None:
    job = {"namespace": "n", "name": "j", "facets": {"sql": {"query": "INSERT INTO mart.day SELECT id FROM raw.o"}}}
    found = read(tmp_path, event("COMPLETE", "2026-11-20T01:00:01Z", job=job, inputs=[dataset("wh.raw.o")],
                                 outputs=[dataset("wh.mart.day")]))  # fmt: skip
    traced = with_columns(resolve_names(found, {}))
    assert traced.statements["level"].tolist() == ["column"]
    columns = ["upstream", "upstream_column", "downstream", "downstream_column"]
    assert traced.column_edges[columns].values.tolist() == [["ol.wh.raw.o", "id", "ol.wh.mart.day", "id"]]


def test_a_job_that_writes_nothing_is_a_reader(tmp_path: Path) -> None:
    found = read(tmp_path, event("START", "2026-11-20T01:00:00Z", inputs=[dataset("s.a")]),
                 event("COMPLETE", "2026-11-20T01:00:05Z"), event("FAIL", "2026-11-21T01:00:05Z", "r9"),
                 department="bi")  # fmt: skip
    assert found.statements.empty
    (row,) = found.reads.to_dict("records")
    assert (row["table_id"], row["department"], row["reads"], row["seconds"]) == ("s.a", "bi", 1, 5.0)


def test_a_run_that_failed_is_none_and_what_it_scanned_does_not_count(tmp_path: Path) -> None:
    def scanned(size: int) -> dict[str, Any]:
        return dataset("s.a", inputFacets={"inputStatistics": {"size": size}})

    found = read(
        tmp_path,
        event("COMPLETE", "2026-11-20T01:00:05Z", "1", inputs=[scanned(10)], outputs=[dataset("s.b")]),
        event("FAIL", "2026-11-21T01:00:05Z", "2", inputs=[scanned(1000)], outputs=[dataset("s.b")]),
    )
    (run,) = found.runs.to_dict("records")
    assert (run["runs"], run["bytes"]) == (1, 10)
    assert pd.isna(run["seconds"])
