"""What the names in one SELECT mean: its sources in order, its own columns, the query around it."""

from __future__ import annotations

from dataclasses import dataclass, field

from assess.collect.lineage.relation import NONE, OPEN, Column, Relation
from assess.collect.sql.plan import Parts


@dataclass(slots=True)
class Given:
    """One source: its alias and its table's name in small letters; `using` are columns it shares with those before."""

    alias: str
    name: str
    relation: Relation
    using: Parts
    hidden: bool
    made: bool


@dataclass(slots=True)
class Scope:
    """The sources of one SELECT; `aliases` are its columns so far, which count where `lateral` allows it."""

    outer: Scope | None
    lateral: bool
    variables: frozenset[str] = frozenset()
    given: list[Given] = field(default_factory=list)
    aliases: dict[str, Column] = field(default_factory=dict)

    def find(self, parts: Parts) -> tuple[Column, bool]:
        """The column a name means, and whether that is sure; ? is its table where several could be meant."""
        if len(parts) == 1:
            return self._bare(parts[0])
        scope: Scope | None = self
        while scope is not None:
            for length in range(len(parts) - 1, 0, -1):
                given = scope._source(tuple(p.lower() for p in parts[:length]))
                if given is not None:
                    column, sure = _of(given, parts[length])
                    return _within(column, parts[length + 1 :]), sure
            scope = scope.outer
        column, sure = self._bare(parts[0])
        if sure:
            return _within(column, parts[1:]), True
        meant = self._by_table_name(parts)
        return meant or (Column(parts[-1], frozenset([(OPEN, parts[-1])])), False)

    def _by_table_name(self, parts: Parts) -> tuple[Column, bool] | None:
        """A table named although it has an alias, which some engines let pass."""
        before = ".".join(parts[:-1]).lower()
        for given in self.given:
            if given.name and (given.name == before or given.name.endswith(f".{before}")):
                return _of(given, parts[-1])
        return None

    def _source(self, before: tuple[str, ...]) -> Given | None:
        """The source that `alias` or `schema.table` before a column means."""
        if len(before) == 1:
            for given in self.given:
                if given.alias == before[0]:
                    return given
            return None
        name = ".".join(before)
        for given in self.given:
            last = given.name.rsplit(".", 1)[-1]
            if given.name and given.alias == last and (given.name == name or given.name.endswith(f".{name}")):
                return given
        return None

    def _bare(self, name: str) -> tuple[Column, bool]:
        key = name.lower()
        if key in self.variables:
            return Column(name, NONE), True
        scope: Scope | None = self
        doubt: Column | None = None
        while scope is not None:
            found = scope._own(name, key)
            if found is not None:
                column, sure = found
                if sure:
                    return found
                doubt = doubt or column
            scope = scope.outer
        return doubt or self._left(name), False

    def _left(self, name: str) -> Column:
        """A name nobody has: of the one table read, as a column the engine adds or we were not told of."""
        tables = [given.relation.tables for given in self.given if given.name and not given.made]
        if len(tables) == 1 and len(self.given) == 1 and len(tables[0]) == 1:
            return Column(name, frozenset([(tables[0][0], name)]))
        return Column(name, NONE)

    def _own(self, name: str, key: str) -> tuple[Column, bool] | None:  # noqa: PLR0911 - a table of cases
        """What the name means in this SELECT; None where nothing in it can be meant."""
        holders = [given for given in self.given if key in given.relation.by_name]
        if len(holders) == 1:
            return holders[0].relation.by_name[key], True
        if holders:
            return self._shared(key, holders)
        if key in self.aliases and (self.lateral or not any(given.relation.open for given in self.given)):
            return self.aliases[key], True
        row = self._row(name, key)
        if row is not None:
            return row, True
        for weak in (False, True):
            able = [g for g in self.given if (g.relation.open if not weak else g.relation.weak is not None)]
            if len(able) == 1:
                column = able[0].relation.guessed(name)
                return column, all(table != OPEN for table, _ in column.sources)
            if able and any(key in g.using for g in self.given):
                return Column(name, NONE.union(*(g.relation.guessed(name).sources for g in able))), True
            if able:
                return Column(name, frozenset([(OPEN, name)])), False
        return None

    def _row(self, name: str, key: str) -> Column | None:
        """A source named in place of a column: its row. A table that may have a column of that name does not count."""
        meant = [g for g in self.given if g.alias == key and not (g.relation.open and g.name.endswith(key))]
        return Column(name, meant[0].relation.whole, lambda: meant[0].relation) if meant else None

    def _shared(self, key: str, holders: list[Given]) -> tuple[Column, bool]:
        """A column several sources have: both sides of USING, else what was made last, else the first."""
        if any(key in given.using for given in self.given):
            first = holders[0].relation.by_name[key]
            for other in holders[1:]:
                first = first.plus(other.relation.by_name[key].sources)
            return first, True
        made = [given for given in holders if given.made]
        return (made or holders)[-1 if made else 0].relation.by_name[key], bool(made)

    def called(self, table: str) -> list[Given]:
        """The sources a star in an expression means: the one of that name, or all."""
        if not table:
            return self.given
        scope: Scope | None = self
        while scope is not None:
            found = scope._source((table.lower(),))
            if found is not None:
                return [found]
            scope = scope.outer
        return []

    def star(self, table: Parts) -> tuple[list[tuple[str, Column]], list[str]]:
        """(name, column) of all a star stands for, and the tables of which some columns are not known."""
        if table:
            given = self._source(tuple(p.lower() for p in table)) or self._written(table)
            chosen = [given] if given is not None else []
        else:
            chosen = [given for given in self.given if not given.hidden]
        pairs: list[tuple[str, Column]] = []
        opened: list[str] = []
        for given in chosen:
            if given.made and not given.relation.order and given.relation.weak is not None:
                pairs.append(("*", Column("*", given.relation.weak)))
            for column in _unnested(given):
                if not table and column.name.lower() in given.using:
                    continue
                pairs.append((column.name, column))
            opened += given.relation.open
        return pairs, opened

    def _written(self, table: Parts) -> Given | None:
        name = ".".join(table).lower()
        return next((g for g in self.given if g.name and (g.name == name or g.name.endswith(f".{name}"))), None)


def _of(given: Given, name: str) -> tuple[Column, bool]:
    """A column of one source; of one that is known not to have it, as it may be a column the engine adds."""
    relation = given.relation
    column = relation.by_name.get(name.lower())
    if column is not None:
        return column, True
    if relation.open or relation.weak is not None:
        column = relation.guessed(name)
        return column, all(table != OPEN for table, _ in column.sources)
    fields = relation.order[0].fields if given.made and len(relation.order) == 1 else None
    if fields is not None and name.lower() in fields.by_name:
        return fields.by_name[name.lower()], True
    if len(relation.tables) == 1:
        return Column(name, frozenset([(relation.tables[0], name)])), False
    return Column(name, NONE), False


def _within(column: Column, fields: Parts) -> Column:
    for name in fields:
        inner = column.fields
        known = inner.by_name.get(name.lower()) if inner is not None else None
        if known is None:
            return column
        column = known
    return column


def _unnested(given: Given) -> list[Column]:
    """The columns of a source; the fields of what it unnests where these are known."""
    order = given.relation.order
    if given.made and given.relation.weak is not None and order:
        fields = order[0].fields
        if fields is not None and fields.order:
            return [*fields.order, *order[1:]]
    return order
