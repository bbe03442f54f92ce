"""Which columns a written column comes from, and which decide on the rows: a plan resolved against known columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from assess.collect.lineage.relation import NONE, Column, Relation, Source, Sources
from assess.collect.lineage.scope import Given, Scope
from assess.collect.sql import plan

Tables = Callable[[str], Relation]
Decided = tuple[str, str, str]
"""(filter, join or group; table; column)"""


class Tracer:
    """Plans of one statement resolved; `decides` and `problems` fill as they are.

    `tables` gives a table's columns by its name as written. With `lateral` a column may name one before it in the
    same SELECT, as some engines allow.
    """

    def __init__(self, tables: Tables, lateral: bool = True, variables: frozenset[str] = frozenset()) -> None:
        self.tables, self.lateral, self.variables = tables, lateral, variables
        self.decides: dict[Decided, None] = {}
        self.problems: dict[str, None] = {}
        self.unsure = 0

    def relation(
        self, query: plan.Query, named: Mapping[str, Common] | None = None, outer: Scope | None = None
    ) -> Relation:
        """The relation of a query; `named` are common table expressions it may use, `outer` the query around it."""
        if isinstance(query, plan.Opaque):
            self.problems[f"{query.reason or 'This form'} is not understood"] = None
            return Relation(())
        known = dict(named or {})
        for common in query.commons:
            known[common.name] = Common(self, common, dict(known), outer)
        if isinstance(query, plan.Combined):
            return self._combined(query, known, outer)
        return self._select(query, known, outer)

    def _select(self, query: plan.Select, named: Mapping[str, Common], outer: Scope | None) -> Relation:
        scope = Scope(outer, self.lateral, self.variables)
        for source in query.sources:
            self._add(scope, source, named)
        outputs: list[Column] = []
        opened: list[str] = []
        for output in query.outputs:
            if isinstance(output, plan.Star):
                columns, tables = self._star(output, scope, named)
                outputs += columns
                opened += tables
            else:
                column = self._output(output, scope, named)
                outputs.append(column)
                if output.named:
                    scope.aliases.setdefault(column.name.lower(), column)
        scope.lateral = True
        for kind, values in query.decides:
            self._decide(kind, self.sources(values, scope, named, deciding=True))
        tables = [table for given in scope.given for table in given.relation.tables]
        return Relation(outputs, opened, tables)

    def _decide(self, kind: str, sources: Iterable[Source]) -> None:
        for table, column in sources:
            self.decides[kind, table, column] = None

    def _output(self, output: plan.Output, scope: Scope, named: Mapping[str, Common]) -> Column:
        if len(output.values) == 1 and isinstance(output.values[0], plan.Ref) and output.shape == output.values[0]:
            return self._found(scope, output.values[0].parts).called(output.name)
        sources = self.sources(output.values, scope, named)
        if output.shape is None:
            return Column(output.name, sources)
        shape = output.shape
        return Column(output.name, sources, _once(lambda: self.fields(shape, scope, named)))

    def _found(self, scope: Scope, parts: plan.Parts) -> Column:
        column, sure = scope.find(parts)
        self.unsure += not sure
        return column

    def sources(
        self, values: Iterable[plan.Value], scope: Scope, named: Mapping[str, Common], deciding: bool = False
    ) -> Sources:
        """All columns of tables that the values come from."""
        found: set[Source] = set()
        for value in values:
            if isinstance(value, plan.Ref):
                column, sure = scope.find(value.parts)
                self.unsure += not sure and not deciding
                found |= column.sources
            elif isinstance(value, plan.Rows):
                found |= {(table, "*") for given in scope.given for table in given.relation.tables}
            elif isinstance(value, plan.Row):
                found |= NONE.union(*(g.relation.whole for g in scope.called(value.table)))
            else:
                inner = self.relation(value, named, scope)
                found |= inner.whole
        return frozenset(found)

    def fields(  # noqa: PLR0911 - a table of cases
        self, shape: plan.Shape, scope: Scope, named: Mapping[str, Common]
    ) -> Relation | None:
        """The fields of a record, None where they are not known."""
        if isinstance(shape, plan.Ref):
            return scope.find(shape.parts)[0].fields
        if isinstance(shape, plan.Row):
            parts = [self._star(plan.Star((shape.table,) if shape.table else ()), scope, named)]
            return Relation([c for columns, _ in parts for c in columns], [t for _, tables in parts for t in tables])
        if isinstance(shape, plan.Field):
            inner = self.fields(shape.of, scope, named)
            column = inner.by_name.get(shape.name.lower()) if inner is not None else None
            return column.fields if column is not None else None
        if isinstance(shape, plan.Fields):
            return self._select(plan.Select((), shape.outputs), named, scope)
        if isinstance(shape, plan.Either):
            either = [f for f in (self.fields(s, scope, named) for s in shape.shapes) if f is not None]
            return by_name(either) if either else None
        if shape is None:
            return None
        made = self.relation(shape, named, scope)
        single = made.order[0].fields if len(made.order) == 1 and not made.open else None
        return single or made

    def _star(self, star: plan.Star, scope: Scope, named: Mapping[str, Common]) -> tuple[list[Column], list[str]]:
        """The columns a star stands for, and the tables of which some are not known."""
        relation: Relation | None
        if star.shape is not None:
            relation = self.fields(star.shape, scope, named)
            pairs = [(column.name, column) for column in relation.order] if relation is not None else []
            opened = list(relation.open) if relation is not None else []
            if relation is None:
                sources = self.sources(_refs(star.shape), scope, named)
                self.unsure += 1
                self.problems["the fields of a record are not known"] = None
                return [Column("*", sources)], []
        else:
            pairs, opened = scope.star(star.table)
            if not pairs and not opened:
                column, _ = scope.find(star.table) if star.table else (None, True)
                relation = column.fields if column is not None else None
                if relation is None:
                    self.unsure += 1
                    self.problems["a star stands for columns that are not known"] = None
                    return ([Column("*", column.sources)] if column is not None and column.sources else []), []
                pairs, opened = [(c.name, c) for c in relation.order], list(relation.open)
        if star.pattern and star.pattern != ".*":
            pairs = [pair for pair in pairs if re.search(star.pattern, pair[0])]
        replaced = {output.name.lower(): output for output in star.replaced}
        renamed = {old.lower(): new for old, new in star.renamed}
        columns = []
        for name, column in pairs:
            key = name.lower()
            if key in star.without:
                continue
            if key in replaced:
                column = self._output(replaced[key], scope, named).called(name)  # noqa: PLW2901
            columns.append(column.called(renamed.get(key, name)))
        if opened:
            seen = {name.lower() for name, _ in pairs}
            columns += [self._output(o, scope, named) for key, o in replaced.items() if key not in seen]
        return columns, opened

    def _add(self, scope: Scope, source: plan.From, named: Mapping[str, Common]) -> None:
        relation = self._source(source, scope, named).renamed(source.columns)
        what = source.what
        name = what.name.lower() if isinstance(what, plan.Named) else ""
        made = isinstance(what, plan.Made)
        using = tuple(u.lower() for u in source.using)
        if source.natural:
            before = {key for given in scope.given for key in given.relation.by_name}
            using = tuple(key for key in relation.by_name if key in before)
        scope.given.append(Given(source.alias.lower(), name, relation, using, source.hidden, made))

    def _source(self, source: plan.From, scope: Scope, named: Mapping[str, Common]) -> Relation:
        what = source.what
        if isinstance(what, plan.Named):
            common = named.get(what.name.lower())
            return common.relation if common is not None else self.tables(what.name)
        if isinstance(what, plan.Made):
            return self._made(what, scope, named)
        if isinstance(what, plan.Reshaped):
            return self._reshaped(what, scope, named)
        return self.relation(what, named, scope)

    def _made(self, made: plan.Made, scope: Scope, named: Mapping[str, Common]) -> Relation:
        order = [self._output(output, scope, named) for output in made.outputs]
        weak = self.sources(made.values, scope, named) if made.open else None
        fields = self.fields(made.shape, scope, named) if made.shape is not None and made.open else None
        if fields is not None:
            known = {column.name.lower() for column in order}
            order += [c for c in fields.order if c.name.lower() not in known and not made.outputs]
        return Relation(order, (), (), weak)

    def _reshaped(self, shaped: plan.Reshaped, scope: Scope, named: Mapping[str, Common]) -> Relation:
        inner = self._source(shaped.of, scope, named).renamed(shaped.of.columns)
        within = Scope(scope, False, self.variables)
        within.given.append(Given(shaped.of.alias.lower(), "", inner, (), False, False))
        new = [self._output(output, within, named) for output in shaped.outputs]
        kept = [column for column in inner.order if column.name.lower() not in shaped.gone]
        return Relation([*kept, *new], inner.open, inner.tables)

    def _combined(self, query: plan.Combined, named: Mapping[str, Common], outer: Scope | None) -> Relation:
        parts: list[Relation] = []
        for number, part in enumerate(query.parts):
            parts.append(self.relation(part, named, outer))
            if number == 0:
                for common in named.values():
                    common.begun(parts[0])
        if query.first_only:
            for taken in parts[1:]:
                self._decide("filter", taken.whole)
            parts = parts[:1]
        return by_name(parts) if query.by_name else by_place(parts)


class Common:
    """A common table expression, resolved when first asked for; one that reads itself sees its first part."""

    def __init__(self, tracer: Tracer, common: plan.Common, named: dict[str, Common], outer: Scope | None) -> None:
        self.tracer, self.common, self.outer = tracer, common, outer
        self.named = named | {common.name: self}
        self._known: Relation | None = None
        self._first: Relation | None = None
        self._at_work = False

    def begun(self, first: Relation) -> None:
        """Told of the first part of a union while it is being resolved."""
        if self._at_work and self._first is None:
            self._first = first.renamed(self.common.columns)

    @property
    def relation(self) -> Relation:
        if self._known is None:
            if self._at_work:
                return self._first or self._outside()
            self._at_work = True
            self._known = self.tracer.relation(self.common.query, self.named, self.outer).renamed(self.common.columns)
            self._at_work = False
        return self._known

    def _outside(self) -> Relation:
        """A name used within its own definition, before any union: the table of that name."""
        return self.tracer.tables(self.common.name)


def by_place(parts: Sequence[Relation]) -> Relation:
    """The union of relations: names of the first, column by column."""
    closed = [part for part in parts if not part.open]
    first = parts[0] if not parts[0].open or not closed else closed[0]
    order = [Column(column.name, column.sources, column._fields) for column in first.order]
    opened = [table for part in parts for table in part.open]
    for part in parts:
        if part is first:
            continue
        if part.open:
            order = [c.plus((part.by_name.get(c.name.lower()) or part.guessed(c.name)).sources) for c in order]
        else:
            order = [
                c.plus(part.order[n].sources) if n < len(part.order) else c for n, c in enumerate(order)
            ]  # fmt: skip
    tables = [table for part in parts for table in part.tables]
    return Relation(order, opened if not closed else (), tables)


def by_name(parts: Sequence[Relation]) -> Relation:
    """The union of relations by the names of their columns."""
    found: dict[str, Column] = {}
    for part in parts:
        for key, column in part.by_name.items():
            found[key] = found[key].plus(column.sources) if key in found else column
    return Relation(
        list(found.values()), [t for part in parts for t in part.open], [t for part in parts for t in part.tables]
    )


def _refs(shape: Any) -> tuple[plan.Value, ...]:
    if isinstance(shape, plan.Ref | plan.Row):
        return (shape,)
    if isinstance(shape, plan.Either):
        return tuple(ref for one in shape.shapes for ref in _refs(one))
    return _refs(shape.of) if isinstance(shape, plan.Field) else ()


def _once(work: Callable[[], Relation | None]) -> Callable[[], Relation | None]:
    """The work done when first asked for, and once."""
    done: list[Relation | None] = []

    def ask() -> Relation | None:
        if not done:
            done.append(None)  # a record that holds itself has no known fields
            done[0] = work()
        return done[0]

    return ask
