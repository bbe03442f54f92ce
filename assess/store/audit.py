"""The audit log of an engagement: who did what to what, and when; only added to, and each row seals those before it.

Never in it: what somebody answered or wrote, a value of the client's, a secret. Answering a questionnaire is not in it
either, for it would tell who answered when.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from assess.store.engines import alone, let_go, told
from assess.store.group_commit import writing
from assess.store.migrate import open_engine
from assess.store.place_of import answers_kept, answers_of
from assess.store.tables import ANSWERS

LOCAL = "local"
WHAT = "rows of the audit log"

_audit = sa.Table(
    "audit",
    ANSWERS,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False, comment="from 1 on, without a gap"),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
    sa.Column("actor", sa.Text, nullable=False, comment="who: an e-mail address, or local"),
    sa.Column("engagement", sa.Text, nullable=False, comment="name of the engagement's folder"),
    sa.Column("action", sa.String(64), nullable=False, comment="what was done"),
    sa.Column("subject", sa.Text, nullable=False, comment="to what; never what somebody answered"),
    sa.Column("hash", sa.String(64), nullable=False, comment="SHA-256 of this row and of the hash before it"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row. `hash` is SHA-256 over the hash before it ("" for the first) and the rest of the row as JSON."""

    number: int
    at: str
    actor: str
    engagement: str
    action: str
    subject: str
    hash: str

    def sealed(self, before: str) -> str:
        """The hash this row must have after a row with hash `before`."""
        row = [before, self.number, self.at, self.actor, self.engagement, self.action, self.subject]
        return hashlib.sha256(json.dumps(row, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does what to what in which engagement, for functions that keep it in the transaction of what they do."""

    actor: str
    engagement: str
    action: str
    subject: str


def deed(folder: Path, actor: str, action: str, subject: str) -> Deed:
    """Something done in the engagement in `folder`, which is named by its folder."""
    return Deed(actor, folder.resolve().name, action, subject)


def record(folder: Path, actor: str, action: str, subject: str, at: datetime | None = None) -> None:
    """Write down that `actor` did `action` to `subject` in the engagement in `folder`; on the disk when this returns.

    `actor` is an e-mail address or LOCAL, `action` a few words such as "role changed", `subject` an id or a name, never
    a value of the client's or an answer. Nothing else is needed: the database, its tables and the chain see to
    themselves, and any number of threads and processes may record at once. Raises Unreachable where it cannot be kept.
    """
    engine = open_engine(answers_of(folder), "answers", WHAT)
    try:
        with told(engine, WHAT), writing(engine) as db:
            note(db, deed(folder, actor, action, subject), at)
    finally:
        let_go(engine)


def note(db: sa.Connection, done: Deed, at: datetime | None = None) -> None:
    """The same inside a transaction of one's own: what is done and its row are kept together or not at all.

    On SQLite the transaction must hold the write lock already, as any does that has written.
    """
    alone(db)
    last = db.execute(sa.select(_audit).order_by(_audit.c.number.desc()).limit(1)).one_or_none()
    moment = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    number = last.number + 1 if last else 1
    draft = Entry(number, moment, done.actor, done.engagement, done.action, done.subject, "")
    row = {name: getattr(draft, name) for name in Entry.__slots__}
    db.execute(_audit.insert().values(**row | {"hash": draft.sealed(last.hash if last else "")}))


def read_audit(folder: Path) -> tuple[Entry, ...]:
    """The audit log of the engagement in `folder`, the earliest first; none where nothing was ever kept."""
    where = answers_kept(folder)
    if where is None:
        return ()
    engine = open_engine(where, "answers", WHAT)
    try:
        with told(engine, WHAT), engine.connect() as db:
            return tuple(Entry(*row) for row in db.execute(sa.select(_audit).order_by(_audit.c.number)))
    finally:
        let_go(engine)


def broken(log: Sequence[Entry], known: str = "") -> Iterator[str]:
    """Where the log is not what was written: a sentence each; none where it holds together.

    Rows cut off at the end leave a chain that holds; `known`, a hash noted earlier or its first digits, must be in it.
    """
    before = ""
    for place, entry in enumerate(log, 1):
        if entry.number != place:
            yield f"row {place} is missing: the next there is has number {entry.number}."
            return
        if entry.hash != entry.sealed(before):
            yield f"row {entry.number} ({entry.at}, {entry.action}) or one before it was changed after it was written."
            return
        before = entry.hash
    if known and not any(entry.hash.startswith(known) for entry in log):
        yield f"no row has the hash {known}: rows that were there when it was noted are gone."
