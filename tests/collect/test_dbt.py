"""dbt projects by their artifacts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assess.collect.dbt.project import read_dbt
from assess.collect.lineage.as_json import lineage_of
from assess.collect.lineage.collected import with_columns
from assess.collect.resolve import resolve_names
from assess.collect.run import collect
from assess.model.engagement import Engagement
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


def model(name: str, sql: str | None = None, above: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """A model as dbt 1.9 writes it."""
    return {
        "resource_type": "model", "name": name, "alias": name, "database": "wh", "schema": "mart",
        "package_name": "shop", "original_file_path": f"models/{name}.sql", "language": "sql",
        "depends_on": {"nodes": list(above)},
        "config": {"materialized": "table"}, "columns": {}, "relation_name": f'"wh"."mart"."{name}"',
        **({"compiled_code": sql} if sql else {}), **more,
    }  # fmt: skip


def project(folder: Path, *models: dict[str, Any], **more: Any) -> Path:
    """A manifest.json in `folder` of these models, the id of each being model.<package>.<name>."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes = {f"{m['resource_type']}.{m['package_name']}.{m['name']}": m for m in models}
    metadata = {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json", "adapter_type": "postgres",
                "project_name": "shop"}  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps({"metadata": metadata, "nodes": nodes, **more}))
    return folder / "manifest.json"


def test_two_projects_with_files_of_the_same_names_lose_nothing(tmp_path: Path) -> None:
    one = project(tmp_path / "crm", model("a", "select * from wh.raw.x"))
    two = project(tmp_path / "erp" / "target", model("a", "select * from wh.raw.y", schema="erp",
                                                     relation_name='"wh"."erp"."a"'))  # fmt: skip
    found = read_dbt([one, two], source="dbt", root=tmp_path)
    assert set(found.statements["statement_id"]) == {"crm/models/a.sql:1", "erp/models/a.sql:1"}


def test_models_of_packages_and_several_snapshots_in_a_file_have_statements_of_their_own(tmp_path: Path) -> None:
    file = {"resource_type": "snapshot", "original_file_path": "snapshots/all.sql"}
    path = project(
        tmp_path, model("a", "select * from wh.raw.x"),
        model("a", "select * from wh.raw.y", package_name="kit", relation_name='"wh"."kit"."a"'),
        model("s1", "select * from wh.mart.a", **file), model("s2", "select * from wh.mart.a", **file),
    )  # fmt: skip
    found = read_dbt([path], source="dbt", root=tmp_path)
    assert sorted(found.statements["statement_id"]) == [
        "dbt_packages/kit/models/a.sql:1", "models/a.sql:1", "snapshots/all.sql:1", "snapshots/all.sql:1#2",
    ]  # fmt: skip


def test_a_report_that_reads_a_model_is_a_reader_whom_nobody_counted(tmp_path: Path) -> None:
    exposure = {"name": "board", "label": "Sales board", "type": "dashboard", "original_file_path": "models/e.yml",
                "owner": {"name": "Zhang San", "email": "zhang@example.com"}, "meta": {"department": "sales"},
                "depends_on": {"nodes": ["model.shop.a"]}}  # fmt: skip
    path = project(tmp_path, model("a", "select * from wh.raw.x"), exposures={"exposure.shop.board": exposure})
    found = read_dbt([path], source="dbt", department="bi", root=tmp_path)
    (row,) = found.reads.to_dict("records")
    assert (row["table_id"], row["department"]) == ("wh.mart.a", "sales")
    assert found.reads[["reads", "last_read"]].isna().all(axis=None)
    assert "Zhang" not in "".join(found[frame].to_csv() for frame in Evidence.__dataclass_fields__)


def test_a_model_in_python_is_traced_to_tables_and_its_code_is_not_taken_for_sql(tmp_path: Path) -> None:
    code = "def model(dbt, session):\n    return dbt.ref('a')\n"
    path = project(
        tmp_path, model("a", "select * from wh.raw.x"), model("p", code, ("model.shop.a",), language="python")
    )
    found = read_dbt([path], root=tmp_path)
    row = found.statements.set_index("target").loc["wh.mart.p"]
    assert (row["level"], row["sql"], row["confidence"]) == ("table", "", 0.9)
    assert "Python" in row["reason"]
    assert "1 of 2 are written in Python" in found.coverage["why_en"].iloc[0]


