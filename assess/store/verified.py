"""Exact counts of copies as they were made: appended, never changed, beside the decisions they are evidence for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from assess.model.errors import Unreachable
from assess.model.verification import Verification
from assess.store.answers_db import FILE, engine_of

_metadata = sa.MetaData()
_verified = sa.Table(
    "verified",
    _metadata,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made"),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
    sa.Column("master", sa.Text, nullable=False, comment="table id"),
    sa.Column("member", sa.Text, nullable=False, comment="table id"),
    sa.Column("said", sa.Text, nullable=False, comment="JSON: what was counted, how, and the hash of the SQL"),
)


class VerifiedStore:
    """The verifications of one engagement: `VerifiedStore(folder / "answers.db")` or a PostgreSQL URL."""

    def __init__(self, url_or_path: str | Path) -> None:
        self._engine = engine_of(url_or_path)
        with self._begin() as db:
            db.execute(sa.schema.CreateTable(_verified, if_not_exists=True))

    def keep(self, found: Iterable[Verification]) -> None:
        """Append all of them or, where that fails, none; committed when this returns."""
        rows = [
            {"at": said["at"], "master": said["master"], "member": said["member"],
             "said": json.dumps(said, ensure_ascii=False)}
            for said in (one.as_dict() for one in found)
        ]  # fmt: skip
        with self._begin() as db:
            if rows:
                db.execute(_verified.insert(), rows)

    def history(self) -> tuple[Verification, ...]:
        """All verifications in the order made."""
        with self._begin() as db:
            rows = db.execute(sa.select(_verified.c.said).order_by(_verified.c.number)).all()
        return tuple(Verification.of(json.loads(row.said)) for row in rows)

    def close(self) -> None:
        """Let go of the file or the server."""
        self._engine.dispose()

    def __enter__(self) -> VerifiedStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as db:
                yield db
        except sa.exc.DBAPIError as error:
            shown = self._engine.url.render_as_string(hide_password=True)
            raise Unreachable(f"{shown}: the verifications cannot be read or kept ({error.orig}).") from None


def read_verified(folder: Path) -> tuple[Verification, ...]:
    """The verifications kept in the engagement `folder`, in the order made; none where nothing was verified."""
    path = folder / FILE
    if not path.exists():
        return ()
    with VerifiedStore(path) as store:
        return store.history()
