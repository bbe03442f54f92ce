"""Terms made alike where only the writing differs: how a period is rendered, casts, units, defaults for null.

Two departments rarely write the same day the same way; for duplicates that is no difference. What changes a number
stays: another factor than a power of ten, a default for null within an average, the hour instead of the day. Metric
definitions, where less is taken for granted, are compared without this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from assess.diagnose.lineage.relations.periods import of as period_of
from assess.diagnose.lineage.relations.periods import period
from assess.diagnose.metrics import logic
from assess.diagnose.metrics.arithmetic import added, divided, multiplied, negated, scale_of, value_of

Term = tuple[Any, ...]
NOW = ("now",)
ZERO, ONE, NULL, STAR = ("num", "0"), ("num", "1"), ("null",), ("star",)
_WRAPPERS = {"JULIANDAY", "TSORDSTODATE", "TSORDSTOTIMESTAMP", "TSORDSTODATETIME", "TIMESTAMP", "DATETIME", "STRTOTIME",
             "TIMESTRTOTIME", "UNIXTOTIME", "STRTODATE"}  # fmt: skip
_NOWS = {"CURRENTDATE", "CURRENTTIMESTAMP", "CURRENTDATETIME", "NOW", "TODAY", "GETDATE", "CURDATE", "SYSDATE"}
_DIFFERENCES = {"DATEDIFF", "TIMESTAMPDIFF", "DATE_DIFF", "TSORDSDIFF", "JULIANDIFF"}
_SHIFTS = {"DATEADD": 1, "DATESUB": -1, "TSORDSADD": 1, "TIMESTAMPADD": 1, "TIMESTAMPSUB": -1, "DATETIMEADD": 1,
           "DATETIMESUB": -1, "DATE_ADD": 1, "DATE_SUB": -1}  # fmt: skip


def loosened(part: Term) -> Term:
    """A value as another department might have written it too."""
    return _unscaled(_undefaulted(_walk(part)))


def loosened_condition(part: Term) -> Term:
    """A condition on rows, with comparisons to today in one form."""
    return _settled(_aged(_walk(part)))


def counted(part: Any, filled: Callable[[Term], bool]) -> Any:
    """COUNT of what is never null as COUNT(*)."""
    if not isinstance(part, tuple) or not part or part[0] in ("col", "of", "num", "str"):
        return part
    if part[0] == "agg" and part[1] == "count" and not part[2] and len(part[3]) == 1 and filled(part[3][0]):
        return ("agg", "count", "", (STAR,), part[4])
    return tuple(counted(p, filled) for p in part)


def _walk(part: Any) -> Any:
    if not isinstance(part, tuple) or not part:
        return part
    kind = part[0]
    if kind in ("col", "num", "str", "of", "null", "star", "bool"):
        return part
    rule = _RULES.get(kind) if isinstance(kind, str) else None
    inner = tuple(_walk(p) for p in part)
    return rule(inner) if rule is not None else inner


def _cast(part: Term) -> Term:
    return period_of("day", part[2]) if part[1] == "DATE" and part[2][0] not in ("str", "now") else part[2]


def _function(part: Term) -> Term:  # noqa: PLR0911 - a table of cases
    name, arguments = part[1], part[2:]
    if name in _NOWS or arguments == (("str", "now"),):
        return NOW
    if name in ("ROUND", "TRUNC") and arguments and arguments[0][0] not in ("col", "period") and _numbers(arguments):
        return arguments[0]  # type: ignore[no-any-return]
    if name in ("DATE", "TSORDSTODATE") and len(arguments) == 1 and arguments[0][0] in ("str", "now"):
        return arguments[0]  # type: ignore[no-any-return]
    if (found := period(name, arguments)) is not None:
        return found
    if name in _WRAPPERS and len(arguments) == 1:
        return arguments[0]  # type: ignore[no-any-return]
    if name in _WRAPPERS and len(arguments) == 2 and arguments[1][0] == "str":
        return arguments[0]  # type: ignore[no-any-return]
    if name in _SHIFTS and (found := _since(arguments)) is not None:
        return found
    if name in _DIFFERENCES and len(arguments) >= 2 and (len(arguments) == 2 or _days_unit(arguments[2])):
        return added([_dayless(arguments[0]), negated(_dayless(arguments[1]))])
    if name in _SHIFTS and len(arguments) >= 2 and (len(arguments) == 2 or _days_unit(arguments[2])):
        return added([_dayless(arguments[0]), multiplied([("num", str(_SHIFTS[name])), _days(arguments[1])])])
    return part


def _since(arguments: Term) -> Term | None:
    """A fixed moment and the whole units since then: the way some engines cut a date off to its unit."""
    start, steps = arguments[0], arguments[1] if len(arguments) > 1 else ()
    if start[0] not in ("str", "num") or not steps:
        return None
    steps = steps[2] if steps[:2] == ("fn", "INTERVAL") else steps
    if steps[0] == "add" and len(steps) == 3 and negated(start) in steps[1:]:
        return period_of("day", next(p for p in steps[1:] if p != negated(start)))
    if steps[0] == "fn" and steps[1] in _DIFFERENCES and len(steps) == 5 and start in steps[2:4]:
        return period("TIMESTAMPTRUNC", (steps[2] if steps[3] == start else steps[3], steps[4]))
    return None


def _numbers(arguments: Term) -> bool:
    return all(a[0] == "num" for a in arguments[1:])


def _days_unit(part: Term) -> bool:
    return part[0] == "str" and str(part[1]).upper() in ("DAY", "DAYS")


def _aggregate(part: Term) -> Term:
    _, name, distinct, arguments, condition = part
    condition = _settled(condition) if condition else condition
    if name == "sum" and not distinct and arguments and arguments[0][0] == "case":
        _, branches, default = arguments[0]
        if len(branches) == 1 and default == ZERO:
            when, value = branches[0]
            return _aggregate(("agg", "sum", "", (value,), logic.both(condition, when)))
        if len(branches) == 1 and branches[0][1] == ZERO and default != NULL and branches[0][0][0] == "isnull":
            when = ("not", branches[0][0])
            return _aggregate(("agg", "sum", "", (default,), logic.both(condition, when)))
    if name == "sum" and not distinct and arguments == (ONE,):
        return _aggregate(("agg", "count", "", (STAR,), condition))
    if name == "count" and not distinct and arguments == (STAR,) and condition:
        rest = logic.conjuncts(condition)
        present = [c for c in rest if c[0] == "not" and c[1][0] == "isnull"]
        if len(present) == 1:
            other = sorted(rest - set(present), key=repr)
            return ("agg", "count", "", (present[0][1][1],), logic.joined("and", other) if other else ())
    return ("agg", name, distinct, arguments, condition)


def _case(part: Term) -> Term:
    """CASE that only says what COALESCE or NULLIF says; its conditions as conditions."""
    branches = tuple((_settled(when), value) for when, value in part[1])
    default = part[2]
    if len(branches) == 1:
        when, value = branches[0]
        if when[0] == "isnull" and default == when[1]:
            return ("coalesce", default, value)
        if when[0] == "not" and when[1][0] == "isnull" and value == when[1][1] and default != NULL:
            return ("coalesce", value, default)
        if when[0] == "eq" and ZERO in when[1:] and value in (NULL, ZERO) and default[0] in ("div", "mul"):
            below = when[2] if when[1] == ZERO else when[1]
            if any(p[0] == "div" and p[2] in (below, ("nullif", below, ZERO)) for p in (default, *default[1:])):
                return default  # type: ignore[no-any-return]
        if when[0] == "lt" and when[1] == ZERO and default in (NULL, ZERO) and value[0] in ("div", "mul"):
            below = when[2]
            if any(p[0] == "div" and p[2] in (below, ("nullif", below, ZERO)) for p in (value, *value[1:])):
                return value  # type: ignore[no-any-return]
    return ("case", branches, default)


_RULES: dict[str, Callable[[Term], Term]] = {
    "cast": _cast,
    "fn": _function,
    "idiv": lambda t: divided(t[1], t[2]),
    "agg": _aggregate,
    "case": _case,
    "add": lambda t: added(_dayless(p) for p in t[1:]),
    "mul": lambda t: multiplied(_dayless(p) for p in t[1:]),
    "eq": lambda t: (t[0], *sorted(t[1:], key=repr)),
    "neq": lambda t: (t[0], *sorted(t[1:], key=repr)),
    "and": lambda t: (t[0], *sorted(t[1:], key=repr)),
    "or": lambda t: (t[0], *sorted(t[1:], key=repr)),
}


def _undefaulted(part: Any) -> Any:  # noqa: PLR0911 - a table of cases
    """Without defaults for null where null could only mean that there is nothing: at the top, under * /, in a SUM."""
    if not isinstance(part, tuple) or not part:
        return part
    kind = part[0]
    if kind == "coalesce":
        if len(part) == 3 and (part[2] == ZERO or part[2][0] == "str"):
            return _undefaulted(part[1])
        return part
    if kind == "nullif" and part[2] == ZERO:
        return _undefaulted(part[1])
    if kind == "mul":
        return multiplied(_undefaulted(p) for p in part[1:])
    if kind == "add" and all(has_sum(p) for p in part[1:]):
        return added(_undefaulted(p) for p in part[1:])
    if kind == "div":
        return divided(_undefaulted(part[1]), _undefaulted(part[2]))
    if kind == "agg" and part[1] == "sum" and not part[2]:
        return _aggregate(("agg", "sum", "", tuple(_undefaulted(a) for a in part[3]), part[4]))
    return part


def has_sum(part: Term) -> bool:
    """Whether a summand is an aggregate or a constant: null only where there are no rows at all."""
    return part[0] in ("agg", "num") or (part[0] in ("mul", "coalesce") and all(has_sum(p) for p in part[1:]))


def _settled(part: Term) -> Term:
    """A condition without the defaults that cannot make it true: COALESCE(x, 0) > 0 is x > 0."""
    kind = part[0] if part else ""
    if kind in ("and", "or"):
        return logic.joined(kind, [_settled(p) for p in part[1:]])
    if kind in ("eq", "neq", "lt", "lte") and len(part) == 3:
        for here, there in ((1, 2), (2, 1)):
            side, other = part[here], part[there]
            if side[0] == "coalesce" and len(side) == 3 and _holds(kind, here, side[2], other) is False:
                return logic.compared(kind, *((side[1], other) if here == 1 else (other, side[1])))
    if kind == "in" and part[1][0] == "coalesce" and len(part[1]) == 3 and part[1][2] not in part[2]:
        constant = all(v[0] in ("num", "str") for v in (part[1][2], *part[2]))
        return ("in", part[1][1], part[2]) if constant else part
    return part


def _holds(kind: str, here: int, default: Term, other: Term) -> bool | None:
    """Whether the comparison holds for the default; None where that is not to be told."""
    if default[0] != other[0] or default[0] not in ("num", "str"):
        return None
    if kind in ("eq", "neq"):
        return (default == other) == (kind == "eq")
    a, b = value_of(default), value_of(other)
    if a is None or b is None:
        return None
    left, right = (a, b) if here == 1 else (b, a)
    return left < right if kind == "lt" else left <= right


def _aged(condition: Term) -> Term:
    """`day >= today - 30` and `today - day <= 30` in one form."""
    if condition[0] not in ("lt", "lte") or not _mentions(condition, NOW):
        return condition
    left, right = (added([_days(side)]) for side in condition[1:3])
    return (condition[0], ZERO, added([right, negated(left)]))


def _days(part: Any) -> Any:
    """An interval of days as the number of them; a day of a column as the column."""
    if not isinstance(part, tuple) or not part:
        return part
    if part[:2] == ("fn", "INTERVAL") and len(part) == 4 and str(part[3][1]).upper().startswith("DAY"):
        return ("num", str(part[2][1]))
    inner = tuple(_days(_dayless(p)) if isinstance(p, tuple) and p else p for p in part)
    return added(inner[1:]) if inner[0] == "add" else multiplied(inner[1:]) if inner[0] == "mul" else inner


def _mentions(part: Any, wanted: Term) -> bool:
    if not isinstance(part, tuple) or not part:
        return False
    return part == wanted or any(_mentions(p, wanted) for p in part)


def _dayless(part: Term) -> Term:
    """A day within a sum or difference of dates counts as the time itself."""
    if part[0] == "period" and part[1] == "day":
        return part[2]  # type: ignore[no-any-return]
    return ("mul", *(_dayless(p) for p in part[1:])) if part[0] == "mul" else part


def _unscaled(part: Term) -> Term:
    """Kilograms or tonnes, yuan or ten thousand yuan: the same quantity. A factor of 1.06 is another one."""
    factor, rest = scale_of(part)
    return rest if factor > 0 and _power_of_ten(factor) else part


def _power_of_ten(factor: Fraction) -> bool:
    one, other = sorted((factor.numerator, factor.denominator))
    return one == 1 and str(other).rstrip("0") == "1"


def strict(part: Any) -> bool:
    """Whether a value of columns is null as soon as one of them is."""
    if part[0] in ("col", "of"):
        return True
    if part[0] in ("add", "mul", "div", "idiv", "cast", "period"):
        inner = [p for p in part[1:] if isinstance(p, tuple)]
        return any(strict(p) for p in inner) and all(p[0] in ("num", "str") or strict(p) for p in inner)
    return False


def columns_in(part: Any) -> Iterable[Term]:
    """The columns within a term, closed relations as they are."""
    if isinstance(part, tuple) and part:
        if part[0] in ("col", "of") and len(part) == 3:
            yield part
            return
        for p in part:
            yield from columns_in(p)
