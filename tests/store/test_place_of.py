"""Where an engagement's database lies, and that on one server nothing of one is seen from another."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from assess.model.errors import BadInput, Unreachable
from assess.store.answers_db import AnswersStore
from assess.store.audit import read_audit
from assess.store.cases import CasesStore
from assess.store.decisions import read_decisions
from assess.store.engines import KEPT_OPEN, MORE_AT_ONCE, engine_of, server_engine
from assess.store.outbox import Outbox
from assess.store.place_of import (
    DATABASE,
    ID,
    Place,
    answers_kept,
    answers_of,
    engagement_id,
    mark_of,
    notices_of,
    server_url,
)
from assess.store.release_log import release_log
from assess.store.roadmap_edits import read_roadmap_edits
from assess.store.rooms_db import RoomsStore
from assess.store.rooms_finish import read_workshops

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
Fill = Callable[[Path], str]
WRONG = "postgresql://assess:s3cret@127.0.0.1:1/assess"


def test_on_ones_own_machine_answers_lie_beside_the_engagement(tmp_path: Path) -> None:
    assert answers_of(tmp_path, {}) == tmp_path / "answers.db"
    assert notices_of(tmp_path, "", {}) == tmp_path / "notices.db"
    assert not (tmp_path / ID).exists()


def test_on_a_server_each_engagement_has_a_schema_named_by_its_id_alone(two: tuple[Path, Path]) -> None:
    one, other = (answers_of(folder, {DATABASE: WRONG}) for folder in two)
    assert isinstance(one, Place) and isinstance(other, Place)
    assert one.schema == f"assess_{(two[0] / ID).read_text().strip()}" != other.schema
    assert notices_of(two[0], "", {DATABASE: WRONG}) == one


def test_an_outbox_of_its_own_goes_before_the_servers(tmp_path: Path) -> None:
    assert notices_of(tmp_path, "postgresql://elsewhere/notices", {DATABASE: WRONG}) == "postgresql://elsewhere/notices"


def test_the_url_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{WRONG}\n")
    found = server_url({f"{DATABASE}_FILE": str(tmp_path / "secret")})
    assert found == WRONG.replace("postgresql://", "postgresql+psycopg://")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///answers.db", "Allowed: postgresql"),
        ("mysql://assess:s3cret@h/assess", "Allowed: postgresql"),
        ("postgresql://assess:s3cret@h", "names no database"),
        ("postgresql://assess:s3cret/4@h:port/assess", "is no URL"),
        ("assess:s3cret@h", "is no URL"),
    ],
)
def test_a_wrong_url_is_one_sentence_without_the_password(tmp_path: Path, url: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as told:
        answers_of(tmp_path, {DATABASE: url})
    assert "s3cret" not in str(told.value) and "\n" not in str(told.value)


def test_a_server_that_is_not_there_is_one_sentence_without_user_or_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE, WRONG)
    with pytest.raises(Unreachable, match=r"postgresql://127\.0\.0\.1:1/assess: the decisions") as told:
        read_decisions(tmp_path)
    assert "s3cret" not in str(told.value)
    assert "s3cret" not in repr(answers_of(tmp_path))


def test_answers_in_a_file_are_not_hidden_by_a_server(tmp_path: Path) -> None:
    AnswersStore(tmp_path / "answers.db").close()
    with pytest.raises(BadInput, match="would not be seen; bring it over"):
        answers_of(tmp_path, {DATABASE: WRONG})


def test_a_copied_folder_does_not_share_the_answers_of_the_first(two: tuple[Path, Path]) -> None:
    answers_of(two[0], {DATABASE: WRONG})
    shutil.copy(two[0] / ID, two[1] / ID)
    with pytest.raises(BadInput, match="both would share their answers"):
        answers_of(two[1], {DATABASE: WRONG})
    (two[1] / ID).unlink()
    assert answers_of(two[1], {DATABASE: WRONG}) != answers_of(two[0], {DATABASE: WRONG})


@pytest.mark.parametrize("text", ["", "../etc", 'a"; DROP SCHEMA public; --', "A" * 32, "0" * 31])
def test_an_id_that_somebody_edited_never_becomes_a_schema(tmp_path: Path, text: str) -> None:
    (tmp_path / ID).write_text(text)
    with pytest.raises(BadInput, match="32 hexadecimal digits"):
        answers_of(tmp_path, {DATABASE: WRONG})


def test_who_begins_at_once_agrees_on_one_id(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: engagement_id(tmp_path), range(16)))) == 1


def test_a_file_in_the_place_of_another_is_another_database(tmp_path: Path) -> None:
    where = tmp_path / "answers.db"
    AnswersStore(where).close()
    before = mark_of(where)
    AnswersStore(tmp_path / "new.db").close()
    (tmp_path / "new.db").replace(where)
    assert mark_of(where) != before


def test_nothing_of_one_engagement_is_seen_from_another(two: tuple[Path, Path], on_server: str, fill: Fill) -> None:
    one, other = two
    who = fill(one)
    codes = [workshop.room.code for workshop in read_workshops(one)]
    assert read_decisions(other) == () and read_roadmap_edits(other) == () and read_workshops(other) == ()
    assert read_audit(other) == ()
    with release_log(other) as log:
        assert log == {}
    with AnswersStore(answers_of(other)) as answers:
        assert answers.respondent(who) is None and len(answers.frame()) == 0
        with pytest.raises(BadInput, match="nobody has joined with this id"):
            answers.record(who, "q", 1)
    with RoomsStore(answers_of(other)) as rooms:
        assert rooms.room(codes[0]) is None and rooms.people(codes[0])["frontline"] == 0
    with Outbox(notices_of(other)) as outbox, CasesStore(notices_of(other)) as cases:
        assert outbox.notices() == [] and cases.cases() == []
    fill(other)
    for folder in two:
        with AnswersStore(answers_of(folder)) as answers:
            assert set(answers.frame()["comment"]) == {folder.name}
        assert {entry.engagement for entry in read_audit(folder)} == {folder.name}
        assert [decision.by for decision in read_decisions(folder)] == [folder.name]


def test_not_a_row_lies_outside_the_schemas_of_the_engagements(
    two: tuple[Path, Path], on_server: str, fill: Fill
) -> None:
    for folder in two:
        fill(folder)
    engine = sa.create_engine(on_server)
    with engine.connect() as db:
        found = db.execute(
            sa.text(
                "SELECT schemaname FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') "
                "GROUP BY schemaname ORDER BY schemaname"
            )
        ).scalars()
        assert list(found) == sorted(f"assess_{engagement_id(folder)}" for folder in two)
    engine.dispose()


def test_three_hundred_writers_share_a_few_connections(two: tuple[Path, Path], on_server: str) -> None:
    """Two engagements, 300 threads at once, each with a store of its own: every answer is there, few connections."""
    seen = []

    def write(number: int) -> None:
        with AnswersStore(answers_of(two[number % 2])) as store:
            who = store.join("frontline")
            for item in range(5):
                store.record(who, f"q{item}", 1 + (number + item) % 5)

    watcher = sa.create_engine(on_server, poolclass=sa.pool.NullPool)
    with ThreadPoolExecutor(300) as pool:
        tasks = [pool.submit(write, number) for number in range(300)]
        while not all(task.done() for task in tasks):
            with watcher.connect() as db:
                count = sa.text("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'assess'")
                seen.append(db.scalar(count))
        for task in tasks:
            task.result()
    for folder in two:
        with AnswersStore(answers_of(folder)) as store:
            frame = store.frame()
        assert frame["respondent"].nunique() == 150 and len(frame) == 750
    assert 1 < max(seen) <= KEPT_OPEN + MORE_AT_ONCE
    assert server_engine(server_url(), os.getpid()).pool.checkedout() == 0


def test_a_pool_used_up_is_one_sentence(tmp_path: Path, on_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where = answers_of(tmp_path)
    with AnswersStore(where) as store:
        pool = engine_of(where).pool
        monkeypatch.setattr(pool, "_timeout", 0.1)
        held = [engine_of(where).connect() for _ in range(KEPT_OPEN + MORE_AT_ONCE)]
        with pytest.raises(Unreachable, match="connections are in use; try again"):
            store.join("frontline")
        for one in held:
            one.close()
        assert store.join("frontline")


def test_reading_an_engagement_in_which_nothing_was_kept_makes_no_file(tmp_path: Path) -> None:
    assert answers_kept(tmp_path) is None and read_audit(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []
