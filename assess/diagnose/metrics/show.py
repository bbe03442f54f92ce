"""A term as a person would write it, in SQL's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Term = tuple[Any, ...]
_INFIX = {"add": " + ", "mul": " * ", "and": " AND ", "or": " OR ", "eq": " = ", "neq": " <> ", "lt": " < ",
          "lte": " <= ", "div": " / ", "idiv": " / ", "is": " IS "}  # fmt: skip


def show(part: Term) -> str:
    """SQL-like text of a term; the same term gives the same text."""
    if not part:
        return ""
    kind = part[0]
    if kind in _INFIX:
        if kind in ("eq", "neq") and part[1][0] in ("num", "str") and part[2][0] not in ("num", "str"):
            part = (kind, part[2], part[1])
        if kind in ("lt", "lte") and part[1][0] in ("num", "str"):
            return f"{_inner(part[2])} {'>' if kind == 'lt' else '>='} {_inner(part[1])}"
        return _INFIX[kind].join(_inner(p) for p in part[1:])
    rule = _RULES.get(kind)
    if rule is not None:
        return rule(part)
    return f"{kind}({', '.join(show(p) if isinstance(p, tuple) else str(p) for p in part[1:])})"


def _inner(part: Term) -> str:
    return f"({show(part)})" if part and part[0] in _INFIX else show(part)


def _list(parts: Any) -> str:
    return ", ".join(show(p) if isinstance(p, tuple) else str(p) for p in parts)


def _aggregate(part: Term) -> str:
    _, name, distinct, arguments, condition = part
    inside = f"{'DISTINCT ' if distinct else ''}{_list(arguments)}"
    where = f" FILTER (WHERE {show(condition)})" if condition else ""
    return f"{name.upper()}({inside}){where}"


def _case(part: Term) -> str:
    branches = " ".join(f"WHEN {show(when)} THEN {show(value)}" for when, value in part[1])
    otherwise = "" if part[2] == ("null",) else f" ELSE {show(part[2])}"
    return f"CASE {branches}{otherwise} END"


def _window(part: Term) -> str:
    _, inner, partition, order, _spec = part
    by = f"PARTITION BY {_list(partition)}" if partition else ""
    sort = "ORDER BY " + ", ".join(f"{show(e)}{' DESC' if way == 'desc' else ''}" for e, way in order) if order else ""
    return f"{show(inner)} OVER ({' '.join(p for p in (by, sort) if p)})"


_RULES: dict[str, Callable[[Term], str]] = {
    "col": lambda t: str(t[-1]),
    "of": lambda t: show(t[2]),
    "num": lambda t: str(t[1]),
    "str": lambda t: "'" + str(t[1]).replace("'", "''") + "'",
    "bool": lambda t: str(t[1]).upper(),
    "null": lambda t: "NULL",
    "star": lambda t: "*",
    "not": lambda t: f"{_inner(t[1][1])} IS NOT NULL" if t[1][0] == "isnull" else f"NOT {_inner(t[1])}",
    "isnull": lambda t: f"{_inner(t[1])} IS NULL",
    "in": lambda t: f"{_inner(t[1])} IN ({_list(t[2])})",
    "case": _case,
    "agg": _aggregate,
    "coalesce": lambda t: f"COALESCE({_list(t[1:])})",
    "nullif": lambda t: f"NULLIF({_list(t[1:])})",
    "cast": lambda t: f"CAST({show(t[2])} AS {t[1]})",
    "window": _window,
    "fn": lambda t: f"{t[1]}({_list(t[2:])})",
    "tuple": lambda t: f"({_list(t[1:])})",
    "joined": lambda t: show(t[2]),
    "set": lambda t: f"{t[1].upper()} {_list(t[2:])}",
    "having": lambda t: f"HAVING {show(t[1])}",
    "query": lambda t: f"({t[1]})",
    "flag_sum": lambda t: f"{show(t[1])} as a sum of true and false",
    "subquery": lambda t: f"(SELECT {_list(t[2])} …)",
    "table": lambda t: _list(t[1:]),
    "all": lambda t: f"{t[1]}.*",
    "else_zero": lambda t: f"{show(t[1])} with ELSE 0",
    "within": lambda t: f"{show(t[2])} inside {t[1].upper()}",
    "sum_of_ones": lambda t: "SUM(1) in place of COUNT(*)",
}
