"""A query made to run on made-up tables: names without case, nested fields flat, base tables and what they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from assess.diagnose.metrics.formula import Unreadable
from assess.diagnose.metrics.proof.guess import TODAY, Guess, learn

MOST_COLUMNS, MOST_TABLES = 24, 8
Place = tuple[str, str]
Columns = Mapping[str, tuple[str, bool, bool]]  # column -> type as written, nullable, part of a key on its own


@dataclass(frozen=True)
class Runnable:
    """`query` reads tables under the names of `tables`, whose columns have guesses; `equal` are columns compared.

    `whole` says that the catalogue knows all columns of every table.
    """

    query: Any
    tables: dict[str, dict[str, Guess]]
    equal: tuple[tuple[Place, Place], ...]
    whole: bool = False


def runnable(query: Any, table_of: Callable[[str], str], columns_of: Callable[[str], Columns]) -> Runnable:
    """`query` so that DuckDB can run it on tables made up for it; Unreadable where it cannot be.

    `table_of` gives a table's id by its name as written, `columns_of` what the catalogue knows of it.
    """
    tree = query.copy()
    _plain(tree)
    try:
        scopes = list(traverse_scope(tree))
    except (SqlglotError, RecursionError) as error:
        raise _odd(str(error).splitlines()[0]) from None
    reader = _Reader(table_of, columns_of)
    for scope in scopes:
        reader.learn_tables(scope)
    for scope in scopes:
        reader.learn_columns(scope)
    if any(not isinstance(star.parent, exp.Count) for star in tree.find_all(exp.Star)):
        reader.learn_all()
    if len(reader.tables) > MOST_TABLES or sum(map(len, reader.tables.values())) > MOST_COLUMNS * 4:
        raise Unreadable("涉及的表或字段太多，没有试算。", "It reads too many tables or columns to be tried.")
    return Runnable(tree, reader.tables, tuple(reader.equal), all(columns_of(table) for table in reader.tables))


class _Reader:
    """Base tables and their columns, gathered scope by scope."""

    def __init__(self, table_of: Callable[[str], str], columns_of: Callable[[str], Columns]) -> None:
        self.table_of, self.columns_of = table_of, columns_of
        self.tables: dict[str, dict[str, Guess]] = {}
        self.names: dict[int, str] = {}
        self.equal: list[tuple[Place, Place]] = []

    def learn_tables(self, scope: Scope) -> None:
        for source in scope.sources.values():
            if not isinstance(source, exp.Table) or id(source) in self.names:
                continue
            if not isinstance(source.this, exp.Identifier):
                raise _odd(f"{source.sql()} is no table")
            identifier = self.table_of(".".join(p.name for p in source.parts))
            self.names[id(source)] = identifier
            self.tables.setdefault(identifier, {})

    def guess(self, place: Place) -> Guess:
        """What is guessed of a column, with what the catalogue knows of it."""
        table, name = place
        if name not in self.tables[table]:
            self.tables[table][name] = Guess()
            known = self.columns_of(table).get(name)
            if known is not None:
                self.tables[table][name].known(*known)
        return self.tables[table][name]

    def learn_all(self) -> None:
        """Every column of the catalogue, for a query that asks for all, in the catalogue's order."""
        for table, own in self.tables.items():
            for name in self.columns_of(table):
                self.guess((table, name))
            listed = [*self.columns_of(table), *(n for n in own if n not in self.columns_of(table))]
            self.tables[table] = {name: own[name] for name in listed}

    def learn_columns(self, scope: Scope) -> None:
        for column in scope.columns:
            if isinstance(column.this, exp.Star) or not (column.table or _within(column, scope)):
                continue
            place = self.place(scope, column)
            if place is None:
                continue
            learn(column, self.guess(place))
            other = _compared(column)
            if other is not None:
                beside = self.place(scope, other)
                if beside is not None and beside != place:
                    self.guess(beside)
                    self.equal.append((place, beside))

    def place(self, scope: Scope, column: exp.Column) -> Place | None:
        """(table id, column) that a column is of in the end; None where it is computed or nobody's."""
        name, alias = column.name, column.table
        sources = scope.sources
        if alias:
            source = sources.get(alias)
            return self._in(source, name) if source is not None else None
        chosen = [s for key, s in sources.items() if key in scope.selected_sources]
        for source in chosen:
            if isinstance(source, Scope):
                if any(p.alias_or_name == name for p in getattr(source.expression, "selects", ())):
                    return self._in(source, name)
            elif name in self.columns_of(self.names[id(source)]) or name in self.tables[self.names[id(source)]]:
                return self._in(source, name)
        tables = [s for s in chosen if isinstance(s, exp.Table) and not self.columns_of(self.names[id(s)])]
        if tables:
            return self._in(tables[0], name)
        stars = [s for s in chosen if isinstance(s, Scope)]
        return self._in(stars[0], name) if stars else None

    def _in(self, source: Any, name: str) -> Place | None:
        if isinstance(source, exp.Table):
            return self.names[id(source)], name
        query = source.expression
        for projection in query.selects if isinstance(query, exp.Query) else ():
            inner = projection.this if isinstance(projection, exp.Alias) else projection
            if projection.alias_or_name == name:
                return self.place(source, inner) if isinstance(inner, exp.Column) else None
        if isinstance(query, exp.Query) and query.is_star:
            return self.place(source, exp.column(exp.to_identifier(name, quoted=True)))
        return None


