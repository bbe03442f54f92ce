"""Notices go when somebody is awake, digests at their hour, and another try waits longer each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.model.notify import Notify, Quiet, Retry
from assess.operate.notify.times import WEEK, awake, due, wait

NIGHT = {"since": "20:00", "until": "08:00"}


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("rhythm", "now", "goes"),
    [
        ("at_once", "2026-03-02T10:00", "2026-03-02T10:00"),
        ("at_once", "2026-03-02T23:00", "2026-03-03T08:00"),
        ("at_once", "2026-03-03T07:59", "2026-03-03T08:00"),
        ("at_once", "2026-03-06T21:00", "2026-03-09T08:00"),  # Friday night, and the weekend is quiet
        ("daily", "2026-03-02T08:30", "2026-03-02T09:00"),
        ("daily", "2026-03-02T09:00", "2026-03-02T09:00"),
        ("daily", "2026-03-02T09:01", "2026-03-03T09:00"),
        ("daily", "2026-03-06T10:00", "2026-03-09T08:00"),  # Saturday's digest ends with the quiet of the weekend
        ("weekly", "2026-03-02T09:01", "2026-03-09T09:00"),
        ("weekly", "2026-03-04T12:00", "2026-03-09T09:00"),
    ],
)
def test_goes_at(rhythm: str, now: str, goes: str) -> None:
    notify = Notify(quiet=Quiet(**NIGHT, days=("saturday", "sunday")))
    assert due(rhythm, notify, at(now)) == at(goes)  # type: ignore[arg-type]


def test_quiet_hours_follow_the_wall_clock_over_the_change_to_summer_time() -> None:
    notify = Notify(timezone="Europe/Berlin", quiet=Quiet(**NIGHT))
    assert awake(notify, at("2026-03-28T22:00", "Europe/Berlin")) == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)
    assert awake(notify, at("2026-03-27T22:00", "Europe/Berlin")) == datetime(2026, 3, 28, 7, 0, tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.times(), st.times(), st.sets(st.sampled_from(WEEK), max_size=6),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]),
)  # fmt: skip
def test_never_in_quiet_hours_and_never_before(moment: datetime, since, until, days, zone: str) -> None:  # type: ignore[no-untyped-def]
    if since.strftime("%H:%M") == until.strftime("%H:%M"):
        return
    quiet = Quiet(since=since.strftime("%H:%M"), until=until.strftime("%H:%M"), days=tuple(sorted(days)))
    goes = awake(Notify(timezone=zone, quiet=quiet), moment)
    local = goes.astimezone(ZoneInfo(zone))
    clock = local.strftime("%H:%M")
    asleep = quiet.since <= clock < quiet.until if quiet.since < quiet.until else not quiet.until <= clock < quiet.since
    assert goes >= moment
    assert not asleep
    assert WEEK[local.weekday()] not in quiet.days


def test_waits_double_up_to_the_most_and_differ_between_messages() -> None:
    retry = Retry(first_seconds=5, most_seconds=60)
    for attempt, most in ((1, 5), (2, 10), (3, 20), (4, 40), (5, 60), (40, 60)):
        waited = wait(retry, "a", attempt)
        assert timedelta(seconds=most / 2) <= waited <= timedelta(seconds=most)
        assert waited == wait(retry, "a", attempt)
    assert len({wait(retry, str(n), 3) for n in range(50)}) == 50


def test_what_the_channel_asks_for_is_waited() -> None:
    assert wait(Retry(first_seconds=1), "a", 1, asked=90) == timedelta(seconds=90)
    assert wait(Retry(first_seconds=1), "a", 1, asked=10**9) == timedelta(days=1)
