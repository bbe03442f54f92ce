"""What was decided is there afterwards: in order, with name and reason, nothing lost by a second thought."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assess.model.decision import Decision, decide, standing
from assess.model.errors import Unreachable
from assess.store.answers_db import AnswersStore
from assess.store.decisions import DecisionsStore, fingerprint, read_decisions

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def made(tables: str, verdict: str, reason: str = "核对过账本，行不同。") -> Decision:
    return decide(tables.split(), "", verdict, "王芳", reason, AT)


def test_a_second_thought_is_appended_and_the_first_is_still_there(tmp_path: Path) -> None:
    first, second = made("shop.a shop.b", "reject"), made("shop.a shop.b", "accept", "看过原表，是同一份。")
    with DecisionsStore(tmp_path / "answers.db") as store:
        store.keep(first)
        store.keep(second)
    assert read_decisions(tmp_path) == (first, second)
    assert standing(read_decisions(tmp_path)) == (second,)


def test_where_nobody_decided_anything_no_database_is_made(tmp_path: Path) -> None:
    assert read_decisions(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_decisions_and_answers_share_a_file_without_disturbing_each_other(tmp_path: Path) -> None:
    with AnswersStore(tmp_path / "answers.db") as answers, DecisionsStore(tmp_path / "answers.db") as store:
        token = answers.join("middle")
        store.keep(made("a b", "again"))
        answers.record(token, "q1_1", 4)
        assert len(answers.frame()) == 1
    assert len(read_decisions(tmp_path)) == 1


def test_ten_consultants_deciding_at_once_lose_nothing(tmp_path: Path) -> None:
    def work(number: int) -> None:
        with DecisionsStore(tmp_path / "answers.db") as store:
            for turn in range(4):
                store.keep(made(f"t{number} u{turn}", "accept"))

    people = [threading.Thread(target=work, args=(number,)) for number in range(10)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(standing(read_decisions(tmp_path))) == 40


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "answers.db").write_text("not a database at all, repeated " * 50)
    with pytest.raises(Unreachable, match=r"answers\.db: the decisions cannot be read"):
        read_decisions(tmp_path)


def test_the_fingerprint_is_of_what_stands_not_of_how_it_came_about() -> None:
    one, other = made("a b", "reject"), made("c d", "accept")
    assert fingerprint([one, other]) == fingerprint([other, one]) == fingerprint([made("a b", "again"), one, other])
    assert fingerprint([one]) != fingerprint([made("a b", "reject", "another reason")])


def test_postgresql_keeps_the_same_decisions(postgres_url: str) -> None:
    with DecisionsStore(postgres_url) as store:
        store.keep(made("a b", "reject"))
        store.keep(made("a b", "accept"))
    with DecisionsStore(postgres_url) as again:
        assert [d.verdict for d in again.history()] == ["reject", "accept"]
