"""A vote in a live room: counted once, kept through a kill, seen by nobody before its time."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from assess.model.errors import BadInput
from assess.model.room import (
    ALPHABET,
    FEWEST,
    Treatment,
    Vote,
    code_of,
    items_of_room,
    spread,
)
from assess.model.text import Text
from assess.store.answers_db import AnswersStore
from assess.store.bank_file import load_bank
from assess.store.rooms_db import RoomsStore, device_digest
from assess.store.rooms_finish import read_workshops
from assess.store.rooms_lead import Facilitator, lead, open_room

ITEMS = ("q0", "q1_1", "q5_4")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RoomsStore]:
    with RoomsStore(tmp_path / "answers.db") as opened:
        yield opened


@pytest.fixture
def code(store: RoomsStore) -> str:
    return open_room(store, "base", "chosen", ITEMS)[0]


@pytest.fixture
def leader(store: RoomsStore, code: str) -> Facilitator:
    return Facilitator(store, code)


def seat(store: RoomsStore, code: str, n: int, level: str = "frontline") -> list[str]:
    """n people of one role have joined; what their phones hold."""
    devices = [f"{level} {i}" for i in range(n)]
    assert {store.join(code, device, level, "sales", "zh") for device in devices} <= {"joined"}
    return devices


def vote(store: RoomsStore, code: str, device: str, value: int, item: str = "q0", round_: int = 1) -> str:
    return store.vote(Vote(code, item, round_, device_digest(device), value))


def test_a_code_has_no_characters_that_look_alike_and_is_read_however_it_is_typed(code: str) -> None:
    assert len(code) == 6 and not set(code) & set("0O1IL2Z5S8BUV")
    assert code_of(f" {code[:3].lower()}-{code[3:]} ") == code
    assert code_of("".join(chr(ord(c) + 0xFEE0) for c in code)) == code  # full-width, as a Chinese keyboard gives
    assert code_of("") == code_of(code + "A") == code_of("O0O0O0") == ""
    assert len(set(ALPHABET)) == 23


def test_the_facilitator_needs_the_key_and_only_its_digest_is_kept(store: RoomsStore, tmp_path: Path) -> None:
    code, key = open_room(store, "base", "chosen", ITEMS)
    lead(store, code, key.lower().replace("-", " ")).open_items(["q0"])
    for wrong in ("", key[:-1], code):
        with pytest.raises(BadInput, match="not the key"):
            lead(store, code, wrong)
    with pytest.raises(BadInput, match="not the key"):
        lead(store, "AAAAAA", key)
    written = b"".join(path.read_bytes() for path in tmp_path.glob("answers.db*"))
    assert key.encode() not in written and key.replace("-", "").encode() not in written


def test_the_same_vote_sent_again_is_one_vote_and_a_new_one_takes_its_place(
    store: RoomsStore, code: str, leader: Facilitator
) -> None:
    (device,) = seat(store, code, 1)
    leader.open_items(["q0"])
    assert [vote(store, code, device, value) for value in (2, 2, 4)] == ["kept"] * 3
    assert store.count(code, "q0", 1).answered == 1
    assert store.own_votes(code, device_digest(device))["q0", 1].value == 4


def test_a_vote_needs_an_open_round_and_somebody_who_joined(store: RoomsStore, code: str, leader: Facilitator) -> None:
    (device,) = seat(store, code, 1)
    assert vote(store, code, device, 3) == "closed"
    leader.open_items(["q0"])
    assert vote(store, code, "a stranger's", 3) == "stranger"
    assert vote(store, code, device, 3, round_=2) == "closed"
    leader.close_round("q0")
    assert vote(store, code, device, 5) == "closed"
    with pytest.raises(BadInput, match="1 to 5"):
        vote(store, code, device, 6)


def test_nothing_is_seen_before_the_reveal_and_nothing_changes_after_it(
    store: RoomsStore, code: str, leader: Facilitator
) -> None:
    devices = seat(store, code, 6)
    leader.open_items(["q0"])
    for device in devices:
        vote(store, code, device, 3)
    assert store.spread(code, "q0", 1) is None
    leader.close_round("q0")
    assert store.spread(code, "q0", 1) is None
    leader.reveal("q0")
    first = store.spread(code, "q0", 1)
    assert first is not None and [group.counts for group in first.groups] == [(0, 0, 6, 0, 0)]
    assert vote(store, code, devices[0], 1) == "closed"
    leader.again("q0")
    for device in devices:
        vote(store, code, device, 4, round_=2)
    assert store.spread(code, "q0", 2) is None
    leader.reveal("q0")
    assert store.spread(code, "q0", 1) == first
    with pytest.raises(BadInput, match="second round"):
        leader.again("q0")


@pytest.mark.parametrize(
    ("executives", "middle", "frontline", "groups"),
    [
        (5, 5, 5, [("executive",), ("middle",), ("frontline",)]),
        (3, 5, 6, [("middle",), ("frontline",)]),
        (3, 1, 9, [("frontline",)]),
        (2, 3, 9, [("executive", "middle"), ("frontline",)]),
        (4, 7, 4, [("executive", "frontline"), ("middle",)]),
        (4, 4, 4, [("executive", "middle", "frontline")]),
        (0, 4, 9, [("frontline",)]),
        (1, 1, 2, []),
    ],
)
def test_a_role_of_fewer_than_five_is_shown_with_other_small_ones_or_not_at_all(
    executives: int, middle: int, frontline: int, groups: list[tuple[str, ...]]
) -> None:
    counts = {"executive": executives, "middle": middle, "frontline": frontline}
    shown = spread(1, [(level, 1 + i % 5, "answered") for level, n in counts.items() for i in range(n)])
    assert [group.levels for group in shown.groups] == groups
    assert all(group.n >= FEWEST for group in shown.groups)
    small = {level for level, n in counts.items() if 0 < n < FEWEST}
    assert {*shown.merged, *shown.kept_back} == small
    for group in shown.groups:  # what the report shows by itself is part of no other group
        assert len(group.levels) == 1 or set(group.levels) <= small


def test_who_does_not_know_is_counted_beside_the_levels_and_does_not_make_five() -> None:
    four = [("middle", 2, "answered")] * 4 + [("middle", None, "dont_know")] * 3
    assert spread(1, four).kept_back == ("middle",) and not spread(1, four).groups
    (group,) = spread(1, [*four, ("middle", 5, "answered"), ("middle", None, "not_applicable")]).groups
    assert (group.n, group.dont_know, group.not_applicable) == (5, 3, 1)


def test_who_does_not_answer_again_counts_as_in_the_first_round(
    store: RoomsStore, code: str, leader: Facilitator
) -> None:
    devices = seat(store, code, 6)
    leader.open_items(["q0"])
    for device in devices:
        vote(store, code, device, 2)
    leader.reveal("q0")
    leader.again("q0")
    for device in devices[:5]:
        vote(store, code, device, 4, round_=2)
    leader.reveal("q0")
    after = store.spread(code, "q0", 2)
    assert after is not None and after.groups[0].counts == (0, 1, 0, 5, 0)


def test_an_agreed_value_stands_beside_the_votes_with_its_reason(
    store: RoomsStore, code: str, leader: Facilitator
) -> None:
    devices = seat(store, code, 5)
    leader.open_items(["q0"])
    for device in devices:
        vote(store, code, device, 2)
    with pytest.raises(BadInput, match="revealed"):
        leader.agree("q0", 3, "the register was shown")
    leader.reveal("q0")
    with pytest.raises(BadInput, match="reason"):
        leader.agree("q0", 3, " ")
    leader.agree("q0", 3, "the register was shown", "finance sees a 2")
    leader.agree("q0", 4, "it is checked every month")
    assert (store.agreed(code)["q0"].value, store.agreed(code)["q0"].dissent) == (4, "")
    assert {v.value for d in devices for v in store.own_votes(code, device_digest(d)).values()} == {2}


def test_a_phone_may_correct_its_role_until_it_has_voted(store: RoomsStore, code: str, leader: Facilitator) -> None:
    (device,) = seat(store, code, 1, "executive")
    assert store.join(code, device, "middle", "", "en") == "joined"
    leader.open_items(["q0"])
    vote(store, code, device, 3)
    assert store.join(code, device, "frontline", "", "en") == "voted"
    person = store.person(code, device)
    assert person is not None and person.level == "middle"
    leader.admit(False)
    assert store.join(code, "another", "middle", "", "en") == "shut"


def test_dots_are_limited_hidden_until_closed_and_an_abstention_counts(
    store: RoomsStore, code: str, leader: Facilitator
) -> None:
    devices = seat(store, code, 8)
    leader.open_dots([Treatment("T-01", Text("甲", "one"), "r"), Treatment("T-02", Text("乙", "two"), "r")], 5, 3)
    room = store.room(code)
    assert room is not None
    for given in ({"T-01": 4}, {"T-01": 3, "T-02": 3}, {"T-09": 1}, {"T-01": -1}):
        with pytest.raises(BadInput):
            store.submit_ballot(room, device_digest(devices[0]), given)
    for device in devices[:5]:
        for given in ({"T-01": 1}, {"T-01": 3, "T-02": 2}):  # the second takes the place of the first
            assert store.submit_ballot(room, device_digest(device), given).result() == "kept"
    store.submit_ballot(room, device_digest(devices[5]), {}).result()
    assert store.dots(code) is None
    leader.close_dots()
    found = store.dots(code)
    assert found is not None
    assert (found.ballots, found.abstained, found.missing, dict(found.given)) == (6, 1, 2, {"T-01": 15, "T-02": 10})
    assert store.submit_ballot(room, device_digest(devices[6]), {}).result() == "closed"


def test_dots_of_fewer_than_five_are_not_shown_by_treatment(store: RoomsStore, code: str, leader: Facilitator) -> None:
    devices = seat(store, code, 5)
    leader.open_dots([Treatment("T-01", Text("甲", "one"), "r")], 3, 3)
    room = store.room(code)
    assert room is not None
    for device in devices[:4]:
        store.submit_ballot(room, device_digest(device), {"T-01": 2}).result()
    leader.close_dots()
    found = store.dots(code)
    assert found is not None and (found.ballots, dict(found.given)) == (4, {})


def test_a_finished_room_is_among_the_answers_once_with_the_last_round_of_each(
    store: RoomsStore, code: str, leader: Facilitator, tmp_path: Path
) -> None:
    devices = seat(store, code, 5)
    leader.open_items(["q0", "q1_1"])
    for device in devices:
        vote(store, code, device, 2)
    leader.reveal("q0")
    leader.agree("q0", 3, "shown")
    leader.again("q0")
    vote(store, code, devices[0], 5, round_=2)
    store.vote(Vote(code, "q1_1", 1, device_digest(devices[1]), None, "not_applicable", "no such team"))
    leader.park("who owns the price list", "王芳")
    with AnswersStore(tmp_path / "answers.db") as answers:
        assert len(answers.frame()) == 0
        assert leader.finish()
        once = answers.frame()
        assert not leader.finish()
        assert answers.frame().equals(once)
    assert sorted(once[once["item"] == "q0"]["value"]) == [2, 2, 2, 2, 5]
    assert once[once["item"] == "q1_1"]["comment"].tolist() == ["no such team"]
    assert not set(once["respondent"]) & {device_digest(device) for device in devices}
    (left,) = read_workshops(tmp_path)
    assert [(a.item, a.value, a.rationale) for a in left.agreed] == [("q0", 3, "shown")]
    assert [(p.matter, p.owner) for p in left.parked] == [("who owns the price list", "王芳")]
    assert vote(store, code, devices[1], 1, round_=2) == "closed"
    with pytest.raises(BadInput, match="ended"):
        leader.open_items(["q5_4"])


def test_the_same_phone_in_a_second_room_is_the_same_respondent(store: RoomsStore, tmp_path: Path) -> None:
    for value in (2, 4):
        code, _ = open_room(store, "base", "chosen", ITEMS)
        (device,) = seat(store, code, 1)
        leader = Facilitator(store, code)
        leader.open_items(["q0"])
        vote(store, code, device, value)
        leader.finish()
    with AnswersStore(tmp_path / "answers.db") as answers:
        assert answers.frame()["value"].tolist() == [4]


def test_a_hundred_votes_at_once_are_a_hundred_votes(store: RoomsStore, code: str, leader: Facilitator) -> None:
    devices = seat(store, code, 100)
    leader.open_items(["q0"])
    futures = [
        store.submit_vote(Vote(code, "q0", 1, device_digest(device), 1 + i % 5))
        for _ in range(3)
        for i, device in enumerate(devices)
    ]
    wait(futures, timeout=60)
    assert {future.result() for future in futures} == {"kept"}
    assert store.count(code, "q0", 1).answered == 100


def test_a_vote_that_nobody_waits_for_any_more_does_not_stop_the_others(
    store: RoomsStore, code: str, leader: Facilitator
) -> None:
    (device,) = seat(store, code, 1)
    leader.open_items(["q0"])
    with store.write():  # the writer has to wait, so the next ones queue up
        first = store.submit_vote(Vote(code, "q0", 1, device_digest(device), 1))
        gone = store.submit_vote(Vote(code, "q0", 1, device_digest(device), 2))
        gone.cancel()
    assert first.result(60) == "kept"
    assert vote(store, code, device, 3) == "kept"


def test_a_write_that_fails_does_not_take_its_neighbours_with_it(
    store: RoomsStore, code: str, leader: Facilitator
) -> None:
    (device,) = seat(store, code, 1)
    leader.open_items(["q0"])
    leader.open_dots([Treatment("T-01", Text("甲", "one"), "r")], 3, 3)
    room = store.room(code)
    assert room is not None
    with store.write():  # the writer has to wait, so that the next ones are one group
        store.submit_vote(Vote(code, "q0", 1, device_digest(device), 1))
        wrong = store.submit_ballot(room, "nobody", {"T-01": 1})
        right = store.submit_vote(Vote(code, "q0", 1, device_digest(device), 2))
    with pytest.raises(IntegrityError):
        wrong.result(60)
    assert right.result(60) == "kept"


KILLED = """
import sys
from assess.model.room import Vote
from assess.store.rooms_db import RoomsStore, device_digest
store, code = RoomsStore(sys.argv[1]), sys.argv[2]
for n in range(1_000_000):
    store.join(code, f"phone {n}", "middle", "", "zh")
    if store.vote(Vote(code, "q0", 1, device_digest(f"phone {n}"), 3)) == "kept":
        print(n, flush=True)
