"""Metrics over logical tables: columns replaced by their expressions, other metrics named, the tables joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlglot import exp

from assess.collect.metrics.definition import Definition
from assess.collect.metrics.semantic.joins import Join, circles, circular, from_clause
from assess.collect.metrics.yaml_parts import is_name, parsed, place, quoted, substituted
from assess.model.text import Text

Key = tuple[str, str]
MOST = 60  # metrics put in their place within one expression


@dataclass(frozen=True, slots=True)
class Table:
    """A logical table; `columns` has the expression of each by its name in lower case."""

    name: str
    source: str
    columns: dict[str, str]


@dataclass(slots=True)
class Named:
    """A metric as found in a model: `table` is the one it stands under, empty for one of the whole model.

    `foreign` is one whose expression is no SQL. `using` names the relationships it goes by.
    """

    name: str
    line: int
    table: str = ""
    expression: str = ""
    dialect: str = ""
    foreign: bool = False
    using: frozenset[str] = frozenset()
    facts: dict[str, str] = field(default_factory=dict)
    why: list[Text] = field(default_factory=list)


@dataclass(slots=True)
class Model:
    """A semantic model: its tables, how they are joined by named relationships, its metrics."""

    file: str
    format: str
    tables: dict[str, Table] = field(default_factory=dict)
    joins: list[tuple[str, Join]] = field(default_factory=list)
    metrics: list[Named] = field(default_factory=list)
    twice: set[str] = field(default_factory=set)
    _known: dict[tuple[str, str, str, bool], tuple[str, _Found]] = field(default_factory=dict)

    def add(self, table: Table) -> None:
        name = table.name.casefold()
        if name in self.tables:
            self.twice.add(name)
        else:
            self.tables[name] = table

    def relate(self, name: str, left: str, right: str, pairs: Sequence[Key], dialect: str) -> None:
        """A relationship by pairs of columns, unless one of its tables is not there."""
        one, other = self.tables.get(left.casefold()), self.tables.get(right.casefold())
        if one is None or other is None or not pairs:
            return
        equal = [" = ".join(self.column(t, c, dialect, True, _Found()) for t, c in zip((one, other), pair, strict=True))
                 for pair in pairs]  # fmt: skip
        self.joins.append((name, Join(one.name, other.name, " AND ".join(equal))))

    def definitions(self) -> Iterable[Definition]:
        """Every metric of the model, once."""
        at: dict[Key, list[int]] = {}
        for number, metric in enumerate(self.metrics):
            at.setdefault((metric.table.casefold(), metric.name.casefold()), []).append(number)
        repeated = Counter(name for _, name in at)
        found = [_Metric(self, metric, at, repeated) for metric in self.metrics]
        made = [one.definition() for one in found]
        ways = circles({number: one.uses for number, one in enumerate(found)})
        for number, definition in enumerate(made):
            way = ways.get(number)
            if way:
                why = (*definition.unresolved, circular([self.metrics[n].name for n in way]))
                yield replace(definition, unresolved=why)
            else:
                yield definition

    def column(self, table: Table, name: str, dialect: str, qualify: bool, found: _Found) -> str:
        """The SQL of a column of a table; what it is made of is noted in `found`."""
        key = (table.name, name, dialect, qualify)
        if key not in self._known:
            its = _Found()
            self._known[key] = (self._column(table, name, dialect, qualify, its), its)
        shown, its = self._known[key]
        found.tables = {**found.tables, **its.tables}
        found.why += its.why
        return shown

    def _column(self, table: Table, name: str, dialect: str, qualify: bool, found: _Found) -> str:
        key = (table.name, name.casefold())
        found.tables.setdefault(table.name.casefold(), table)
        plain = f"{quoted(table.name)}.{quoted(name)}" if qualify else quoted(name)
        expression = table.columns.get(key[1], "")
        if not expression or expression.casefold() == name.casefold() or found.within[-1:] == [key]:
            return plain  # a column, or an expression over the column it is named after
        if key in found.within:
            way = " → ".join(n for _, n in [*found.within, key])
            found.why.append(Text(f"字段循环引用：{way}。", f"Columns refer to each other in a circle: {way}."))
            return plain
        if is_name(expression) and expression.casefold() not in table.columns:
            return f"{quoted(table.name)}.{expression}" if qualify else expression
        found.within.append(key)

        def of(before: str, column: str) -> str:
            other = self.tables.get(before.casefold()) if before else table
            return self._column(other, column, dialect, qualify, found) if other else ""

        shown = substituted(expression, dialect, of)
        found.within.pop()
        return shown


@dataclass(slots=True)
class _Found:
    """What a metric's columns are made of."""

    tables: dict[str, Table] = field(default_factory=dict)
    why: list[Text] = field(default_factory=list)
    within: list[Key] = field(default_factory=list)