def test_what_depends_on_tells_beyond_the_sql_is_kept(tmp_path: Path) -> None:
    path = project(tmp_path, model("a", "select 1 as x from wh.raw.x"), model("b", "select 1 as x from wh.raw.x"),
                   model("c", "select * from wh.mart.a", ("model.shop.a", "model.shop.b")))  # fmt: skip
    edges = read_dbt([path], root=tmp_path).edges.set_index(["upstream", "downstream"])["confidence"]
    assert edges[("wh.mart.a", "wh.mart.c")] == 1.0
    assert edges[("wh.mart.b", "wh.mart.c")] == 0.9


def test_a_manifest_newer_than_is_known_is_read_and_said_to_be(tmp_path: Path) -> None:
    path = project(tmp_path, model("a", "select * from wh.raw.x"))
    path.write_text(path.read_text().replace("v12.json", "v20.json"))
    found = read_dbt([path], root=tmp_path)
    assert len(found.edges) == 1
    assert "schema v20, newer than is known" in found.coverage["why_en"].iloc[0]


def test_the_catalog_tells_volumes(tmp_path: Path) -> None:
    path = project(tmp_path, model("a", "select * from wh.raw.x"))
    catalog = {"nodes": {"model.shop.a": {
        "metadata": {"type": "BASE TABLE", "comment": "By the engine"},
        "columns": {"X": {"name": "X", "index": 1, "type": "int", "comment": None}},
        "stats": {"num_rows": {"value": 12.0}, "num_bytes": {"value": 3400}, "has_stats": {"value": True}},
    }}}  # fmt: skip
    (tmp_path / "catalog.json").write_text(json.dumps(catalog))
    (row,) = read_dbt([path], root=tmp_path).tables.to_dict("records")
    assert (row["rows"], row["bytes"], row["volume_from"], row["comment"]) == (12, 3400, "statistics", "By the engine")


def test_an_engagement_puts_dbt_and_the_live_database_together(tmp_path: Path, run: Any) -> None:
    run(f"sqlite:///{tmp_path / 'wh.db'}", "CREATE TABLE a (x integer, y text)", "INSERT INTO a VALUES (1, 'b')")
    project(
        tmp_path / "dbt",
        model("a", "select x, y from raw_x", columns={"x": {"name": "x", "description": "How many"}},
              relation_name='"a"', description="All of it"),
        model("b", "select x from a", columns={"x": {"name": "x", "description": "Again"}}, relation_name='"b"'),
    )  # fmt: skip
    given = Engagement.model_validate(
        {"client": {"zh": "云岭"}, "departments": [{"id": d, "name": {"zh": d}} for d in ("it", "bi")],
         "sources": [{"id": "wh", "department": "it", "kind": "database", "url": "sqlite:///wh.db", "profile": False},
                     {"id": "models", "department": "it", "kind": "dbt", "path": "dbt/manifest.json",
                      "reads_from": "wh"}],
         "ownership": [{"files": "dbt/models/b.sql", "department": "bi"}]}
    )  # fmt: skip
    found = collect(given, tmp_path, datetime(2026, 11, 25, tzinfo=UTC))
    tables = found.tables.set_index("table_id")
    assert sorted(tables.index) == ["wh.a", "wh.b"]
    assert (tables.loc["wh.a", "comment"], tables.loc["wh.b", "department"]) == ("All of it", "bi")
    columns = found.columns[["table_id", "name", "comment"]].values.tolist()
    assert columns == [["wh.a", "x", "How many"], ["wh.a", "y", ""]]
    assert ["wh.a", "wh.b"] in found.edges[["upstream", "downstream"]].values.tolist()
    assert set(found.statements["department"]) == {"it", "bi"}
