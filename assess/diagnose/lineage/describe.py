"""A query's relation, read off its sqlglot tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from assess.diagnose.lineage.loose import counted_rows, loosened, loosened_conditions, spelt_out, united
from assess.diagnose.lineage.relation import (
    Lookup,
    Relation,
    Term,
    base_table,
    has_aggregate,
    merged_union,
    small,
    union,
)
from assess.diagnose.metrics import logic
from assess.diagnose.metrics.canonical import term

Named = Mapping[str, Relation]


def describe(
    query: Any, lookup: Lookup, named: Named | None = None, outer: Named | None = None, loose: bool = False
) -> Relation:
    """The relation of `query`; `lookup` gives that of a table by its name as written, `named` that of a CTE.

    With `loose`, what two people would merely write differently is the same (see loose.py).
    """
    named = dict(named or {})
    with_ = query.args.get("with_")
    for cte in with_.expressions if with_ is not None else ():
        inner = (
            describe(cte.this, lookup, named, outer, loose)
            if isinstance(cte.this, exp.Query)
            else base_table(cte.alias)
        )
        named[cte.alias.lower()] = _renamed(inner, cte.args["alias"])
    if isinstance(query, exp.Subquery):
        return describe(query.this, lookup, named, outer, loose)
    if isinstance(query, exp.SetOperation):
        parts = [describe(side, lookup, named, outer, loose) for side in (query.this, query.expression)]
        distinct = bool(query.args.get("distinct"))
        bag = merged_union(parts) if loose and query.key == "union" and not distinct else None
        return bag or union(parts, f"{query.key} {'distinct' if distinct else 'all'}")
    if not isinstance(query, exp.Select):
        return Relation({}, frozenset(), extra=frozenset([("limit", query.key)]))
    return _Scope(query, lookup, named, outer or {}, loose).relation()


class _Scope:
    """One SELECT: what its names stand for."""

    def __init__(self, query: exp.Select, lookup: Lookup, named: Named, outer: Named, loose: bool) -> None:
        self.query, self.lookup, self.named, self.outer, self.loose = query, lookup, named, outer, loose
        self.scope: dict[str, Relation] = {}
        self.filters: set[Term] = set()
        self.extra: set[Term] = set()
        self.sources: list[str] = []
        self.aliases: dict[str, Term] = {}

    def relation(self) -> Relation:
        query = self.query
        self._read_from()
        where = query.args.get("where")
        if where is not None:
            self.filters |= logic.conjuncts(self._term(where.this))
        columns, passing = self._project()
        grain = self._grain(columns)
        having, qualify, limit = (query.args.get(part) for part in ("having", "qualify", "limit"))
        if having is not None:
            self.extra |= {("having", small(t)) for t in logic.conjuncts(self._term(having.this))}
        if qualify is not None:
            self.extra.add(("set", "qualify", small(self._term(qualify.this))))
        if limit is not None:
            self.extra.add(("limit", limit.sql()))
        return self._finished(columns, grain, passing)

    def _finished(self, columns: dict[str, Term], grain: frozenset[Term] | None, passing: tuple[str, ...]) -> Relation:
        sources, filters, extra = frozenset(self.sources), frozenset(self.filters), frozenset(self.extra)
        rows = None
        if self.loose:
            outer = frozenset(t for e in extra if e[0] == "join" for t in e[2])
            columns = {name: counted_rows(_regrouped(value), outer) for name, value in columns.items()}
            filters = loosened_conditions(filters)
            extra = frozenset(t for join in extra for t in spelt_out(join))
            if grain is not None and not any(t[0] in ("having", "limit", "set") for t in extra):
                partial = {name: _partial(value) for name, value in columns.items()}
                if all(v is not None for v in partial.values()):
                    known = {name: v for name, v in partial.items() if v is not None}
                    rows = Relation(known, sources, filters, extra=extra)
        return Relation(columns, sources, frozenset(map(small, filters)), grain, passing, extra, rows)

    def _read_from(self) -> None:
        source = self.query.args.get("from_")
        if source is not None:
            self._add(source.this, "")
        for join in self.query.args.get("joins") or []:
            side = str(join.args.get("side") or "").upper()
            kind = str(join.args.get("kind") or "").upper()
            kind = kind.replace("OUTER", "").strip()
            outer = side in ("LEFT", "RIGHT", "FULL") or kind in ("SEMI", "ANTI")
            alias = self._add(join.this, f"{side} {kind}".strip() if outer else "")
            conditions: set[Term] = set()
            if join.args.get("on") is not None:
                conditions |= logic.conjuncts(self._term(join.args["on"]))
            for column in join.args.get("using") or []:
                conditions.add(self._using(column.name.lower(), alias))
            if outer:
                shown = tuple(sorted((small(c) for c in conditions), key=repr))
                self.extra.add(("join", f"{side} {kind}".strip(), tuple(sorted(self.scope[alias].sources)), shown))
            else:
                self.filters |= conditions
        for lateral in self.query.args.get("laterals") or []:
            self._add(lateral, "")

    def _add(self, node: exp.Expression, outer: str) -> str:
        alias = (node.alias_or_name or f"_{len(self.scope)}").lower()
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            written = ".".join(p.name for p in node.parts)
            inner = self.named.get(written.lower()) or self.lookup(written)
        elif isinstance(node, exp.Subquery):
            inner = describe(node, self.lookup, self.named, self.scope | dict(self.outer), self.loose)
        else:
            inner = base_table(f"#{_without_alias(node)}")
        if node.args.get("alias") is not None:
            inner = _renamed(inner, node.args["alias"])
        inner = _again(inner, self.sources)
        self.scope[alias] = inner
        if inner.transparent:
            self.sources += sorted(inner.sources)
            if outer:
                self.extra |= {("on", outer, f) for f in inner.filters} | inner.extra
            else:
                self.filters |= inner.filters
                self.extra |= inner.extra
        else:
            self.sources.append(f"#{inner.digest}")
        return alias

    def _using(self, name: str, alias: str) -> Term:
        others = [r.column(name) for a, r in self.scope.items() if a != alias]
        left = next((c for c in others if c is not None), ("col", "?", name))
        return logic.compared("eq", left, self.scope[alias].column(name) or ("col", "?", name))

    def _term(self, node: exp.Expression) -> Term:
        found = term(node, self._column, self._subquery)
        return loosened(found) if self.loose else found

    def _column(self, column: exp.Column) -> Term:
        name, table = column.name.lower(), column.table.lower()
        for scope in (self.scope, self.outer):
            if table and table in scope:
                return scope[table].column(name) or ("col", "?", name)
            if not table and (found := _unqualified(name, scope)):
                return found
        return self.aliases.get(name) or ("col", "?", name)

    def _subquery(self, query: exp.Expression) -> Term:
        inner = describe(query, self.lookup, self.named, self.scope | dict(self.outer), self.loose)
        return ("subquery", inner.digest, tuple(small(v) for v in inner.columns.values()))

    def _project(self) -> tuple[dict[str, Term], tuple[str, ...]]:
        columns: dict[str, Term] = {}
        passing: list[str] = []
        for number, projection in enumerate(self.query.expressions, 1):
            if projection.is_star:
                only = projection.table.lower() if isinstance(projection, exp.Column) else ""
                for alias, inner in self.scope.items():
                    if only in ("", alias):
                        for name in inner.columns:
                            columns.setdefault(name, inner.column(name) or ("col", "?", name))
                        passing += inner.open if inner.transparent else ()
                continue
            name = (projection.alias_or_name or f"_{number}").lower()
            name = name if name not in columns else f"{name}:{number}"
            columns[name] = small(self._term(projection))
            self.aliases[name] = columns[name]
        return columns, tuple(passing)

    def _output(self, node: Any) -> Term | None:
        """What a grouping by an output's name means, unless a source is known to have a column of that name."""
        if not isinstance(node, exp.Column) or node.table:
            return None
        name = node.name.lower()
        return None if any(name in inner.columns for inner in self.scope.values()) else self.aliases.get(name)

    def _grain(self, columns: Mapping[str, Term]) -> frozenset[Term] | None:
        group = self.query.args.get("group")
        values = list(columns.values())
        if group is not None:
            keys = set()
            nodes = list(group.expressions)
            for part in ("cube", "rollup", "grouping_sets"):
                for node in group.args.get(part) or []:
                    keys.add(("fn", part.upper(), self._term(node)))
            for node in nodes:
                if isinstance(node, exp.Literal) and not node.args.get("is_string"):
                    position = int(node.this)
                    keys.add(values[position - 1] if 0 < position <= len(values) else ("num", str(position)))
                else:
                    keys.add(self._output(node) or small(self._term(node)))
            if group.args.get("all"):
                keys |= {v for v in values if not has_aggregate(v)}
            return frozenset(keys)
        if self.query.args.get("distinct") is not None:
            return frozenset(values)
        return frozenset() if any(has_aggregate(v) for v in values) else None


