"""An answer that was given is there: after a refresh, on another device, after a kill."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assess.model.errors import BadInput, Unreachable
from assess.store.answers_db import AnswersStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AnswersStore]:
    with AnswersStore(tmp_path / "answers.db") as opened:
        yield opened


def test_an_answer_is_found_under_the_id_the_person_holds(store: AnswersStore) -> None:
    token = store.join("executive", "dairy", "zh")
    store.record(token, "q1_1", 4, comment="since March")
    store.record(token, "q8_2", state="dont_know")
    assert store.answers(token) == {"q1_1": (4, "answered", "since March"), "q8_2": (None, "dont_know", "")}
    person = store.respondent(token)
    assert person is not None
    assert (person.level, person.department, person.language, person.submitted) == ("executive", "dairy", "zh", False)


def test_the_same_answer_twice_is_one_answer_and_a_new_one_takes_its_place(store: AnswersStore) -> None:
    token = store.join("middle")
    for value in (2, 2, 5):
        store.record(token, "q1_1", value)
    assert store.answers(token) == {"q1_1": (5, "answered", "")}
    assert len(store.frame()) == 1


def test_submitting_is_remembered_and_nothing_is_lost_by_it(store: AnswersStore) -> None:
    token = store.join("frontline")
    store.record(token, "q0", 3)
    store.submit(token)
    person = store.respondent(token)
    assert person is not None and person.submitted
    assert store.answers(token) == {"q0": (3, "answered", "")}


def test_the_frame_has_the_shape_of_the_evidence_and_no_id_that_resumes(store: AnswersStore, tmp_path: Path) -> None:
    tokens = [store.join("middle", "retail") for _ in range(3)]
    for token in tokens:
        store.record(token, "q5_4", 2)
    frame = store.frame()
    assert frame["item"].tolist() == ["q5_4"] * 3
    assert frame["value"].dtype == "Int64"
    assert frame["respondent"].nunique() == 3
    assert all(store.respondent(shown) is None for shown in frame["respondent"])
    on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(token.encode() in on_disk for token in tokens)


def test_ids_cannot_be_guessed(store: AnswersStore) -> None:
    tokens = {store.join("middle") for _ in range(50)}
    assert len(tokens) == 50
    assert min(len(token) for token in tokens) >= 22  # 128 bits


@pytest.mark.parametrize(
    ("item", "value", "state", "says"),
    [
        ("q1_1", 6, "answered", "q1_1: an answer is a whole number from 1 to 5, found 6."),
        ("q1_1", None, "answered", "found None"),
        ("q1_1", True, "answered", "found True"),
        ("q1_1", 3, "dont_know", "state dont_know has no value, found 3."),
        ("q1_1", None, "dontknow", 'Did you mean "dont_know"?'),
    ],
)
def test_an_answer_off_the_scale_is_refused(
    store: AnswersStore, item: str, value: int | None, state: str, says: str
) -> None:
    token = store.join("middle")
    with pytest.raises(BadInput) as error:
        store.record(token, item, value, state)
    assert says in str(error.value)
    assert store.answers(token) == {}


def test_a_stranger_and_an_unknown_level_are_refused(store: AnswersStore) -> None:
    with pytest.raises(BadInput, match="nobody has joined"):
        store.record("not-an-id", "q1_1", 3)
    with pytest.raises(BadInput, match="nobody has joined"):
        store.submit("not-an-id")
    with pytest.raises(BadInput, match='"boss" is not a level'):
        store.join("boss")
    assert store.respondent("not-an-id") is None


CHILD = """
import sys
from assess.store.answers_db import AnswersStore
store = AnswersStore(sys.argv[1])
token = store.join("middle")
print(token, flush=True)
for number in range(100000):
    store.record(token, f"q{number}", 3)
    print(number, flush=True)
"""


def test_a_killed_process_loses_no_answer_it_had_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "answers.db"
    with subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        token = child.stdout.readline().strip()
        acknowledged = [int(child.stdout.readline()) for _ in range(25)]
        os.kill(child.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in child.stdout if line.endswith("\n")]
    with AnswersStore(path) as store:
        kept = store.answers(token)
    assert {f"q{number}" for number in acknowledged} <= set(kept)


def test_twenty_people_writing_at_once_all_get_through(tmp_path: Path) -> None:
    path = tmp_path / "answers.db"
    refused: list[Exception] = []

    def answer() -> None:
        try:
            with AnswersStore(path) as store:
                token = store.join("frontline")
                for number in range(5):
                    store.record(token, f"q{number}", 1 + number)
        except (Unreachable, BadInput) as error:
            refused.append(error)

    people = [threading.Thread(target=answer) for _ in range(20)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert refused == []
    with AnswersStore(path) as store:
        assert len(store.frame()) == 100


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answers.db"
    path.write_text("these are not the answers you are looking for, repeated " * 50)
    with pytest.raises(Unreachable, match=r"answers\.db.*not a database"):
        AnswersStore(path)
    with pytest.raises(BadInput, match="Allowed: sqlite, postgresql"):
        AnswersStore("mysql+pymysql://reader@localhost/x")


def test_sqlite_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    with AnswersStore(tmp_path / "answers.db"):
        plain = sqlite3.connect(tmp_path / "answers.db")
        try:
            assert plain.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        finally:
            plain.close()


def test_postgresql_keeps_the_same_answers(postgres_url: str) -> None:
    with AnswersStore(postgres_url) as store:
        token = store.join("executive", "finance", "en")
        store.record(token, "q1_1", 2)
        store.record(token, "q1_1", 3)
        store.submit(token)
        with pytest.raises(BadInput, match="nobody has joined"):
            store.record("not-an-id", "q1_1", 3)
    with AnswersStore(postgres_url) as again:
        assert again.answers(token) == {"q1_1": (3, "answered", "")}
        assert again.frame()["department"].tolist() == ["finance"]