"""


def test_a_kill_loses_no_acknowledged_vote(tmp_path: Path) -> None:
    path = tmp_path / "answers.db"
    with RoomsStore(path) as store:
        code, _ = open_room(store, "base", "chosen", ITEMS)
        Facilitator(store, code).open_items(["q0"])
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path), code], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert process.stdout is not None
    acknowledged = [process.stdout.readline() for _ in range(50)]
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += process.stdout.readlines()
    process.stdout.close()
    process.wait(30)
    with sqlite3.connect(path) as db:
        (kept,) = db.execute("select count(*) from room_votes").fetchone()
    db.close()
    assert len(acknowledged) <= kept <= len(acknowledged) + 1


def test_postgresql_keeps_the_same_room(postgres_url: str) -> None:
    with RoomsStore(postgres_url) as store:
        code, key = open_room(store, "base", "chosen", ITEMS)
        devices = seat(store, code, 20)
        leader = lead(store, code, key)
        leader.open_items(["q0"])
        threads = [threading.Thread(target=vote, args=(store, code, device, 3)) for device in devices * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        leader.reveal("q0")
        shown = store.spread(code, "q0", 1)
        assert shown is not None and shown.groups[0].counts == (0, 0, 20, 0, 0)
        assert leader.finish() and not leader.finish()


def test_a_room_asks_all_a_few_or_the_quick_ones_in_the_order_of_the_bank() -> None:
    bank = load_bank("base")
    every, quick = items_of_room(bank, "full"), items_of_room(bank, "quick")
    assert set(quick) < set(every) == {item.id for item in bank.items}
    assert items_of_room(bank, "chosen", ["q5_4", "q0"]) == ("q0", "q5_4")
    with pytest.raises(BadInput, match="not in base"):
        items_of_room(bank, "chosen", ["q99"])
