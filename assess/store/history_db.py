"""What is appended and never changed, beside the answers: decisions, verifications, comparisons, plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self

import sqlalchemy as sa

from assess.store.audit import Deed, note
from assess.store.engines import let_go, told
from assess.store.migrate import open_engine
from assess.store.place_of import Where
from assess.store.tables import Part


class Opened:
    """A database, opened and let go; `what` names what is in it in errors."""

    def __init__(self, where: Where, what: str, part: Part = "answers") -> None:
        self._engine = open_engine(where, part, what)
        self._what = what

    def close(self) -> None:
        """Let go of the file or the server."""
        let_go(self._engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        with told(self._engine, self._what), self._engine.begin() as db:
            yield db


class History(Opened):
    """One table of a database; `what` names its rows in errors.

    The table has a column `number`, which grows in the order made.
    """

    def __init__(self, where: Where, table: sa.Table, what: str) -> None:
        super().__init__(where, what)
        self._table = table

    def append(self, rows: Sequence[Mapping[str, Any]], done: Deed | None = None) -> None:
        """Append all of them and the row of the audit log or, where that fails, none; committed when this returns."""
        with self._begin() as db:
            if rows:
                db.execute(self._table.insert(), [dict(row) for row in rows])
                if done:
                    note(db, done)

    def rows(self) -> Sequence[sa.Row[Any]]:
        """All rows in the order made; none where nothing was ever kept."""
        with self._begin() as db:
            return db.execute(sa.select(self._table).order_by(self._table.c.number)).all()
