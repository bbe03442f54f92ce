"""A formula as a core and what is laid around it: distinctness, null defaults, a scale, rounding."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlglot import exp

from assess.diagnose.metrics.arithmetic import is_small
from assess.diagnose.metrics.bridge.shapes import aggregates, spelt

WHOLE = "="  # the place of the whole formula among the spellings of its parts
LINEAR = (exp.Sum, exp.Avg, exp.Min, exp.Max)


@dataclass(frozen=True)
class Layers:
    """`core` has none of the others. `nulls` and `rounding` say by the spelling of a part, or WHOLE, what it gets;
    `distinct` which aggregates take each value once."""

    core: Any
    distinct: frozenset[str]
    nulls: Mapping[str, Any]
    factor: Fraction
    rounding: Mapping[str, Any]


def layers_of(tree: Any, shared: Collection[str]) -> Layers:
    """The layers of a formula; columns are spelt with the owners in `shared`."""
    held = exp.Paren(this=tree.copy())
    _unwrap(held)
    rounding = _taken(held, exp.Round, shared)
    nulls = _taken(held, exp.Coalesce, shared)
    factor = _scale(held)
    _unwrap(held)
    distinct = set()
    for call in aggregates(held):
        if isinstance(call.this, exp.Distinct) and len(call.this.expressions) == 1:
            call.set("this", call.this.expressions[0])
            distinct.add(spelt(call, shared))
    return Layers(held.this, frozenset(distinct), nulls, factor, rounding)


def laid(core: Layers, distinct: Layers, nulls: Layers, factor: Layers, rounding: Layers,
         shared: Collection[str]) -> Any:  # fmt: skip
    """The core of one formula in the layers of others; None where a layer has no place on it."""
    held = exp.Paren(this=core.core.copy())
    for key, default in nulls.nulls.items():
        _wrap(held, key, shared, lambda part, default=default: exp.Coalesce(this=part, expressions=[default.copy()]))
    for key, digits in rounding.rounding.items():
        if key != WHOLE:
            _wrap(held, key, shared, lambda part, digits=digits: exp.Round(this=part, decimals=digits.copy()))
    calls = aggregates(held)
    bare = {spelt(call, shared): call for call in aggregates(exp.Paren(this=core.core.copy()))}
    for call, key in zip(calls, [spelt(c, shared) for c in aggregates(exp.Paren(this=core.core.copy()))], strict=True):
        if key in distinct.distinct or (distinct.distinct and len(bare) == 1):
            if isinstance(call.this, exp.Star) or not isinstance(call, exp.Count | exp.Sum | exp.Avg):
                return None
            call.set("this", exp.Distinct(expressions=[call.this.copy()]))
    made = held.this
    if factor.factor != 1:
        made = scaled(made, factor.factor)
    if WHOLE in nulls.nulls:
        made = exp.Coalesce(this=made, expressions=[nulls.nulls[WHOLE].copy()])
    if WHOLE in rounding.rounding:
        made = exp.Round(this=made, decimals=rounding.rounding[WHOLE].copy())
    return made


def scaled(tree: Any, factor: Fraction) -> Any:
    """The formula times a constant, written as it is divided where that is shorter."""
    grouped = exp.Paren(this=tree.copy()) if isinstance(tree, exp.Binary) else tree.copy()
    if factor.numerator == 1:
        return exp.Div(this=grouped, expression=exp.Literal.number(factor.denominator), typed=False, safe=False)
    made = exp.Mul(this=grouped, expression=exp.Literal.number(factor.numerator))
    if factor.denominator == 1:
        return made
    return exp.Div(this=made, expression=exp.Literal.number(factor.denominator), typed=False, safe=False)


def additive(tree: Any) -> bool:
    """Whether values of several periods may be added up: sums and counts of rows, added, scaled, rounded."""
    if isinstance(tree, exp.Paren | exp.Neg | exp.Round | exp.Cast):
        return additive(tree.this)
    if isinstance(tree, exp.Coalesce):
        zero = all(isinstance(one, exp.Literal) and one.is_number and float(one.this) == 0 for one in tree.expressions)
        return zero and additive(tree.this)
    if isinstance(tree, exp.Add | exp.Sub):
        return additive(tree.this) and additive(tree.expression)
    if isinstance(tree, exp.Mul):
        sides = (tree.this, tree.expression)
        return any(constant(a) is not None and additive(b) for a, b in (sides, sides[::-1]))
    if isinstance(tree, exp.Div):
        return constant(tree.expression) is not None and additive(tree.this)
    return isinstance(tree, exp.Sum | exp.Count) and not isinstance(tree.this, exp.Distinct)


def constant(tree: Any) -> Fraction | None:
    """The value of a number as written."""
    bare = tree.unnest() if hasattr(tree, "unnest") else tree
    if isinstance(bare, exp.Neg):
        inner = constant(bare.this)
        return None if inner is None else -inner
    if not isinstance(bare, exp.Literal) or not bare.is_number:
        return None
    written = Decimal(bare.this)
    return Fraction(written) if is_small(written) else None


def _unwrap(held: Any) -> None:
    """Without brackets around the whole."""
    while isinstance(held.this, exp.Paren):
        held.set("this", held.this.this)


def _taken(held: Any, kind: type[Any], shared: Collection[str]) -> dict[str, Any]:
    """ROUND(x, 2) or COALESCE(x, 0) taken off in place: what they added, by the spelling of x with none of them."""
    found: list[tuple[Any, Any, bool]] = []
    for node in reversed(list(held.find_all(kind))):
        if node.find_ancestor(exp.Query) is not None or not _plain_layer(node):
            continue
        inner = node.this
        top = inner.find(exp.AggFunc) is not None and not isinstance(node.find_ancestor(exp.AggFunc), exp.AggFunc)
        said = node.args.get("decimals") or exp.Literal.number(0) if kind is exp.Round else node.expressions[0]
        node.replace(inner)
        found.append((inner, said, top))
    return {_key(inner, top, shared): said for inner, said, top in reversed(found)}


def _key(inner: Any, top: bool, shared: Collection[str]) -> str:
    """Where a layer was: WHOLE around what is aggregated alone, else by what it was around."""
    outer = inner.parent
    while isinstance(outer, exp.Paren | exp.Round | exp.Coalesce | exp.Mul | exp.Div):
        if isinstance(outer, exp.Div | exp.Mul) and constant(outer.this) is None and constant(outer.expression) is None:
            break
        outer = outer.parent
    if top and outer is None:
        return WHOLE
    held = exp.Paren(this=inner.copy())
    for layer in list(held.find_all(exp.Round, exp.Coalesce)):
        if _plain_layer(layer):
            layer.replace(layer.this)
    _pulled(held)
    return spelt(held.this, shared)


def _plain_layer(node: Any) -> bool:
    if isinstance(node, exp.Coalesce):
        return len(node.expressions) == 1 and isinstance(node.expressions[0], exp.Literal)
    return True


def _scale(held: Any) -> Fraction:
    """Constant factors taken off in place: around the whole, and inside its aggregate where there is only one."""
    factor = _pulled(held)
    bare = held.this.unnest()
    if isinstance(bare, LINEAR) and isinstance(bare.this, exp.Expression) and not isinstance(bare.this, exp.Distinct):
        inside = exp.Paren(this=bare.this.copy())
        own = _pulled(inside)
        if own > 0 and own != 1 and inside.this.find(exp.Column):
            bare.set("this", inside.this)
            factor *= own
    return factor


def _pulled(held: Any) -> Fraction:
    factor = Fraction(1)
    while True:
        _unwrap(held)
        node = held.this
        if isinstance(node, exp.Mul | exp.Div):
            right = constant(node.expression)
            if right:
                factor = factor * right if isinstance(node, exp.Mul) else factor / right
                held.set("this", node.this)
                continue
            left = constant(node.this) if isinstance(node, exp.Mul) else None
            if left:
                factor *= left
                held.set("this", node.expression)
                continue
        return factor


def _wrap(held: Any, key: str, shared: Collection[str], make: Any) -> None:
    """Every part of that spelling in place of itself, wrapped; the whole is wrapped by the caller."""
    if key == WHOLE:
        return
    for node in list(held.find_all(exp.Expression)):
        if node is not held and node.parent is not None and spelt(node, shared) == key:
            inside_column = isinstance(node.parent, exp.Column)
            if not inside_column and not isinstance(node, exp.Identifier):
                node.replace(make(node.copy()))
