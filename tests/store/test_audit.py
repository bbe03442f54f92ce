"""The audit log: who did what, in a chain that shows what was changed afterwards."""

from __future__ import annotations

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from assess.model.decision import decide
from assess.model.roadmap_edit import edit_roadmap
from assess.store import decisions
from assess.store.audit import LOCAL, broken, read_audit, record
from assess.store.decisions import keep_decision, read_decisions
from assess.store.place_of import answers_of, engagement_id
from assess.store.roadmap_edits import keep_roadmap_edit
from assess.store.rooms_db import RoomsStore
from assess.store.rooms_lead import lead, open_room

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def _three(folder: Path) -> None:
    for number in range(3):
        record(folder, "wang@example.com", "tried", f"thing {number}", NOW)


def test_a_row_says_who_when_where_what_and_to_what(tmp_path: Path) -> None:
    record(tmp_path, "wang@example.com", "role changed", "li@example.com: - to owner", NOW)
    (entry,) = read_audit(tmp_path)
    assert (entry.number, entry.at, entry.actor) == (1, "2026-11-22T09:00:00+00:00", "wang@example.com")
    assert (entry.engagement, entry.action) == (tmp_path.name, "role changed")
    assert entry.subject == "li@example.com: - to owner"


def test_what_was_written_holds_together(tmp_path: Path) -> None:
    _three(tmp_path)
    log = read_audit(tmp_path)
    assert list(broken(log)) == [] and list(broken(log, log[1].hash)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE audit SET actor = 'li@example.com' WHERE number = 2", "row 2 .* was changed after it was written"),
        ("UPDATE audit SET at = '2026-11-22T10:00:00+00:00' WHERE number = 1", "row 1 .* was changed"),
        ("DELETE FROM audit WHERE number = 2", "row 2 is missing"),
        ("DELETE FROM audit WHERE number = 1", "row 1 is missing"),
        ("INSERT INTO audit VALUES (4, 'x', 'x', 'x', 'x', 'x', 'x')", "row 4"),
    ],
)
def test_whatever_is_changed_past_the_triggers_is_seen(tmp_path: Path, change: str, said: str) -> None:
    _three(tmp_path)
    db = sqlite3.connect(tmp_path / "answers.db")
    with db:
        db.execute("DROP TRIGGER audit_no_update")
        db.execute("DROP TRIGGER audit_no_delete")
        db.execute(change)
    db.close()
    (found,) = broken(read_audit(tmp_path))
    assert re.search(said, found)


def test_rows_cut_off_at_the_end_are_seen_by_who_noted_the_last_hash(tmp_path: Path) -> None:
    _three(tmp_path)
    last = read_audit(tmp_path)[-1].hash
    cut = read_audit(tmp_path)[:2]
    assert list(broken(cut)) == []
    assert "are gone" in next(broken(cut, last))


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_sqlite_refuses_to_change_it(tmp_path: Path, change: str) -> None:
    _three(tmp_path)
    db = sqlite3.connect(tmp_path / "answers.db")
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        db.execute(change)
    db.close()


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
def test_postgresql_refuses_to_change_it(tmp_path: Path, on_server: str, change: str) -> None:
    _three(tmp_path)
    engine = sa.create_engine(on_server)
    with pytest.raises(sa.exc.DBAPIError, match="only added to"), engine.begin() as db:
        db.exec_driver_sql(f"SET search_path TO assess_{engagement_id(tmp_path)}")
        db.exec_driver_sql(change)
    engine.dispose()
    assert len(read_audit(tmp_path)) == 3


def _at_once(folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: record(folder, f"{n}@example.com", "tried", str(n)), range(40)))
    log = read_audit(folder)
    assert list(broken(log)) == [] and sorted(int(entry.subject) for entry in log) == list(range(40))


def test_many_at_once_make_one_chain_in_a_file(tmp_path: Path) -> None:
    _at_once(tmp_path)


def test_many_at_once_make_one_chain_on_a_server(tmp_path: Path, on_server: str) -> None:
    _at_once(tmp_path)


def test_a_decision_and_its_row_are_kept_together_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = decide(["a", "b"], "", "accept", "Wang Li", "They are.", NOW)
    keep_decision(tmp_path, decision, "wang@example.com")

    def full(*_: object) -> None:
        raise RuntimeError("nothing is written any more")

    monkeypatch.setattr("assess.store.history_db.note", full)
    with pytest.raises(RuntimeError):
        decisions.keep_decision(tmp_path, decision, "wang@example.com")
    assert len(read_decisions(tmp_path)) == 1
    assert [(e.actor, e.action, e.subject) for e in read_audit(tmp_path)] == [
        ("wang@example.com", "copies decided", "accept: a, b")
    ]


def test_a_plan_is_written_down_without_its_reason(tmp_path: Path) -> None:
    keep_roadmap_edit(tmp_path, edit_roadmap(["x"], [], [], "Wang Li", "between us", NOW))
    keep_roadmap_edit(tmp_path, edit_roadmap([], [], [], "Wang Li", "between us", NOW), "li@example.com")
    assert [(e.actor, e.action) for e in read_audit(tmp_path)] == [
        (LOCAL, "roadmap changed"), ("li@example.com", "roadmap restored"),
    ]  # fmt: skip
    assert "between us" not in str(read_audit(tmp_path))


def test_what_the_facilitator_does_is_written_down_and_what_people_say_is_not(tmp_path: Path) -> None:
    with RoomsStore(answers_of(tmp_path), "dairy") as store:
        code, key = open_room(store, "base", "chosen", ["q0"], actor="wang@example.com")
        leader = lead(store, code, key, "wang@example.com")
        leader.open_items(["q0"])
        store.join(code, "phone-of-somebody", "frontline", "sales", "zh")
        leader.close_round("q0")
        leader.reveal("q0")
        leader.agree("q0", 3, "we talked it over", "one of us does not see it")
        leader.park("the matter of the freezer", "Zhao")
        assert leader.finish() and not leader.finish()
    log = read_audit(tmp_path)
    assert [entry.action for entry in log] == [
        "room opened", "round opened", "round closed", "round revealed", "agreement recorded", "room ended",
    ]  # fmt: skip
    assert {(entry.actor, entry.engagement) for entry in log} == {("wang@example.com", "dairy")}
    assert log[3].subject == f"{code} q0"
    for said in ("talked", "does not see", "freezer", "phone", "sales", key):
        assert said not in str(log)


def test_answering_leaves_no_trace_of_who_answered_when(tmp_path: Path) -> None:
    from assess.store.answers_db import AnswersStore

    with AnswersStore(answers_of(tmp_path)) as store:
        who = store.join("executive")
        store.record(who, "q0", 4)
        store.submit(who)
    assert read_audit(tmp_path) == ()
