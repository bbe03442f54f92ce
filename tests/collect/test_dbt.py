"""dbt projects by their artifacts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assess.collect.dbt.project import read_dbt
from assess.collect.lineage.as_json import lineage_of
from assess.collect.lineage.collected import with_columns
from assess.collect.resolve import resolve_names
from assess.model.errors import BadInput
from assess.model.evidence import Evidence


def manifest(version: int, code: bool = True) -> dict[str, Any]:
    """A project of one source, an ephemeral model and two models, as that version writes it."""
    field = "compiled_code" if version >= 7 else "compiled_sql"

    def model(name: str, sql: str, above: list[str], **more: Any) -> dict[str, Any]:
        return {
            "resource_type": "model", "name": name, "alias": name, "database": "wh", "schema": "mart",
            "original_file_path": f"models/{name}.sql", "depends_on": {"nodes": above},
            "config": {"materialized": "table"}, "columns": {}, "relation_name": f'"wh"."mart"."{name}"',
            **({field: sql} if code else {}), **more,
        }  # fmt: skip

    nodes = {
        "model.shop.clean": model("clean", "select id, amt * 2 as amount from wh.raw.orders",
                                  ["source.shop.raw.orders"],
                                  config={"materialized": "ephemeral"}, relation_name=None),
        "model.shop.day": model(
            "day", "with __dbt__cte__clean as (select id, amt * 2 as amount from wh.raw.orders) "
                   "select id, sum(amount) as total from __dbt__cte__clean group by 1",
            ["model.shop.clean"], meta={"owner": "Finance data"}, description="Per order",
        ),
        "model.shop.board": model("board", 'select * from "wh"."mart"."day"', ["model.shop.day"]),
        "test.shop.x": {"resource_type": "test", "name": "x", "depends_on": {"nodes": []}},
    }  # fmt: skip
    source = {"resource_type": "source", "name": "orders", "identifier": "orders", "database": "wh", "schema": "raw",
              "relation_name": '"wh"."raw"."orders"', "columns": {}}  # fmt: skip
    schema = f"https://schemas.getdbt.com/dbt/manifest/v{version}.json"
    return {"metadata": {"dbt_schema_version": schema, "adapter_type": "postgres"}, "nodes": nodes,
            "sources": {"source.shop.raw.orders": source}}  # fmt: skip


CATALOG = {
    "nodes": {},
    "sources": {"source.shop.raw.orders": {"columns": {
        "amt": {"name": "amt", "index": 2, "type": "numeric", "comment": None},
        "id": {"name": "id", "index": 1, "type": "integer", "comment": "key"},
    }}},
}  # fmt: skip
RUNS = {"results": [{"unique_id": "model.shop.day", "status": "success", "execution_time": 12.5,
                     "timing": [{"name": "execute", "completed_at": "2026-11-20T01:00:00Z"}],
                     "adapter_response": {"bytes_processed": 1000}}]}  # fmt: skip


def laid(folder: Path, **files: Any) -> Path:
    (folder / "target").mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / "target" / f"{name}.json").write_text(json.dumps(data))
    return folder / "target" / "manifest.json"


def read(path: Path, folder: Path) -> Evidence:
    found = read_dbt([path], source="dbt", keeps="wh_prod", department="bi", root=folder)
    return with_columns(resolve_names(found, {"dbt": "wh_prod"}), {"dbt": "wh_prod"})


@pytest.mark.parametrize("version", range(4, 13))
def test_a_manifest_of_every_version_gives_the_same_lineage(tmp_path: Path, version: int) -> None:
    found = read(laid(tmp_path, manifest=manifest(version), catalog=CATALOG), tmp_path)
    edges = set(zip(found.edges["upstream"], found.edges["downstream"], strict=True))
    assert edges == {("wh_prod.wh.raw.orders", "wh_prod.wh.mart.day"), ("wh_prod.wh.mart.day", "wh_prod.wh.mart.board")}
    values = {(r.upstream_column, r.downstream, r.downstream_column) for r in found.column_edges.itertuples()
              if r.kind == "value"}  # fmt: skip
    assert values == {("id", "wh_prod.wh.mart.day", "id"), ("amt", "wh_prod.wh.mart.day", "total"),
                      ("id", "wh_prod.wh.mart.board", "id"), ("total", "wh_prod.wh.mart.board", "total")}  # fmt: skip
    assert set(found.statements["level"]) == {"column"}
    assert set(found.edges["origin"]) == {"dbt"}


def test_owners_descriptions_types_and_runs_come_with_it(tmp_path: Path) -> None:
    path = laid(tmp_path, manifest=manifest(12), catalog=CATALOG, run_results=RUNS)
    found = read(path, tmp_path)
    day = found.tables.set_index("name").loc["day"]
    assert (day["owner"], day["comment"], day["kind"]) == ("Finance data", "Per order", "table")
    assert list(found.columns["type"]) == ["integer", "numeric"]
    (run,) = found.runs.to_dict("records")
    assert (run["downstream"], run["seconds"], run["bytes"], run["runs"]) == ("wh_prod.wh.mart.day", 12.5, 1000, 1)
    assert run["statement_id"] in set(found.statements["statement_id"])


def test_a_manifest_without_compiled_code_is_traced_to_tables_and_says_so(tmp_path: Path) -> None:
    found = read(laid(tmp_path, manifest=manifest(12, code=False)), tmp_path)
    assert set(found.edges["confidence"]) == {0.9}
    assert len(found.edges) == 2
    assert set(found.statements["level"]) == {"table"}
    assert "dbt compile" in found.statements["reason"].iloc[0]
    told = found.coverage[found.coverage["kind"] == "dbt"]["why_en"].iloc[0]
    assert "2 of 2 have no compiled code" in told
    assert "dbt docs generate" in told


def test_what_is_no_manifest_is_said(tmp_path: Path) -> None:
    old = manifest(12)
    old["metadata"]["dbt_schema_version"] = "https://schemas.getdbt.com/dbt/manifest/v3.json"
    with pytest.raises(BadInput, match=r"schema v3; v4 to v12 are read"):
        read(laid(tmp_path, manifest=old), tmp_path)
    with pytest.raises(BadInput, match="is no dbt manifest"):
        read(laid(tmp_path, manifest={"a": 1}), tmp_path)
    (tmp_path / "target" / "manifest.json").write_text("{")
    with pytest.raises(BadInput, match="is not valid JSON"):
        read(tmp_path / "target" / "manifest.json", tmp_path)


def test_the_command_reads_a_manifest_and_sql_together(tmp_path: Path) -> None:
    path = laid(tmp_path, manifest=manifest(12), catalog=CATALOG)
    (tmp_path / "more.sql").write_text("CREATE TABLE wh.mart.copy AS SELECT * FROM wh.mart.day")
    found = lineage_of([path, path.with_name("catalog.json"), tmp_path / "more.sql"], "postgres", root=tmp_path)
    by_target = {s["target"]: s for s in found["statements"]}
    assert {
        "source": by_target["wh.mart.day"]["columns"][1]["sources"][0],
        "target": by_target["wh.mart.day"]["columns"][1]["target"],
    } == {"source": "wh.raw.orders.amt", "target": "wh.mart.day.total"}
    assert found["coverage"]["share"]["column"] > 60
    assert {(e["upstream"], e["downstream"]) for e in found["edges"]} >= {("wh.raw.orders", "wh.mart.day")}
