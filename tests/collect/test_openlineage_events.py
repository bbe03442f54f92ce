"""OpenLineage events as evidence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assess.collect.openlineage.events import read_events
from assess.model.errors import BadInput


def event(kind: str, at: str, run: str = "r1", **more: Any) -> dict[str, Any]:
    return {"eventType": kind, "eventTime": at, "producer": "p", "schemaURL": "s", "run": {"runId": run},
            "job": {"namespace": "airflow", "name": "etl.day"}, "inputs": [], "outputs": [], **more}  # fmt: skip


INPUT = {"namespace": "postgres://db", "name": "shop.public.orders", "facets": {
    "schema": {"fields": [{"name": "id", "type": "int"}, {"name": "amt", "type": "numeric"}]},
    "ownership": {"owners": [{"name": "Sales data"}]}}}  # fmt: skip
OUTPUT = {"namespace": "postgres://db", "name": "shop.mart.day", "facets": {"columnLineage": {
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
