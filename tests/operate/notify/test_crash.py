"""Killed at any moment, a notice is neither lost nor, where the receiver knows its key, doubled."""

from __future__ import annotations

import email
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import pytest
from notices_made import Mailbox, Place, Sink, check_up, finding

from assess.store.outbox import FILE, Outbox

DIE = """
import os, signal, sys
from pathlib import Path
from assess.operate.notify.run import notify_folder
left = int(sys.argv[2])
def at_step(step):
    global left
    left -= 1
    if left == 0:
        print(step, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
notify_folder(Path(sys.argv[1]), patience=0, at_step=at_step)
"""
FINDINGS = [finding(f"copies:{n}", departments=(department,)) for n, department in
            enumerate(("sales", "finance", "stock"))]  # fmt: skip


def hooks(sink: Sink, names: list[str], **more: Any) -> dict[str, Any]:
    """A target of its own for each name, and every department told by all of them."""
    return {
        "enabled": True, "timeout_seconds": 0.5, "rhythm": {"high": "at_once"},
        "targets": [{"id": name, "kind": "webhook", "url": f"{sink.url}/{name}"} for name in names],
        "routes": [{"to": name} for name in names],
        "retry": {"attempts": 40, "first_seconds": 0.02, "most_seconds": 0.1}, **more,
    }  # fmt: skip


def finish(place: Place) -> None:
    done = place.run("--json", "--wait", "30")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["waiting"] == []


def heard(sink: Sink) -> set[tuple[str, str]]:
    """(target, number of the finding) of every entry that arrived."""
    return {(one["path"], entry["number"]) for one in sink.got for entry in json.loads(one["body"])["entries"]}


def once(sink: Sink) -> Counter[tuple[str, str]]:
    """How often each entry is kept by a receiver that knows the key."""
    paths = {one["body"]: one["path"] for one in sink.got}
    return Counter((paths[body], entry["number"]) for body in sink.kept() for entry in json.loads(body)["entries"])


@pytest.mark.parametrize("where", ["file", "postgres"])
def test_killed_between_any_two_steps(place: Place, sink: Sink, where: str, request: pytest.FixtureRequest) -> None:
    """3 steps of planning, and 4 of a message; one of them is after the receiver took it and before that is kept."""
    names = ["a", "b"]
    outbox = request.getfixturevalue("postgres_url") if where == "postgres" else ""
    numbers = {f"编号 {one.id}" for one in FINDINGS}
    seen = []
    for number in range(1, 3 + 4 + 1) if where == "file" else (2, 5, 6):
        sink.got.clear()
        if where == "file":
            for path in place.folder.glob(f"{FILE}*"):
                path.unlink()
            result = check_up(*FINDINGS)
        else:  # a database cannot be taken away; each round has findings of its own
            found = [finding(f"copies:{number}{n}", (f"shop.t{number}{n}",)) for n in range(3)]
            found = [one.model_copy(update={"id": f"CO-{number}{n}"}) for n, one in enumerate(found)]
            result, numbers = check_up(*found), {f"编号 {one.id}" for one in found}
        place.configure(hooks(sink, names, outbox=outbox))
        place.check_up(result)
        died = subprocess.run(
            [sys.executable, "-c", DIE, str(place.folder), str(number)], capture_output=True, text=True
        )
        assert died.returncode == -signal.SIGKILL, died.stderr
        step = died.stdout.strip()
        seen.append(step)
        finish(place)
        assert {one for one in heard(sink) if one[1] in numbers} == {(f"/{name}", n) for name in names for n in numbers}
        keys = sink.taken()
        assert len(keys) == len(names)
        doubled = sum(keys.values()) - len(keys)
        assert doubled == (1 if step == "sent" else 0), step
        told = {entry: n for entry, n in once(sink).items() if entry[1] in numbers}
        assert told == {(f"/{name}", n): 1 for name in names for n in numbers}
    finish(place)
    assert sink.taken() == keys
    if where == "file":
        assert seen == ["before plan", "half planned", "planned", "before claim", "claimed", "sent", "marked"]


