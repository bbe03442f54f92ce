"""A backup holds everything, on either engine, of one moment; restored it is what it was, or nothing is there."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from assess.model.decision import decide
from assess.model.errors import BadInput
from assess.store.answers_db import AnswersStore
from assess.store.audit import broken, read_audit
from assess.store.backup import restore as restoring
from assess.store.backup.archive import unpacking
from assess.store.backup.restore import restore
from assess.store.backup.take import back_up, engagements_in
from assess.store.decisions import keep_decision, read_decisions
from assess.store.engines import engine_of, let_go
from assess.store.migrations.models import PARTS
from assess.store.place_of import DATABASE, ID, answers_of, engagement_id, notices_of
from assess.store.rooms_db import RoomsStore
from assess.store.rooms_lead import lead, open_room
from assess.store.starter import write_starter

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
Fill = Callable[[Path], str]
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two engagements with files of all kinds, nothing kept yet."""
    for name in ("bank", "dairy"):
        folder = tmp_path / "root" / name
        write_starter(folder, name, name)
        (folder / "out" / "run-1").mkdir(parents=True)
        (folder / "out" / "run-1" / "result.json").write_text(f"{name}\n")
        (folder / "out" / "latest").symlink_to("run-1")
        (folder / "evidence.duckdb").write_bytes(name.encode() * 1000)
        (folder / ".salt").write_text("0" * 32)
        (folder / ".salt").chmod(0o600)
        (folder / ".half.draft").write_text("left by a program that was killed")
        with sqlite3.connect(folder / "profiles.db") as db:
            db.execute("CREATE TABLE kept (a)")
        db.close()
    return tmp_path / "root"


def rows_of(folder: Path) -> Rows:
    """Every row of every table of an engagement; of the audit log those from before it was backed up."""
    found: Rows = {}
    for part, where in (("answers", answers_of(folder)), ("notices", notices_of(folder))):
        engine = engine_of(where)
        with engine.connect() as db:
            for table in PARTS[part].sorted_tables:  # type: ignore[index]
                query = sa.select(table).order_by(*table.primary_key.columns)
                found[table.name] = [tuple(row) for row in db.execute(query)]
        let_go(engine)
    log = found["audit"]
    places = [place for place, row in enumerate(log) if row[4] in ("backed up", "restored")]
    found["audit"] = log[: places[0]] if places else log
    return found


