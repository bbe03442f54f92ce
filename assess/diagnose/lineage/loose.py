"""Terms made alike where only the writing differs: how a period is rendered, casts, units, defaults for null.

Two departments rarely write the same day the same way; for duplicates that is no difference. Metric definitions,
where it may be one, are compared without this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from assess.diagnose.metrics.arithmetic import added, divided, multiplied, negated, scale_of
from assess.diagnose.metrics.nulls import ONE, STAR, ZERO, without_null_defaults

Term = tuple[Any, ...]
NOW = ("now",)
_RENDERING = {"TIMETOSTR", "STRFTIME", "DATEFORMAT", "TOCHAR", "TSORDSTODATE", "TIMESTAMPTRUNC", "DATETRUNC", "DATE",
              "TSORDSTODATESTR", "YEAR", "MONTH", "QUARTER", "WEEK", "FORMAT", "TO_CHAR", "DATE_FORMAT", "TRUNC",
              "SUBSTRING", "LEFT", "TIMETOTIMESTR", "FORMATDATETIME"}  # fmt: skip
_WRAPPERS = {"JULIANDAY", "TSORDSTODATE", "TSORDSTOTIMESTAMP", "TSORDSTODATETIME", "TIMESTAMP", "DATETIME", "STRTOTIME",
             "TIMESTRTOTIME", "UNIXTOTIME"}  # fmt: skip
_NOWS = {"CURRENTDATE", "CURRENTTIMESTAMP", "CURRENTDATETIME", "NOW", "TODAY", "GETDATE", "CURDATE", "SYSDATE"}
_DIFFERENCES = {"DATEDIFF", "TIMESTAMPDIFF", "DATE_DIFF", "TSORDSDIFF", "JULIANDIFF"}
_FORMATS = (
    (re.compile(r"%[WVUGu]|\b(ww|iw|week)\b", re.I), "week"),
    (re.compile(r"%d|%j|dd|\bday\b", re.I), "day"),
    (re.compile(r"\bq\b|quarter", re.I), "quarter"),
    (re.compile(r"%m|%b|mm|\bmon(th)?\b", re.I), "month"),
    (re.compile(r"%[yY]|yyyy|\byear\b", re.I), "year"),
)
_LENGTHS = {"10": "day", "7": "month", "4": "year"}


def loosened(part: Term) -> Term:
    """`part` as another department might have written it too."""
    plain, _ = without_null_defaults(_walk(part))
    return _unscaled(_walk(plain))


def loosened_conditions(conditions: Iterable[Term]) -> frozenset[Term]:
    """Conditions with comparisons to today in one form, and unions spelt out branch by branch."""
    return frozenset(_aged(branch) for condition in conditions for branch in spelt_out(_walk(condition)))


def counted_rows(part: Any, outer: frozenset[str]) -> Any:
    """COUNT of a column as COUNT(*), unless the column's table is only joined where it fits (`outer`)."""
    if not isinstance(part, tuple) or not part:
        return part
    if part[0] == "agg" and part[1] == "count" and not part[2] and len(part[3]) == 1:
        argument = part[3][0]
        columns = argument[2:] if argument[:2] == ("fn", "UNION") else (argument,)
        if all(c[0] == "col" and len(c) == 3 for c in columns):
            tables = tuple(sorted({c[1] for c in columns}))
            counted = ("rows", *tables) if outer & set(tables) else STAR
            return ("agg", "count", "", (counted,), part[4])
    return tuple(counted_rows(p, outer) for p in part)


def _aged(condition: Term) -> Term:
    """`day >= today - 30` and `today - day <= 30` in one form."""
    if condition[0] not in ("lt", "lte") or NOW not in _parts(condition):
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


def _parts(part: Any) -> set[Any]:
    if not isinstance(part, tuple) or not part:
        return set()
    return {part}.union(*(_parts(p) for p in part))


def spelt_out(part: Term) -> list[Term]:
    """A term over a union as one term a branch."""
    union = _first_union(part)
    if union is None:
        return [part]
    return [p for branch in union[2:] for p in spelt_out(_walk(_replaced(part, union, branch)))]


