"""Metrics computed side by side as they were made: appended, never changed; and what evidence says to make them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assess.model.divergence import Divergence
from assess.model.errors import BadInput, Problem
from assess.store.audit import Deed
from assess.store.evidence_file import FILE as EVIDENCE
from assess.store.history_db import History
from assess.store.place_of import Where, answers_kept
from assess.store.tables import ANSWERS

_divergences = sa.Table(
    "divergences",
    ANSWERS,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made"),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
    sa.Column("a", sa.Text, nullable=False, comment="metric id"),
    sa.Column("b", sa.Text, nullable=False, comment="metric id"),
    sa.Column("said", sa.Text, nullable=False, comment="JSON: see assess.model.divergence"),
)


class DivergenceStore(History):
    """The comparisons of one engagement: `DivergenceStore(answers_of(folder))`."""

    def __init__(self, where: Where) -> None:
        super().__init__(where, _divergences, "comparisons")

    def keep(self, made: Divergence, done: Deed | None = None) -> None:
        """Append it; committed when this returns."""
        said = made.as_dict()
        row = {"at": said["at"], "a": said["a"]["metric"], "b": said["b"]["metric"],
               "said": json.dumps(said, ensure_ascii=False)}  # fmt: skip
        self.append([row], done)

    def history(self) -> tuple[dict[str, Any], ...]:
        """All comparisons in the order made, as JSON values."""
        return tuple(json.loads(row.said) for row in self.rows())


def read_divergences(folder: Path) -> tuple[dict[str, Any], ...]:
    """The comparisons kept in the engagement `folder`, in the order made; none where nothing was compared."""
    where = answers_kept(folder)
    if where is None:
        return ()
    with DivergenceStore(where) as store:
        return store.history()


def definitions(folder: Path) -> list[dict[str, Any]]:
    """Every metric definition of the evidence, by file and line; text is empty where nothing is stated."""
    import duckdb

    path = folder / EVIDENCE
    if not path.exists():
        raise BadInput([Problem(str(folder), f"there is no {EVIDENCE} yet; run `assess collect {folder}` first.")])
    with duckdb.connect(str(path), read_only=True) as db:
        found = db.execute('SELECT * FROM "metrics" ORDER BY file, line, metric_id')
        names = [str(column[0]) for column in found.description or []]
        rows = found.fetchall()
    return [{name: "" if value is None else value for name, value in zip(names, row, strict=True)} for row in rows]


def latest_days(folder: Path, columns: Sequence[tuple[str, str]]) -> list[date]:
    """The last day of each of these (table id, column) whose greatest value was profiled and is a moment."""
    import duckdb

    found = []
    with duckdb.connect(str(folder / EVIDENCE), read_only=True) as db:
        for table, column in columns:
            rows = db.execute(
                'SELECT "max" FROM "sketches" WHERE table_id = ? AND lower("column") = lower(?)', [table, column]
            ).fetchall()
            for (greatest,) in rows:
                try:
                    found.append(date.fromisoformat(str(greatest)[:10]))
                except ValueError:
                    continue
    return found
