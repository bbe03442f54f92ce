"""With what a statement fills its target: the plan of its query, and the columns it names for it."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlglot import exp

from assess.collect.sql import plan
from assess.collect.sql.lower import commons_of, lower, values_of
from assess.collect.sql.sources import Decides, sources_in


class Fill(NamedTuple):
    """`names` are the target's columns in the order of the plan's, empty where it does not name them.

    `types` are those a CREATE TABLE declares for them; `fixed` are partition columns given as constants, which the
    query does not bring; `by_name` says that columns are put where their names are; `partial` that only some of the
    target's columns are written.
    """

    plan: plan.Query | None
    names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    by_name: bool = False
    partial: bool = False


def of_query(query: Any, statement: Any = None, dialect: str = "") -> plan.Query | None:
    """The plan of a query within `statement`, whose WITH it can use; None for what is no query (VALUES, a name)."""
    if isinstance(query, exp.Table) and statement is not None and not isinstance(query.this, exp.Identifier):
        return None
    if not isinstance(query, exp.Query) or isinstance(query, exp.Values):
        return None
    found = lower(query, dialect)
    before = commons_of(statement, dialect) if statement is not None and statement is not query else ()
    if before and not isinstance(found, plan.Opaque):
        return found._replace(commons=(*before, *found.commons))
    return found


def of_insert(node: Any, dialect: str) -> Fill:
    place = node.this
    names = tuple(c.name for c in place.expressions) if isinstance(place, exp.Schema) else ()
    table = place.this if isinstance(place, exp.Schema) else place
    parts = [p for p in (node.args.get("partition"), table.args.get("partition") if table is not None else None)
             if isinstance(p, exp.Expression)]  # fmt: skip
    fixed = tuple(e.this.name.lower() for p in parts for e in p.expressions if isinstance(e, exp.EQ))
    if isinstance(node.expression, exp.Values):
        return Fill(None, names)
    return Fill(of_query(node.expression, node, dialect), names, (), fixed, bool(node.args.get("by_name")))


def of_create(node: Any, dialect: str) -> Fill:
    place = node.this
    defined = place.expressions if isinstance(place, exp.Schema) else []
    columns = [c for c in defined if isinstance(c, exp.ColumnDef | exp.Identifier)]
    kinds = tuple(_type(c, dialect) for c in columns)
    names = tuple(c.name for c in columns)
    clone = node.args.get("clone")
    if clone is not None and isinstance(clone.this, exp.Table):
        return Fill(lower(clone.this, dialect), names)
    return Fill(of_query(node.expression, node, dialect), names, kinds)


def _type(column: Any, dialect: str) -> str:
    kind = column.args.get("kind") if isinstance(column, exp.ColumnDef) else None
    return str(kind.sql(dialect=dialect or None)) if kind is not None else ""


def of_update(node: Any, dialect: str) -> Fill:
    """UPDATE as the query that yields the new values."""
    decides: Decides = []
    sources = sources_in(node.this, dialect, decides) if node.this is not None else []
    start = node.args.get("from_")
    if start is not None:
        named = sources_in(start.this, dialect, decides)
        named += [s for j in start.args.get("joins") or () for s in sources_in(j, dialect, decides)]
        aliases = {s.alias.lower() for s in named}
        sources = [*named, *(s for s in sources if s.alias.lower() not in aliases)]
    for join in node.args.get("joins") or ():
        sources += sources_in(join, dialect, decides)
    if node.args.get("where") is not None:
        decides.append(("filter", values_of(node.args["where"], dialect)))
    outputs = _assigned(node.expressions, dialect)
    query = plan.Select(tuple(sources), outputs, tuple(decides), commons_of(node, dialect))
    return Fill(query, by_name=True, partial=True)


def of_delete(node: Any, dialect: str) -> Fill:
    """DELETE: it writes no column, only decides on rows."""
    decides: Decides = []
    sources = sources_in(node.this, dialect, decides) if node.this is not None else []
    for other in node.args.get("using") or ():
        sources += sources_in(other, dialect, decides)
    for join in node.args.get("joins") or ():
        sources += sources_in(join, dialect, decides)
    if node.args.get("where") is not None:
        decides.append(("filter", values_of(node.args["where"], dialect)))
    return Fill(plan.Select(tuple(sources), (), tuple(decides), commons_of(node, dialect)), by_name=True, partial=True)


def of_merge(node: Any, dialect: str) -> Fill:
    """MERGE as one query for each WHEN that brings values, put together by name."""
    decides: Decides = []
    using = sources_in(node.args["using"], dialect, decides)
    target = [s._replace(hidden=True) for s in sources_in(node.this, dialect, decides)]
    if node.args.get("on") is not None:
        decides.append(("join", values_of(node.args["on"], dialect)))
    parts: list[plan.Query] = []
    whens = node.args.get("whens")
    for when in whens.expressions if whens is not None else ():
        then = when.args.get("then")
        outputs = _brought(then, dialect)
        asked = decides + (
            [("filter", values_of(when.args["condition"], dialect))] if when.args.get("condition") is not None else []
        )
        parts.append(plan.Select((*using, *target), outputs, tuple(asked)))
    return Fill(
        plan.Combined(tuple(parts), by_name=True, commons=commons_of(node, dialect)), by_name=True, partial=True
    )


def _brought(then: Any, dialect: str) -> tuple[plan.Output | plan.Star, ...]:
    if isinstance(then, exp.Update):
        if any(isinstance(e, exp.Star) for e in then.expressions) or not then.expressions:
            return (plan.Star(),)
        return _assigned(then.expressions, dialect)
    if isinstance(then, exp.Insert):
        named = then.this
        if isinstance(named, exp.Tuple) and isinstance(then.expression, exp.Tuple):
            pairs = zip(named.expressions, then.expression.expressions, strict=False)
            return tuple(plan.Output(c.name, values_of(v, dialect)) for c, v in pairs)
        if not isinstance(named, exp.Tuple) and not isinstance(then.expression, exp.Tuple):
            return (plan.Star(),)
    return ()


def _assigned(assignments: Any, dialect: str) -> tuple[plan.Output, ...]:
    return tuple(
        plan.Output(e.this.name, values_of(e.expression, dialect))
        for e in assignments
        if isinstance(e, exp.EQ) and isinstance(e.this, exp.Column | exp.Identifier)
    )


def of_branch(insert: Any, source: Any, dialect: str) -> Fill:
    """One branch of an INSERT into several tables, over the source they share."""
    given = sources_in(source, dialect) if source is not None else []
    names = of_insert(insert, dialect)
    inner = insert.expression
    if isinstance(inner, exp.Select):
        query = lower(inner, dialect)
        if isinstance(query, plan.Select) and not query.sources:
            query = query._replace(sources=tuple(given))
        return names._replace(plan=query)
    rows = inner.expressions if isinstance(inner, exp.Values) else []
    if rows:
        items = rows[0].expressions if isinstance(rows[0], exp.Tuple) else [rows[0]]
        outputs: tuple[plan.Output | plan.Star, ...] = tuple(
            plan.Output(names.names[n] if n < len(names.names) else f"column{n + 1}", values_of(v, dialect))
            for n, v in enumerate(items)
        )
    else:
        outputs = (plan.Star(),)
    return names._replace(plan=plan.Select(tuple(given), outputs))
