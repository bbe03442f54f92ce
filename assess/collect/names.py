"""Names written in SQL, and the tables they mean."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from assess.model.evidence import Evidence


def resolve_names(evidence: Evidence, tables: pd.DataFrame, reads_from: str = "") -> Evidence:
    """The same statements and edges with names replaced by table_ids where exactly one table is meant.

    `tables` has the columns of the evidence table. A name means the table whose table_id ends with it, part by
    part, without regard to case; `reads_from` is the source looked into first. What stays open keeps its name.
    """
    book = NameBook(tables, reads_from)
    statements, edges = evidence.statements.copy(), evidence.edges.copy()
    statements["target"] = [book.meaning(name) for name in statements["target"]]
    edges["upstream"] = [book.meaning(name) for name in edges["upstream"]]
    edges["downstream"] = [book.meaning(name) for name in edges["downstream"]]
    frames = {name: evidence[name] for name in Evidence.__dataclass_fields__}
    edges = edges[edges["upstream"] != edges["downstream"]].drop_duplicates(ignore_index=True)
    return Evidence.of({**frames, "statements": statements, "edges": edges})


class NameBook:
    """Known tables by the ends of their ids."""

    def __init__(self, tables: pd.DataFrame, reads_from: str = "") -> None:
        self._ids = frozenset(tables["table_id"])
        self._first = _by_ending(tables.loc[tables["source"] == reads_from, "table_id"]) if reads_from else {}
        self._any = _by_ending(tables["table_id"])

    def meaning(self, name: str) -> str:
        """The table_id meant by `name`, or `name` itself where none or several could be."""
        if not name or name in self._ids:
            return name
        parts = name.lower().split(".")
        for start in range(len(parts)):
            ending = ".".join(parts[start:])
            for book in (self._first, self._any):
                found = book.get(ending, ())
                if len(found) == 1 and (start == 0 or _agrees(found[0], parts[:start])):
                    return found[0]
        return name


def _agrees(table_id: str, outer: list[str]) -> bool:
    """A part more in the script than in the id (database, or a default schema) must not contradict the id."""
    return outer[-1] in {"main", "public", "dbo"} and table_id.count(".") == 1


def _by_ending(ids: Iterable[str]) -> dict[str, list[str]]:
    book: dict[str, list[str]] = {}
    for table_id in sorted(ids):
        parts = table_id.lower().split(".")
        for start in range(len(parts)):
            book.setdefault(".".join(parts[start:]), []).append(table_id)
    return book
