"""Phones that vote over HTTP while the server is killed: what was acknowledged must be there, once."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from assess.store.bank_file import load_bank
from assess.store.rooms_db import RoomsStore, device_digest
from assess.store.rooms_lead import Facilitator, open_room
from assess.ui.phone.guard import csrf_of

PHONES, ITEMS = 8, 6


@dataclass
class Phone:
    """What one phone was told: `kept` is the last vote acknowledged a question, `sent` what it may have become."""

    device: str
    kept: dict[str, int] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Room:
    """An open room in the answers of `folder`."""

    folder: Path
    code: str
    items: tuple[str, ...]
    phones: tuple[Phone, ...]

    def wrong(self) -> list[str]:
        """What of the votes in the file is not what the phones were told; settles what was in flight."""
        found = []
        with RoomsStore(self.folder / "answers.db") as store:
            for phone in self.phones:
                votes = store.own_votes(self.code, device_digest(phone.device))
                for item in self.items:
                    vote = votes.get((item, 1))
                    value = vote.value if vote else None
                    if value not in (phone.kept.get(item), phone.sent.get(item, phone.kept.get(item))):
                        found.append(f"{phone.device[:4]} {item}: acknowledged {phone.kept.get(item)}, kept {value}")
                    if value is not None:
                        phone.kept[item] = value
                phone.sent.clear()
                if len(votes) > len(self.items):
                    found.append(f"{phone.device[:4]}: more votes than questions")
        return found


def opened(folder: Path) -> Room:
    """A room with some questions open, and phones that are to join it."""
    items = tuple(item.id for item in load_bank("base").items if "frontline" in item.audience)[:ITEMS]
    with RoomsStore(folder / "answers.db") as store:
        code, _ = open_room(store, "base", "chosen", items)
        Facilitator(store, code).open_items(items)
    return Room(folder, code, items, tuple(Phone(f"{n:04d}{'x' * 24}") for n in range(PHONES)))


@contextmanager
def serving(folder: Path, wait: float = 120) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`assess app` on `folder` in a group of its own, once it answers; the group is killed in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    line = [sys.executable, "-m", "assess", "app", str(folder), "--port", str(port)]
    server = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        until = time.monotonic() + wait
        while not _answers(port):
            if time.monotonic() > until or server.poll() is not None:
                raise RuntimeError("the app does not answer")
            time.sleep(0.1)
        yield server, port
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def join(room: Room, port: int) -> None:
    """Let every phone in; one that is in already stays."""
    for phone in room.phones:
        fields = {"level": "frontline", "department": "sales", "go": 1}
        if _post(port, f"/j/{room.code}/join", phone.device, fields)[0] not in (303, 403):
            raise RuntimeError("a phone could not join")


def vote(room: Room, port: int, until: threading.Event, dice: random.Random) -> list[threading.Thread]:
    """Every phone votes and changes its mind until the server is gone."""

    def one(phone: Phone, mine: random.Random) -> None:
        while not until.is_set():
            item = mine.choice(room.items)
            value = mine.randint(1, 5)
            phone.sent[item] = value
            try:
                status, told = _post(port, f"/j/{room.code}/q/{item}", phone.device, {"round": 1, "choice": value})
            except (OSError, http.client.HTTPException):
                return  # in flight: it may or may not have been kept
            if status == 200 and told.get("kept"):
                phone.kept[item] = value
                phone.acknowledged += 1
            else:
                phone.refused += 1
            del phone.sent[item]

    threads = [threading.Thread(target=one, args=(phone, random.Random(dice.random()))) for phone in room.phones]
    for thread in threads:
        thread.start()
    return threads


def killed_while_voting(room: Room, dice: random.Random, most: float = 2.0) -> tuple[str, list[str]]:
    """Start the app, vote, kill it after at most `most` seconds; how, and what is wrong."""
    moment, before = dice.uniform(0.02, most), sum(phone.acknowledged for phone in room.phones)
    over = threading.Event()
    with serving(room.folder) as (server, port):
        join(room, port)
        threads = vote(room, port, over, dice)
        time.sleep(moment)
        os.killpg(server.pid, signal.SIGKILL)
        over.set()
        for thread in threads:
            thread.join()
    told = sum(phone.acknowledged for phone in room.phones) - before
    return f"after {moment:.2f} s and {told} votes acknowledged", room.wrong()


def _post(port: int, path: str, device: str, fields: dict[str, object]) -> tuple[int, dict[str, object]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": f"assess_phone={device}", "Content-Type": "application/x-www-form-urlencoded",
               "Accept": "application/json"}  # fmt: skip
    try:
        connection.request("POST", path, urlencode({"csrf": csrf_of(device), **fields}), headers)
        response = connection.getresponse()
        said = response.read()
        as_json = response.headers.get("Content-Type", "").startswith("application/json")
        return response.status, dict(json.loads(said)) if as_json else {}
    finally:
        connection.close()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def total(phones: Sequence[Phone]) -> int:
    """Votes acknowledged so far."""
    return sum(phone.acknowledged for phone in phones)