def files_of(folder: Path) -> dict[str, bytes | str]:
    """What is in the files, and where links lead; not the database, whose rows are compared."""
    found: dict[str, bytes | str] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file() and not name.startswith(("answers.db", "notices.db", ".half", ID, "profiles.db")):
            found[name] = path.read_bytes()
    return found


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
@pytest.mark.parametrize("source", ["sqlite", "postgresql"])
def test_every_row_and_file_is_there_again_whichever_engine_held_it_and_holds_it(
    root: Path, fill: Fill, source: str, target: str, first_url: str, second_url: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv(DATABASE, first_url if source == "postgresql" else "")
    for folder in engagements_in(root):
        fill(folder)
    before = {folder.name: (rows_of(folder), files_of(folder)) for folder in engagements_in(root)}
    taken = back_up(root, tmp_path / "all.zip", "wang@example.com")
    assert taken.left_out == () and (taken.path.stat().st_mode & 0o777) == 0o600
    monkeypatch.setenv(DATABASE, second_url if target == "postgresql" else "")
    made = restore(taken.path, tmp_path / "again", actor="li@example.com")
    assert [folder.name for folder in made] == ["bank", "dairy"]
    for folder in made:
        rows, files = before[folder.name]
        assert rows_of(folder) == rows and files_of(folder) == files
        assert (folder / ".salt").stat().st_mode & 0o777 == 0o600
        log = read_audit(folder)
        assert list(broken(log)) == [] and (log[-1].actor, log[-1].action) == ("li@example.com", "restored")
        keep_decision(folder, decide(["x", "y"], "", "accept", "Wang", "After it.", NOW))
        assert len(read_decisions(folder)) == 2
        with sqlite3.connect(folder / "profiles.db") as db:
            assert db.execute("SELECT count(*) FROM kept").fetchone() == (0,)
        db.close()


def test_what_fills_the_stores_leaves_no_table_untested(root: Path, fill: Fill) -> None:
    """Else the comparison above would compare nothing with nothing."""
    fill(root / "dairy")
    assert [name for name, rows in rows_of(root / "dairy").items() if not rows] == []


class _Writers:
    """People who go on deciding while a backup is made: each decision and its row of the audit log in one commit."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._stop = folder, threading.Event()
        self.kept = 0
        self._threads = [threading.Thread(target=self._go_on, args=(n,)) for n in range(4)]

    def __enter__(self) -> _Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self, number: int) -> None:
        turn = 0
        while not self._stop.is_set():
            turn += 1
            keep_decision(self._folder, decide([f"t{number}", f"u{turn}"], "", "accept", "Wang", "Yes.", NOW))
            self.kept += 1


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_rows_are_those_of_one_moment_while_people_go_on(
    root: Path, engine: str, first_url: str, second_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE, first_url if engine == "postgresql" else "")
    folder = root / "dairy"
    taken = []
    with _Writers(folder) as writers:
        for turn in range(8):
            while writers.kept < 20 * (turn + 1):
                pass
            taken.append(back_up(folder, tmp_path / f"{turn}.zip").path)
    monkeypatch.setenv(DATABASE, second_url if engine == "postgresql" else "")
    sizes = []
    for turn, file in enumerate(taken):
        (again,) = restore(file, tmp_path / f"again-{turn}")
        log, made = read_audit(again), read_decisions(again)
        assert list(broken(log)) == []
        assert len([entry for entry in log if entry.action == "copies decided"]) == len(made)
        sizes.append(len(made))
    assert sizes == sorted(set(sizes)), "nobody decided anything while the backups were made"


def test_votes_go_on_while_a_server_is_restored(
    root: Path, fill: Fill, first_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into the same PostgreSQL, beside the engagement the backup is of, in which people go on voting."""
    monkeypatch.setenv(DATABASE, first_url)
    folder = root / "dairy"
    fill(folder)
    before = rows_of(folder)
    file = back_up(folder, tmp_path / "one.zip").path
    with RoomsStore(answers_of(folder), "dairy") as rooms:
        code, key = open_room(rooms, "base", "chosen", ["q0"])
        lead(rooms, code, key).open_items(["q0"])
        stop = threading.Event()
        joined: list[str] = []

        def vote() -> None:
            while not stop.is_set():
                assert rooms.join(code, f"phone-{len(joined)}", "frontline", "", "zh") == "joined"
                joined.append("")

        voting = threading.Thread(target=vote)
        voting.start()
        (again,) = restore(file, tmp_path / "again")
        stop.set()
        voting.join()
        assert len(joined) > 0 and rooms.people(code)["frontline"] == len(joined)
    assert rows_of(again) == before
    assert engagement_id(again) != engagement_id(folder)
    with RoomsStore(answers_of(again)) as rooms:
        assert rooms.room(code) is None


def test_one_of_several_becomes_the_folder_that_is_named(root: Path, fill: Fill, tmp_path: Path) -> None:
    fill(root / "dairy")
    file = back_up(root, tmp_path / "all.zip").path
    (made,) = restore(file, tmp_path / "moved", "dairy")
    assert made == tmp_path / "moved" and rows_of(made) == rows_of(root / "dairy")
    with pytest.raises(BadInput, match=r'"diary" is not in .* Did you mean "dairy"'):
        restore(file, tmp_path / "other", "diary")


def test_an_engagement_in_which_nothing_was_kept_is_backed_up_too(root: Path, tmp_path: Path) -> None:
    (made,) = restore(back_up(root / "bank", tmp_path / "one.zip").path, tmp_path / "again")
    assert files_of(made) == files_of(root / "bank")
    assert [entry.action for entry in read_audit(made)] == ["restored"]
    assert not (made / "notices.db").exists()


def test_a_backup_takes_the_place_of_nothing(root: Path, tmp_path: Path) -> None:
    file = back_up(root, tmp_path / "all.zip").path
    content = file.read_bytes()
    with pytest.raises(BadInput, match="is there already"):
        back_up(root, file)
    assert file.read_bytes() == content
    with pytest.raises(BadInput, match="is not empty"):
        restore(file, root)
    with pytest.raises(BadInput, match="is no folder"):
        restore(file, file)
    with pytest.raises(BadInput, match=r"lies in .*, which is backed up"):
        back_up(root, root / "dairy" / "all.zip")
    with pytest.raises(BadInput, match="is no engagement and holds none"):
        back_up(tmp_path / "root" / "dairy" / "out", tmp_path / "none.zip")


def test_a_backup_that_fails_leaves_nothing(root: Path, fill: Fill, tmp_path: Path) -> None:
    fill(root / "dairy")
    (root / "dairy" / "evidence.duckdb").chmod(0)
    try:
        (root / "dairy" / "evidence.duckdb").read_bytes()
    except PermissionError:
        with pytest.raises(BadInput, match="cannot be read for the backup"):
            back_up(root, tmp_path / "all.zip")
    (root / "dairy" / "evidence.duckdb").chmod(0o600)
    (root / "dairy" / "answers.db").write_bytes(b"no database at all, repeated " * 200)
    with pytest.raises(Exception, match=r"answers\.db"):
        back_up(root, tmp_path / "all.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["root"]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_restore_that_fails_half_way_leaves_nothing(
    root: Path, fill: Fill, engine: str, first_url: str, second_url: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    fill(root / "dairy")
    file = back_up(root, tmp_path / "all.zip").path
    monkeypatch.setenv(DATABASE, second_url if engine == "postgresql" else "")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restoring, "_take_place" if engine == "sqlite" else "note", full)
    with pytest.raises((BadInput, OSError)):
        restore(file, tmp_path / "again")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.zip", "root"]
    if engine == "postgresql":
        server = sa.create_engine(second_url)
        assert [name for name in sa.inspect(server).get_schema_names() if name.startswith("assess_")] == []
        server.dispose()


def test_a_link_out_of_the_engagement_is_not_followed_and_is_told(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("not of this engagement")
    (root / "dairy" / "out" / "far").symlink_to(tmp_path / "secret")
    taken = back_up(root, tmp_path / "all.zip")
    assert [what.rsplit(":", 1)[0] for what in taken.left_out] == [str(root / "dairy" / "out" / "far")]
    assert b"not of this engagement" not in taken.path.read_bytes()
    with unpacking(taken.path) as archive:
        assert not [file.name for file in archive.manifest.files if file.name.endswith("far")]


def test_notices_in_a_database_of_their_own_are_told(root: Path, tmp_path: Path) -> None:
    file = root / "dairy" / "engagement.yaml"
    outbox = "notify:\n  outbox: postgresql://notices@db.example.com/notices\n"
    file.write_text(file.read_text("utf-8") + outbox, "utf-8")
    with AnswersStore(answers_of(root / "dairy")) as store:
        store.join("frontline")
    assert [what for what in back_up(root, tmp_path / "all.zip").left_out if "notify.outbox" in what]
