"""What profiling would cost is said before it is done, from catalogues alone, and nothing is written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assess.checkup import collect_stage
from assess.collect.preview import SourcePreview, preview
from assess.store.engagement_file import load_engagement

YAML = """client: {{en: A shop}}
departments:
  - {{id: sales, name: {{en: Sales}}}}
sources:
  - {{id: shop, department: sales, kind: database, url: 'duckdb:///shop.duckdb'{more}}}
  - {{id: wms, department: sales, kind: database, url: '{server}', schemas: [wms]}}
"""


@pytest.fixture
def folder(tmp_path: Path, postgres_url: str, run: Any) -> Path:
    """An engagement of a DuckDB file and a PostgreSQL."""
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as db:
        db.execute("CREATE TABLE small AS SELECT i AS id, 'v' || i AS note, [i] AS list FROM range(1000) r(i)")
        db.execute("CREATE TABLE large (a int, b int, amount decimal(9,2), PRIMARY KEY (a, b))")
        db.execute("INSERT INTO large SELECT i % 900, i // 900, i / 100 FROM range(300000) r(i)")
    run(postgres_url, "DROP SCHEMA IF EXISTS wms CASCADE", "CREATE SCHEMA wms",
        "CREATE TABLE wms.stock AS SELECT i AS id FROM generate_series(1, 5000) i", "ANALYZE wms.stock",
        "SELECT pg_stat_force_next_flush()")  # fmt: skip
    write(tmp_path, server=postgres_url)
    return tmp_path


def write(folder: Path, server: str, more: str = "") -> None:
    (folder / "engagement.yaml").write_text(YAML.format(server=server, more=more))


def by_table(previews: list[SourcePreview]) -> dict[str, tuple[Any, ...]]:
    return {t.table: (t.rows, t.values, t.share, t.unchanged) for of in previews for t in of.tables}


def test_every_table_is_told_with_its_rows_and_values(folder: Path) -> None:
    found = preview(load_engagement(folder), folder)
    assert by_table(found) == {
        "shop.small": (1000, 2000, 1.0, False),  # a list has no sketch
        "shop.large": (300_000, 1_200_000, 1.0, False),  # the key of two columns is one more
        "wms.wms.stock": (5000, 5000, 1.0, False),
    }
    assert found[0].sum["values"] == 1_202_000
    assert found[0].sum["seconds"] == pytest.approx(sum(t.seconds or 0 for t in found[0].tables))


def test_no_value_is_read_and_nothing_is_written(folder: Path, asked: list[str]) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    preview(load_engagement(folder), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    named = [s for s in asked if re.search(r"(from|join)\s+\W*(main\W+)?(wms\W+)?(small|large|stock)\b", s, re.I)]
    assert asked and named == []


def test_unchanged_tables_are_known_and_cost_nothing(folder: Path, postgres_url: str, run: Any) -> None:
    collect_stage(folder)
    run(postgres_url, "INSERT INTO wms.stock VALUES (0)", "CREATE TABLE wms.bins (x int)", "ANALYZE wms.bins",
        "SELECT pg_stat_force_next_flush()")  # fmt: skip
    found = by_table(preview(load_engagement(folder), folder))
    assert found["shop.small"] == (1000, 0, 1.0, True)
    assert found["shop.large"] == (300_000, 0, 1.0, True)
    assert not found["wms.wms.stock"][3] and not found["wms.wms.bins"][3]
    assert not any(table[3] for table in by_table(preview(load_engagement(folder), folder, afresh=True)).values())
    told: list[Any] = []
    collect_stage(folder, tell=told.append)
    assert {of.source: (of.read, of.unchanged) for of in told} == {"shop": (0, 2), "wms": (2, 0)}


def test_what_would_be_sampled_is_told_as_collect_does_it(folder: Path, postgres_url: str) -> None:
    write(folder, postgres_url, ", profile_rows: 100000")
    [large] = [t for t in preview(load_engagement(folder), folder)[0].tables if t.table == "shop.large"]
    assert (large.share, large.values) == (0.2, 240_000)
    sketches = collect_stage(folder).sketches
    assert set(sketches[sketches["table_id"] == "shop.large"]["sampled"]) == {0.2}


def test_the_command_prints_it_and_a_source_out_of_reach_is_named(folder: Path) -> None:
    text = (folder / "engagement.yaml").read_text()
    (folder / "engagement.yaml").write_text(text + "  - {id: gone, kind: database, url: 'sqlite:///gone.db'}\n")

    def said(*options: str) -> str:
        command = [sys.executable, "-m", "assess", "collect", str(folder), "--preview", *options]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    lines = said().splitlines()
    assert re.search(r"shop\.large +300,000 rows +1,200,000 values +[0-9.]+ s +whole", lines[1])
    assert "  2 tables: 0 unchanged, 0 by sample; 301,000 rows, 1,202,000 values to hash, about" in lines[3]
    assert any(line.startswith("gone: ") and "there is no such file" in line for line in lines)
    assert lines[-1].startswith("altogether about")
    found = {of["source"]: of for of in json.loads(said("--json"))}
    assert found["shop"]["sum"]["rows"] == 301_000
    assert [t["table"] for t in found["wms"]["tables"]] == ["wms.wms.stock"]
    assert "there is no such file" in found["gone"]["why"]
    assert not (folder / "evidence.duckdb").exists()


def test_a_preview_of_a_faulty_engagement_is_bad_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assess", "collect", str(tmp_path), "--preview"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2 and "there is no engagement.yaml" in done.stderr
