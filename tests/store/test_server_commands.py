"""`assess backup`, `restore`, `migrate` and `audit`, as somebody who keeps a server types them."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assess.store.answers_db import AnswersStore
from assess.store.audit import record
from assess.store.engines import engine_of
from assess.store.migrate import upgrade
from assess.store.place_of import DATABASE
from assess.store.starter import write_starter


@pytest.fixture
def root(tmp_path: Path, fill: Callable[[Path], str]) -> Path:
    """Two engagements of a laptop."""
    for name in ("bank", "dairy"):
        write_starter(tmp_path / "root" / name, name, name)
        fill(tmp_path / "root" / name)
    return tmp_path / "root"


def assess(*arguments: object, url: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, DATABASE: url}
    command = [sys.executable, "-m", "assess", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)


def said(*arguments: object, url: str = "") -> str:
    done = assess(*arguments, url=url)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_laptops_engagement_moves_to_the_server_in_two_commands(root: Path, tmp_path: Path, first_url: str) -> None:
    told = said("backup", root, tmp_path / "all.zip")
    assert told.startswith("2 engagements: bank, dairy\n")
    assert hashlib.sha256((tmp_path / "all.zip").read_bytes()).hexdigest() in told
    moved = tmp_path / "server" / "dairy"
    moved.parent.mkdir()
    assert said("restore", tmp_path / "all.zip", "--into", moved, "--only", "dairy", url=first_url) == f"{moved}\n"
    assert not (moved / "answers.db").exists()
    shown = json.loads(said("decisions", moved, "--json", url=first_url))
    assert [one["tables"] for one in shown["decisions"]] == [["dairy.a", "dairy.b"]]
    log = json.loads(said("audit", moved, "--json", url=first_url))
    assert [entry["action"] for entry in log][-2:] == ["tried", "restored"]
    assert "rows hold together" in said("audit", moved, "--verify", url=first_url)


def test_a_backup_says_as_json_what_is_in_it(root: Path, tmp_path: Path) -> None:
    told = json.loads(said("backup", root / "dairy", tmp_path / "one.zip", "--json"))
    assert told["engagements"] == ["dairy"] and told["rows"] > 20 and told["left_out"] == []
    assert told["bytes"] == (tmp_path / "one.zip").stat().st_size


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("backup", "{root}", "{root}/dairy/x.zip"), "which is backed up"),
        (("backup", "{root}", "{root}/no/x.zip"), "does not exist"),
        (("restore", "{root}/dairy/engagement.yaml", "--into", "{root}/new"), "is no whole backup of assess"),
        (("restore", "{root}/none.zip", "--into", "{root}/new"), "is no file"),
        (("audit", "{root}"), "engagement.yaml"),
        (("audit", "{root}/dairy", "--verify", "--known", "abc"), "needs a hash"),
        (("migrate", "{root}/dairy/out"), "is no engagement and holds none"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(root: Path, arguments: tuple[str, ...], what: str) -> None:
    done = assess(*(one.format(root=root) for one in arguments))
    assert done.returncode == 2 and done.stdout == ""
    assert what in done.stderr and done.stderr.count("\n") == 1


def test_a_log_that_somebody_changed_ends_with_1(root: Path) -> None:
    folder = root / "dairy"
    last = json.loads(said("audit", folder, "--verify", "--json"))["last"]
    assert said("audit", folder, "--verify", "--known", last) == said("audit", folder, "--known", last[:12])
    db = sqlite3.connect(folder / "answers.db")
    with db:
        db.execute("DROP TRIGGER audit_no_delete")
        db.execute("DELETE FROM audit WHERE hash = ?", (last,))
    db.close()
    assert assess("audit", folder, "--verify").returncode == 0
    done = assess("audit", folder, "--verify", "--known", last)
    assert done.returncode == 1 and "are gone" in done.stdout


def test_migrations_say_what_they_did(tmp_path: Path) -> None:
    folder = tmp_path / "dairy"
    write_starter(folder, "Dairy", "Dairy")
    assert said("migrate", folder) == "There is no database yet.\n"
    engine = engine_of(folder / "answers.db")
    upgrade(engine, "answers", "answers_0001")
    engine.dispose()
    assert said("migrate", folder) == "dairy  answers   answers_0001 -> answers_0002\n"
    assert said("migrate", tmp_path) == "dairy  answers   was up to date\n"
    record(folder, "local", "tried", "")


def test_a_server_whose_address_is_wrong_shows_no_password(root: Path) -> None:
    done = assess("decisions", root / "bank", url="postgresql://assess:s3cret@127.0.0.1:1/assess")
    assert done.returncode == 2 and "s3cret" not in done.stderr
    (root / "bank" / "answers.db").rename(root / "answers.db")
    (root / "bank" / "notices.db").unlink()
    done = assess("decisions", root / "bank", url="postgresql://assess:s3cret@127.0.0.1:1/assess")
    assert done.returncode == 2 and "cannot be read or kept" in done.stderr and "s3cret" not in done.stderr
    with AnswersStore(root / "answers.db") as store:
        assert len(store.frame()) == 1
