"""A query's syntax tree into its plan: which columns, of what, under which name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlglot import exp

from assess.collect.sql import plan
from assess.collect.sql.sources import sources_in

LONGEST_NAME = 120  # characters of an expression that serve as the name of a column without one
# what hands on the record it is given: the fields of its result are those of its argument
_SAME_SHAPE = (
    exp.Paren, exp.Bracket, exp.ArrayAgg, exp.AnyValue, exp.IgnoreNulls, exp.RespectNulls, exp.Order, exp.Limit,
    exp.HavingMax, exp.First, exp.Last, exp.FirstValue, exp.LastValue, exp.NthValue, exp.ArgMax, exp.ArgMin,
    exp.Window, exp.Distinct, exp.Alias, exp.ArrayConcat, exp.Filter, exp.Explode, exp.Inline,
)  # fmt: skip


def lower(node: Any, dialect: str = "") -> plan.Query:
    """The plan of a query node; nested queries as deep as the parser took them."""
    if isinstance(node, exp.Subquery):
        return _within(node, _subquery(node, dialect), dialect)
    if isinstance(node, exp.Select):
        return _select(node, dialect)
    if isinstance(node, exp.SetOperation):
        return _combined(node, dialect)
    if isinstance(node, exp.Table | exp.Values):
        return plan.Select(tuple(sources_in(node, dialect)), (plan.Star(),))
    return plan.Opaque(node.key if node is not None else "")


def _subquery(node: Any, dialect: str) -> plan.Query:
    inner = node.this
    if isinstance(inner, exp.Table) or node.args.get("pivots") or node.args.get("joins"):
        return plan.Select(tuple(sources_in(node, dialect)), (plan.Star(),))
    return lower(inner, dialect)


def _within(node: Any, query: plan.Query, dialect: str) -> plan.Query:
    """The query with the WITH written before it."""
    commons = commons_of(node, dialect)
    if not commons or isinstance(query, plan.Opaque):
        return query
    return query._replace(commons=(*commons, *query.commons))


def commons_of(node: Any, dialect: str) -> tuple[plan.Common, ...]:
    """The common table expressions written before a query or a statement."""
    having = node.args.get("with_")
    if having is None:
        return ()
    found = []
    for common in having.expressions:
        alias = common.args.get("alias")
        columns = tuple(c.name for c in alias.args.get("columns") or ()) if alias is not None else ()
        query = lower(common.this, dialect) if isinstance(common.this, exp.Query) else plan.Opaque(common.this.key)
        found.append(plan.Common(common.alias.lower(), query, columns))
    return tuple(found)


def _combined(node: Any, dialect: str) -> plan.Query:
    """A chain of unions as one step, however long it is."""
    sides: list[Any] = []
    step, first_only = node, isinstance(node, exp.Except)
    by_name = bool(node.args.get("by_name"))
    same = type(node)
    while type(step) is same and (step is node or step.args.get("with_") is None):
        sides.append(step.expression)
        step = step.this
    sides.append(step)
    parts = tuple(lower(side, dialect) for side in reversed(sides))
    return plan.Combined(parts, by_name, first_only, commons_of(node, dialect))


def _select(node: Any, dialect: str) -> plan.Query:
    _spell_windows(node)
    sources: list[plan.From] = []
    decides: list[tuple[str, tuple[plan.Value, ...]]] = []
    start = node.args.get("from_")
    if start is not None:
        sources += sources_in(start.this, dialect, decides)
    for lateral in node.args.get("laterals") or ():
        sources += sources_in(lateral, dialect, decides)
    for join in node.args.get("joins") or ():
        sources += sources_in(join, dialect, decides)
    for kind, clause in (("filter", "where"), ("filter", "prewhere"), ("filter", "having"), ("filter", "qualify"),
                         ("filter", "connect"), ("group", "group"), ("group", "distinct")):  # fmt: skip
        part = node.args.get(clause)
        if isinstance(part, exp.Expression):
            decides.append((kind, values_of(part, dialect)))
    outputs = _outputs(node, dialect)
    return plan.Select(tuple(sources), outputs, tuple(d for d in decides if d[1]), commons_of(node, dialect))


def _spell_windows(node: Any) -> None:
    """OVER w, where WINDOW w AS (…) stands at the end, as if it were written out."""
    named = {w.this.name.lower(): w for w in node.args.get("windows") or () if isinstance(w.this, exp.Identifier)}
    if not named:
        return
    for use in node.find_all(exp.Window):
        meant = named.get(str(use.alias).lower())
        for part in ("partition_by", "order"):
            if meant is not None and meant is not use and meant.args.get(part):
                use.set(part, meant.args[part])


def _outputs(node: Any, dialect: str) -> tuple[plan.Output | plan.Star, ...]:
    kind = str(node.args.get("kind") or "").upper()
    if kind == "VALUE" and len(node.expressions) == 1:
        return (plan.Star(shape=shape_of(node.expressions[0], dialect)),)
    excluded = tuple(e.name.lower() for e in node.args.get("exclude") or ())
    found: list[plan.Output | plan.Star] = []
    unnamed = 0
    for item in node.expressions:
        for output in _output(item, unnamed, dialect):
            unnamed += isinstance(output, plan.Output) and not output.named
            if excluded and isinstance(output, plan.Star):
                found.append(output._replace(without=(*output.without, *excluded)))
            else:
                found.append(output)
    return tuple(found) if found or node.args.get("from_") is None else (plan.Star(),)


def _output(item: Any, number: int, dialect: str) -> Iterator[plan.Output | plan.Star]:
    if isinstance(item, exp.Column) and not isinstance(item.this, exp.Star):
        ref = plan.Ref(_parts(item))
        yield plan.Output(item.name, (ref,), ref)
    elif isinstance(item, exp.Alias):
        yield plan.Output(item.alias, values_of(item.this, dialect), shape_of(item.this, dialect))
    elif isinstance(item, exp.Star):
        yield _star(item, (), dialect)
    elif isinstance(item, exp.Column):
        yield _star(item.this, _parts(item)[:-1], dialect)
    elif isinstance(item, exp.Dot) and isinstance(item.expression, exp.Star):
        yield _star(item.expression, (), dialect)._replace(shape=shape_of(item.this, dialect))
    elif isinstance(item, exp.Columns):
        inner = item.this
        yield plan.Star(pattern=inner.name if isinstance(inner, exp.Literal) else ".*")
    elif isinstance(item, exp.Aliases):
        values = values_of(item.this, dialect)
        for alias in item.args.get("expressions") or ():
            yield plan.Output(alias.name, values)
    elif isinstance(item, exp.Inline):
        yield plan.Star(shape=shape_of(item.this, dialect))
    else:
        name = item.output_name or _unnamed(item, number, dialect)
        yield plan.Output(name, values_of(item, dialect), shape_of(item, dialect), bool(item.output_name))


def _unnamed(item: Any, number: int, dialect: str) -> str:
    """The name of a column without one: as BigQuery numbers those, from 0; elsewhere its text."""
    if dialect == "bigquery":
        return f"f{number}_"
    return str(item.sql(dialect=dialect or None))[:LONGEST_NAME]


def _star(star: Any, table: plan.Parts, dialect: str) -> plan.Star:
    without = tuple(e.name.lower() for e in star.args.get("except_") or ())
    replaced = tuple(
        plan.Output(e.alias_or_name, values_of(e, dialect), shape_of(e, dialect))
        for e in star.args.get("replace") or ()
    )
    renamed = tuple((e.this.name.lower(), e.alias) for e in star.args.get("rename") or ())
    return plan.Star(table, without, replaced, renamed)


def _parts(column: Any) -> plan.Parts:
    return tuple(part.name for part in column.parts)


def values_of(node: Any, dialect: str = "") -> tuple[plan.Value, ...]:
    """Every column an expression names, each once, in the order written; queries within it as plans."""
    found: dict[plan.Value, None] = {}
    waiting = [node]
    while waiting:
        step = waiting.pop()
        if isinstance(step, exp.Column):
            star = isinstance(step.this, exp.Star)
            parts = _parts(step)
            found[plan.Row(parts[-2] if len(parts) > 1 else "") if star else plan.Ref(parts)] = None
        elif isinstance(step, exp.Star):
            found[plan.Rows()] = None
        elif isinstance(step, exp.Query) and not isinstance(step, exp.Values):
            found[lower(step, dialect)] = None
        else:
            waiting.extend(reversed(list(_children(step))))
    return tuple(found)


def _children(node: Any) -> Iterator[Any]:
    for part in node.args.values():
        if isinstance(part, list):
            yield from (p for p in part if isinstance(p, exp.Expression))
        elif isinstance(part, exp.Expression):
            yield part


def _choices(node: Any) -> list[Any]:
    if isinstance(node, exp.If):
        return [node.args.get("true"), node.args.get("false")]
    if isinstance(node, exp.Case):
        return [*(i.args.get("true") for i in node.args.get("ifs") or ()), node.args.get("default")]
    return [node.this, *node.expressions] if isinstance(node, exp.Coalesce) else []


def shape_of(node: Any, dialect: str = "") -> plan.Shape:  # noqa: PLR0911 - a table of cases
    """Where the fields of an expression's result come from; None where it has none that we know of."""
    steps = 0
    while isinstance(node, _SAME_SHAPE) and steps < 100:
        inner = node.this
        node, steps = inner if isinstance(inner, exp.Expression) else None, steps + 1
    if isinstance(node, exp.Column):
        parts = _parts(node)
        return plan.Row(parts[-2] if len(parts) > 1 else "") if isinstance(node.this, exp.Star) else plan.Ref(parts)
    if isinstance(node, exp.Star):
        return plan.Row()
    if isinstance(node, exp.Dot):
        return plan.Field(shape_of(node.this, dialect), node.expression.name)
    if isinstance(node, exp.Struct):
        outputs: list[plan.Output | plan.Star] = []
        for number, part in enumerate(node.expressions, 1):
            if isinstance(part, exp.PropertyEQ):
                value = part.expression
                outputs.append(plan.Output(part.this.name, values_of(value, dialect), shape_of(value, dialect)))
            else:
                outputs += _output(part, number, dialect)
        return plan.Fields(tuple(outputs))
    if isinstance(node, exp.Array) and len(node.expressions) >= 1:
        return shape_of(node.expressions[0], dialect)
    choices = _choices(node)
    if choices:
        shapes = tuple(s for s in (shape_of(choice, dialect) for choice in choices) if s is not None)
        return plan.Either(shapes) if len(shapes) > 1 else shapes[0] if shapes else None
    if isinstance(node, exp.Query):
        return lower(node, dialect)
    return None
