"""Small rewritings of formulas that keep their meaning: conditions inside aggregates, conjuncts, one spelling."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.simplify import simplify


def AND(condition: Any) -> list[Any]:  # noqa: N802 - what it undoes
    """The conjuncts of a condition."""
    bare = condition.unnest()
    return [*AND(bare.this), *AND(bare.expression)] if isinstance(bare, exp.And) else [bare]


def aggregates(tree: Any) -> list[Any]:
    """The aggregates of a formula, none of them inside another or in a subquery."""
    return [
        call
        for call in tree.find_all(exp.AggFunc)
        if call.find_ancestor(exp.AggFunc) is None and call.find_ancestor(exp.Query) is None
    ]


def as_cases(tree: Any) -> Any:
    """IF, FILTER (WHERE …) and COUNTIF as a CASE inside the aggregate, which every engine knows."""
    held = exp.Paren(this=tree.copy())
    for chosen in list(held.find_all(exp.If)):
        if not isinstance(chosen.parent, exp.Case):
            first = exp.If(this=chosen.this.copy(), true=chosen.args["true"].copy())
            chosen.replace(exp.Case(ifs=[first], default=chosen.args.get("false")))
    for filtered in list(held.find_all(exp.Filter)):
        inner = filtered.this
        if isinstance(inner, exp.AggFunc) and can_be_limited(inner):
            filtered.replace(limited(inner, filtered.expression.this))
    for counted in list(held.find_all(exp.CountIf)):
        counted.replace(exp.Count(this=_case(counted.this, exp.Literal.number(1)), big_int=True))
    return held.this


def can_be_limited(tree: Any) -> bool:
    """Whether a condition can be put inside every aggregate of a formula."""
    return all(
        isinstance(call.this, exp.Expression) and not isinstance(call, exp.AnonymousAggFunc)
        and call.find_ancestor(exp.WithinGroup) is None
        for call in aggregates(exp.Paren(this=tree.copy()))
    )  # fmt: skip


def limited(tree: Any, condition: Any) -> Any:
    """The formula counting only rows that meet the condition."""
    held = exp.Paren(this=tree.copy())
    for call in aggregates(held):
        inner = call.this
        if isinstance(inner, exp.Distinct):
            inner.set("expressions", [_case(condition, inner.expressions[0]), *inner.expressions[1:]])
        elif isinstance(inner, exp.Star):
            call.set("this", _case(condition, exp.Literal.number(1)))
        else:
            call.set("this", _case(condition, inner))
    return held.this


def lift_conditions(tree: Any) -> tuple[Any, list[Any]]:
    """(the formula, the conditions that all its aggregates share): SUM(CASE WHEN c THEN x END) is SUM(x) where c."""
    held = exp.Paren(this=tree.copy())
    calls = aggregates(held)
    inside = [_condition_of(call) for call in calls]
    if not calls or any(found is None for found in inside):
        return tree, []
    shared = set.intersection(*({spelt(part) for part in AND(found)} for found in inside))
    if not shared:
        return tree, []
    lifted = [part for part in AND(inside[0]) if spelt(part) in shared]
    for call, found in zip(calls, inside, strict=True):
        argument = call.this.expressions[0] if isinstance(call.this, exp.Distinct) else call.this
        rest = [part for part in AND(found) if spelt(part) not in shared]
        value = argument.args["ifs"][0].args["true"]
        new = _case(exp.and_(*rest), value) if rest else value.copy()
        if isinstance(call.this, exp.Distinct):
            call.this.set("expressions", [new])
        else:
            star = isinstance(call, exp.Count) and isinstance(new, exp.Literal)
            call.set("this", exp.Star() if star else new)
    return held.this, lifted


def spelt(tree: Any, shared: Collection[str] = ()) -> str:
    """One spelling for what is written in several ways; columns of owners not `shared` by their name alone."""
    copy = exp.Paren(this=tree.copy())
    for column in list(copy.find_all(exp.Column)):
        owner = column.table if column.table in shared else ""
        name = exp.to_identifier(column.name.lower(), quoted=True)
        if not isinstance(column.this, exp.Star):
            column.replace(exp.column(name, table=exp.to_identifier(owner, quoted=True) if owner else None))
    try:
        return str(simplify(copy.this).sql(normalize=True))
    except (SqlglotError, RecursionError, ValueError, TypeError, AttributeError):
        return str(copy.this.sql(normalize=True))


def _condition_of(call: Any) -> Any:
    """c of SUM(CASE WHEN c THEN x END); ELSE 0 says the same in a sum."""
    inner = call.this
    argument = inner.expressions[0] if isinstance(inner, exp.Distinct) and len(inner.expressions) == 1 else inner
    if not isinstance(argument, exp.Case) or argument.this is not None or len(argument.args["ifs"]) != 1:
        return None
    other = argument.args.get("default")
    nothing = other is None or isinstance(other, exp.Null)
    zero = isinstance(call, exp.Sum) and isinstance(other, exp.Literal) and other.is_number and float(other.this) == 0
    return argument.args["ifs"][0].this if nothing or zero else None


def _case(condition: Any, value: Any) -> Any:
    return exp.Case(ifs=[exp.If(this=condition.copy(), true=value.copy())])
