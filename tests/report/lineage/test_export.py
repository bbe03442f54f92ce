"""What another program reads back is what was collected."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import networkx as nx
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from assess.cli import app
from assess.model.errors import BadInput
from assess.model.evidence import Evidence
from assess.model.evidence_schema import SCHEMA
from assess.report.lineage.export import export_lineage
from assess.report.lineage.export.graphml import exported
from assess.store.evidence_file import save_evidence
from tests.report.lineage.openlineage_schema import JOB_EVENT

CLOCK = datetime(2026, 11, 22, 9, tzinfo=UTC)
ODD = 'odd "name", 订单\n<&>'


@pytest.fixture
def evidence() -> Evidence:
    """Two scripts, one of a department unknown, names with quotes and a line break, a table no catalogue has."""
    return Evidence.of(
        {
            "tables": [
                {"table_id": "shop.dw.orders", "department": "sales", "source": "shop", "schema": "dw",
                 "name": "orders", "kind": "table", "engine": "hive",
                 "owner": "王芳", "rows": 2**53 + 1, "bytes": 10**13,
                 "created": datetime(2020, 1, 2, 3, 4, 5, 600000, tzinfo=UTC)},
                {"table_id": f"shop.{ODD}", "department": "finance", "source": "shop", "name": ODD,
                 "comment": "a,b\n”c“"},
            ],
            "columns": [
                {"table_id": "shop.dw.orders", "position": 2, "name": "paid", "type": "decimal(18,2)"},
                {"table_id": "shop.dw.orders", "position": 1, "name": "id", "type": "bigint", "comment": "编号"},
            ],
            "statements": [
                {"statement_id": "a.sql:1", "department": "finance", "source": "sql", "file": "a.sql", "line": 1,
                 "dialect": "hive", "kind": "INSERT", "target": f"shop.{ODD}", "sql": "INSERT INTO x SELECT 1"},
            ],
            "edges": [
                {"upstream": "shop.dw.orders", "downstream": f"shop.{ODD}", "department": "finance",
                 "statement_id": "a.sql:1", "file": "a.sql", "line": 1, "origin": "sql", "confidence": 0.9},
                {"upstream": "nowhere", "downstream": f"shop.{ODD}", "department": "finance",
                 "statement_id": "a.sql:1", "file": "a.sql", "line": 1, "origin": "sql", "confidence": 0.5},
                {"upstream": "shop.dw.orders", "downstream": f"shop.{ODD}", "department": "",
                 "statement_id": "job:7", "file": "log", "line": None, "origin": "queries", "confidence": None},
            ],
            "column_edges": [
                {"upstream": "shop.dw.orders", "upstream_column": "paid", "downstream": f"shop.{ODD}",
                 "downstream_column": "amount", "kind": "value", "statement_id": "a.sql:1"},
                {"upstream": "shop.dw.orders", "upstream_column": "id", "downstream": f"shop.{ODD}",
                 "downstream_column": "", "kind": "filter", "statement_id": "a.sql:1"},
                {"upstream": "nowhere", "upstream_column": "*", "downstream": f"shop.{ODD}",
                 "downstream_column": "*", "kind": "value", "statement_id": "a.sql:1"},
            ],
        }
    )  # fmt: skip


def read_back(name: str, text: str) -> pd.DataFrame:
    """A CSV of the export as a frame of the evidence."""
    raw = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    kinds = {column: dtype for column, dtype, _ in SCHEMA[name][1]}
    for column, dtype in kinds.items():
        if dtype in ("Int64", "Float64"):
            raw[column] = pd.to_numeric(raw[column].replace("", None)).astype(dtype)
        elif dtype != "string":
            raw[column] = raw[column].replace("", None)
    return Evidence.of({name: raw})[name]


def test_csv_read_back_equals_the_evidence(evidence: Evidence, tmp_path: Path) -> None:
    _, written = export_lineage(evidence, "csv", tmp_path / "out", CLOCK)
    assert [path.name for path in written] == ["tables.csv", "edges.csv", "column_edges.csv"]
    for path in written:
        assert_frame_equal(read_back(path.stem, path.read_bytes().decode()), evidence[path.stem])


def test_graphml_read_back_equals_the_graph(evidence: Evidence, tmp_path: Path) -> None:
    export_lineage(evidence, "graphml", tmp_path / "lineage.graphml", CLOCK)
    back, given = nx.read_graphml(tmp_path / "lineage.graphml"), exported(evidence)
    assert dict(back.nodes(data=True)) == dict(given.nodes(data=True))
    assert {(a, b): data for a, b, data in back.edges(data=True)} == {
        (a, b): data for a, b, data in given.edges(data=True)
    }
    node = back.nodes["shop.dw.orders"]
    assert (node["bytes"], node["known"], node["owner"]) == (10**13, True, "王芳")
    edge = back.edges["shop.dw.orders", f"shop.{ODD}"]
    assert (json.loads(edge["origins"]), edge["count"], edge["confidence"]) == (["queries", "sql"], 2, 0.9)


def test_graphml_states_types_and_booleans_as_xml_does(evidence: Evidence, tmp_path: Path) -> None:
    export_lineage(evidence, "graphml", tmp_path / "lineage.graphml", CLOCK)
    text = (tmp_path / "lineage.graphml").read_text(encoding="utf-8")
    for name, kind in (("known", "boolean"), ("bytes", "long"), ("confidence", "double"), ("owner", "string")):
        assert f'attr.name="{name}" attr.type="{kind}"' in text
    assert ">true<" in text
    assert "True" not in text


def events(evidence: Evidence, path: Path) -> list[dict[str, Any]]:
    export_lineage(evidence, "openlineage", path, CLOCK)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_openlineage_event_is_valid_and_none_invents_a_run(evidence: Evidence, tmp_path: Path) -> None:
    check = jsonschema.Draft202012Validator(JOB_EVENT)
    found = events(evidence, tmp_path / "lineage.jsonl")
    assert len(found) == 2
    for event in found:
        check.validate(event)
    with pytest.raises(jsonschema.ValidationError):
        check.validate({**found[0], "job": {"name": "no namespace"}})


def test_openlineage_gives_back_every_dependency_with_its_columns(evidence: Evidence, tmp_path: Path) -> None:
    found = events(evidence, tmp_path / "lineage.jsonl")
    table = {
        ("shop", "dw.orders"): "shop.dw.orders",
        ("shop", ODD): f"shop.{ODD}",
        ("unresolved", "nowhere"): "nowhere",
    }
    told = {
        (table[(i["namespace"], i["name"])], table[(o["namespace"], o["name"])], event["job"]["name"])
        for event in found for i in event["inputs"] for o in event["outputs"]
    }  # fmt: skip
    edges = evidence.edges
    assert told == set(zip(edges.upstream, edges.downstream, edges.statement_id, strict=True))
    facets = found[0]["outputs"][0]["facets"]["columnLineage"]
    (amount,) = facets["fields"]["amount"]["inputFields"]
    assert (amount["name"], amount["field"]) == ("dw.orders", "paid")
    assert amount["transformations"] == [{"type": "DIRECT", "masking": False}]
    assert facets["dataset"][0]["transformations"][0]["subtype"] == "FILTER"
    orders = next(i for i in found[0]["inputs"] if i["name"] == "dw.orders")["facets"]
    assert [field["name"] for field in orders["schema"]["fields"]] == ["id", "paid"]
    assert {owner["name"] for owner in orders["ownership"]["owners"]} == {"owner:王芳", "department:sales"}


def test_what_openlineage_cannot_say_is_counted(evidence: Evidence, tmp_path: Path) -> None:
    made, _ = export_lineage(evidence, "openlineage", tmp_path / "lineage.jsonl", CLOCK)
    assert made.counts == {"events": 2, "edges": 3, "column_edges": 2}
    assert made.left_out[0].startswith("Left out: 1 of 3 column dependencies")


@pytest.mark.parametrize(
    ("form", "out", "told"),
    [
        ("graphm", "x", 'Did you mean "graphml"?'),
        ("csv", "file", "is a file; name a folder for csv."),
        ("graphml", "folder", "is a folder; name a file for graphml."),
    ],
)
def test_a_wrong_format_or_place_is_one_sentence(
    evidence: Evidence, tmp_path: Path, form: str, out: str, told: str
) -> None:
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    with pytest.raises(BadInput, match=r"^[^\n]+$") as raised:
        export_lineage(evidence, form, tmp_path / out, CLOCK)
    assert told in str(raised.value)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"


def test_without_a_dependency_there_is_nothing_to_export(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no dependency"):
        export_lineage(Evidence.of(), "csv", tmp_path / "out", CLOCK)
    assert not (tmp_path / "out").exists()


def test_the_command_writes_beside_the_engagement_and_says_where(evidence: Evidence, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    save_evidence(tmp_path, evidence)
    done = CliRunner().invoke(app, ["lineage-export", str(tmp_path), "--json", "--clock", "2026-11-22T09:00:00Z"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {
        "files": [str(tmp_path / "lineage.graphml")], "counts": {"tables": 3, "edges": 2}, "left_out": [],
    }  # fmt: skip
    assert (tmp_path / "lineage.graphml").is_file()
