"""What is appended and never changed, beside the answers: decisions, verifications, comparisons, plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from assess.model.errors import Unreachable
from assess.store.answers_db import engine_of


class Opened:
    """A database by path (SQLite) or URL, opened and let go; `what` names what is in it in errors."""

    def __init__(self, url_or_path: str | Path, what: str) -> None:
        self._engine = engine_of(url_or_path)
        self._what = what

    def close(self) -> None:
        """Let go of the file or the server."""
        self._engine.dispose()

    def __enter__(self) -> Self:
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
            raise Unreachable(f"{shown}: the {self._what} cannot be read or kept ({error.orig}).") from None


class History(Opened):
    """One table of a database, by path (SQLite) or URL; `what` names its rows in errors.

    The table has a column `number`, which grows in the order made; it is created where there is none.
    """

    def __init__(self, url_or_path: str | Path, table: sa.Table, what: str) -> None:
        super().__init__(url_or_path, what)
        self._table = table
        with self._begin() as db:
            db.execute(sa.schema.CreateTable(table, if_not_exists=True))

    def append(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Append all of them or, where that fails, none; committed when this returns."""
        with self._begin() as db:
            if rows:
                db.execute(self._table.insert(), [dict(row) for row in rows])

    def rows(self) -> Sequence[sa.Row[Any]]:
        """All rows in the order made; none where nothing was ever kept."""
        with self._begin() as db:
            return db.execute(sa.select(self._table).order_by(self._table.c.number)).all()