class _Metric:
    """One metric while its expression is resolved."""

    def __init__(self, model: Model, metric: Named, at: dict[Key, list[int]], repeated: Counter[str]) -> None:
        self.model, self.metric, self.at, self.repeated = model, metric, at, repeated
        self.uses: list[int] = []
        self.inputs: dict[str, str] = {}
        self.found = _Found(why=list(metric.why))

    def definition(self) -> Definition:
        metric = self.metric
        expression = self._expression() if metric.expression else ""
        base, why = self._base()
        return Definition(
            metric.name, self.model.file, metric.line, self.model.format, expression=expression, base=base,
            dialect=metric.dialect, inputs=self.inputs,
            unresolved=tuple(dict.fromkeys([*self.found.why, *why])), **metric.facts,
        )  # fmt: skip

    def _expression(self) -> str:
        metric = self.metric
        tree = None if metric.foreign else parsed(metric.expression, metric.dialect)
        if tree is None:
            return metric.expression
        columns, metrics = self._names(tree, metric)
        if metrics and tree.find(exp.AggFunc) is not None:
            metrics = self._opened(metrics, columns)
        beside = {node.name.casefold() for node, _ in columns}
        changed = bool(self.uses)
        for node, number in metrics:
            alias = self._input(number, node.table, node.name, beside)
            changed = changed or alias != node.sql()
            node.replace(exp.column(alias, quoted=not is_name(alias)))
        for node, table in columns:  # once to learn which tables take part
            self.model.column(table, node.name, metric.dialect, True, self.found)
        home = metric.table.casefold()
        many = len(self.found.tables.keys() | ({home} - {""})) > 1
        quiet = _Found()
        for node, table in columns:
            shown = self.model.column(table, node.name, metric.dialect, many, quiet)
            if shown == quoted(node.name) and not many:
                continue
            new = parsed(shown, metric.dialect)
            if new is not None and shown != f"{quoted(node.table)}.{quoted(node.name)}":
                only = new.expressions[0]
                simple = isinstance(only, exp.Column | exp.Func | exp.Literal | exp.Paren) or isinstance(
                    node.parent, exp.AggFunc | exp.Distinct | exp.Paren
                )
                node.replace(only if simple else exp.Paren(this=only))
                changed = True
        return (
            str(tree.expressions[0].sql(dialect=metric.dialect or None, copy=False)) if changed else metric.expression
        )

    def _names(self, tree: Any, metric: Named) -> tuple[list[tuple[Any, Table]], list[tuple[Any, int]]]:
        """The columns and the metrics that an expression of a metric names, with the nodes that do."""
        columns: list[tuple[Any, Table]] = []
        metrics: list[tuple[Any, int]] = []
        for node in list(tree.find_all(exp.Column)):
            if isinstance(node.this, exp.Star):
                continue
            inside = node.find_ancestor(exp.AggFunc) is not None
            number = self._metric_named(metric, node.table, node.name, inside)
            if number is not None:
                metrics.append((node, number))
            elif table := self._table_of(metric, node.table, node.name):
                columns.append((node, table))
        return columns, metrics

    def _opened(self, metrics: list[tuple[Any, int]], columns: list[tuple[Any, Table]]) -> list[tuple[Any, int]]:
        """Metrics beside aggregates of the expression itself are put in their place; those that cannot be are left.

        One with a filter of its own cannot: the filter is not for the rows beside it.
        """
        left = []
        while metrics:
            node, number = metrics.pop()
            other = self.model.metrics[number]
            tree = None if other.foreign or len(self.uses) > MOST else parsed(other.expression, self.metric.dialect)
            if tree is None or other is self.metric or other.facts.get("filter") or other.facts.get("window"):
                left.append((node, number))
                self.found.why.append(Text(f"把自身的行与指标“{other.name}”放在同一个算式里，分不开。",
                                           f"It mixes rows of its own with the metric {other.name}."))  # fmt: skip
                continue
            self.uses.append(number)
            more, deeper = self._names(tree, other)
            columns += more
            metrics += deeper
            node.replace(exp.Paren(this=tree.expressions[0]))
        return left

    def _metric_named(self, metric: Named, table: str, name: str, inside: bool) -> int | None:
        """The metric meant by a name, unless a column is: within an aggregate a column comes first."""
        home = metric.table
        keys = [(table.casefold(), name.casefold())] if table else [(home.casefold(), name.casefold()),
                                                                     ("", name.casefold())]  # fmt: skip
        numbers = next((self.at[key] for key in keys if key in self.at), [])
        if not numbers:
            return None
        owner = self.model.tables.get((table or home).casefold())
        holders = [owner] if owner else list(self.model.tables.values())
        is_column = any(name.casefold() in one.columns for one in holders)
        own = self.model.metrics[numbers[0]] is metric
        if (is_column and (inside or own)) or (inside and own):
            return None
        if len(numbers) > 1:
            lines = [self.model.metrics[n].line for n in numbers]
            self.found.why.append(Text(f"“{name}”在第 {'、'.join(map(str, lines))} 行都有定义，没有说明用的是哪一个。",
                                       f"{name} is defined in the lines {' and '.join(map(str, lines))}; "
                                       "which one is meant is not said."))  # fmt: skip
        return numbers[0]

    def _input(self, number: int, table: str, name: str, beside: set[str]) -> str:
        """The name by which another metric stands in the expression: its own, unless something else has that."""
        other = self.model.metrics[number]
        alias = name
        if table and table.casefold() != self.metric.table.casefold() and self.repeated[name.casefold()] > 1:
            alias = f"{table}_{name}"
        if alias.casefold() in beside:
            alias += "_metric"
        self.inputs[alias] = place(self.model.file, other.line, other.name)
        self.uses.append(number)
        return alias

    def _table_of(self, metric: Named, table: str, name: str) -> Table | None:
        tables = self.model.tables
        if table:
            known = tables.get(table.casefold())
            if known is None:
                self.found.why.append(Text(f"找不到表“{table}”。", f"There is no table {table} in the model."))
            return known
        home = tables.get(metric.table.casefold())
        if home is not None:
            return home
        holders = [one for one in tables.values() if name.casefold() in one.columns]
        if len(holders) == 1 or len(tables) == 1:
            return (holders or list(tables.values()))[0]
        self.found.why.append(Text(f"没有说明字段“{name}”属于哪张表。", f"Which table {name} belongs to is not said."))
        return None

    def _base(self) -> tuple[str, Sequence[Text]]:
        tables = self.model.tables
        needed = {**self.found.tables}
        home = tables.get(self.metric.table.casefold())
        if home is not None:
            needed = {home.name.casefold(): home, **needed}
        for name in needed.keys() & self.model.twice:
            self.found.why.append(Text(f"表“{name}”在模型里定义了不止一次，取第一个。",
                                       f"The table {name} is defined more than once; the first is taken."))  # fmt: skip
        if not needed and not self.inputs:
            if len(tables) != 1 or self.found.why:
                return "", list(self.found.why) or [
                    Text("没有说明取自哪张表。", "Which table it is taken from is not said.")
                ]
            needed = dict(tables)
        missing = [one.name for one in needed.values() if not one.source]
        if missing:
            return "", [Text(f"表“{missing[0]}”没有写数据来源。", f"The table {missing[0]} gives no source.")]
        using = {(j.left, j.right) for name, j in self.model.joins if name in self.metric.using}
        joins = [j for name, j in self.model.joins if name in self.metric.using or (j.left, j.right) not in using]
        sources = {one.name: one.source for one in tables.values()}
        return from_clause(sources, [one.name for one in needed.values()], joins)
