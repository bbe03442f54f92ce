"""Canonical arithmetic: sums and products flat and sorted, constants folded exactly and put first."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

Term = tuple[Any, ...]
MOST_DIGITS, MOST_BITS = 1_000, 10_000


def number(value: Decimal | Fraction | int) -> Term:
    """A numeric constant by its value: 1, 1.0 and 1e0 are the same.

    One of more digits than anybody writes stays as it is written: 1e999999999 would take all memory there is.
    """
    if isinstance(value, Decimal) and not is_small(value):
        return ("huge", str(value))
    exact = Fraction(value)
    if max(exact.numerator.bit_length(), exact.denominator.bit_length()) > MOST_BITS:
        return ("huge", f"{exact.numerator:x}/{exact.denominator:x}")
    if exact.denominator == 1:
        return ("num", str(exact.numerator))
    with localcontext() as context:
        context.prec = 60
        quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
    if Fraction(quotient) == exact:
        return ("num", format(quotient.normalize(), "f"))
    return ("num", f"{exact.numerator}/{exact.denominator}")


def is_small(value: Decimal) -> bool:
    """Whether a number has no more digits, before and after the point, than can be reckoned with."""
    return value.is_finite() and abs(value.adjusted()) < MOST_DIGITS and len(value.as_tuple().digits) < MOST_DIGITS


def value_of(term: Term) -> Fraction | None:
    """The value of a numeric constant, None for anything else."""
    try:
        return Fraction(term[1]) if term[0] == "num" else None
    except ValueError:
        return None


def added(parts: Iterable[Term]) -> Term:
    """A sum: flat, sorted, its constants as one."""
    flat = [p for part in parts for p in (part[1:] if part[0] == "add" else (part,))]
    constant, rest = Fraction(0), []
    for part in flat:
        value = value_of(part)
        if value is None:
            rest.append(part)
        else:
            constant += value
    if constant or not rest:
        rest.append(number(constant))
    rest.sort(key=repr)
    return rest[0] if len(rest) == 1 else ("add", *rest)


def negated(part: Term) -> Term:
    """-x, with the sign inside sums, products and constants."""
    if part[0] == "add":
        return added([negated(p) for p in part[1:]])
    return multiplied([("num", "-1"), part])


def multiplied(parts: Iterable[Term]) -> Term:
    """A product: flat, sorted, its constants as one factor in front."""
    flat = [p for part in parts for p in (part[1:] if part[0] == "mul" else (part,))]
    factor, rest = Fraction(1), []
    for part in flat:
        value = value_of(part)
        if value is None:
            rest.append(part)
        else:
            factor *= value
    if not rest:
        return number(factor)
    if factor == 0:
        return ("mul", ("num", "0"), *sorted(rest, key=repr))
    rest.sort(key=repr)
    if factor != 1:
        rest.insert(0, number(factor))
    return rest[0] if len(rest) == 1 else ("mul", *rest)


def divided(top: Term, bottom: Term) -> Term:
    """Real division with constants brought out in front."""
    below = value_of(bottom)
    if below:
        return multiplied([number(1 / below), top])
    factor, rest = scale_of(top)
    if factor != 1:
        return multiplied([number(factor), ("div", rest, bottom)])
    return ("div", top, bottom)


def scale_of(part: Term) -> tuple[Fraction, Term]:
    """A term as (constant factor, the rest)."""
    value = value_of(part[1]) if part[0] == "mul" else None
    if value is None:
        return Fraction(1), part
    rest = part[2:]
    return value, rest[0] if len(rest) == 1 else ("mul", *rest)
