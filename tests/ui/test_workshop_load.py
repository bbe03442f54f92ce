"""A hundred phones at once, and a server that is killed among them: every acknowledged vote is there, once."""

from __future__ import annotations

import http.client
import random
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import written
from phones_seen import Phone, free_port
from screens_seen import Server

from assess.store.rooms_db import RoomsStore, device_digest
from assess.store.rooms_lead import Facilitator, open_room

PHONES = 100
SPREAD = 10.0  # seconds within which all of them vote
PATIENCE = 120.0


def test_no_vote_is_lost_or_counted_twice_when_the_server_is_killed_among_a_hundred(
    tmp_path: Path, font_cache: Path
) -> None:
    folder, door = written(tmp_path / "yunling"), free_port()
    with RoomsStore(folder / "answers.db") as store:
        code, _ = open_room(store, "base", "chosen", ["q0"], "127.0.0.1", door)
        Facilitator(store, code).open_items(["q0"])
        server = Server(folder, font_cache)
        try:
            acknowledged = _vote_while_killed(server, door, code)
            kept = {
                phone: [vote.value for vote in store.own_votes(code, device_digest(phone)).values()]
                for phone in acknowledged
            }
            assert store.people(code) == {"executive": 0, "middle": 0, "frontline": PHONES}
            assert store.count(code, "q0", 1).answered == PHONES
            assert Facilitator(store, code).finish() and not Facilitator(store, code).finish()
        finally:
            server.kill()
    assert kept == {phone: [value] for phone, value in acknowledged.items()}
    with sqlite3.connect(folder / "answers.db") as db:
        answers = db.execute("select value, count(*) from answers where item = 'q0' group by value").fetchall()
    db.close()
    assert sum(n for _, n in answers) == PHONES
    assert dict(answers) == {value: sum(v == value for v in acknowledged.values()) for value in range(1, 6)}


def _vote_while_killed(server: Server, door: int, code: str) -> dict[str, int]:
    """All phones vote within ten seconds, each until it is told that the vote is kept; killed at about a half."""
    phones = [Phone(door, code) for _ in range(PHONES)]
    acknowledged: dict[str, int] = {}
    half, give_up = threading.Event(), time.monotonic() + PATIENCE
    dice = random.Random(7)
    starts = [dice.uniform(0, SPREAD) for _ in phones]

    def attend(n: int) -> None:
        phone = phones[n]
        time.sleep(starts[n])
        value = 1 + n % 5
        while time.monotonic() < give_up:
            try:
                if "assess_phone" not in phone.cookies or not phone.csrf:
                    phone.get()
                phone.join("frontline")
                for _ in range(2):  # pressed twice
                    if phone.vote("q0", value, timeout=10).status == 303:
                        acknowledged[phone.cookies["assess_phone"]] = value
                if phone.cookies["assess_phone"] in acknowledged:
                    break
            except (OSError, http.client.HTTPException):
                time.sleep(0.3)
        if len(acknowledged) >= PHONES // 2:
            half.set()

    with ThreadPoolExecutor(PHONES) as crowd:
        going = [crowd.submit(attend, n) for n in range(PHONES)]
        assert half.wait(PATIENCE)
        server.kill()
        server.start()
        for one in going:
            one.result(PATIENCE)
    assert len(acknowledged) == PHONES
    return acknowledged


@pytest.mark.parametrize("moment", ["before the commit", "after the commit"])
def test_a_vote_is_acknowledged_after_its_commit_and_not_before(tmp_path: Path, moment: str) -> None:
    from assess.model.room import Vote

    with RoomsStore(tmp_path / "answers.db") as store:
        code, _ = open_room(store, "base", "chosen", ["q0"])
        store.join(code, "a phone", "middle", "", "zh")
        Facilitator(store, code).open_items(["q0"])
        with store.write():  # somebody else holds the file
            sent = store.submit_vote(Vote(code, "q0", 1, device_digest("a phone"), 3))
            if moment == "before the commit":
                time.sleep(0.3)
                assert not sent.done()
        assert sent.result(30) == "kept"
        with sqlite3.connect(tmp_path / "answers.db") as db:
            assert db.execute("select count(*) from room_votes").fetchone() == (1,)
        db.close()
