"""A run that is killed goes on where it stopped."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb

from assess.checkup import collect_stage
from assess.collect.preview import preview
from assess.store.engagement_file import load_engagement
from assess.store.evidence_file import load_evidence
from assess.store.profiles_db import FILE

TABLES = 60


def engagement(folder: Path) -> Path:
    """An engagement whose one source has many tables."""
    folder.mkdir()
    with duckdb.connect(str(folder / "shop.duckdb")) as db:
        for i in range(TABLES):
            db.execute(f"CREATE TABLE t{i:03} AS SELECT {i} + i AS id, 'v' || i AS note FROM range(2000) r(i)")
    (folder / "engagement.yaml").write_text(
        "client: {en: A shop}\ndepartments:\n  - {id: sales, name: {en: Sales}}\n"
        "sources:\n  - {id: shop, department: sales, kind: database, url: 'duckdb:///shop.duckdb'}\n"
    )
    return folder


def kept(folder: Path) -> int:
    """How many tables the file of profiles has."""
    if not (folder / FILE).exists():
        return 0
    try:
        with sqlite3.connect(f"{(folder / FILE).as_uri()}?mode=ro", uri=True) as db:
            return int(db.execute("SELECT count(*) FROM profiles").fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # not made yet


def test_a_killed_run_reads_only_the_tables_it_had_not_finished(tmp_path: Path, asked: list[str]) -> None:
    folder = engagement(tmp_path / "shop")
    running = subprocess.Popen([sys.executable, "-m", "assess", "collect", str(folder)], stderr=subprocess.DEVNULL)
    while running.poll() is None and kept(folder) < 5:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    done = kept(folder)
    assert 5 <= done < TABLES
    assert not (folder / "evidence.duckdb").exists()
    [seen] = preview(load_engagement(folder), folder)
    assert sum(table.unchanged for table in seen.tables) == done

    told: list[Any] = []
    again = collect_stage(folder, tell=told.append)
    assert [(of.read, of.unchanged) for of in told] == [(TABLES - done, done)]
    hashing = [statement for statement in asked if "MD5(" in statement.upper()]
    assert len(hashing) == TABLES - done

    collect_stage(folder, afresh=True, tell=told.append)
    assert (told[1].read, told[1].unchanged) == (TABLES, 0)
    fresh = load_evidence(folder)
    assert [h.tobytes() for h in again.sketches["hashes"]] == [h.tobytes() for h in fresh.sketches["hashes"]]
    assert again.inputs["sha256"].tolist() == fresh.inputs["sha256"].tolist()


def test_values_that_are_no_longer_to_be_looked_at_are_forgotten(tmp_path: Path) -> None:
    folder = engagement(tmp_path / "shop")
    collect_stage(folder)
    assert kept(folder) == TABLES
    written = (folder / "engagement.yaml").read_text()
    (folder / "engagement.yaml").write_text(written.replace("kind: database,", "kind: database, profile: false,"))
    assert len(collect_stage(folder).sketches) == 0
    assert kept(folder) == 0


def test_the_command_says_how_many_tables_were_read_and_how_many_had_not_changed(tmp_path: Path) -> None:
    folder = engagement(tmp_path / "shop")

    def collect(*options: str) -> Any:
        command = [sys.executable, "-m", "assess", "collect", str(folder), "--json", *options]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)["values"]

    assert collect() == [{"source": "shop", "read": TABLES, "unchanged": 0, "sampled": 0}]
    assert collect() == [{"source": "shop", "read": 0, "unchanged": TABLES, "sampled": 0}]
    assert collect("--afresh") == [{"source": "shop", "read": TABLES, "unchanged": 0, "sampled": 0}]
