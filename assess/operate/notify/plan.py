"""What there is to tell: each finding once to each target, and again when it is worse, late, back or solved."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from assess.model.notify import Notify, Target
from assess.model.result import FindingPart, Result
from assess.operate.cases.solved import NO_NAMES, Names, Seen, follow, gone, open_findings
from assess.operate.notify.content import content
from assess.operate.notify.facts import RANK, Facts, worse
from assess.operate.notify.times import due
from assess.operate.notify.whom import addressed, routed
from assess.store.outbox import Kind, Message, Notice, bound


@dataclass(frozen=True, slots=True)
class Plan:
    """What the outbox is to keep: notices new or changed, and the messages made of those that are due."""

    notices: tuple[Notice, ...]
    messages: tuple[Message, ...]
    waiting: tuple[Notice, ...]


def plan(result: Result, history: Sequence[Notice], notify: Notify, now: datetime, names: Names = NO_NAMES) -> Plan:
    """What follows from the newest check-up and all that was planned before. Pure: the same in, the same out.

    `names` tells the tables renamed since the check-ups of which something was told.
    """
    findings = open_findings(result)
    told = routed(findings, result, notify)
    changed: dict[tuple[str, str, int], Notice] = {}
    for notice in history:
        if notice.planned_at > now:
            changed[notice.target, notice.key, notice.number] = _of_now(notice, notify, now)
    history = [changed.get((n.target, n.key, n.number), n) for n in history]
    for target in notify.targets:
        mine = [notice for notice in history if notice.target == target.id]
        for notice in _changes(target.id, told[target.id], mine, result, notify, now, names):
            changed[notice.target, notice.key, notice.number] = notice
    standing = {(n.target, n.key, n.number): n for n in history} | changed
    kept, messages, waiting = dict(changed), [], []
    for target in notify.targets:
        open_ = [n for n in standing.values() if n.target == target.id and not n.batch and not n.withdrawn]
        ready = sorted((n for n in open_ if n.due_at <= now), key=_order)
        waiting += [n for n in open_ if n.due_at > now]
        if not ready:
            continue
        batch = _digest(target.id, *(f"{n.key}/{n.kind}/{n.number}" for n in sorted(ready, key=lambda n: n.key)))
        for notice in ready:
            kept[notice.target, notice.key, notice.number] = bound(notice, batch)
        messages += _messages(target, batch, ready, result, notify, now)
    return Plan(tuple(kept.values()), tuple(messages), tuple(sorted(waiting, key=lambda n: (n.due_at, n.key))))


def _messages(
    target: Target, batch: str, ready: Sequence[Notice], result: Result, notify: Notify, now: datetime
) -> list[Message]:
    made = []
    for recipient in target.to or ("",):
        identifier = _digest(batch, recipient)
        says = content(ready, target.language, addressed(target, result, notify), result, notify, identifier)
        made.append(Message(identifier, batch, target.id, recipient, says, "planned", now))
    return made


def _changes(
    target: str,
    findings: Sequence[FindingPart],
    history: Sequence[Notice],
    result: Result,
    notify: Notify,
    now: datetime,
    names: Names,
) -> list[Notice]:
    """The notices of one target that are new, or that wait and no longer say what is true."""
    last: dict[str, Notice] = {}
    for notice in sorted(history, key=lambda n: n.number):
        if not notice.withdrawn:
            last[notice.key] = notice
    numbers: dict[str, int] = {}
    for notice in history:
        numbers[notice.key] = max(notice.number, numbers.get(notice.key, 0))
    followed = {key for n in last.values() for key in n.facts.get("was", ())}
    standing = {key: Seen.of(key, n.facts) for key, n in last.items() if n.kind != "solved"}
    made: list[Notice] = []

    def tell(kind: Kind, key: str, facts: Mapping[str, Any]) -> None:
        rhythm = getattr(notify.rhythm, facts["severity"])
        made.append(Notice(target, key, numbers.get(key, 0) + 1, kind, facts, now, due(rhythm, notify, now)))

    came: dict[str, list[Notice]] = defaultdict(list)
    known = follow(standing.values(), open_findings(result), names)
    parts = [pair for pair in known.split if last[pair.before.key].batch]  # of what was told; else each is told anew
    for pair in (*known.pairs, *known.merged, *parts):
        if pair.after.key != pair.before.key:
            came[pair.after.key].append(last[pair.before.key])
    facts_of = Facts(result)
    for finding in findings:
        facts = facts_of(finding)
        moved = came[finding.key]
        facts["was"] = sorted({one.key for one in moved} | {key for one in moved for key in one.facts.get("was", ())})
        before = last.get(finding.key) or max(moved, key=lambda n: (n.planned_at, n.key), default=None)
        if before is None:
            tell("new", finding.key, facts)
        elif before.kind == "solved" and not before.batch:
            made.append(replace(before, withdrawn=True))  # it came back before anybody was thanked
        elif before.kind == "solved":
            tell("back", finding.key, facts)
        elif not before.batch:
            made += _freshened(before, finding.key, facts, numbers, notify, now)
        elif grown := worse(facts, before.facts):
            tell("worse", finding.key, {**facts, "grown": grown, **_promised(before)})
        elif now - before.planned_at >= timedelta(days=notify.remind_after_days):
            since = before.facts.get("since", before.planned_at.isoformat())
            tell("reminder", finding.key, {**facts, "since": since, **_promised(before)})
    ended = [was for key, was in standing.items() if key not in followed]
    return made + _solved(target, gone(ended, result, names), last, numbers, notify, now)


def _solved(
    target: str,
    solved: Iterable[Seen],
    last: Mapping[str, Notice],
    numbers: Mapping[str, int],
    notify: Notify,
    now: datetime,
) -> list[Notice]:
    """Thanks for what is gone; what is gone before it was told is withdrawn without a word."""
    made: list[Notice] = []
    for was in solved:
        notice = last[was.key]
        if not notice.batch:
            made.append(replace(notice, withdrawn=True))
            continue
        at = due(getattr(notify.rhythm, notice.facts["severity"]), notify, now)
        made.append(Notice(target, was.key, numbers[was.key] + 1, "solved", notice.facts, now, at))
    return made


def _of_now(notice: Notice, notify: Notify, now: datetime) -> Notice:
    """A notice that a clock which was ahead planned in what is still to come."""
    rhythm = getattr(notify.rhythm, notice.facts["severity"])
    return replace(notice, planned_at=now, due_at=min(notice.due_at, due(rhythm, notify, now)))


def _freshened(
    waiting: Notice, key: str, facts: Mapping[str, Any], numbers: Mapping[str, int], notify: Notify, now: datetime
) -> list[Notice]:
    """A notice that still waits says what holds now, and goes earlier where the finding got graver."""
    kept = {name: waiting.facts[name] for name in ("grown", "since", "deadline") if name in waiting.facts}
    soon = min(waiting.due_at, due(getattr(notify.rhythm, facts["severity"]), notify, now))
    fresh = replace(waiting, facts={**facts, **kept}, due_at=soon)
    if waiting.key == key:
        return [fresh] if fresh != waiting else []
    return [replace(waiting, withdrawn=True), replace(fresh, key=key, number=numbers.get(key, 0) + 1)]


def _promised(before: Notice) -> dict[str, Any]:
    """A date once told stands; a later check-up does not move it."""
    return {"deadline": before.facts["deadline"]} if before.facts["deadline"] else {}


def _order(notice: Notice) -> tuple[bool, bool, int, float, str]:
    """News before reminders and thanks; what is unconditional, such as compliance, before what only costs."""
    facts = notice.facts
    saving = facts["saving"]["base"] if facts["saving"] else 0.0
    known = notice.kind in ("reminder", "solved")
    return (known, not facts["unconditional"], -RANK[facts["severity"]], -saving, facts["id"])


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
