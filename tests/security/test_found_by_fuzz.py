"""What the fuzz runs found, each as the smallest file that showed it."""

# ruff: noqa: E501, ISC004 - a case is read as one row
from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bombs
import pyarrow as pa
import pytest
from pyarrow import parquet

from benchmarks.fuzz.readers import READERS, outcome

MANIFEST = {"metadata": {"dbt_schema_version": "https://x/v12.json"}}
EVENT = {"eventTime": "2026-01-01T00:00:00Z"}


def _parquet_of_no_text() -> bytes:
    out = io.BytesIO()
    broken = pa.StringArray.from_buffers(
        1, pa.py_buffer(b"\x00\x00\x00\x00\x02\x00\x00\x00"), pa.py_buffer(b"\xff\xfe")
    )
    rest = {name: pa.array(["x"]) for name in ("column", "type")}
    parquet.write_table(pa.table({"table": broken, **rest}), out)
    return out.getvalue()


def _spoilt(part: str, content: bytes) -> bytes:
    return bombs.packed(bombs.plain_workbook(), {part: content})


CASES: dict[str, tuple[str, str, bytes | str, str]] = {
    "a form feed in YAML": ("engagement", "engagement.yaml", "client: \x0c", "is not valid YAML"),
    "a NUL in YAML": ("crosswalk", "x.yaml", "id: a\x00b", "is not valid YAML"),
    "a path that no file system takes": (
        "engagement", "engagement.yaml", f"client: {{zh: a, en: b}}\nsources: [{{id: s, kind: catalog, path: {'c' * 999}}}]\n", "s"),
    "a month 13": ("engagement", "engagement.yaml", "clock: 2026-13-01", "no date or number"),
    "a second 61": ("samm", "S.yml", "id: 2026-01-01T00:00:61Z", "no date or number"),
    "XML that is broken": ("catalog", "c.xlsx", _spoilt("xl/workbook.xml", b"<a b=>"), "is not an Excel workbook"),
    "tags that do not fit": ("catalog", "c.xlsx", _spoilt(bombs.SHEET, b"<a><b></a>"), "is not an Excel workbook"),
    "no workbook within": ("catalog", "c.xlsx", _spoilt("[Content_Types].xml", b"<Types/>"), "is not an Excel workbook"),
    "text that is none in Parquet": ("catalog", "c.parquet", _parquet_of_no_text(), "is not a whole Parquet file"),
    "a node that is a list": ("dbt", "manifest.json", json.dumps({**MANIFEST, "nodes": {"model.a": []}}), "an object"),
    "columns that are a list": (
        "dbt", "manifest.json", json.dumps({**MANIFEST, "nodes": {"a": {"columns": []}}}), "nodes.a.columns is a list"),
    "a node it depends on that is an object": (
        "dbt", "manifest.json", json.dumps({**MANIFEST, "nodes": {"a": {"depends_on": {"nodes": [{}]}}}}), "a text"),
    "facets that are a number": ("openlineage", "e.json", json.dumps([{**EVENT, "job": {"facets": 1}}]), "holds no query"),
    "an input that is nothing": (
        "openlineage", "e.jsonl", json.dumps({**EVENT, "job": {}, "inputs": [None]}) + "\n", "holds no query"),
    "half a character": (
        "openlineage", "e.jsonl", json.dumps({**EVENT, "job": {"name": "\ud800"}}) + "\n", "half of a character|no dbt"),
    "seconds with three points": (
        "queries", "slow.log", "# Time: 2026-01-01T10:00:00Z\n# User@Host: b[b] @ l []\n# Query_time: 2...0  Lock_time: 0\n"
        "SELECT * FROM t;\n", ""),
    "a group without a name": (
        "forms", "f.json", json.dumps({"pages": [{"x_dimension": None, "title": "t", "elements": [{"type": {}}]}]}), ""),
    "a number of four hundred digits": (
        "metrics", "d.csv", f"指标名称,公式,来源表\nA,SUM(a)*{'9' * 5000},o\nA,SUM(a)*1e999999999,o\n", ""),
    "an anchor twice": ("metrics", "d.yml", "metrics:\n- &x {name: A, expression: SUM(a)}\n- &x {name: B}\n- *x\n", ""),
    "a slide that is not there": (
        "template", "t.pptx", bombs.packed(bombs.plain_deck(), lacking="ppt/slideMasters/slideMaster1.xml"), "PowerPoint"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_is_read_or_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    import re

    reader, file, content, says = CASES[name]
    path = tmp_path / file
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    assert re.search(says, outcome(READERS[reader], path))


def _lost(log: Any) -> None:
    log["rows"] = {}


def _beyond(log: Any) -> None:
    for figure in log["figures"]:
        figure["row"] = 10_000


def _changed(place: int, value: object) -> Callable[[Any], None]:
    def change(log: Any) -> None:
        min(log["rows"].items())[1][0][0][place] = value

    return change


def _nobody(log: Any) -> None:
    min(log["rows"].items())[1].append([])


def _listed(log: Any) -> None:
    log["figures"][0]["n"] = [5]


@pytest.mark.parametrize("change", [_listed, _lost, _beyond, _changed(0, 1.5), _changed(3, float("inf")), _nobody])
def test_a_log_of_releases_that_nobody_wrote_so_is_a_sentence(change: Callable[[Any], None], tmp_path: Path) -> None:
    log = json.loads(READERS["release log"].files()["log.json"])
    change(log)
    path = tmp_path / "log.json"
    path.write_text(json.dumps(log), "utf-8")
    assert "has a log of releases that cannot be read" in outcome(READERS["release log"], path)
