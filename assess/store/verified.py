"""Exact counts of copies as they were made: appended, never changed, beside the decisions they are evidence for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from assess.model.verification import Verification
from assess.store.audit import Deed
from assess.store.history_db import History
from assess.store.place_of import Where, answers_kept
from assess.store.tables import ANSWERS

_verified = sa.Table(
    "verified",
    ANSWERS,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made"),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
    sa.Column("master", sa.Text, nullable=False, comment="table id"),
    sa.Column("member", sa.Text, nullable=False, comment="table id"),
    sa.Column("said", sa.Text, nullable=False, comment="JSON: what was counted, how, and the hash of the SQL"),
)


class VerifiedStore(History):
    """The verifications of one engagement: `VerifiedStore(answers_of(folder))`."""

    def __init__(self, where: Where) -> None:
        super().__init__(where, _verified, "verifications")

    def keep(self, found: Iterable[Verification], done: Deed | None = None) -> None:
        """Append all of them or, where that fails, none; committed when this returns."""
        self.append([
            {"at": said["at"], "master": said["master"], "member": said["member"],
             "said": json.dumps(said, ensure_ascii=False)}
            for said in (one.as_dict() for one in found)
        ], done)  # fmt: skip

    def history(self) -> tuple[Verification, ...]:
        """All verifications in the order made."""
        return tuple(Verification.of(json.loads(row.said)) for row in self.rows())


def read_verified(folder: Path) -> tuple[Verification, ...]:
    """The verifications kept in the engagement `folder`, in the order made; none where nothing was verified."""
    where = answers_kept(folder)
    if where is None:
        return ()
    with VerifiedStore(where) as store:
        return store.history()
