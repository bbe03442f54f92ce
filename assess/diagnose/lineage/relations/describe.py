"""A query's relation, read off its sqlglot tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any

from sqlglot import exp

from assess.diagnose.lineage.relations.bags import MOST_BRANCHES, NotThrough, bag, grouped_bag, named_as
from assess.diagnose.lineage.relations.relation import Lookup, Relation, base_table, closed, union
from assess.diagnose.lineage.relations.select import One

Named = Mapping[str, Relation]


@dataclass(frozen=True)
class World:
    """What is known around a query: the relation of a table by its name as written, and columns that are never null.

    With `loose`, what two people would merely write differently is the same (see loose.py), unions are gone through
    branch by branch and totals of totals are totals.
    """

    lookup: Lookup
    loose: bool = False
    filled: Callable[[str, str], bool] = lambda table, column: False


def describe(
    query: Any,
    lookup: Lookup,
    *,
    loose: bool = False,
    filled: Callable[[str, str], bool] = lambda table, column: False,
) -> Relation:
    """The relation of `query`. RecursionError where it is nested too deeply."""
    return _described(query, World(lookup, loose, filled), {}, {})


def _described(query: Any, world: World, named: Named, outer: Named) -> Relation:
    own = dict(named)
    with_ = query.args.get("with_")
    for cte in with_.expressions if with_ is not None else ():
        known = isinstance(cte.this, exp.Query)
        inner = _described(cte.this, world, own, outer) if known else base_table(cte.alias)
        own[cte.alias.lower()] = _renamed(inner, cte.args["alias"])
    if isinstance(query, exp.Subquery):
        return _described(query.this, world, own, outer)
    if isinstance(query, exp.SetOperation):
        found = _set_operation(query, world, own, outer)
        limit = query.args.get("limit")
        if limit is None:
            return found
        return replace(found, extra=found.extra | {("limit", limit.sql())}, branches=(), rows=None)
    if not isinstance(query, exp.Select):
        return Relation({}, frozenset(), extra=frozenset([("limit", query.key)]))
    return _select(query, world, own, outer)


def _set_operation(query: Any, world: World, named: Named, outer: Named) -> Relation:
    distinct, sides = bool(query.args.get("distinct")), []
    spine = query
    while isinstance(spine, exp.SetOperation) and spine.key == query.key and (
        spine is query or (bool(spine.args.get("distinct")) == distinct and not spine.args.get("limit"))
    ) and (spine is query or not spine.args.get("with_")) and query.key == "union":  # fmt: skip
        sides.append(spine.expression)
        spine = spine.this
    sides = [spine, *reversed(sides)] if query.key == "union" else [query.this, query.expression]
    parts = [_described(side, world, named, outer) for side in sides]
    if world.loose and query.key == "union":
        able = all(p.transparent or p.branches or p.grain is not None for p in parts)
        found = bag(parts) if able else None
        if found is not None:
            if not distinct:
                return found
            return replace(found, grain=frozenset(found.columns.values()), branches=())
    return union(parts, f"{query.key} {'distinct' if distinct else 'all'}")


def _select(query: exp.Select, world: World, named: Named, outer: Named) -> Relation:
    """The SELECT over its sources as they are, or over each branch of a union that it reads, put together again."""
    sources = {id(node): _source(node, world, named, outer) for node in _nodes(query)}

    def one(chosen: Mapping[int, Relation], whole: bool = False) -> Relation:
        def inside(inner: Any, scope: Named) -> Relation:
            return _described(inner, world, named, {**outer, **scope})

        return One(query, chosen, outer, world.loose, world.filled, inside, whole).relation()

    if not world.loose:
        return one(sources)
    spread = [key for key in _kept_whole(query) if sources[key].branches]
    if not spread:
        return one(sources)
    try:
        if prod(len(sources[key].branches) for key in spread) > MOST_BRANCHES:
            raise NotThrough
        choices = product(*(sources[key].branches for key in spread))
        parts = [one(sources | dict(zip(spread, choice, strict=True))) for choice in choices]
        if any(any(e[0] in ("limit", "set") for e in p.extra) or _windowed(p) for p in parts):
            raise NotThrough
        gathers = query.args.get("group") is not None or query.args.get("distinct") is not None or (
            any(p.find(exp.AggFunc) for p in query.expressions) and all(p.grain == frozenset() for p in parts)
        )  # fmt: skip
        if gathers and any(has_having(p) for p in parts):
            raise NotThrough
        found = grouped_bag(parts) if gathers else bag(parts)
        if found is None:
            raise NotThrough
        return found
    except NotThrough:
        return one(sources | {key: closed(sources[key]) for key in spread}, whole=True)


def has_having(part: Relation) -> bool:
    return any(e[0] == "having" for e in part.extra)


def _windowed(part: Relation) -> bool:
    return part.grain is None and not part.transparent


def _nodes(query: exp.Select) -> list[Any]:
    source = query.args.get("from_")
    return [*([source.this] if source is not None else []), *(j.this for j in query.args.get("joins") or []),
            *(query.args.get("laterals") or [])]  # fmt: skip


def _kept_whole(query: exp.Select) -> list[int]:
    """Sources whose every row comes through or is dropped by itself: none that an outer join fills up."""
    joins = query.args.get("joins") or []
    if any(str(j.args.get("side") or "").upper() in ("RIGHT", "FULL") for j in joins):
        return []
    source = query.args.get("from_")
    plain = [j.this for j in joins if not j.args.get("side") and str(j.args.get("kind") or "").upper() not in
             ("SEMI", "ANTI", "LEFT SEMI", "LEFT ANTI")]  # fmt: skip
    return [id(node) for node in [*([source.this] if source is not None else []), *plain]]


def _source(node: Any, world: World, named: Named, outer: Named) -> Relation:
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
        written = ".".join(p.name for p in node.parts)
        inner = named.get(written.lower()) or world.lookup(written)
    elif isinstance(node, exp.Subquery):
        inner = _described(node, world, named, outer)
    else:
        inner = base_table(f"#{_without_alias(node)}")
    return _renamed(inner, node.args["alias"]) if node.args.get("alias") is not None else inner


def _renamed(inner: Relation, alias: exp.Expression) -> Relation:
    """The relation under the column names of `AS alias (a, b)`."""
    names = [c.name.lower() for c in alias.args.get("columns") or []] if isinstance(alias, exp.TableAlias) else []
    if not names or len(names) != len(inner.columns):
        return inner
    return named_as(inner, names)


def _without_alias(node: exp.Expression) -> str:
    copy = node.copy()
    copy.set("alias", None)
    return str(copy.sql(comments=False))
