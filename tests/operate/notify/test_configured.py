"""Nothing leaves without a configured target; what cannot be used is said in one sentence, without its secrets."""

from __future__ import annotations

from typing import Any

import pytest
from notices_made import Place, Sink, check_up, finding

from assess.model.errors import BadInput
from assess.store.engagement_file import load_engagement

HOOK = {"id": "hook", "kind": "webhook", "url": "https://example.com/h"}
MAIL = {
    "id": "m",
    "kind": "email",
    "url": "smtp://mail.example.com",
    "sender": "a@example.com",
    "to": ["b@example.com"],
}
ROUTE = [{"to": "hook"}]


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ({"targets": [{**HOOK, "kind": "slak"}]}, 'kind: found "slak", which is no channel. Did you mean "slack"?'),
        ({"targets": [{**HOOK, "url": "example.com"}]}, "no address of this channel found"),
        ({"targets": [{**HOOK, "url": "https://example.com:port/h"}]}, "no address found"),
        ({"targets": [{**HOOK, "url": "ftp://example.com/h"}]}, "no address of this channel found"),
        ({"targets": [{**HOOK, "url": "http://example.com/h"}]}, "http found; only this machine"),
        ({"targets": [{**HOOK, "url": "https://u:hunter2@example.com/h"}]}, "found a password in it"),
        ({"targets": [{**HOOK, "url": "https://example.com/h?token=hunter2"}]}, "found a secret in its query"),
        ({"targets": [{**HOOK, "kind": "slack", "url": "https://hooks.slack.com/services/hunter2"}]},
         "found the robot's secret in it"),
        ({"targets": [{**HOOK, "secret": "hunter2"}]}, "found a secret written out"),
        ({"targets": [{**HOOK, "kind": "slack", "url": "${U}", "secret": "${S}"}]}, "slack does not sign"),
        ({"targets": [{**MAIL, "url": "smtp://u:hunter2@mail.example.com"}]}, "found a password in it"),
        ({"targets": [{**MAIL, "url": "https://mail.example.com"}]}, "no address of this channel found"),
        ({"targets": [{**MAIL, "to": []}]}, "an e-mail needs sender and to"),
        ({"targets": [{**MAIL, "to": ["b@example.com, c@example.com"]}]}, "targets[0].to[0]"),
        ({"targets": [HOOK, HOOK]}, 'notify.targets[1].id "hook" is used twice'),
        ({"targets": [HOOK], "routes": [{"to": "hok"}]}, 'routes[0].to "hok" is no target. Did you mean "hook"?'),
        ({"targets": [HOOK], "routes": [{"to": "hook", "departments": ["sale"]}]}, '"sale" is no department.'),
        ({"targets": [HOOK], "routes": [{"to": "hook", "owners": ["王方"]}]}, '"王方" answers for no department.'),
        ({"targets": [HOOK], "timezone": "Shanghai"}, 'needs a name such as Asia/Shanghai, found "Shanghai"'),
        ({"targets": [HOOK], "quiet": {"since": "25:00"}}, "notify.quiet.since"),
        ({"targets": [HOOK], "quiet": {"since": "08:00", "until": "08:00"}}, "nothing would ever be sent"),
        ({"targets": [HOOK], "base_url": "assess"}, "no address of the app found"),
        ({"targets": [HOOK], "outbox": "mysql://h/d"}, "no address of a PostgreSQL database found"),
        ({"targets": [HOOK], "outbox": "postgresql://u:hunter2@h/d"}, "found a password in it"),
        ({"target": [HOOK]}, 'unknown field "notify.target".'),
    ],
)  # fmt: skip
def test_a_wrong_block_is_refused_in_a_sentence(place: Place, block: dict[str, Any], says: str) -> None:
    place.configure(block)
    with pytest.raises(BadInput) as refused:
        load_engagement(place.folder)
    assert says in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert all(str(problem).startswith("engagement.yaml:") for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ({}, "notify.targets is empty; nothing leaves without a configured target"),
        ({"enabled": True}, "notify.targets is empty"),
        ({"enabled": True, "targets": [HOOK]}, "notify.routes is empty"),
        ({"enabled": True, "targets": [{**HOOK, "secret": "${NOT_SET_HERE}"}], "routes": ROUTE},
         "notify target hook: needs the environment variable NOT_SET_HERE, which is not set."),
        ({"enabled": True, "targets": [HOOK], "routes": ROUTE, "outbox": "postgresql://u:${NOT_SET_HERE}@127.0.0.1/d"},
         "notify.outbox: needs the environment variable NOT_SET_HERE, which is not set."),
        ({"enabled": True, "targets": [HOOK], "routes": ROUTE, "outbox": "postgresql://u:${TOKEN}@127.0.0.1:9/d"},
         "the outbox cannot be read or kept"),
    ],
)  # fmt: skip
def test_a_run_that_cannot_be_is_refused_and_keeps_nothing(place: Place, block: dict[str, Any], says: str) -> None:
    place.configure(block)
    place.check_up(check_up(finding("copies:a")))
    done = place.run(ASSESS_DEBUG="1")
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert place.environment({})["TOKEN"] not in done.stderr
    assert not (place.folder / "notices.db").exists()


def test_without_a_check_up_there_is_nothing_to_tell(place: Place) -> None:
    place.configure({"enabled": True, "targets": [HOOK], "routes": ROUTE})
    done = place.run()
    assert done.returncode == 2
    assert "assess run" in done.stderr


def test_until_it_is_enabled_nothing_leaves_and_no_secret_is_needed(place: Place, sink: Sink) -> None:
    hook = {**HOOK, "url": f"{sink.url}/h", "secret": "${NOT_SET_HERE}"}
    place.configure({"targets": [hook], "routes": ROUTE})
    place.check_up(check_up(finding("copies:a")))
    done = place.run()
    assert done.returncode == 0
    assert "Nothing is sent: notify.enabled is not true" in done.stderr
    assert "1 message would be sent" in done.stdout
    assert sink.got == []
    assert not (place.folder / "notices.db").exists()


def test_in_quiet_hours_it_is_planned_and_waits(place: Place, sink: Sink) -> None:
    place.configure({"enabled": True, "targets": [{**HOOK, "url": f"{sink.url}/h"}], "routes": ROUTE,
                     "quiet": {"since": "20:00", "until": "08:00"}})  # fmt: skip
    place.check_up(check_up(finding("copies:a")))
    assert place.run("--clock", "2026-03-02T22:00:00+08:00", "--wait", "0").returncode == 0
    assert sink.got == []
    assert place.run("--clock", "2026-03-03T08:00:00+08:00", "--wait", "0").returncode == 0
    assert len(sink.got) == 1


def test_a_clock_without_a_zone_is_local_and_a_wrong_option_is_named(place: Place) -> None:
    place.configure({"targets": [HOOK], "routes": ROUTE})
    place.check_up(check_up(finding("copies:a")))
    assert place.run("--clock", "2026-03-02T22:00:00").returncode == 0
    for option in (("--dead", "forgot"), ("--clock", "noon")):
        done = place.run(*option)
        assert done.returncode == 2
        assert option[1] in done.stderr
