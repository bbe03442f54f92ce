"""Deliver what is due: claim a message, send it, mark it. A run that dies in between leaves nothing lost.

The order is: planned and kept, claimed, sent, marked. Killed before it is sent, the message is sent by a later run once
its claim has run out; killed between the sending and the mark, it is sent again with the same idempotency key. So each
message arrives exactly once where the receiver knows the key, and elsewhere at most the one in flight arrives twice.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from assess.model.notify import Notify, Target
from assess.operate.notify.secrets import Keys
from assess.operate.notify.send import longest, send
from assess.operate.notify.times import awake, longest_wait, wait
from assess.store.outbox import Message, Outbox

Step = Callable[[str], None]


@dataclass(slots=True)
class Delivered:
    """What a run did: ids of messages sent; what waits, until when and why; what is dead and why."""

    sent: list[str] = field(default_factory=list)
    waiting: list[Message] = field(default_factory=list)
    dead: list[Message] = field(default_factory=list)


class Clock:
    """The time: that of the beginning, or the moment given, and what has passed since; a run is not misled by a clock
    that is set meanwhile."""

    def __init__(self, given: datetime | None = None) -> None:
        self._given, self._start = given or datetime.now(UTC), time.monotonic()

    def __call__(self) -> datetime:
        return self._given.astimezone(UTC) + timedelta(seconds=time.monotonic() - self._start)


def nothing(step: str) -> None:
    """What happens between two steps: nothing, unless a test says otherwise."""


def deliver(
    outbox: Outbox, notify: Notify, keys: Keys, clock: Clock, patience: float = 0.0, at_step: Step = nothing
) -> Delivered:
    """Send everything due, and what becomes due within `patience` seconds (retries, claims of a run that died).

    A message of a target that is no longer configured waits, as nothing goes where nobody said.
    """
    targets = {target.id: target for target in notify.targets}
    now = clock()
    outbox.set_right(now, now + timedelta(seconds=longest_wait(notify.retry)), now + _lease(notify))
    by, until = uuid.uuid4().hex, clock() + timedelta(seconds=patience)
    done = Delivered()
    while True:
        open_ = [m for m in outbox.messages("planned", "sending") if m.target in targets]
        moments = sorted((_free_at(message, notify), message.id) for message in open_)
        if not moments or moments[0][0] > until:
            break
        free_at, identifier = moments[0]
        rest = (free_at - clock()).total_seconds()
        if rest > 0:
            time.sleep(min(rest, 1.0))
            continue
        _one(outbox, identifier, by, targets, notify, keys, clock, done, at_step)
    done.waiting = outbox.messages("planned", "sending")
    done.dead = outbox.messages("dead")
    return done


def _free_at(message: Message, notify: Notify) -> datetime:
    """When the message can be claimed: not in quiet hours, not while another run holds it."""
    held = message.held_until if message.state == "sending" and message.held_until else message.due_at
    return awake(notify, max(held, message.due_at))


def _lease(notify: Notify) -> timedelta:
    """How long a run holds a message while it sends it."""
    return timedelta(seconds=longest(notify.timeout_seconds) + 1)


def _one(
    outbox: Outbox, identifier: str, by: str, targets: Mapping[str, Target], notify: Notify, keys: Keys, clock: Clock,
    done: Delivered, at_step: Step,
) -> None:  # fmt: skip
    at_step("before claim")
    now = clock()
    if awake(notify, now) > now:
        return
    message = outbox.claim(identifier, by, now, now + _lease(notify))
    if message is None:
        return
    at_step("claimed")
    if message.attempts > notify.retry.attempts:  # runs died over it again and again
        outbox.give_up(message.id, by, f"given up after {notify.retry.attempts} attempts; {message.said}".rstrip("; "))
        return
    reply = send(message, targets[message.target], keys, notify.timeout_seconds, clock())
    at_step("sent")
    if reply.verdict == "sent":
        outbox.acknowledge(message.id, by, clock(), reply.says)
        done.sent.append(message.id)
    elif reply.verdict == "refused":
        outbox.give_up(message.id, by, reply.says)
    elif message.attempts >= notify.retry.attempts:
        outbox.give_up(message.id, by, f"given up after {message.attempts} attempts; {reply.says}")
    else:
        later = clock() + wait(notify.retry, message.id, message.attempts, reply.wait)
        outbox.postpone(message.id, by, later, reply.says)
    at_step("marked")