def _within(column: exp.Column, scope: Scope) -> bool:
    """Whether a column without a table stands in this scope itself, not in a query inside it."""
    return column.find_ancestor(exp.Query) is scope.expression


def _compared(column: exp.Column) -> exp.Column | None:
    """The column that this one is set equal to or compared with."""
    parent = column.parent
    if isinstance(parent, (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ)):
        other = parent.expression if parent.this is column else parent.this
        return other if isinstance(other, exp.Column) else None
    return None


def _plain(tree: Any) -> None:
    """Identifiers in lower case and quoted, nested fields as one name, COUNTIF as it counts everywhere but here."""
    for dot in [d for d in tree.find_all(exp.Dot) if not isinstance(d.parent, exp.Dot)]:
        column = dot.find(exp.Column)
        parts = [p.name for p in dot.find_all(exp.Identifier)]
        if column is None or not parts or dot.find(exp.Func, exp.Bracket, exp.Paren):
            raise _odd(f"{dot.sql()} is no column")
        dot.replace(exp.column(exp.to_identifier(".".join(_in_order(dot)), quoted=True)))
    for now in list(tree.find_all(exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentDatetime)):
        kind = "DATE" if isinstance(now, exp.CurrentDate) else "TIMESTAMP"
        now.replace(exp.cast(exp.Literal.string(TODAY.isoformat()), kind))
    for counted in list(tree.find_all(exp.CountIf)):
        where = exp.Where(this=counted.this.copy())
        counted.replace(exp.Filter(this=exp.Count(this=exp.Star()), expression=where))
    aliases = {t.alias_or_name.lower() for t in tree.find_all(exp.Table, exp.Subquery, exp.CTE) if t.alias_or_name}
    for column in list(tree.find_all(exp.Column)):
        parts = [p.name for p in column.parts]
        if len(parts) > 1 and not isinstance(column.this, exp.Star):
            if parts[0].lower() in aliases:
                column.replace(_column(".".join(parts[1:]), parts[0]))
            elif len(parts) > 2 and parts[-2].lower() in aliases:
                column.replace(_column(parts[-1], parts[-2]))
            else:
                column.replace(_column(".".join(parts), ""))
    for identifier in tree.find_all(exp.Identifier):
        identifier.set("this", str(identifier.this).lower())
        identifier.set("quoted", True)


def _column(name: str, table: str) -> exp.Column:
    return exp.column(
        exp.to_identifier(name, quoted=True), table=exp.to_identifier(table, quoted=True) if table else None
    )


def _in_order(dot: Any) -> list[str]:
    left = (
        _in_order(dot.this)
        if isinstance(dot.this, exp.Dot)
        else [p.name for p in dot.this.parts]
        if isinstance(dot.this, exp.Column)
        else [dot.this.name]
    )
    return [*left, dot.expression.name]


def _odd(detail: str) -> Unreadable:
    return Unreadable("写法不能在试验数据上运行。", f"It does not run on made-up rows: {detail[:120]}")