def _partial(value: Term) -> Term | None:
    """A grouped column as a column of the rows: a key as itself, an aggregate that adds up marked as partial."""
    if not has_aggregate(value):
        return value
    if value[0] != "agg" or value[2] or value[4] or value[1] not in ("sum", "count", "min", "max"):
        return None
    if value[1] == "count":
        return ("partial", "sum", ("num", "1")) if value[3] == (("star",),) else None
    return ("partial", value[1], value[3][0])


def _regrouped(value: Term) -> Term:
    """A sum of partial sums as the sum itself."""
    if value[0] != "agg" or len(value[3]) != 1 or value[2]:
        return value
    inner = value[3][0]
    branches = inner[2:] if inner[:2] == ("fn", "UNION") else (inner,)
    if not all(b[0] == "partial" and b[1] == value[1] for b in branches):
        return value
    return loosened(("agg", value[1], "", (united(b[2] for b in branches),), value[4]))


def _unqualified(name: str, scope: Named) -> Term | None:
    owners = [r for r in scope.values() if name in r.columns]
    if not owners:
        owners = [r for r in scope.values() if r.open]
    if len(owners) == 1:
        return owners[0].column(name)
    if not owners:
        return None
    found = {r.column(name) for r in owners if name in r.columns}
    return found.pop() if len(found) == 1 else ("col", "?", name)


def _renamed(inner: Relation, alias: exp.Expression) -> Relation:
    """The relation under the column names of `AS alias (a, b)`."""
    names = [c.name.lower() for c in alias.args.get("columns") or []] if isinstance(alias, exp.TableAlias) else []
    if not names or len(names) != len(inner.columns):
        return inner
    columns = dict(zip(names, inner.columns.values(), strict=True))
    return Relation(columns, inner.sources, inner.filters, inner.grain, (), inner.extra)


def _again(inner: Relation, present: list[str]) -> Relation:
    """A base table read a second time in one FROM, told apart from the first."""
    if len(inner.sources) != 1 or not inner.open or not inner.transparent or next(iter(inner.sources)) not in present:
        return inner
    name = next(iter(inner.sources))
    number = 2 + sum(p.startswith(f"{name}@") for p in present)
    return base_table(f"{name}@{number}", tuple(inner.columns))


def _without_alias(node: exp.Expression) -> str:
    copy = node.copy()
    copy.set("alias", None)
    return str(copy.sql(comments=False))
