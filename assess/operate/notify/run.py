"""`assess notify`: from the newest check-up to the people who must know, by way of the outbox."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from assess.model.engagement import Engagement
from assess.model.errors import BadInput, Problem
from assess.model.notify import Notify, Target
from assess.model.result import Result
from assess.operate.cases.register import register_cases
from assess.operate.cases.solved import Names
from assess.operate.compare.kept import open_run
from assess.operate.compare.things import renamed_between
from assess.operate.notify.channels import body, mail
from assess.operate.notify.deliver import Clock, Delivered, Step, deliver, nothing
from assess.operate.notify.plan import Plan, plan
from assess.operate.notify.secrets import keys_of
from assess.store.engagement_file import load_engagement
from assess.store.outbox import Message, Notice, Outbox, outbox_of
from assess.store.runs import RESULT, load_result

_NO_TARGET = "its target is no longer in engagement.yaml"
Dead = Literal["report", "again", "forget"]


@dataclass(frozen=True, slots=True)
class Told:
    """What `notify_folder` did; without `delivered` it was a dry run, and `plan` says what would be sent."""

    plan: Plan
    delivered: Delivered | None
    unsent: tuple[Message, ...] = ()


def notify_folder(
    folder: Path,
    *,
    dry_run: bool = False,
    patience: float = 60.0,
    dead: Dead = "report",
    at: datetime | None = None,
    at_step: Step = nothing,
) -> Told:
    """Plan what the newest check-up asks to tell, keep it, send what is due. A dry run keeps and sends nothing.

    Raises BadInput where no target is configured, a variable is missing, or there is no check-up yet.
    """
    notify = configured(load_engagement(folder), folder)
    result, clock = load_result(folder), Clock(at)
    if dry_run or not notify.enabled:
        return _dry(folder, notify, clock)
    keys = keys_of(notify.targets)
    with Outbox(outbox_of(folder, notify.outbox)) as outbox:
        if dead == "again":
            outbox.again(clock())
        elif dead == "forget":
            outbox.forget()
        at_step("before plan")
        with outbox.planning() as planning:
            now = clock()
            told = planning.notices()
            made = plan(result, told, notify, now, _names(folder, result, told))
            planning.keep(made.notices)
            at_step("half planned")
            planning.add(made.messages, now)
        at_step("planned")
        done = deliver(outbox, notify, keys, clock, patience, at_step)
    register_cases(folder, notify.outbox)  # while the check-ups they come from are there
    return Told(made, done)


def configured(engagement: Engagement, folder: Path) -> Notify:
    """The block, once it says to whom: nothing leaves without a configured target."""
    notify = engagement.notify
    if not notify.targets or not notify.routes:
        lacking = "targets" if not notify.targets else "routes"
        what = f"notify.{lacking} is empty; nothing leaves without a configured target, see docs/notify.md."
        raise BadInput([Problem(str(folder / "engagement.yaml"), what)])
    return notify


def shown(message: Message, target: Target) -> str:
    """Exactly what is sent, but for the time and the signature; secrets stand as `${NAME}`."""
    if target.kind == "email":
        letter = mail(message.content, target, message.recipient)
        parts = [part.get_content().replace("\r", "") for part in letter.walk() if not part.is_multipart()]
        head = "\n".join(f"{name}: {value}" for name, value in letter.items() if name != "Content-Type")
        return f"{head}\n\n" + "\n--\n".join(str(part).rstrip() for part in parts) + "\n"
    return json.dumps(body(target.kind, message.content)[0], ensure_ascii=False, indent=1) + "\n"


def as_dict(told: Told, notify: Notify) -> dict[str, Any]:
    """What a run did, for `--json`; of a dry run each message as it would be sent."""
    targets = {target.id: target for target in notify.targets}
    waiting = [{"target": n.target, "key": n.key, "kind": n.kind, "due_at": n.due_at.isoformat()}
               for n in told.plan.waiting]  # fmt: skip
    if told.delivered is None:
        messages = [
            {"id": m.id, "target": m.target, "kind": targets[m.target].kind, "to": m.recipient,
             "url": targets[m.target].url, "body": shown(m, targets[m.target])}
            for m in told.unsent
        ]  # fmt: skip
        return {"dry_run": True, "messages": messages, "notices_waiting": waiting}
    kept = {"sent": told.delivered.sent, "notices_waiting": waiting}
    for name in ("waiting", "dead"):
        listed: list[Message] = getattr(told.delivered, name)
        kept[name] = [
            {"id": m.id, "target": m.target, "to": m.recipient, "attempts": m.attempts,
             "due_at": m.due_at.isoformat(), "why": m.said if m.target in targets else _NO_TARGET}
            for m in listed
        ]  # fmt: skip
    return {"dry_run": False, **kept}


def _dry(folder: Path, notify: Notify, clock: Clock) -> Told:
    history, unsent = [], []
    place = outbox_of(folder, notify.outbox)
    if not isinstance(place, Path) or place.exists():
        with Outbox(place) as outbox:
            history, unsent = outbox.notices(), outbox.messages("planned", "sending")
    result = load_result(folder)
    made = plan(result, history, notify, clock(), _names(folder, result, history))
    known = {target.id for target in notify.targets}
    return Told(made, None, (*(m for m in unsent if m.target in known), *made.messages))


def _names(folder: Path, result: Result, told: Sequence[Notice]) -> Names:
    """The tables renamed since each check-up of which something was told and that is still kept."""
    newest = open_run(str(folder))
    runs = {str(notice.facts["run"]) for notice in told if notice.kind != "solved" and not notice.withdrawn}
    there = [run for run in sorted(runs - {result.run.id}) if (folder / "out" / run / RESULT).is_file()]
    return {run: renamed_between(open_run(run, folder), newest) for run in there}
