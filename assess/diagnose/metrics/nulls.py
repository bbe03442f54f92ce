"""Defaults for null, taken out of a term and listed: they are a facet of their own, never noise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assess.diagnose.metrics import logic
from assess.diagnose.metrics.arithmetic import added, divided, multiplied

Term = tuple[Any, ...]
ZERO, NULL, ONE, STAR = ("num", "0"), ("null",), ("num", "1"), ("star",)
_WHOLE = {"INT", "BIGINT", "SMALLINT", "TINYINT", "DECIMAL"}
_PREDICATES = {"eq", "neq", "lt", "lte", "in", "isnull", "not", "and", "or"}
SUMMED = "sum"  # directly in a SUM

_AGAIN: dict[str, Callable[[Term], Term]] = {  # a term that lost a default may sort differently
    "add": lambda t: added(t[1:]),
    "mul": lambda t: multiplied(t[1:]),
    "div": lambda t: divided(t[1], t[2]),
    "and": lambda t: logic.joined("and", t[1:]),
    "or": lambda t: logic.joined("or", t[1:]),
    "eq": lambda t: logic.compared("eq", t[1], t[2]),
    "neq": lambda t: logic.compared("neq", t[1], t[2]),
}


def without_null_defaults(part: Term) -> tuple[Term, frozenset[Term]]:
    """`part` with its null defaults taken out, and what was taken out.

    ("within", place, default) marks one that changes values wherever a single null occurs; the others matter only
    where there is nothing at all to add up.
    """
    taken: list[Term] = []
    return _strip(part, taken, ""), frozenset(taken)


def _strip(part: Any, taken: list[Term], place: str) -> Any:
    """`place` is "" where null only means an empty result: at the top, over * and /, directly in a SUM.

    In a SUM that holds of a default of zero alone: another one adds something where there is nothing.
    """
    if not isinstance(part, tuple) or not part:
        return part
    if part[0] == "agg" and (found := _counted_flag(part)):
        taken.append(("flag_sum", found))
        part = found
    if part[0] == "agg" and (found := _zero_else(part)):
        when, value = part[3][0][1][0]
        taken.append(("else_zero", ("agg", "sum", "", (value,), when)))
        part = found
    if part[0] == "agg":
        _, name, distinct, arguments, condition = part
        below = SUMMED if name == "sum" and not distinct and place in ("", SUMMED) else name
        inner: Term = ("agg", name, distinct, tuple(_strip(a, taken, below) for a in arguments), condition)
    else:
        through = part[0] in ("mul", "div", "coalesce", "nullif", "cast")
        below = place if place not in ("", SUMMED) or through else str(part[0])
        divisor = "div" if part[0] == "div" and place == SUMMED else below
        inner = tuple(_strip(p, taken, divisor if n == 2 else below) for n, p in enumerate(part))
    if inner[0] == "coalesce" and len(inner) == 3 and inner[2][0] in ("num", "str"):
        harmless = not place or (place == SUMMED and inner[2] == ZERO)
        taken.append(inner if harmless else ("within", place or "sum", inner))
        return inner[1]
    if inner[0] == "nullif" and inner[2] == ZERO:
        taken.append(("within", place, inner) if place else inner)
        return inner[1]
    if inner[0] == "agg" and inner[1] == "sum" and inner[3] == (ONE,) and not inner[2]:
        taken.append(("sum_of_ones",))
        return ("agg", "count", "", (STAR,), inner[4])
    again = _AGAIN.get(inner[0]) if isinstance(inner[0], str) else None
    return again(inner) if again else inner


def _counted_flag(part: Term) -> Term | None:
    """SUM(CAST(p AS INT)) as the count of rows that meet p: they differ where p is never known."""
    _, name, distinct, arguments, condition = part
    if name != "sum" or distinct or len(arguments) != 1 or arguments[0][0] != "cast":
        return None
    _, kind, inner = arguments[0]
    if kind.split("(")[0] not in _WHOLE or inner[0] not in _PREDICATES:
        return None
    return ("agg", "count", "", (STAR,), logic.both(condition, logic.choosing(inner)))


def _zero_else(part: Term) -> Term | None:
    """SUM(CASE WHEN p THEN x ELSE 0 END) as SUM(x) over p: they differ where no row meets p."""
    _, name, distinct, arguments, condition = part
    if name != "sum" or distinct or len(arguments) != 1 or arguments[0][0] != "case":
        return None
    branches, default = arguments[0][1], arguments[0][2]
    if default != ZERO or len(branches) != 1:
        return None
    when, value = branches[0]
    return ("agg", "sum", "", (value,), logic.both(condition, when))
