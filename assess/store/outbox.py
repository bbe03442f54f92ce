"""What is to be told and what was: kept before it is sent, claimed while it is sent, marked once it is acknowledged.

A notice is one finding for one target; a message is what one recipient gets, made of the notices that were due. Both
are in `notices.db` of the engagement's folder, or in a PostgreSQL database of its own. No secret is kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from assess.model.errors import BadInput, Problem
from assess.model.notify import SECRET
from assess.store import place_of
from assess.store.engines import alone
from assess.store.history_db import Opened
from assess.store.place_of import Where
from assess.store.tables import NOTICES

FILE = place_of.NOTICES
Kind = Literal["new", "worse", "reminder", "back", "solved"]
State = Literal["planned", "sending", "sent", "dead"]

_notices = sa.Table(
    "notices",
    NOTICES,
    sa.Column("target", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(128), primary_key=True, comment="of the finding, the same in every check-up"),
    sa.Column("number", sa.Integer, primary_key=True, comment="1 is the first notice of this finding to this target"),
    sa.Column("kind", sa.String(16), nullable=False, comment="new, worse, reminder, back or solved"),
    sa.Column("facts", sa.Text, nullable=False, comment="what is said, as JSON in both languages"),
    sa.Column("planned_at", sa.String(40), nullable=False, comment="ISO time in UTC, as all times here"),
    sa.Column("due_at", sa.String(40), nullable=False),
    sa.Column("batch", sa.String(32), nullable=False, comment="of the messages it is in; empty while it waits"),
    sa.Column("withdrawn", sa.Boolean, nullable=False, comment="solved before it was told, or given up"),
)
_messages = sa.Table(
    "notice_messages",
    NOTICES,
    sa.Column("id", sa.String(32), primary_key=True, comment="the idempotency key"),
    sa.Column("batch", sa.String(32), nullable=False),
    sa.Column("target", sa.String(64), nullable=False),
    sa.Column("recipient", sa.String(254), nullable=False, comment="an e-mail address; empty for a robot"),
    sa.Column("content", sa.Text, nullable=False, comment="as JSON, in the target's language, of no channel yet"),
    sa.Column("state", sa.String(16), nullable=False, comment="planned, sending, sent or dead"),
    sa.Column("due_at", sa.String(40), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("held_by", sa.String(64), nullable=False, comment="the run that is sending it"),
    sa.Column("held_until", sa.String(40), nullable=False),
    sa.Column("said", sa.Text, nullable=False, comment="what came of the last attempt"),
    sa.Column("made_at", sa.String(40), nullable=False),
    sa.Column("sent_at", sa.String(40), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One finding for one target. `facts` are JSON values; `batch` is "" while it waits for its digest."""

    target: str
    key: str
    number: int
    kind: Kind
    facts: Mapping[str, Any]
    planned_at: datetime
    due_at: datetime
    batch: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What one recipient gets; `id` is the idempotency key."""

    id: str
    batch: str
    target: str
    recipient: str
    content: Mapping[str, Any]
    state: State
    due_at: datetime
    attempts: int = 0
    held_until: datetime | None = None
    said: str = ""


class Outbox(Opened):
    """The notices and messages of one engagement: `Outbox(outbox_of(folder, url))`."""

    def __init__(self, where: Where) -> None:
        super().__init__(where, "outbox", "notices")

    @contextmanager
    def planning(self) -> Iterator[Planning]:
        """A transaction in which nobody else plans; kept whole when the block ends, or not at all."""
        with self._begin() as db:
            alone(db)
            db.execute(_notices.update().where(sa.false()).values(batch=""))  # locks a file before it is read
            yield Planning(db)

    def notices(self) -> list[Notice]:
        """All notices ever planned, by target, finding and number."""
        with self._begin() as db:
            return Planning(db).notices()

    def messages(self, *states: State) -> list[Message]:
        """The messages in these states (all where none is named), in the order in which they are due."""
        query = sa.select(_messages).order_by(_messages.c.due_at, _messages.c.id)
        with self._begin() as db:
            rows = db.execute(query.where(_messages.c.state.in_(states)) if states else query).all()
        return [_message(row) for row in rows]

    def claim(self, identifier: str, by: str, now: datetime, until: datetime) -> Message | None:
        """The message, held by this run alone until `until`; None where another has it or it is not due."""
        m = _messages.c
        free = sa.or_(
            sa.and_(m.state == "planned", m.due_at <= _text(now)),
            sa.and_(m.state == "sending", m.held_until <= _text(now)),
        )
        change = _messages.update().where(m.id == identifier, free)
        with self._begin() as db:
            taken = db.execute(
                change.values(state="sending", held_by=by, held_until=_text(until), attempts=m.attempts + 1)
            )
            if taken.rowcount != 1:
                return None
            return _message(db.execute(sa.select(_messages).where(m.id == identifier)).one())

    def acknowledge(self, identifier: str, by: str, now: datetime, said: str = "") -> None:
        """It was taken by the channel."""
        self._settle(identifier, by, state="sent", sent_at=_text(now), said=said)

    def postpone(self, identifier: str, by: str, until: datetime, said: str) -> None:
        """It is tried again at `until`; `said` is why."""
        self._settle(identifier, by, state="planned", due_at=_text(until), said=said)

    def give_up(self, identifier: str, by: str, said: str) -> None:
        """It will not be tried again unless somebody asks."""
        self._settle(identifier, by, state="dead", said=said)

    def set_right(self, now: datetime, latest: datetime, held: datetime) -> None:
        """Undo what a clock that was ahead put off: what is due after `latest` is due now, and nobody holds a message
        longer than until `held`."""
        m = _messages.c
        late = _messages.update().where(m.state == "planned", m.due_at > _text(latest))
        long = _messages.update().where(m.state == "sending", m.held_until > _text(held))
        with self._begin() as db:
            db.execute(late.values(due_at=_text(now)))
            db.execute(long.values(held_until=_text(held)))

    def again(self, now: datetime) -> int:
        """Dead messages are tried again from `now`; returns how many."""
        with self._begin() as db:
            change = _messages.update().where(_messages.c.state == "dead")
            return db.execute(change.values(state="planned", due_at=_text(now), attempts=0)).rowcount

    def forget(self) -> int:
        """Dead messages go; what they said counts as untold, and is told anew while it holds. Returns how many."""
        with self._begin() as db:
            alone(db)
            dead = _messages.c.state == "dead"
            batches = sa.select(_messages.c.batch).where(dead)
            told = sa.select(_messages.c.batch).where(_messages.c.state != "dead")
            lost = _notices.c.batch.in_(batches) & _notices.c.batch.not_in(told)
            db.execute(_notices.update().where(lost).values(withdrawn=True))
            return db.execute(_messages.delete().where(dead)).rowcount

    def _settle(self, identifier: str, by: str, **values: Any) -> None:
        mine = (_messages.c.id == identifier) & (_messages.c.held_by == by) & (_messages.c.state == "sending")
        with self._begin() as db:
            db.execute(_messages.update().where(mine).values(held_by="", held_until="", **values))


class Planning:
    """What one planner reads and writes inside its transaction."""

    def __init__(self, db: sa.Connection) -> None:
        self._db = db

    def notices(self) -> list[Notice]:
        order = (_notices.c.target, _notices.c.key, _notices.c.number)
        return [_notice(row) for row in self._db.execute(sa.select(_notices).order_by(*order))]

    def keep(self, notices: Sequence[Notice]) -> None:
        """Write these; one that is there already under its target, key and number is replaced."""
        for notice in notices:
            row = _row(notice)
            mine = sa.and_(*(_notices.c[name] == row[name] for name in ("target", "key", "number")))
            if self._db.execute(_notices.update().where(mine).values(**row)).rowcount == 0:
                self._db.execute(_notices.insert().values(**row))

    def add(self, messages: Sequence[Message], made_at: datetime) -> None:
        for message in messages:
            row = {
                "id": message.id, "batch": message.batch, "target": message.target, "recipient": message.recipient,
                "content": json.dumps(dict(message.content), ensure_ascii=False), "state": message.state,
                "due_at": _text(message.due_at), "attempts": 0, "held_by": "", "held_until": "", "said": "",
                "made_at": _text(made_at), "sent_at": "",
            }  # fmt: skip
            self._db.execute(_messages.insert().values(**row))


def outbox_of(folder: Path, url: str) -> Where:
    """Where the outbox is: the PostgreSQL URL where one is given, its variables checked but not filled in yet."""
    missing = [name for name in SECRET.findall(url) if not os.environ.get(name)]
    if missing:
        raise BadInput([Problem("notify.outbox", f"needs the environment variable {missing[0]}, which is not set.")])
    return place_of.notices_of(folder, url)


def bound(notice: Notice, batch: str) -> Notice:
    """The notice once it is in a message."""
    return replace(notice, batch=batch)


def _row(notice: Notice) -> dict[str, Any]:
    return {
        "target": notice.target, "key": notice.key, "number": notice.number, "kind": notice.kind,
        "facts": json.dumps(dict(notice.facts), ensure_ascii=False), "planned_at": _text(notice.planned_at),
        "due_at": _text(notice.due_at), "batch": notice.batch, "withdrawn": notice.withdrawn,
    }  # fmt: skip


def _notice(row: Any) -> Notice:
    return Notice(
        row.target, row.key, row.number, row.kind, json.loads(row.facts), _time(row.planned_at), _time(row.due_at),
        row.batch, row.withdrawn,
    )  # fmt: skip


def _message(row: Any) -> Message:
    return Message(
        row.id, row.batch, row.target, row.recipient, json.loads(row.content), row.state, _time(row.due_at),
        row.attempts, _time(row.held_until) if row.held_until else None, row.said,
    )  # fmt: skip


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")  # of one length, so that text sorts as time


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
