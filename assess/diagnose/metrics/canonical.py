"""One form for expressions that mean the same: sound rewrites only, as nested tuples that compare and hash.

A term is a tuple whose first member says what it is:
("col", name), ("num", text), ("str", text), ("bool", text), ("null",), ("star",), ("and"|"or"|"add"|"mul", *terms),
("not"|"neg"|"isnull", x), ("eq"|"neq"|"lt"|"lte", a, b), ("in", x, values), ("case", ((if, then), ...), else),
("div", a, b) real division, ("idiv", a, b) division whose result depends on the operands' types,
("agg", name, "distinct" or "", arguments, filter or ()), ("coalesce", *terms), ("nullif", a, b), ("cast", type, x),
("window", ...), ("fn", NAME, *arguments).
A default for null is never dropped here: `nulls.py` takes it out where a reader wants it as a facet of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlglot import exp

from assess.diagnose.metrics import logic
from assess.diagnose.metrics.arithmetic import added, divided, multiplied, negated, number

Term = tuple[Any, ...]
ONE, ZERO, NULL, STAR = ("num", "1"), ("num", "0"), ("null",), ("star",)
_FLOATS = {"FLOAT", "DOUBLE", "DECIMAL", "BIGDECIMAL"}


def plain_column(column: exp.Column) -> Term:
    """A column by its bare name in lower case, whoever qualifies it."""
    return ("col", column.name.lower())


def opaque_query(query: Any) -> Term:
    return ("query", query.sql(comments=False))


def term(
    node: exp.Expression,
    column: Callable[[exp.Column], Term] = plain_column,
    query: Callable[[Any], Term] = opaque_query,
) -> Term:
    """The canonical form of `node`; `column` and `query` say what a column or a subquery stands for."""
    return _Reader(column, query).read(node)


class _Reader:
    """The walk over one expression, with what it needs to know about columns and subqueries."""

    def __init__(self, column: Callable[[exp.Column], Term], query: Callable[[Any], Term]) -> None:
        self.column = column
        self.query = query

    def read(self, node: Any) -> Term:
        rule = _RULES.get(type(node))
        if rule is not None:
            return rule(self, node)
        if isinstance(node, exp.Query):
            return self.query(node)
        if isinstance(node, exp.AggFunc):
            return self._other_aggregate(node)
        return self._anything(node)

    def _anything(self, node: Any) -> Term:
        """Any node without a rule: its name and its arguments, in order."""
        if not isinstance(node, exp.Expression):
            return ("str", str(node))
        name = node.name.upper() if isinstance(node, exp.Anonymous) else node.key.upper()
        skip = {"this"} if isinstance(node, exp.Anonymous) else {"negate"}
        parts: list[Term] = []
        for argument in node.arg_types:
            value = node.args.get(argument)
            if argument in skip or value is None or value is False or value == []:
                continue
            parts += [self.read(item) for item in (value if isinstance(value, list) else [value])]
        form = ("fn", name, *parts)
        return logic.denied(form) if node.args.get("negate") is True else form

    def _other_aggregate(self, node: Any) -> Term:
        form = self._anything(node)
        return ("agg", form[1].lower(), "", form[2:], ())

    def aggregate(self, node: exp.Expression) -> Term:
        name, inner = node.key, node.this
        distinct = ""
        if isinstance(inner, exp.Distinct):
            distinct, arguments = "distinct", tuple(self.read(e) for e in inner.expressions)
            if len(arguments) > 1:
                arguments = tuple(sorted(arguments, key=repr))
        elif isinstance(inner, exp.Star) or inner is None:
            arguments = (STAR,)
        else:
            arguments = tuple(self.read(e) for e in [inner, *node.expressions])
        if name in ("min", "max"):
            distinct = ""
        return _aggregated(name, distinct, arguments, ())

    def count_if(self, node: exp.Expression) -> Term:
        return ("agg", "count", "", (STAR,), logic.choosing(self.read(node.this)))

    def filtered(self, node: exp.Expression) -> Term:
        inner = self.read(node.this)
        condition = self.read(node.expression.this)
        if inner[0] == "mul" and len(inner) == 3 and inner[1][0] == "num" and inner[2][0] == "agg":
            _, name, distinct, arguments, own = inner[2]
            return multiplied([inner[1], _aggregated(name, distinct, arguments, logic.both(own, condition))])
        if inner[0] != "agg":
            return ("fn", "FILTER", inner, condition)
        return _aggregated(inner[1], inner[2], inner[3], logic.both(inner[4], condition))

    def case(self, node: exp.Expression) -> Term:
        subject = self.read(node.this) if node.this is not None else None
        branches = []
        for branch in node.args["ifs"]:
            condition = logic.choosing(self.read(branch.this))
            branches.append((logic.compared("eq", subject, condition) if subject else condition,
                             self.read(branch.args["true"])))  # fmt: skip
        default = node.args.get("default")
        return ("case", tuple(branches), self.read(default) if default is not None else NULL)

    def choice(self, node: exp.Expression) -> Term:
        otherwise = node.args.get("false")
        branch = (logic.choosing(self.read(node.this)), self.read(node.args["true"]))
        return ("case", (branch,), self.read(otherwise) if otherwise is not None else NULL)

    def between(self, node: exp.Expression) -> Term:
        value = self.read(node.this)
        low, high = self.read(node.args["low"]), self.read(node.args["high"])
        return logic.joined("and", [logic.compared("lte", low, value), logic.compared("lte", value, high)])

    def inside(self, node: exp.Expression) -> Term:
        query = node.args.get("query")
        if query is not None:
            return ("in", self.read(node.this), (self.read(query),))
        return logic.among(self.read(node.this), [self.read(e) for e in node.expressions])

    def is_(self, node: exp.Expression) -> Term:
        value, what = self.read(node.this), self.read(node.expression)
        return ("isnull", value) if what == NULL else ("is", value, what)

    def division(self, node: exp.Expression) -> Term:
        top, bottom = self.read(node.this), self.read(node.expression)
        if node.args.get("typed"):
            real = any(part[0] == "cast" and part[1] in _FLOATS for part in (top, bottom))
            if not real and not _fractional(node.this) and not _fractional(node.expression):
                return ("idiv", top, bottom)
        if node.args.get("safe"):
            bottom = _nonzero(bottom)
        return divided(_uncast(top), _uncast(bottom))

    def dot(self, node: exp.Expression) -> Term:
        """A field of a value, or a function under a name of several parts."""
        inner, last = node.this, node.expression
        if isinstance(last, exp.Identifier):
            value = self.read(inner)
            if value[0] == "col":
                return (*value[:-1], f"{value[-1]}.{last.name.lower()}")
            return ("fn", "FIELD", value, ("str", last.name.lower()))
        called = self.read(last)
        path = inner.sql(comments=False).upper().replace('"', "").replace("`", "")
        return (
            ("fn", f"{path}.{called[1]}", *called[2:]) if called[0] == "fn" else ("fn", "DOT", self.read(inner), called)
        )

    def cast(self, node: exp.Expression) -> Term:
        inner = self.read(node.this)
        target = node.args["to"].sql()
        if inner[0] == "str" and target.startswith(("DATE", "TIMESTAMP")):
            return inner
        return ("cast", "DOUBLE" if target == "FLOAT" else target, inner)

    def window(self, node: exp.Expression) -> Term:
        order = node.args.get("order")
        spec = node.args.get("spec")
        return (
            "window",
            self.read(node.this),
            tuple(sorted((self.read(e) for e in node.args.get("partition_by") or []), key=repr)),
            tuple(self._ordered(e) for e in order.expressions) if order is not None else (),
            spec.sql() if spec is not None else "",
        )

    def _ordered(self, node: exp.Expression) -> Term:
        if isinstance(node, exp.Ordered):
            return (self.read(node.this), "desc" if node.args.get("desc") else "asc")
        return (self.read(node), "asc")

    def literal(self, node: exp.Expression) -> Term:
        if node.args.get("is_string"):
            return ("str", str(node.this))
        try:
            return number(Decimal(str(node.this)))
        except InvalidOperation:
            return ("num", str(node.this))


def _aggregated(name: str, distinct: str, arguments: tuple[Term, ...], condition: Term) -> Term:
    """An aggregate with what its argument hides brought out: CASE as a filter, constants as * or as factors."""
    condition = logic.choosing(condition)
    if len(arguments) == 1 and arguments[0][0] == "case":
        _, branches, default = arguments[0]
        if len(branches) == 1 and default == NULL:
            when, value = branches[0]
            return _aggregated(name, distinct, (value,), logic.both(condition, when))
        if name == "count" and not distinct and all(_constant(v) for v in (*(v for _, v in branches), default)):
            return _aggregated(name, distinct, (STAR,), condition)
    if name == "count" and not distinct and len(arguments) == 1 and _constant(arguments[0]):
        arguments = (STAR,)
    if name in ("sum", "avg") and not distinct and arguments[0][0] == "mul" and arguments[0][1][0] == "num":
        factor, *rest = arguments[0][1:]
        inner = rest[0] if len(rest) == 1 else ("mul", *rest)
        return multiplied([factor, ("agg", name, distinct, (inner,), condition)])
    return ("agg", name, distinct, arguments, condition)


def _constant(value: Term) -> bool:
    return value[0] in ("num", "str", "bool")


def _fractional(node: Any) -> bool:
    """Whether a literal such as 1.0 makes the division a real one whatever its columns' types."""
    if isinstance(node, exp.Literal):
        return not node.args.get("is_string") and "." in str(node.this)
    return isinstance(node, exp.Mul | exp.Paren) and any(
        _fractional(node.args.get(side)) for side in ("this", "expression")
    )