def test_killed_at_random_moments_over_http_and_smtp(place: Place, sink: Sink, mailbox: Mailbox) -> None:
    """Twelve kills while twenty messages go out; every message arrives, at most one a kill arrives twice."""
    names = [f"h{n}" for n in range(10)]
    block = hooks(sink, names)
    addresses = [f"p{n}@example.com" for n in range(10)]
    mail = {"id": "m", "kind": "email", "url": f"smtp://127.0.0.1:{mailbox.port}", "sender": "assess@example.com",
            "to": addresses}  # fmt: skip
    place.configure({**block, "targets": [*block["targets"], mail], "routes": [*block["routes"], {"to": "m"}]})
    place.check_up(check_up(*FINDINGS))
    dice, kills = random.Random(8), 0
    for _ in range(12):
        process = subprocess.Popen(place.command("--wait", "0"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=place.environment({}))  # fmt: skip
        started = time.monotonic()
        while process.poll() is None and time.monotonic() - started < 10:
            if (place.folder / FILE).exists() and dice.random() < 0.05:
                process.kill()
                kills += 1
                break
            time.sleep(0.004)
        process.wait(30)
    finish(place)
    letters = Counter(str(email.message_from_bytes(letter)["Message-ID"]) for letter in mailbox.letters)
    assert kills > 0
    assert heard(sink) == {(f"/{name}", f"编号 {one.id}") for name in names for one in FINDINGS}
    assert len(sink.taken()) == 10
    assert set(mailbox.to) == set(addresses)
    assert len(letters) == 10
    assert sum(sink.taken().values()) + sum(letters.values()) - 20 <= kills
    assert once(sink) == {(f"/{name}", f"编号 {one.id}"): 1 for name in names for one in FINDINGS}
    assert Counter(str(letter["To"]) for letter in mailbox.kept().values()) == Counter(addresses)


@pytest.mark.parametrize("where", ["file", "postgres"])
def test_three_runs_at_the_same_time_do_not_double(
    place: Place, sink: Sink, where: str, request: pytest.FixtureRequest
) -> None:
    names = [f"h{n}" for n in range(12)]
    outbox = request.getfixturevalue("postgres_url") if where == "postgres" else ""
    place.configure(hooks(sink, names, outbox=outbox, timeout_seconds=10))
    place.check_up(check_up(*FINDINGS))
    runs = [
        subprocess.Popen(place.command("--wait", "5", "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         text=True, env=place.environment({}))
        for _ in range(3)
    ]  # fmt: skip
    said = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], said
    sent = [json.loads(out)["sent"] for out, _ in said]
    assert sink.taken() == Counter([key for keys in sent for key in keys])
    assert set(sink.taken().values()) == {1}
    assert len(sink.taken()) == 12


def test_a_message_under_which_runs_die_is_given_up(place: Place, sink: Sink) -> None:
    place.configure(hooks(sink, ["a"], retry={"attempts": 1, "first_seconds": 0.02, "most_seconds": 0.1}))
    place.check_up(check_up(*FINDINGS))
    died = subprocess.run([sys.executable, "-c", DIE, str(place.folder), "5"], capture_output=True, text=True)
    assert died.stdout.strip() == "claimed"
    assert place.run("--wait", "30").returncode == 1
    assert sink.got == []
    with Outbox(place.folder / FILE) as outbox:
        assert [message.said for message in outbox.messages("dead")] == ["given up after 1 attempts"]


def test_a_run_whose_claim_ran_out_marks_nothing(tmp_path: Any, now: Any) -> None:
    from datetime import timedelta

    from assess.store.outbox import Message

    with Outbox(tmp_path / FILE) as outbox:
        with outbox.planning() as planning:
            planning.add([Message("k", "b", "t", "", {}, "planned", now)], now)
        assert outbox.claim("k", "slow", now, now + timedelta(seconds=5)) is not None
        assert outbox.claim("k", "other", now + timedelta(seconds=4), now + timedelta(seconds=9)) is None
        assert outbox.claim("k", "other", now + timedelta(seconds=5), now + timedelta(seconds=10)) is not None
        outbox.give_up("k", "slow", "too late")
        assert [message.state for message in outbox.messages()] == ["sending"]
        outbox.acknowledge("k", "other", now)
        assert [message.state for message in outbox.messages()] == ["sent"]
