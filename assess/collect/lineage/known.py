"""Which columns a table has, as far as is known: from the catalogue, and from the statements traced so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from assess.collect.lineage.relation import Column, Relation, base

Described = Sequence[tuple[str, str]]
"""(name, type) of columns in order"""


class Known:
    """Columns by table. `meant` says which table a name means and how that table is called in the result."""

    def __init__(self, catalogue: Mapping[str, Described], meant: Callable[[str], str] | None = None) -> None:
        self.catalogue = {table.lower(): columns for table, columns in catalogue.items()}
        self.by_ending = _by_ending(self.catalogue)
        self.meant = meant or _as_written
        self.learnt: dict[str, Relation] = {}
        self.wildcards: dict[str, Described] = {}
        self.targets: dict[str, str] = {}
        self.target_by_ending: dict[str, str] = {}

    def expect(self, targets: Iterable[str]) -> None:
        """Tables that statements fill: project.schema.table and schema.table are one where no other could be meant."""
        for target in targets:
            self.targets.setdefault(target.lower(), target)
        self.target_by_ending = _by_ending(self.targets)

    def key(self, table: str) -> str:
        """The name under which a table's columns are learnt."""
        name = table.lower()
        if name in self.targets:
            return name
        parts = name.split(".")
        for start in range(len(parts) - 1):
            ending = ".".join(parts[start:])
            found = self.target_by_ending.get(ending)
            if found is not None and (start == 0 or found == ending):
                return found
        return name

    def described(self, table: str) -> Described | None:
        """What the catalogue says of a table by its name or by an ending of names that only one table has."""
        key = table.lower()
        if key in self.catalogue:
            return self.catalogue[key]
        parts = key.split(".")
        for start in range(len(parts)):
            ending = ".".join(parts[start:])
            found = self.by_ending.get(ending)
            if found is not None and (start == 0 or ending in (found, _without_source(found))):
                return self.catalogue[found]
        return self._of_wildcard(key) if key.endswith("*") else None

    def _of_wildcard(self, key: str) -> Described | None:
        """`events_*` has the columns of the tables whose names begin so."""
        if key not in self.wildcards:
            start = key.rstrip("*")
            ending = start.split(".", 1)[-1]
            names = sorted(n for n in self.catalogue if n.startswith(start) or f".{ending}" in f".{n}")
            columns: dict[str, tuple[str, str]] = {}
            for name in names:
                for column in self.catalogue[name]:
                    columns.setdefault(column[0].lower(), column)
            self.wildcards[key] = list(columns.values())
        return self.wildcards[key] or None

    def relation(self, name: str) -> Relation:
        """The columns of the table that `name` means."""
        table = self.meant(name)
        known = self.described(table)
        if known is not None:
            return base(table, known)
        learnt = self.learnt.get(self.key(table))
        if learnt is not None:
            return Relation([_own(table, column) for column in learnt.order], (), (table,))
        return base(table, None)

    def has(self, table: str) -> bool:
        """Whether the columns of a table are known already."""
        return self.key(table) in self.learnt or self.described(table) is not None

    def learn(self, table: str, columns: Iterable[Column], afresh: bool = False) -> None:
        """The columns of a table that a statement fills; what the catalogue says stays, what was learnt is added to."""
        key = self.key(table)
        if self.described(table) is not None:
            return
        before = [] if afresh or key not in self.learnt else self.learnt[key].order
        names = {column.name.lower() for column in before}
        self.learnt[key] = Relation([*before, *(c for c in columns if c.name.lower() not in names)])

    def names(self, table: str) -> list[str]:
        """The names of a table's columns in order, as far as they are known."""
        known = self.described(table)
        if known is not None:
            return [name for name, _ in known]
        learnt = self.learnt.get(self.key(table))
        return [column.name for column in learnt.order] if learnt is not None else []


def described(columns: pd.DataFrame | None) -> dict[str, Described]:
    """(name, type) of columns in order, by table, from `table_id`, `name`, perhaps `type` and `position`."""
    if columns is None or columns.empty:
        return {}
    ordered = columns.sort_values(["table_id", "position"], kind="stable") if "position" in columns else columns
    kinds = ordered["type"].astype("object").fillna("") if "type" in ordered else [""] * len(ordered)
    found: dict[str, list[tuple[str, str]]] = {}
    for table, name, kind in zip(
        ordered["table_id"].astype("object"), ordered["name"].astype("object"), kinds, strict=True
    ):
        found.setdefault(str(table), []).append((str(name), str(kind)))
    return dict(found)


def _own(table: str, column: Column) -> Column:
    """A column of a table that a statement made: it comes from that table, and keeps the fields of its record."""
    sources = frozenset([(table, column.name)])

    def fields() -> Relation | None:
        inner = column.fields
        if inner is None:
            return None
        return Relation([Column(c.name, sources, lambda c=c: _own(table, c).fields) for c in inner.order])  # type: ignore[misc]

    return Column(column.name, sources, fields)


def _by_ending(catalogue: Iterable[str]) -> dict[str, str]:
    """Table by every ending of its id (source.schema.table, schema.table, table) that only one table has."""
    found: dict[str, list[str]] = {}
    for table in catalogue:
        parts = table.split(".")
        for start in range(len(parts)):
            found.setdefault(".".join(parts[start:]), []).append(table)
    return {ending: tables[0] for ending, tables in found.items() if len(tables) == 1}


def _without_source(table: str) -> str:
    return table.split(".", 1)[-1]


def _as_written(name: str) -> str:
    return name
