"""Decisions of the consultant on copies: appended, never changed, in the database that keeps the answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from assess.model.decision import Decision, decide, standing
from assess.store.audit import LOCAL, Deed, deed
from assess.store.history_db import History
from assess.store.place_of import ANSWERS as FILE
from assess.store.place_of import Where, answers_kept, answers_of
from assess.store.tables import ANSWERS

INPUT = f"{FILE}: decisions"

_decisions = sa.Table(
    "decisions",
    ANSWERS,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made"),
    sa.Column("tables", sa.Text, nullable=False, comment="table ids, ascending, as a JSON list"),
    sa.Column("master", sa.Text, nullable=False),
    sa.Column("verdict", sa.String(16), nullable=False, comment="accept, reject or again"),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
)


class DecisionsStore(History):
    """The decisions of one engagement: `DecisionsStore(answers_of(folder))`."""

    def __init__(self, where: Where) -> None:
        super().__init__(where, _decisions, "decisions")

    def keep(self, decision: Decision, done: Deed | None = None) -> None:
        """Append one decision; committed when this returns. An earlier one on the same tables stays in the history."""
        self.append([decision.as_dict() | {"tables": json.dumps(decision.tables, ensure_ascii=False)}], done)

    def history(self) -> tuple[Decision, ...]:
        """All decisions in the order made."""
        return tuple(
            decide(json.loads(r.tables), r.master, r.verdict, r.by, r.reason, datetime.fromisoformat(r.at))
            for r in self.rows()
        )


def keep_decision(folder: Path, decision: Decision, actor: str = LOCAL) -> None:
    """Keep a decision for the engagement in `folder`, and that `actor` made it."""
    subject = f"{decision.verdict}: {', '.join(decision.tables)}"
    with DecisionsStore(answers_of(folder)) as store:
        store.keep(decision, deed(folder, actor, "copies decided", subject))


def read_decisions(folder: Path) -> tuple[Decision, ...]:
    """The decisions kept in the engagement `folder`, in the order made; none where nobody decided anything."""
    where = answers_kept(folder)
    if where is None:
        return ()
    with DecisionsStore(where) as store:
        return store.history()


def fingerprint(history: Iterable[Decision]) -> tuple[str, int]:
    """SHA-256 and size in bytes of the standing decisions; the order in which they were made does not matter."""
    told = json.dumps([d.as_dict() for d in standing(history)], ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(told).hexdigest(), len(told)
