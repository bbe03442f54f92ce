"""A rolling window written as a condition on time, such as day >= CURRENT_DATE - 30, told apart from other filters."""

from __future__ import annotations

import re
from typing import Any

Term = tuple[Any, ...]
_NOW = re.compile(r"CURRENT|NOW|TODAY|GETDATE|SYSDATE|BIZDATE|PARAMETER", re.I)
_UNIT = re.compile(r"\b(DAY|WEEK|MONTH|QUARTER|YEAR)S?\b", re.I)
_NUMBER = re.compile(r"\('(?:num|str)', '-?(\d+)(?: (\w+))?'\)")


def split_window(conditions: frozenset[Term]) -> tuple[str, str, frozenset[Term]]:
    """(window such as "30 day" or "", its time column or "", the conditions that are not a window)."""
    for condition in sorted(conditions, key=repr):
        found = _rolling(condition)
        if found:
            upper = {c for c in conditions if _until_now(c, found[1])}
            return (*found, conditions - {condition} - upper)
    return "", "", conditions


def _rolling(condition: Term) -> tuple[str, str] | None:
    """(window, column) of `column >= today - n` or `days between column and today <= n`."""
    if condition[0] not in ("lt", "lte"):
        return None
    low, high = condition[1], condition[2]
    bound, column = (low, _column(high)) if high[0] != "num" else (high, _between(low))
    text = repr(bound)
    numbers = [int(match[1]) for match in _NUMBER.finditer(text)]
    if not column or not numbers or (bound is low and not _NOW.search(text)):
        return None
    unit = _UNIT.search(text if bound is low else repr(low))
    strictly = "under " if condition[0] == "lt" else ""
    return f"{strictly}{max(numbers)} {unit[1].lower() if unit else 'day'}", column


def _column(part: Term) -> str:
    """The bare name of a column, through a cast or a function of it alone such as DATE(column)."""
    while part[0] == "cast" or (part[0] == "fn" and len(part) == 3):
        part = part[2]
    return str(part[-1]).rsplit(".", 1)[-1] if part[0] == "col" else ""


def _between(part: Term) -> str:
    """The column of a difference between it and today."""
    if not _NOW.search(repr(part)):
        return ""
    found = sorted({_column(p) for p in part[1:] if isinstance(p, tuple)} - {""})
    return found[0] if len(found) == 1 else ""


def _until_now(condition: Term, column: str) -> bool:
    """An upper bound at today on the same column adds nothing to the window."""
    return (
        condition[0] in ("lt", "lte")
        and condition[1][0] == "col"
        and str(condition[1][-1]).rsplit(".", 1)[-1] == column
        and bool(_NOW.search(repr(condition[2])))
        and not _NUMBER.search(repr(condition[2]))
    )
