"""Ways to write one metric differently without changing it, and small edits that do change it, on sqlglot trees."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from sqlglot import exp

Tree = Any
Change = Callable[[random.Random, Tree], bool]  # changes the query in place; False where it finds nothing to change


def same(dice: random.Random, query: Tree, times: int) -> tuple[Tree, list[str]]:
    """A query that yields the same number on any rows, and the names of the rewrites made."""
    return _changed(dice, query, SAME, times)


def other(dice: random.Random, query: Tree) -> tuple[Tree, str] | None:
    """A query that yields another number on some rows, and the name of the edit; None where none fits."""
    made, names = _changed(dice, query, OTHER, 1)
    return (made, names[0]) if names else None


def _changed(dice: random.Random, query: Tree, changes: dict[str, Change], times: int) -> tuple[Tree, list[str]]:
    query = query.copy()
    done: list[str] = []
    names = list(changes)
    dice.shuffle(names)
    for name in names:
        if len(done) == times:
            break
        if changes[name](dice, query):
            done.append(name)
    return query, done


def _pick(dice: random.Random, query: Tree, *kinds: type) -> Tree | None:
    found = list(query.find_all(*kinds))
    return dice.choice(found) if found else None


def _swap(node: Tree) -> None:
    left, right = node.this, node.expression
    node.set("this", right)
    node.set("expression", left)


def _put(old: Tree, new: Tree) -> bool:
    old.replace(new)
    return True


# sound rewrites


def _commute(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.Add, exp.Mul, exp.And, exp.Or, exp.EQ, exp.NEQ)
    if node is None:
        return False
    left, right = exp.paren(node.this.copy()), exp.paren(node.expression.copy())
    return _put(node, type(node)(this=right, expression=left))


def _flip(dice: random.Random, query: Tree) -> bool:
    turned = {exp.GT: exp.LT, exp.LT: exp.GT, exp.GTE: exp.LTE, exp.LTE: exp.GTE}
    node = _pick(dice, query, *turned)
    return node is not None and _put(node, turned[type(node)](this=node.expression.copy(), expression=node.this.copy()))


def _list_as_or(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.In)
    if node is None or not node.expressions:
        return False
    parts = [exp.EQ(this=node.this.copy(), expression=e.copy()) for e in node.expressions]
    dice.shuffle(parts)
    return _put(node, exp.paren(exp.or_(*parts)))


def _between(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.Between)
    if node is None:
        return False
    low = exp.GTE(this=node.this.copy(), expression=node.args["low"].copy())
    high = exp.LTE(this=node.this.copy(), expression=node.args["high"].copy())
    return _put(node, exp.paren(exp.and_(low, high)))


def _denied(dice: random.Random, query: Tree) -> bool:
    against = {exp.EQ: exp.NEQ, exp.GT: exp.LTE, exp.LT: exp.GTE, exp.GTE: exp.LT, exp.LTE: exp.GT, exp.NEQ: exp.EQ}
    node = _pick(dice, query, *against)
    if node is None:
        return False
    inner = against[type(node)](this=node.this.copy(), expression=node.expression.copy())
    return _put(node, exp.Not(this=exp.paren(inner)))


def _twice_denied(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.And, exp.Or, exp.EQ, exp.GT, exp.In)
    return node is not None and _put(node, exp.Not(this=exp.paren(exp.Not(this=exp.paren(node.copy())))))


def _de_morgan(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.And, exp.Or)
    if node is None:
        return False
    sides = [exp.Not(this=exp.paren(s.copy())) for s in (node.this, node.expression)]
    turned = exp.or_(*sides) if isinstance(node, exp.And) else exp.and_(*sides)
    return _put(node, exp.Not(this=exp.paren(turned)))


def _count_one(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.Count)
    if node is None or not isinstance(node.this, exp.Star):
        return False
    node.set("this", exp.Literal.number(dice.choice((1, 7))))
    return True


def _filter_as_case(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.Filter)
    if node is None or not isinstance(node.this, (exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Count)):
        return False
    call, condition = node.this.copy(), node.expression.this.copy()
    inner = call.this
    distinct = isinstance(inner, exp.Distinct)
    value = inner.expressions[0] if distinct else exp.Literal.number(1) if isinstance(inner, exp.Star) else inner
    case = exp.Case(ifs=[exp.If(this=condition, true=value.copy())])
    call.set("this", exp.Distinct(expressions=[case]) if distinct else case)
    return _put(node, call)


def _case_as_filter(dice: random.Random, query: Tree) -> bool:
    for call in query.find_all(exp.Sum, exp.Avg, exp.Max, exp.Count):
        inner = call.this
        case = inner.expressions[0] if isinstance(inner, exp.Distinct) else inner
        if isinstance(call.parent, exp.Filter) or not isinstance(case, exp.Case) or case.this is not None:
            continue
        branches = case.args["ifs"]
        if len(branches) != 1 or case.args.get("default") is not None:
            continue
        condition, value = branches[0].this.copy(), branches[0].args["true"].copy()
        new = call.copy()
        new.set("this", exp.Distinct(expressions=[value]) if isinstance(inner, exp.Distinct) else value)
        return _put(call, exp.Filter(this=new, expression=exp.Where(this=condition)))
    return False


def _case_as_if(dice: random.Random, query: Tree) -> bool:
    for case in query.find_all(exp.Case):
        if case.this is None and len(case.args["ifs"]) == 1:
            branch = case.args["ifs"][0]
            default = case.args.get("default") or exp.null()
            return _put(case, exp.If(this=branch.this.copy(), true=branch.args["true"].copy(), false=default.copy()))
    return False


def _where_inside(_dice: random.Random, query: Tree) -> bool:
    where, source = query.args.get("where"), query.args.get("from_")
    if where is None or source is None or query.args.get("joins") or not isinstance(source.this, exp.Table):
        return False
    alias = source.this.alias_or_name
    inner = exp.select("*").from_(source.this.copy()).where(where.this.copy())
    query.set("from_", exp.From(this=inner.subquery(alias)))
    query.set("where", None)
    return True


def _where_to_cte(_dice: random.Random, query: Tree) -> bool:
    where, source = query.args.get("where"), query.args.get("from_")
    if where is None or source is None or query.args.get("joins") or not isinstance(source.this, exp.Table):
        return False
    inner = exp.select("*").from_(source.this.copy()).where(where.this.copy())
    query.set("where", None)
    query.set("from_", exp.From(this=exp.to_table("chosen").as_(source.this.alias_or_name)))
    query.with_("chosen", as_=inner, copy=False)
    return True


def _where_into_aggregates(_dice: random.Random, query: Tree) -> bool:
    where = query.args.get("where")
    calls = [c for c in query.find_all(exp.AggFunc) if c.find_ancestor(exp.Query) is query]
    if where is None or not calls or query.find(exp.Window) or any(isinstance(c.parent, exp.Filter) for c in calls):
        return False
    for call in calls:
        call.replace(exp.Filter(this=call.copy(), expression=exp.Where(this=where.this.copy())))
    query.set("where", None)
    return True


def _factor_out(dice: random.Random, query: Tree) -> bool:
    for call in query.find_all(exp.Sum):
        inner = call.this.unnest()
        for value, number in (
            ((inner.this, inner.expression), (inner.expression, inner.this)) if isinstance(inner, exp.Mul) else ()
        ):
            if isinstance(number, exp.Literal) and not isinstance(call.parent, exp.Filter):
                return _put(call, exp.paren(exp.Mul(this=number.copy(), expression=exp.Sum(this=value.copy()))))
        if (
            isinstance(inner, exp.Div)
            and isinstance(inner.expression, exp.Literal)
            and not isinstance(call.parent, exp.Filter)
        ):
            return _put(
                call, exp.paren(exp.Div(this=exp.Sum(this=inner.this.copy()), expression=inner.expression.copy()))
            )
    return False


def _minus_as_plus(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.Sub)
    if node is None:
        return False
    return _put(
        node, exp.paren(exp.Add(this=node.this.copy(), expression=exp.Neg(this=exp.paren(node.expression.copy()))))
    )


def _implied(dice: random.Random, query: Tree) -> bool:
    """A second condition that the first implies."""
    node = _pick(dice, query, exp.GT, exp.GTE)
    if node is None or not isinstance(node.expression, exp.Literal) or node.expression.is_string:
        return False
    lower = exp.Literal.number(float(node.expression.this) - 3)
    return _put(node, exp.paren(exp.and_(node.copy(), exp.GT(this=node.this.copy(), expression=lower))))


def _filled(dice: random.Random, query: Tree) -> bool:
    """`x = c` and `x = c AND x IS NOT NULL` choose the same rows."""
    node = _pick(dice, query, exp.EQ, exp.GT, exp.LT)
    if node is None or not isinstance(node.this, exp.Column) or node.find_ancestor(exp.Not, exp.Or):
        return False
    there = exp.Not(this=exp.Is(this=node.this.copy(), expression=exp.null()))
    return _put(node, exp.paren(exp.and_(there, node.copy())))


def _renamed(_dice: random.Random, query: Tree) -> bool:
    source = query.args.get("from_")
    if source is None or not isinstance(source.this, exp.Table) or source.this.alias or query.find(exp.Subquery):
        return False
    if query.args.get("joins"):
        return False
    source.this.set("alias", exp.TableAlias(this=exp.to_identifier("q")))
    for column in query.find_all(exp.Column):
        if not isinstance(column.this, exp.Star):
            column.set("table", exp.to_identifier("q"))
    return True


SAME: dict[str, Change] = {
    "commute": _commute, "flip": _flip, "list as or": _list_as_or, "between": _between, "denied": _denied,
    "twice denied": _twice_denied, "de morgan": _de_morgan, "count one": _count_one, "filter as case": _filter_as_case,
    "case as filter": _case_as_filter, "case as if": _case_as_if, "where inside": _where_inside,
    "where to cte": _where_to_cte, "where into aggregates": _where_into_aggregates, "factor out": _factor_out,
    "minus as plus": _minus_as_plus, "implied": _implied, "filled": _filled, "renamed": _renamed,
}  # fmt: skip


# edits that change the number


def _border(dice: random.Random, query: Tree) -> bool:
    turned = {exp.GT: exp.GTE, exp.GTE: exp.GT, exp.LT: exp.LTE, exp.LTE: exp.LT}
    node = _pick(dice, query, *turned)
    return node is not None and _put(node, turned[type(node)](this=node.this.copy(), expression=node.expression.copy()))


def _constant(dice: random.Random, query: Tree) -> bool:
    found = [n for n in query.find_all(exp.Literal) if isinstance(n.parent, (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE))]
    if not found:
        return False
    node = dice.choice(found)
    new = exp.Literal.string(f"{node.this}_2") if node.is_string else exp.Literal.number(float(node.this) + 2)
    if node.is_string and str(node.this)[:4].isdigit():
        return False
    return _put(node, new)


def _less_listed(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.In)
    if node is None or len(node.expressions) < 2:
        return False
    node.set("expressions", [e.copy() for e in node.expressions[1:]])
    return True


def _without_condition(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.And)
    return node is not None and _put(node, node.this.copy())


def _or_for_and(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.And)
    return node is not None and _put(node, exp.paren(exp.or_(node.this.copy(), node.expression.copy())))


def _aggregate(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.Sum, exp.Avg)
    if node is None or isinstance(node.this, exp.Distinct):
        return False
    return _put(node, dice.choice((exp.Max, exp.Avg if isinstance(node, exp.Sum) else exp.Sum))(this=node.this.copy()))


def _distinct(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.Sum, exp.Count)
    if node is None:
        return False
    if isinstance(node.this, exp.Distinct):
        node.set("this", node.this.expressions[0].copy())
    elif isinstance(node.this, (exp.Star, exp.Literal)) or (
        isinstance(node, exp.Count) and node.this.find(exp.Literal)
    ):
        return False
    else:
        node.set("this", exp.Distinct(expressions=[node.this.copy()]))
    return True


def _turned(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.Sub, exp.Div)
    if node is None or node.this.sql() == node.expression.sql():
        return False
    left, right = exp.paren(node.this.copy()), exp.paren(node.expression.copy())
    return _put(node, type(node)(this=right, expression=left))


def _column(dice: random.Random, query: Tree) -> bool:
    found = [c for c in query.find_all(exp.Column) if c.find_ancestor(exp.AggFunc) and not isinstance(c.this, exp.Star)]
    if not found:
        return False
    node = dice.choice(found)
    return _put(node, exp.column(f"{node.name}_2", table=node.table or None))


def _default_inside(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.Avg)
    if node is None or isinstance(node.this, (exp.Coalesce, exp.Distinct)):
        return False
    node.set("this", exp.Coalesce(this=node.this.copy(), expressions=[exp.Literal.number(0)]))
    return True


def _without_default(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.Coalesce)
    return node is not None and _put(node, node.this.copy())


def _denied_once(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.EQ, exp.In, exp.GT)
    return node is not None and _put(node, exp.Not(this=exp.paren(node.copy())))


def _nulls_too(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.EQ, exp.NEQ, exp.GT)
    if node is None or not isinstance(node.this, exp.Column):
        return False
    return _put(node, exp.paren(exp.or_(node.copy(), exp.Is(this=node.this.copy(), expression=exp.null()))))


def _scaled(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.Sum)
    if node is None or isinstance(node.parent, exp.Filter):
        return False
    return _put(node, exp.paren(exp.Div(this=node.copy(), expression=exp.Literal.number(10000))))


def _column_counted(dice: random.Random, query: Tree) -> bool:
    node = _pick(dice, query, exp.Count)
    if node is None or not isinstance(node.this, exp.Star):
        return False
    node.set("this", exp.column("may_be_null"))
    return True


def _else_counted(dice: random.Random, query: Tree) -> bool:
    for call in query.find_all(exp.Count):
        inner = call.this
        if isinstance(inner, exp.Case) and inner.args.get("default") is None:
            inner.set("default", exp.Literal.number(0))
            return True
    return False


OTHER: dict[str, Change] = {
    "border": _border, "constant": _constant, "less listed": _less_listed, "without condition": _without_condition,
    "or for and": _or_for_and, "aggregate": _aggregate, "distinct": _distinct, "turned": _turned, "column": _column,
    "default inside": _default_inside, "without default": _without_default, "denied once": _denied_once,
    "nulls too": _nulls_too, "scaled": _scaled, "column counted": _column_counted, "else counted": _else_counted,
}  # fmt: skip