def united(values: Iterable[Term]) -> Term:
    """The column of a union: its branches' terms, each once; a single one is itself."""
    flat = {v for value in values for v in (value[2:] if value[:2] == ("fn", "UNION") else (value,))}
    flat -= {("null",)} if len(flat) > 1 else set()
    ranked = sorted(flat, key=repr)
    return ranked[0] if len(ranked) == 1 else ("fn", "UNION", *ranked)


def _walk(part: Any) -> Any:  # noqa: PLR0911 - a table of cases
    if not isinstance(part, tuple) or not part:
        return part
    part = tuple(_walk(p) for p in part)
    kind = part[0]
    if kind == "cast":
        return ("period", "day", part[2]) if part[1] == "DATE" else part[2]
    if kind == "fn":
        return _function(part)
    if kind == "idiv":
        return divided(part[1], part[2])
    if kind == "agg":
        return _aggregate(part)
    if kind == "add":
        return added(_dayless(p) for p in part[1:])
    if kind == "mul":
        return multiplied(_dayless(p) for p in part[1:])
    return _sorted(part)


def _function(part: Term) -> Term:
    name, arguments = part[1], part[2:]
    if name in _NOWS or arguments == (("str", "now"),):
        return NOW
    if name in _WRAPPERS and len(arguments) == 1:
        return arguments[0]  # type: ignore[no-any-return]
    if name in _DIFFERENCES and len(arguments) >= 2:
        return added([_dayless(arguments[0]), negated(_dayless(arguments[1]))])
    if name in ("ROUND", "TRUNC") and arguments and arguments[0][0] not in ("col", "period"):
        return arguments[0]  # type: ignore[no-any-return]
    if name in _RENDERING:
        values = [a for a in arguments if a[0] not in ("str", "num")]
        words = [str(a[1]) for a in arguments if a[0] in ("str", "num")]
        unit = _unit(name, words)
        if len(values) == 1 and unit:
            inner = values[0]
            return ("period", unit, inner[2] if inner[0] == "period" else inner)
    return part


def _unit(name: str, words: list[str]) -> str:
    if name in ("SUBSTRING", "LEFT"):
        return _LENGTHS.get(words[-1], "") if words else ""
    if name in ("DATE", "TSORDSTODATESTR"):
        return "day"
    text = " ".join(words) or name
    return next((unit for pattern, unit in _FORMATS if pattern.search(text)), "")


def _aggregate(part: Term) -> Term:
    _, name, distinct, arguments, condition = part
    if name == "sum" and not distinct and arguments == (ONE,):
        return ("agg", "count", "", (STAR,), condition)
    if name == "sum" and arguments and arguments[0][0] == "case":
        _, branches, default = arguments[0]
        if len(branches) == 1 and branches[0][0][0] == "isnull" and branches[0][1] == ZERO and default == ONE:
            return _aggregate(("agg", "count", "", (branches[0][0][1],), condition))
        if len(branches) == 1 and branches[0][1] == ONE and default == ZERO and branches[0][0][0] == "not":
            absent = branches[0][0][1]
            if absent[0] == "isnull":
                return _aggregate(("agg", "count", "", (absent[1],), condition))
    return part


def _dayless(part: Term) -> Term:
    """A day within a sum or difference of dates counts as the time itself."""
    if part[0] == "period" and part[1] == "day":
        return part[2]  # type: ignore[no-any-return]
    return ("mul", *(_dayless(p) for p in part[1:])) if part[0] == "mul" else part


def _unscaled(part: Term) -> Term:
    """Kilograms or tonnes, yuan or ten thousand yuan: the same quantity."""
    factor, rest = scale_of(part)
    return rest if factor > 0 else part


def _first_union(part: Any) -> Term | None:
    if not isinstance(part, tuple) or not part:
        return None
    if part[:2] == ("fn", "UNION"):
        return part
    return next((found for p in part if (found := _first_union(p)) is not None), None)


def _replaced(part: Any, old: Term, new: Term) -> Any:
    if part == old:
        return new
    return tuple(_replaced(p, old, new) for p in part) if isinstance(part, tuple) else part


def _sorted(part: Term) -> Term:
    if part[0] in ("eq", "neq", "and", "or"):
        return (part[0], *sorted(part[1:], key=repr))
    return part
