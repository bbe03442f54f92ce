"""Canonical predicates: rewrites that hold in SQL's three-valued logic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Term = tuple[Any, ...]
_DENIED = {"eq": "neq", "neq": "eq"}
_TRUE, _FALSE = ("bool", "true"), ("bool", "false")


def compared(operator: str, left: Term, right: Term) -> Term:
    """A comparison; the symmetric ones with sides sorted, `p = TRUE` as p."""
    if operator in ("eq", "neq"):
        for side, other in ((left, right), (right, left)):
            if side in (_TRUE, _FALSE):
                return other if (side == _TRUE) == (operator == "eq") else denied(other)
        left, right = sorted((left, right), key=repr)
    return (operator, left, right)


def joined(operator: str, parts: Iterable[Term]) -> Term:
    """AND or OR: flat, sorted, each part once; equalities of one value joined by OR become IN."""
    flat = [p for part in parts for p in (part[1:] if part[0] == operator else (part,))]
    if operator == "or":
        flat = _as_lists(flat)
    unique = sorted(dict.fromkeys(flat), key=repr)
    return unique[0] if len(unique) == 1 else (operator, *unique)


def both(first: Term, second: Term) -> Term:
    """`first AND second`, where () is no condition."""
    if not first or not second:
        return first or second
    return joined("and", [first, second])


def conjuncts(condition: Term) -> frozenset[Term]:
    """The parts that must all hold."""
    if not condition:
        return frozenset()
    return frozenset(condition[1:]) if condition[0] == "and" else frozenset([condition])


def choosing(condition: Term) -> Term:
    """A condition where only the rows for which it is true matter: what another part implies of nulls is left out.

    `x = 1 AND x IS NOT NULL` chooses the rows of `x = 1`. Not for a condition whose falsehood is used.
    """
    if not condition or condition[0] not in ("and", "or"):
        return condition
    parts = [choosing(part) for part in condition[1:]]
    if condition[0] == "and":
        filled = set().union(*(_filled(part) for part in parts))
        parts = [p for p in parts if not (p[0] == "not" and p[1][0] == "isnull" and p[1][1] in filled)] or parts
    return joined(condition[0], parts)


def _filled(part: Term) -> set[Term]:
    """The values that cannot be null where the part is true."""
    if part[0] == "in":
        return _operands(part[1])
    if part[0] in ("eq", "neq", "lt", "lte"):
        return _operands(part[1]) | _operands(part[2])
    return set()


def _operands(value: Term) -> set[Term]:
    """A value and, through arithmetic, what makes it null when null."""
    found = {value}
    if value[0] in ("add", "mul", "div"):
        for part in value[1:]:
            found |= _operands(part)
    return found


def denied(part: Term) -> Term:  # noqa: PLR0911 - a table of cases
    """NOT pushed down to the comparisons."""
    kind = part[0]
    if kind == "not":
        return part[1]  # type: ignore[no-any-return]
    if kind in _DENIED:
        return (_DENIED[kind], part[1], part[2])
    if kind == "lt":
        return ("lte", part[2], part[1])
    if kind == "lte":
        return ("lt", part[2], part[1])
    if kind in ("and", "or"):
        return joined("or" if kind == "and" else "and", [denied(p) for p in part[1:]])
    if kind == "in" and all(_constant(v) for v in part[2]):
        return joined("and", [compared("neq", part[1], value) for value in part[2]])
    if kind == "bool":
        return _FALSE if part == _TRUE else _TRUE
    return ("not", part)


def among(value: Term, choices: list[Term]) -> Term:
    """IN: one choice is an equality, more are sorted and listed once."""
    unique = sorted(dict.fromkeys(choices), key=repr)
    return compared("eq", value, unique[0]) if len(unique) == 1 else ("in", value, tuple(unique))


def constant_side(part: Term) -> tuple[Term, Term] | None:
    """(value, constant) of an equality with a constant on one side."""
    if part[0] not in ("eq", "neq"):
        return None
    for value, constant in ((part[1], part[2]), (part[2], part[1])):
        if _constant(constant) and not _constant(value):
            return value, constant
    return None


def _constant(value: Term) -> bool:
    return bool(value) and value[0] in ("num", "str", "bool")


def _as_lists(parts: list[Term]) -> list[Term]:
    choices: dict[Term, list[Term]] = {}
    rest: list[Term] = []
    for part in parts:
        sides = constant_side(part) if part[0] == "eq" else None
        if sides:
            choices.setdefault(sides[0], []).append(sides[1])
        elif part[0] == "in" and all(_constant(v) for v in part[2]):
            choices.setdefault(part[1], []).extend(part[2])
        else:
            rest.append(part)
    return rest + [among(value, constants) for value, constants in choices.items()]
