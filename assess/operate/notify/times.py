"""When a notice may go: its rhythm, the hours in which nobody is disturbed, and the wait before another try."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from assess.model.notify import Notify, Quiet, Retry, Rhythm, at

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def due(rhythm: Rhythm, notify: Notify, now: datetime) -> datetime:
    """The next moment (UTC, not before `now`) at which something of this rhythm goes out, after any quiet hours."""
    zone = ZoneInfo(notify.timezone)
    local = now.astimezone(zone)
    if rhythm == "at_once":
        return awake(notify, now)
    slot = datetime.combine(local.date(), at(notify.digest.at), zone)
    while slot < local or (rhythm == "weekly" and WEEK[slot.weekday()] != notify.digest.weekday):
        slot = datetime.combine(slot.date() + timedelta(days=1), at(notify.digest.at), zone)
    return awake(notify, slot.astimezone(UTC))


def awake(notify: Notify, moment: datetime) -> datetime:
    """`moment` (UTC), or the end of the quiet hours it falls into."""
    zone = ZoneInfo(notify.timezone)
    local = moment.astimezone(zone)
    quiet = notify.quiet
    for _ in range(16):  # a quiet night, up to six quiet days, and the night after them
        if quiet is None:
            break
        until = _end(quiet, local)
        if until is None:
            break
        local = until
    return local.astimezone(UTC)


def _end(quiet: Quiet, local: datetime) -> datetime | None:
    """When the quiet that holds at `local` ends; None where none does. Times are of the wall clock, DST or not."""
    since, until = at(quiet.since), at(quiet.until)
    clock = local.time().replace(tzinfo=None)
    tomorrow = local.date() + timedelta(days=1)
    if WEEK[local.weekday()] in quiet.days:
        return datetime.combine(tomorrow, at("00:00"), local.tzinfo)
    if since < until:
        return datetime.combine(local.date(), until, local.tzinfo) if since <= clock < until else None
    if clock >= since:
        return datetime.combine(tomorrow, until, local.tzinfo)
    return datetime.combine(local.date(), until, local.tzinfo) if clock < until else None


DAY = 86400.0


def longest_wait(retry: Retry) -> float:
    """Seconds that `wait` never exceeds."""
    return max(float(retry.most_seconds), DAY)


def wait(retry: Retry, identifier: str, attempts: int, asked: float | None = None) -> timedelta:
    """How long to wait after the attempt numbered `attempts`.

    Exponential back-off with equal jitter: evenly drawn from half of min(most, first x 2^(attempts-1)) to all of it, by
    a generator seeded with message and attempt, so that the same message waits the same and no two wait together. What
    the channel asks for (Retry-After, seconds) is waited at least, up to a day.
    """
    most = min(retry.most_seconds, retry.first_seconds * 2.0 ** min(attempts - 1, 40))
    drawn = most * (0.5 + 0.5 * random.Random(f"{identifier}:{attempts}").random())  # noqa: S311 - not a secret
    return timedelta(seconds=max(drawn, min(asked or 0.0, DAY)))
