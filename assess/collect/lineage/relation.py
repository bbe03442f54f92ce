"""The columns of a table or a query while lineage is resolved: each with the columns of tables it comes from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

Source = tuple[str, str]
"""(table, column); the column is * for all of a table whose columns are not known, the table is ? where it is open."""
Sources = frozenset[Source]
NONE: Sources = frozenset()
OPEN = "?"


class Column:
    """One column: its name as written, what it comes from, and its fields where it is a record."""

    __slots__ = ("_fields", "name", "sources")

    def __init__(self, name: str, sources: Sources, fields: Callable[[], Relation | None] | None = None) -> None:
        self.name, self.sources, self._fields = name, sources, fields

    @property
    def fields(self) -> Relation | None:
        """The fields of a record as a relation, None where they are not known."""
        return self._fields() if self._fields is not None else None

    def called(self, name: str) -> Column:
        return Column(name, self.sources, self._fields)

    def plus(self, sources: Sources) -> Column:
        return self if sources <= self.sources else Column(self.name, self.sources | sources, self._fields)


class Relation:
    """Columns in order, the first of a name counting; `open` are tables that may bring further columns.

    `weak` says that the further columns are fields of something unnested, which are asked last.
    `tables` are the tables whose rows it has.
    """

    __slots__ = ("_by_name", "open", "order", "tables", "weak")

    def __init__(
        self,
        order: Sequence[Column],
        opened: Iterable[str] = (),
        tables: Iterable[str] = (),
        weak: Sources | None = None,
    ) -> None:
        self.order = list(order)
        self.open = tuple(dict.fromkeys(opened))
        self.tables = tuple(dict.fromkeys(tables))
        self.weak = weak
        self._by_name: dict[str, Column] | None = None

    @property
    def by_name(self) -> Mapping[str, Column]:
        """Columns by name in small letters, the first of each."""
        if self._by_name is None:
            found: dict[str, Column] = {}
            for column in self.order:
                found.setdefault(column.name.lower(), column)
            self._by_name = found
        return self._by_name

    def guessed(self, name: str) -> Column:
        """A column that is not among those known but may be one of the open tables'."""
        if self.weak is not None and not self.open:
            return Column(name, self.weak)
        if len(self.open) == 1:
            return Column(name, frozenset([(self.open[0], name)]))
        return Column(name, frozenset([(OPEN, name)]))

    @property
    def whole(self) -> Sources:
        """Everything its columns come from."""
        known = NONE.union(*(column.sources for column in self.order)) if self.order else NONE
        return known | {(table, "*") for table in self.open} | (self.weak or NONE)

    def renamed(self, names: Sequence[str]) -> Relation:
        """The same under other names, from the first column on."""
        if not names or self.open:
            return self
        order = [c.called(names[n]) if n < len(names) else c for n, c in enumerate(self.order)]
        return Relation(order, self.open, self.tables, self.weak)


def base(table: str, columns: Sequence[tuple[str, str]] | None) -> Relation:
    """A table of the catalogue with (name, type) of its columns; None where nobody knows them."""
    if columns is None:
        return Relation((), (table,), (table,))
    return Relation([of_type(name, kind, frozenset([(table, name)])) for name, kind in columns], (), (table,))


def of_type(name: str, kind: str, sources: Sources) -> Column:
    """A column whose fields its declared type tells."""
    if "<" not in kind and "(" not in kind:
        return Column(name, sources)

    def fields() -> Relation | None:
        parts = fields_of(kind)
        return Relation([of_type(n, k, sources) for n, k in parts]) if parts else None

    return Column(name, sources, fields)


_RECORD = re.compile(
    r"\s*(?:(?:ARRAY|LIST|REPEATED)\s*[<(]\s*)*(?:STRUCT|RECORD|ROW|TUPLE|NESTED)\s*[<(]", re.IGNORECASE
)


def fields_of(kind: str) -> list[tuple[str, str]]:
    """(name, type) of the fields of STRUCT<a INT, b ARRAY<…>>, struct<a:int>, ROW(a INT), also within an array."""
    found = _RECORD.match(kind)
    if not found:
        return []
    fields, depth, start = [], 0, found.end()
    for place in range(found.end(), len(kind)):
        mark = kind[place]
        if mark in ",>)" and depth == 0:
            fields.append(kind[start:place])
            start = place + 1
            if mark != ",":
                break
        depth += (mark in "<(") - (mark in ">)")
    named = [re.match(r"\s*[`\"]?([\w$]+)[`\"]?\s*[:\s]\s*(.+)", field, re.DOTALL) for field in fields]
    return [(part[1], part[2].strip()) for part in named if part]