def _uncast(value: Term) -> Term:
    return value[2] if value[0] == "cast" and value[1] in _FLOATS else value


def _nonzero(value: Term) -> Term:
    return value if value[0] in ("nullif", "num") else ("nullif", value, ZERO)


def _coalesce(reader: _Reader, node: exp.Expression) -> Term:
    parts = [reader.read(e) for e in [node.this, *node.expressions]]
    flat = [p for part in parts for p in (part[1:] if part[0] == "coalesce" else (part,))]
    return ("coalesce", *dict.fromkeys(flat))


_RULES: dict[type, Callable[[_Reader, Any], Term]] = {
    exp.Column: lambda r, n: STAR if isinstance(n.this, exp.Star) else r.column(n),
    exp.Identifier: lambda r, n: ("str", n.name.lower()),
    exp.Var: lambda r, n: ("str", n.name.upper()),
    exp.Literal: _Reader.literal,
    exp.Boolean: lambda r, n: ("bool", "true" if n.this else "false"),
    exp.Null: lambda r, n: NULL,
    exp.Star: lambda r, n: STAR,
    exp.Paren: lambda r, n: r.read(n.this),
    exp.Alias: lambda r, n: r.read(n.this),
    exp.Subquery: lambda r, n: r.query(n.this),
    exp.And: lambda r, n: logic.joined("and", [r.read(n.this), r.read(n.expression)]),
    exp.Or: lambda r, n: logic.joined("or", [r.read(n.this), r.read(n.expression)]),
    exp.Not: lambda r, n: logic.denied(r.read(n.this)),
    exp.EQ: lambda r, n: logic.compared("eq", r.read(n.this), r.read(n.expression)),
    exp.NEQ: lambda r, n: logic.compared("neq", r.read(n.this), r.read(n.expression)),
    exp.LT: lambda r, n: logic.compared("lt", r.read(n.this), r.read(n.expression)),
    exp.LTE: lambda r, n: logic.compared("lte", r.read(n.this), r.read(n.expression)),
    exp.GT: lambda r, n: logic.compared("lt", r.read(n.expression), r.read(n.this)),
    exp.GTE: lambda r, n: logic.compared("lte", r.read(n.expression), r.read(n.this)),
    exp.Between: _Reader.between,
    exp.In: _Reader.inside,
    exp.Is: _Reader.is_,
    exp.Add: lambda r, n: added([r.read(n.this), r.read(n.expression)]),
    exp.Sub: lambda r, n: added([r.read(n.this), negated(r.read(n.expression))]),
    exp.Mul: lambda r, n: multiplied([r.read(n.this), r.read(n.expression)]),
    exp.Neg: lambda r, n: negated(r.read(n.this)),
    exp.Div: _Reader.division,
    exp.SafeDivide: lambda r, n: divided(_uncast(r.read(n.this)), _nonzero(_uncast(r.read(n.expression)))),
    exp.Case: _Reader.case,
    exp.If: _Reader.choice,
    exp.Coalesce: _coalesce,
    exp.Nullif: lambda r, n: ("nullif", r.read(n.this), r.read(n.expression)),
    exp.Dot: _Reader.dot,
    exp.Cast: _Reader.cast,
    exp.TryCast: _Reader.cast,
    exp.Count: _Reader.aggregate,
    exp.Sum: _Reader.aggregate,
    exp.Avg: _Reader.aggregate,
    exp.Min: _Reader.aggregate,
    exp.Max: _Reader.aggregate,
    exp.CountIf: _Reader.count_if,
    exp.Filter: _Reader.filtered,
    exp.Window: _Reader.window,
}
