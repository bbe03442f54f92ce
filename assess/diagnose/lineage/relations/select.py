"""One SELECT over sources whose relations are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from assess.diagnose.lineage.relations.bags import regrouped, rows_of
from assess.diagnose.lineage.relations.collapse import collapsed
from assess.diagnose.lineage.relations.instances import apart, base, renumbered
from assess.diagnose.lineage.relations.joins import Joins, one_of_equals
from assess.diagnose.lineage.relations.loose import counted, loosened, loosened_condition
from assess.diagnose.lineage.relations.relation import (
    Relation,
    Term,
    closed,
    has_aggregate,
    has_window,
    nested,
    small,
    unqualified,
)
from assess.diagnose.metrics import logic
from assess.diagnose.metrics.canonical import term

Named = Mapping[str, Relation]


class One:
    """One SELECT: what its names stand for.

    `given` are the relations of its sources by the id of their node; `inside` describes a subquery; `whole` says that
    its sources are not to be read through to their rows.
    """

    def __init__(
        self,
        query: exp.Select,
        given: Mapping[int, Relation],
        outer: Named,
        loose: bool,
        filled: Callable[[str, str], bool],
        inside: Callable[[Any, Named], Relation],
        whole: bool = False,
    ) -> None:
        self.query, self.outer, self.loose = query, outer, loose
        self.filled, self.inside = filled, inside
        self.given = dict(given)
        self.scope: dict[str, Relation] = {}
        self.filters: set[Term] = set()
        self.extra: set[Term] = set()
        self.sources: set[str] = set()
        self.beneath: frozenset[Term] = frozenset()
        self.joins = Joins()
        self.aliases: dict[str, Term] = {}
        self.using: dict[str, Term] = {}
        self.within: Relation | None = None
        self.partial = bool(loose and not whole and self._through())

    def _through(self) -> bool:
        """Puts the rows of the one grouped source in its place where this SELECT groups them further."""
        gathers = self.query.args.get("group") or self.query.args.get("distinct") or any(
            p.find(exp.AggFunc) for p in self.query.expressions
        )  # fmt: skip
        grouped = [key for key, inner in self.given.items() if inner.rows is not None]
        if not gathers or len(grouped) != 1:
            return False
        rows = self.given[grouped[0]].rows
        assert rows is not None
        self.before = self.given[grouped[0]]
        self.given[grouped[0]] = rows
        return True

    def relation(self) -> Relation:
        if self.partial:
            from assess.diagnose.lineage.relations.bags import NotThrough

            try:
                return self._read()
            except NotThrough:
                if any(inner.branches for inner in self.given.values()):
                    raise
                rows = self.before.rows
                given = {k: self.before if v is rows else v for k, v in self.given.items()}
                return One(self.query, given, self.outer, self.loose, self.filled, self.inside, True).relation()
        return self._read()

    def _read(self) -> Relation:
        query = self.query
        self._read_from()
        where = query.args.get("where")
        if where is not None:
            self.filters |= logic.conjuncts(self._condition(where.this))
        columns, passing = self._project()
        grain = self._grain(columns)
        having, qualify, limit = (query.args.get(part) for part in ("having", "qualify", "limit"))
        if having is not None:
            self.extra |= {("having", small(t)) for t in logic.conjuncts(self._condition(having.this))}
        if qualify is not None:
            self.extra |= {("set", "qualify", small(t)) for t in logic.conjuncts(self._condition(qualify.this))}
        if limit is not None:
            self.extra.add(("limit", limit.sql()))
        return self._finished(columns, grain, passing)

    def _finished(self, columns: dict[str, Term], grain: frozenset[Term] | None, passing: tuple[str, ...]) -> Relation:
        if not self.loose:
            extra = frozenset(self.extra | self.joins.terms())
            filters = frozenset(map(small, self.filters))
            return Relation(columns, frozenset(self.sources), filters, grain, passing, extra, inside=self.beneath)
        said = [*columns.values(), *(grain or ()), *self.extra]
        self.filters, filled = self.joins.tightened(self.filters), self.joins.filled
        swap = one_of_equals(self.filters, said)
        columns = {n: counted(swap(filled(v)), self._never_null) for n, v in columns.items()}
        filters = frozenset(loosened_condition(swap(filled(f))) for f in self.filters)
        filters = frozenset(f for f in filters if f[0] != "eq" or f[1] != f[2]) | swap.kept
        extra = frozenset(counted(swap(filled(e)), self._never_null) for e in self.extra | self.joins.terms())
        grain = None if grain is None else frozenset(swap(filled(g)) for g in grain)
        if grain and len(grain) > 1:
            grain = frozenset(g for g in grain if g[0] not in ("num", "str")) or grain
        sources, only = frozenset(self.sources), self.within
        if only is not None and len(self.scope) == 1 and grain is None:
            found = collapsed(only, columns, filters, extra)
            if found is not None:
                return renumbered(found)
        rows = None
        if grain is not None and not any(t[0] in ("having", "limit", "set") for t in extra) and not any(
            g[0] == "fn" and g[1] in ("CUBE", "ROLLUP", "GROUPING_SETS") for g in grain
        ):  # fmt: skip
            rows = rows_of(columns, sources, filters, extra)
        filters = frozenset(map(small, filters))
        return renumbered(Relation(columns, sources, filters, grain, passing, extra, rows, inside=self.beneath))

    def _never_null(self, value: Term) -> bool:
        if value[0] in ("num", "str"):
            return True
        if value[0] != "col" or self.joins.may_be_absent(value[1]):
            return False
        return self.filled(base(value[1]), value[2]) or any(
            value in f[1:] or f == ("not", ("isnull", value))
            for f in self.filters
            if f[0] in ("eq", "lt", "lte", "not")
        )

    def _read_from(self) -> None:
        source = self.query.args.get("from_")
        if source is not None:
            self._add(source.this)
        for join in self.query.args.get("joins") or []:
            self._join(join)
        for lateral in self.query.args.get("laterals") or []:
            self._add(lateral)

    def _join(self, join: Any) -> None:
        side = str(join.args.get("side") or "").upper()
        kind = str(join.args.get("kind") or "").upper().replace("OUTER", "").strip()
        before, inner = frozenset(self.sources), self._enter(join.this)
        alias = self._alias(join.this)
        if side in ("LEFT", "FULL") and self.loose:
            self.scope[alias] = inner = self.joins.as_filled(inner)
        else:
            self.scope[alias] = inner
        conditions: set[Term] = set()
        if join.args.get("on") is not None:
            conditions |= logic.conjuncts(self._condition(join.args["on"]))
        for column in join.args.get("using") or []:
            conditions.add(self._using(column.name.lower(), alias))
        if str(join.args.get("method") or "").upper() == "NATURAL":
            self.extra.add(("natural", *(("src", s) for s in sorted(inner.sources))))
        self.extra |= inner.extra
        if side == "RIGHT" and kind in ("", "OUTER") and self.loose:
            self.joins.add("LEFT", before, conditions | self.filters)
            self.filters = set(inner.filters)
        elif side or kind in ("SEMI", "ANTI"):
            sides = inner.sources if side != "FULL" else before | inner.sources
            self.joins.add(f"{side} {kind}".strip(), sides, conditions | inner.filters)
        else:
            self.filters |= conditions | inner.filters

    def _alias(self, node: Any) -> str:
        return (node.alias_or_name or f"_{len(self.scope)}").lower()

    def _add(self, node: Any) -> None:
        alias, inner = self._alias(node), self._enter(node)
        self.scope[alias] = inner
        self.filters |= inner.filters
        self.extra |= inner.extra

    def _enter(self, node: Any) -> Relation:
        """A source of this SELECT, with names of its own for tables read before."""
        inner = self.given[id(node)]
        if not inner.transparent:
            self.within = inner
            inner = closed(inner)
        inner = apart(inner, self.sources)
        self.beneath |= inner.inside
        self.sources |= inner.sources
        return inner

    def _using(self, name: str, alias: str) -> Term:
        others = [r.column(name) for a, r in self.scope.items() if a != alias]
        left = next((c for c in others if c is not None), ("col", "?", name))
        self.using.setdefault(name, left)
        return logic.compared("eq", left, self.scope[alias].column(name) or ("col", "?", name))

    def _value(self, node: exp.Expression) -> Term:
        found = term(node, self._column, self._subquery)
        if not self.loose:
            return found
        found = loosened(found)
        return loosened(regrouped(found)) if self.partial else found

    def _condition(self, node: exp.Expression) -> Term:
        found = term(node, self._column, self._subquery)
        if not self.loose:
            return found
        parts = [loosened_condition(c) for c in logic.conjuncts(found)]
        if self.partial:
            parts = [regrouped(c) for c in parts]
        return logic.joined("and", parts)

    def _column(self, column: exp.Column) -> Term:
        name, table = column.name.lower(), column.table.lower()
        if not table and name in self.using:
            return self.using[name]
        for scope in (self.scope, self.outer):
            if table and table in scope:
                return scope[table].column(name) or ("col", "?", name)
            if not table and (found := unqualified(name, scope)):
                return found
        if table:
            return nested([p.name.lower() for p in column.parts], (self.scope, self.outer))
        return self.aliases.get(name) or ("col", "?", name)

    def _subquery(self, query: exp.Expression) -> Term:
        inner = self.inside(query, self.scope)
        return ("subquery", inner.digest, tuple(small(v) for v in inner.columns.values()))

    def _project(self) -> tuple[dict[str, Term], tuple[str, ...]]:
        columns: dict[str, Term] = {}
        passing: list[str] = []
        for number, projection in enumerate(self.query.expressions, 1):
            if projection.is_star:
                passing += self._star(projection, columns)
                continue
            name = (projection.alias_or_name or f"_{number}").lower()
            name = name if name not in columns else f"{name}:{number}"
            columns[name] = small(self._value(projection))
            self.aliases[name] = columns[name]
        return columns, tuple(passing)

    def _star(self, projection: Any, columns: dict[str, Term]) -> list[str]:
        """Puts all columns of one source or of all into `columns`, but those excepted; names of open tables."""
        only = projection.table.lower() if isinstance(projection, exp.Column) else ""
        star = projection.this if isinstance(projection, exp.Column) else projection
        without = {c.name.lower() for c in star.args.get("except_") or []}
        changed = {r.alias.lower(): r.this for r in star.args.get("replace") or []}
        passing: list[str] = []
        for alias, inner in self.scope.items():
            if only not in ("", alias):
                continue
            for name in inner.columns:
                if name in changed:
                    columns[name] = small(self._value(changed[name]))
                elif name not in without:
                    columns.setdefault(name, inner.column(name) or ("col", "?", name))
            passing += inner.open
        if without and passing:
            self.extra.add(("set", "without", *sorted(without)))
        return passing

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
            for part in ("cube", "rollup", "grouping_sets"):
                for node in group.args.get(part) or []:
                    keys.add(("fn", part.upper(), self._value(node)))
            for node in group.expressions:
                place = str(node.this) if isinstance(node, exp.Literal) and not node.is_string else ""
                if place.isdecimal() and len(place) < 10:
                    keys.add(values[int(place) - 1] if 0 < int(place) <= len(values) else ("num", place))
                else:
                    keys.add(self._output(node) or small(self._value(node)))
            if group.args.get("all"):
                keys |= {v for v in values if not has_aggregate(v) and not has_window(v)}
            return frozenset(keys)
        if self.query.args.get("distinct") is not None:
            return frozenset(values)
        return frozenset() if any(has_aggregate(v) for v in values) else None
