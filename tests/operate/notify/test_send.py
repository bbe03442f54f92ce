"""Messages over real HTTP and SMTP: signed, tried again, given up with a reason, and never with a secret in sight."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from notices_made import SECRET, Mailbox, Place, Sink, check_up, finding

AT_ONCE = {"high": "at_once", "medium": "at_once", "low": "at_once"}
QUICK = {"attempts": 4, "first_seconds": 0.05, "most_seconds": 0.2}
ROBOTS = {
    "dingtalk": ("/robot/send?access_token=${TOKEN}", b'{"errcode":0,"errmsg":"ok"}'),
    "feishu": ("/open-apis/bot/v2/hook/${TOKEN}", b'{"code":0,"msg":"success"}'),
    "wecom": ("/cgi-bin/webhook/send?key=${TOKEN}", b'{"errcode":0,"errmsg":"ok"}'),
    "slack": ("/services/${TOKEN}", b"ok"),
    "teams": ("/workflows/x?sig=${TOKEN}", b"1"),
}


def told(place: Place, target: dict[str, Any], *options: str, **environment: str) -> Any:
    place.configure({"enabled": True, "targets": [{"id": "it", **target}], "routes": [{"to": "it"}],
                     "rhythm": AT_ONCE, "retry": QUICK, "timeout_seconds": 2})  # fmt: skip
    place.check_up(check_up(finding("copies:a"), finding("copies:b", severity="low")))
    return place.run(*options, **environment)


@pytest.mark.parametrize("kind", sorted(ROBOTS))
def test_every_robot_is_told_once(place: Place, sink: Sink, kind: str) -> None:
    path, answer = ROBOTS[kind]
    sink.answer = (200, answer, {})
    for _ in range(3):
        assert told(place, {"kind": kind, "url": sink.url + path}).returncode == 0
    assert [one["path"] for one in sink.got] == [path.replace("${TOKEN}", SECRET)]


def test_dingtalk_is_signed(place: Place, sink: Sink) -> None:
    sink.answer = (200, b'{"errcode":0}', {})
    target = {"kind": "dingtalk", "url": f"{sink.url}/robot/send?access_token=${{TOKEN}}", "secret": "${SIGN}"}
    assert told(place, target).returncode == 0
    asked = parse_qs(urlsplit(sink.got[0]["path"]).query)
    stamp, secret = asked["timestamp"][0], Place.environment({})["SIGN"]
    signed = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    assert base64.b64decode(asked["sign"][0]) == signed
    assert len(stamp) == 13


def test_feishu_is_signed(place: Place, sink: Sink) -> None:
    sink.answer = (200, b'{"code":0}', {})
    target = {"kind": "feishu", "url": f"{sink.url}/hook/${{TOKEN}}", "secret": "${SIGN}"}
    assert told(place, target).returncode == 0
    said, secret = json.loads(sink.got[0]["body"]), Place.environment({})["SIGN"]
    signed = hmac.new(f"{said['timestamp']}\n{secret}".encode(), b"", hashlib.sha256).digest()
    assert base64.b64decode(said["sign"]) == signed
    assert len(said["timestamp"]) == 10


def test_a_webhook_is_signed_by_the_standard(place: Place, sink: Sink) -> None:
    target = {"kind": "webhook", "url": f"{sink.url}/hook", "secret": "${SIGN}"}
    key = b"0123456789abcdef0123456789abcdef"
    assert told(place, target, SIGN=f"whsec_{base64.b64encode(key).decode()}").returncode == 0
    got = sink.got[0]
    signed = b".".join(
        (got["headers"]["webhook-id"].encode(), got["headers"]["webhook-timestamp"].encode(), got["body"])
    )
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert got["headers"]["webhook-signature"] == f"v1,{expected}"
    assert got["headers"]["idempotency-key"] == got["headers"]["webhook-id"] == json.loads(got["body"])["key"]


def test_a_busy_server_is_tried_again_in_the_same_run(webhook: Callable[..., Place], sink: Sink) -> None:
    place = webhook()
    place.check_up(check_up(finding("copies:a")))
    sink.answers = [(503, b"", {}), (429, b"", {"Retry-After": "1"}), (500, b"", {})]
    done = place.run("--json")
    assert done.returncode == 0, done.stderr
    assert [one["status"] for one in sink.got] == [503, 429, 500, 200]
    assert len({one["headers"]["idempotency-key"] for one in sink.got}) == 1


def test_what_cannot_wait_is_left_to_the_next_run(webhook: Callable[..., Place], sink: Sink) -> None:
    place = webhook()
    place.check_up(check_up(finding("copies:a")))
    sink.answers = [(429, b"", {"Retry-After": "3"})]
    done = place.run("--json", "--wait", "0")
    assert done.returncode == 0
    assert json.loads(done.stdout)["waiting"][0]["why"] == "HTTP 429"
    assert place.run("--wait", "20").returncode == 0
    assert [one["status"] for one in sink.got] == [429, 200]


def test_a_refusal_is_given_up_at_once_reported_and_tried_again_on_demand(
    webhook: Callable[..., Place], sink: Sink
) -> None:
    place = webhook()
    place.check_up(check_up(finding("copies:a")))
    sink.answers = [(404, b"no such hook", {})]
    done = place.run("--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["dead"][0]["why"] == "HTTP 404: no such hook"
    assert place.run().returncode == 1
    assert len(sink.got) == 1
    assert place.run("--dead", "again").returncode == 0
    assert [one["status"] for one in sink.got] == [404, 200]


def test_what_is_forgotten_is_told_anew(webhook: Callable[..., Place], sink: Sink) -> None:
    place = webhook()
    place.check_up(check_up(finding("copies:a")))
    sink.answers = [(410, b"", {})]
    assert place.run().returncode == 1
    assert place.run("--dead", "forget").returncode == 0
    assert place.run().returncode == 0
    assert [one["status"] for one in sink.got] == [410, 200]


def test_it_is_given_up_after_the_attempts(webhook: Callable[..., Place], sink: Sink) -> None:
    place = webhook(retry=QUICK)
    place.check_up(check_up(finding("copies:a")))
    sink.answer = (500, b"", {})
    done = place.run("--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["dead"][0]["why"] == "given up after 4 attempts; HTTP 500"
    assert len(sink.got) == 4


def test_a_redirect_is_not_followed(webhook: Callable[..., Place], sink: Sink) -> None:
    place = webhook()
    place.check_up(check_up(finding("copies:a")))
    sink.answer = (302, b"", {"Location": f"{sink.url}/elsewhere"})
    assert place.run().returncode == 1
    assert [urlsplit(one["path"]).path for one in sink.got] == ["/hook"]


def test_nobody_listens(place: Place) -> None:
    done = told(place, {"kind": "webhook", "url": "http://127.0.0.1:9/hook"}, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["dead"][0]["why"].startswith("given up after 4 attempts; no answer from 127.0.0.1")


def test_one_address_refused_does_not_stop_the_others(place: Place, mailbox: Mailbox) -> None:
    mailbox.answers = ["451 4.3.0 try later"]
    target = {"kind": "email", "url": f"smtp://127.0.0.1:{mailbox.port}", "sender": "assess@example.com",
              "to": ["refused@example.com", "wang@example.com", "li@example.com"]}  # fmt: skip
    done = told(place, target, "--json")
    assert done.returncode == 1
    assert sorted(mailbox.to) == ["li@example.com", "wang@example.com"]
    dead = json.loads(done.stdout)["dead"]
    assert [(one["to"], one["why"]) for one in dead] == [("refused@example.com", "SMTP 550 5.1.1 no such user")]


def test_a_password_is_not_sent_without_tls() -> None:
    from datetime import UTC, datetime

    from assess.model.notify import Target
    from assess.operate.notify.secrets import Keys
    from assess.operate.notify.smtp import mailed
    from assess.store.outbox import Message

    target = Target.model_validate({"id": "m", "kind": "email", "url": "smtp://user:${TOKEN}@mail.invalid",
                                    "sender": "a@example.com", "to": ["b@example.com"]})  # fmt: skip
    said: list[str] = []

    class Plain:
        def __init__(self, *_: Any, **__: Any) -> None: ...
        def __getattr__(self, name: str) -> Any:
            said.append(name)
            return lambda *_, **__: False

    import smtplib

    content = {"language": "en", "subject": "s", "greeting": "", "entries": [], "rest": 0, "open": "", "closing": "c",
               "base_url": "", "key": "k"}  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(smtplib, "SMTP", Plain)
        now = datetime.now(UTC)
        reply = mailed(Message("k", "b", "m", "b@example.com", content, "sending", now), target,
                       Keys({"TOKEN": SECRET}), 1, now)  # fmt: skip
    assert reply.verdict == "refused"
    assert "no TLS" in reply.says
    assert "login" not in said
    assert "send_message" not in said


@pytest.mark.parametrize("kind", ["webhook", "dingtalk", "slack"])
@pytest.mark.parametrize("trouble", ["echo", "down"])
def test_no_secret_in_output_outbox_or_traceback(place: Place, sink: Sink, kind: str, trouble: str) -> None:
    sink.answer = (404, f"no robot {SECRET} SEC-sign-9876543210 {sink.url}/x?t={SECRET}".encode(), {})
    base = sink.url if trouble == "echo" else "http://127.0.0.1:9"
    target = {"kind": kind, "url": f"{base}/x?access_token=${{TOKEN}}"} | (
        {"secret": "${SIGN}"} if kind != "slack" else {}
    )
    done = told(place, target, ASSESS_DEBUG="1")
    dry = place.run("--dry-run", ASSESS_DEBUG="1")
    assert done.returncode == 1
    kept = b"".join(path.read_bytes() for path in place.folder.rglob("*") if path.is_file())
    for seen in (done.stdout, done.stderr, dry.stdout, dry.stderr, kept.decode("utf-8", "replace")):
        assert SECRET not in seen
        assert kind == "slack" or "SEC-sign-9876543210" not in seen  # Slack was not given it
    if trouble == "echo":
        assert "no robot ***" in done.stdout


def test_a_whole_address_in_a_variable_is_hidden_in_parts_too(place: Place, sink: Sink) -> None:
    sink.answer = (400, b"bad signature abcdefgh12345678 for /workflows/flowflow1", {})
    target = {"kind": "teams", "url": "${TEAMS}"}
    done = told(place, target, TEAMS=f"{sink.url}/workflows/flowflow1?sig=abcdefgh12345678")
    assert done.returncode == 1
    assert "bad signature *** for" in done.stdout
    assert "flowflow1" not in done.stdout


@pytest.mark.parametrize(
    ("answer", "code", "attempts"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nonly a part", 0, 1),  # taken, though the answer breaks off
        (b"", 1, 4),
        (b"nonsense\r\n\r\n", 1, 4),
        (None, 1, 4),  # it takes the connection and says nothing
    ],
)
def test_an_answer_that_breaks_off_or_never_comes(place: Place, answer: bytes | None, code: int, attempts: int) -> None:
    import socket
    import threading

    taken: list[bytes] = []
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                taken.append(connection.recv(65536))
                if answer is None:
                    held.append(connection)
                    continue
                connection.sendall(answer)
                connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/hook"
        place.configure({"enabled": True, "targets": [{"id": "it", "kind": "webhook", "url": url}],
                         "routes": [{"to": "it"}], "retry": QUICK, "timeout_seconds": 0.3})  # fmt: skip
        place.check_up(check_up(finding("copies:a")))
        done = place.run("--json")
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    for connection in held:
        connection.close()
    assert done.returncode == code, done.stderr
    assert len(taken) == attempts
    if code:
        assert "no answer from 127.0.0.1" in json.loads(done.stdout)["dead"][0]["why"]


def test_a_secret_with_a_line_break_is_refused_without_showing_it(webhook: Callable[..., Place], sink: Sink) -> None:
    place = webhook()
    place.check_up(check_up(finding("copies:a")))
    done = place.run(TOKEN="abcdefgh\nX-Header: 12345678", ASSESS_DEBUG="1")
    assert done.returncode == 2
    assert "needs the environment variable TOKEN, which holds a line break" in done.stderr
    assert "abcdefgh" not in done.stderr
    assert sink.got == []


def test_a_message_to_a_target_that_was_taken_out_waits_and_says_so(webhook: Callable[..., Place], sink: Sink) -> None:
    place = webhook()
    place.check_up(check_up(finding("copies:a")))
    sink.answers = [(503, b"", {"Retry-After": "1"})]
    assert place.run("--wait", "0").returncode == 0
    place.configure({"enabled": True, "targets": [{"id": "other", "kind": "webhook", "url": f"{sink.url}/other"}],
                     "routes": [{"to": "other", "departments": ["stock"]}]})  # fmt: skip
    said = json.loads(place.run("--json", "--wait", "3").stdout)
    assert [one["why"] for one in said["waiting"]] == ["its target is no longer in engagement.yaml"]
    assert len(sink.got) == 1


def test_what_is_solved_is_thanked_for_and_becomes_a_case(webhook: Callable[..., Place], sink: Sink) -> None:
    from notices_made import looked

    from assess.store.cases import CasesStore

    place = webhook()
    place.check_up(check_up(finding("copies:a", saving=1000)))
    assert place.run().returncode == 0
    place.check_up(check_up(looked("copies"), clock="2026-04-02T09:00:00+08:00"))
    assert place.run().returncode == 0
    said = [json.loads(one["body"]) for one in sink.got]
    assert said[1]["subject"] == "Yunling Dairy, data check-up: 1 solved"
    assert said[1]["entries"][0]["lines"] == [
        "The check-up no longer finds it. Thank you: by the earlier estimate that saves ¥1,000 a year."
    ]
    with CasesStore(place.folder / "notices.db") as store:
        assert [case["key"] for case in store.cases()] == ["copies:a"]
