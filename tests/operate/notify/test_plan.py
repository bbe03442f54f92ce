"""A finding is told once, and again only when it is worse, late, back or solved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from notices_made import check_up, finding, looked

from assess.model.finding import Outcome
from assess.model.notify import Notify
from assess.model.result import Result
from assess.operate.notify.plan import plan
from assess.store.outbox import Message, Notice

HOOK = {"id": "hook", "kind": "webhook", "url": "https://example.com/h"}


@dataclass
class Desk:
    """An outbox in memory: what was told so far."""

    now: datetime
    notify: Notify
    kept: dict[tuple[str, str, int], Notice] = field(default_factory=dict)

    def __call__(self, result: Result, days: float = 0) -> list[tuple[str, str]]:
        """Plan with this check-up after so many days: (kind, key) of what is in a message now."""
        self.now += timedelta(days=days)
        made = plan(result, list(self.kept.values()), self.notify, self.now)
        fresh = [n for n in made.notices if n.batch and not self.kept.get((n.target, n.key, n.number), n).batch]
        new = [n for n in made.notices if n.batch and (n.target, n.key, n.number) not in self.kept]
        self.kept |= {(n.target, n.key, n.number): n for n in made.notices}
        self.messages: tuple[Message, ...] = made.messages
        return sorted({(n.kind, n.key) for n in (*fresh, *new)})


def notify(**more: Any) -> Notify:
    at_once = {"high": "at_once", "medium": "at_once", "low": "at_once"}
    return Notify.model_validate({"targets": [HOOK], "routes": [{"to": "hook"}], "rhythm": at_once, **more})


@pytest.fixture
def desk(now: datetime) -> Desk:
    return Desk(now, notify())


COPIES = finding("copies:a", ("shop.a", "shop.b"), severity="medium", saving=1000)


def test_once(desk: Desk) -> None:
    assert desk(check_up(COPIES)) == [("new", "copies:a")]
    assert desk(check_up(COPIES)) == []
    assert desk(check_up(COPIES), days=29) == []
    assert desk.messages == ()


def test_again_when_graver_or_dearer(desk: Desk) -> None:
    desk(check_up(COPIES))
    assert desk(check_up(finding("copies:a", ("shop.a", "shop.b"), severity="medium", saving=1090))) == []
    assert desk(check_up(finding("copies:a", ("shop.a", "shop.b"), severity="medium", saving=1100))) == [
        ("worse", "copies:a")
    ]
    assert desk(check_up(finding("copies:a", ("shop.a", "shop.b"), severity="high", saving=1100))) == [
        ("worse", "copies:a")
    ]
    assert desk(check_up(finding("copies:a", ("shop.a", "shop.b"), severity="high", saving=500))) == []


def test_a_slow_growth_is_told_once_it_adds_up(desk: Desk) -> None:
    desk(check_up(COPIES))
    kinds = [desk(check_up(finding("copies:a", severity="medium", saving=1000 * 1.04**n)), days=1) for n in range(1, 6)]
    assert [bool(told) for told in kinds] == [False, False, True, False, False]


def test_reminded_after_the_period_with_the_date_first_told(desk: Desk) -> None:
    desk(check_up(COPIES))
    assert desk(check_up(COPIES, clock="2026-04-02T09:00:00+08:00"), days=30) == [("reminder", "copies:a")]
    reminder = next(n for n in desk.kept.values() if n.kind == "reminder")
    assert reminder.facts["deadline"] == "2026-07-02"
    assert any("2026 年 7 月 2 日" in line for line in desk.messages[0].content["entries"][0]["lines"])
    assert desk(check_up(COPIES), days=29) == []
    assert desk(check_up(COPIES), days=1) == [("reminder", "copies:a")]


def test_thanked_once_when_solved_and_told_when_back(desk: Desk) -> None:
    desk(check_up(COPIES))
    assert desk(check_up(looked("copies"))) == [("solved", "copies:a")]
    assert desk(check_up(looked("copies")), days=40) == []
    assert desk(check_up(COPIES)) == [("back", "copies:a")]
    assert desk(check_up(COPIES)) == []
    assert desk(check_up(looked("copies"))) == [("solved", "copies:a")]


@pytest.mark.parametrize(
    "blind",
    [
        check_up(finding("copies:x", outcome=Outcome.NOT_AVAILABLE)),
        check_up(finding("copies:x", outcome=Outcome.ERROR)),
        check_up(),
        check_up(looked("copies"), unread=("shop",)),
    ],
    ids=["not available", "error", "not asked", "source unread"],
)
def test_what_was_not_looked_at_is_not_solved(desk: Desk, blind: Result) -> None:
    desk(check_up(COPIES))
    assert desk(blind) == []


def test_another_departments_source_does_not_matter(desk: Desk) -> None:
    desk(check_up(COPIES))
    assert desk(check_up(looked("copies"), unread=("depot",))) == [("solved", "copies:a")]


def test_a_group_with_another_member_is_the_same_matter(desk: Desk) -> None:
    desk(check_up(finding("copies:a", ("shop.a", "shop.b", "shop.c"))))
    fewer = check_up(finding("copies:b", ("shop.a", "shop.b")))
    assert desk(fewer) == []
    assert desk(fewer, days=1) == []
    assert desk(check_up(finding("copies:c", ("shop.a", "shop.b", "shop.c", "shop.d")))) == [("worse", "copies:c")]
    assert desk(check_up(looked("copies"))) == [("solved", "copies:c")]
    assert desk(check_up(looked("copies"))) == []


def test_a_definition_that_moved_to_another_line_is_the_same_matter(desk: Desk) -> None:
    desk(check_up(finding("conflicts:a", ("metrics/a.csv:2 GMV", "metrics/b.csv:7 GMV"))))
    assert desk(check_up(finding("conflicts:b", ("metrics/a.csv:3 GMV", "metrics/b.csv:8 GMV")))) == []


def test_low_findings_wait_for_their_digest_and_what_is_solved_before_is_not_told(now: datetime) -> None:
    desk = Desk(now, notify(rhythm={"low": "weekly"}))
    low, other = finding("copies:a", severity="low"), finding("copies:b", severity="low")
    assert desk(check_up(low, other)) == []
    assert desk(check_up(other), days=1) == []
    assert desk(check_up(other), days=6) == [("new", "copies:b")]
    assert len(desk.messages) == 1


def test_a_finding_that_gets_graver_while_it_waits_goes_at_once_as_it_is_then(now: datetime) -> None:
    desk = Desk(now, notify(rhythm={"low": "weekly", "high": "at_once"}))
    desk(check_up(finding("copies:a", severity="low")))
    assert desk(check_up(finding("copies:a", severity="high", title="7 copies"))) == [("new", "copies:a")]
    assert "7 copies" in desk.messages[0].content["entries"][0]["heading"]


def test_each_goes_to_its_department_its_owner_or_to_the_rest(now: datetime) -> None:
    targets = [{**HOOK, "id": name} for name in ("sales", "zhao", "rest")]
    routes = [{"to": "sales", "departments": ["sales"]}, {"to": "zhao", "owners": ["赵敏"]}, {"to": "rest"}]
    desk = Desk(now, notify(targets=targets, routes=routes))
    desk(check_up(
        finding("copies:a", departments=("sales", "finance")), finding("copies:b", departments=("stock",)),
        finding("copies:c", departments=()), finding("copies:d", departments=("finance",)),
    ))  # fmt: skip
    told = {(n.target, n.key[-1]) for n in desk.kept.values()}
    assert told == {("sales", "a"), ("zhao", "a"), ("zhao", "d"), ("rest", "b"), ("rest", "c")}
    greetings = {m.target: m.content["greeting"] for m in desk.messages}
    assert greetings == {"sales": "王芳：", "zhao": "赵敏：", "rest": ""}


def test_only_the_severities_asked_for(now: datetime) -> None:
    desk = Desk(now, notify(severities=["high"]))
    assert desk(check_up(finding("copies:a", severity="low"), finding("copies:b"))) == [("new", "copies:b")]


@pytest.mark.parametrize(("people", "told"), [(4, False), (5, True), (29, True)])
def test_nothing_about_fewer_than_five_people(desk: Desk, people: int, told: bool) -> None:
    gap = finding("perception-gaps:q1", departments=(), n_higher=8, n_lower=people)
    assert bool(desk(check_up(gap))) is told


def test_the_same_plan_has_the_same_keys(now: datetime) -> None:
    first, second = (plan(check_up(COPIES), [], notify(), now) for _ in range(2))
    assert first == second
    assert len(first.messages[0].id) == 32


def test_one_message_lists_the_gravest_and_counts_the_rest(now: datetime) -> None:
    desk = Desk(now, notify(most_findings=2))
    desk(
        check_up(*(finding(f"copies:{n}", severity=s) for n, s in enumerate(("low", "high", "medium", "low", "high"))))
    )
    content = desk.messages[0].content
    assert content["rest"] == 3
    assert content["subject"] == "云岭乳业数据体检：新发现 5 项"
    assert [line["heading"][-10:-4] for line in content["entries"]] == ["pies:1", "pies:4"]


def test_not_on_the_roadmap_is_said(desk: Desk) -> None:
    desk(check_up(COPIES, planned=False))
    assert "路线图没有为它单独排期。" in desk.messages[0].content["entries"][0]["lines"]


def test_what_a_clock_that_was_ahead_planned_goes_with_the_next_digest(now: datetime) -> None:
    desk = Desk(now + timedelta(days=400), notify(rhythm={"low": "weekly"}))
    desk(check_up(finding("copies:a", severity="low")))
    desk.now = now
    assert desk(check_up(finding("copies:a", severity="low"))) == []
    assert desk(check_up(finding("copies:a", severity="low")), days=7) == [("new", "copies:a")]


def test_thanks_that_a_clock_ahead_put_off_go_with_the_next_digest(now: datetime) -> None:
    desk = Desk(now, notify(rhythm={"low": "weekly"}))
    low = finding("copies:a", severity="low")
    desk(check_up(low))
    assert desk(check_up(low), days=7) == [("new", "copies:a")]
    desk(check_up(looked("copies")), days=400)
    desk.now -= timedelta(days=400)
    desk(check_up(looked("copies")))
    assert desk(check_up(looked("copies")), days=7) == [("solved", "copies:a")]


def test_the_time_of_a_reminder_counts_from_when_the_clock_is_right(desk: Desk) -> None:
    desk.now += timedelta(days=400)
    desk(check_up(COPIES))
    desk.now -= timedelta(days=400)
    assert desk(check_up(COPIES)) == []
    assert desk(check_up(COPIES), days=30) == [("reminder", "copies:a")]
