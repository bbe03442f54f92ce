"""What the evidence knows of names, columns and nulls, ready to be asked statement by statement."""

from __future__ import annotations

import re

from assess.model.evidence import Evidence

_KEY = re.compile(r"^(?P<of>.*?)_?(?:id|no|key|code|uuid|bh|hao|h)$")


class Catalogue:
    """Columns of tables, sources of statements, columns that are never null."""

    def __init__(self, evidence: Evidence) -> None:
        found: dict[str, set[str]] = {}
        for up, statement in zip(evidence.edges.upstream, evidence.edges.statement_id, strict=True):
            found.setdefault(statement, set()).add(up)
        self._sources = {statement: tuple(sorted(names)) for statement, names in found.items()}
        rows = evidence.columns.sort_values(["table_id", "position"], kind="stable")
        columns: dict[str, list[str]] = {}
        for table, name in zip(rows.table_id, rows.name, strict=True):
            columns.setdefault(table, []).append(name.lower())
        self._columns = {table: tuple(names) for table, names in columns.items()}
        sure = rows[(rows.nullable.eq(False) | rows.in_key.eq(True)).fillna(False).astype(bool)]
        self._filled = set(zip(sure.table_id, sure.name.str.lower(), strict=True))
        self._told = set(rows[rows.nullable.eq(False).fillna(False).astype(bool)].table_id)

    def sources(self, statement: str) -> tuple[str, ...]:
        return self._sources.get(statement, ())

    def columns(self, table: str) -> tuple[str, ...]:
        return self._columns.get(table, ())

    def resolved(self, written: str, statement: str) -> str:
        """The table id a name means in a statement whose sources are known; the name itself where it is none."""
        upstream, name = self.sources(statement), written.lower()
        fitting = [u for u in upstream if u.lower() == name or u.lower().endswith(f".{name}")]
        if not fitting:
            last = name.rsplit(".", 1)[-1]
            fitting = [u for u in upstream if u.lower().rsplit(".", 1)[-1] == last]
        return fitting[0] if len(fitting) == 1 else written

    def filled(self, table: str, column: str) -> bool:
        """Whether a column is never null: the catalogue says so, or, where it says so of none of the table's
        columns, it is called after the table (order_id in orders)."""
        if (table, column) in self._filled:
            return True
        return table not in self._told and _own_key(table, column)


def _own_key(table: str, column: str) -> bool:
    found = _KEY.match(column)
    if found is None:
        return False
    stem = found["of"].strip("_")
    words = [w.rstrip("s") for w in re.split(r"[^a-z0-9]+", table.rsplit(".", 1)[-1].lower()) if w]
    return not stem or stem.rstrip("s") in words
