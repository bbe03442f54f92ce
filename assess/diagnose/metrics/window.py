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
    if condition[0] not in ("lt", "lte"):
        return None
    bound, column = condition[1], condition[2]
    text = repr(bound)
    number = _NUMBER.search(text)
    if column[0] == "cast" or (column[0] == "fn" and len(column) == 3):
        column = column[2]
    if column[0] != "col" or not _NOW.search(text) or not number:
        return None
    unit = _UNIT.search(text)
    return f"{int(number[1])} {unit[1].lower() if unit else 'day'}", str(column[-1]).rsplit(".", 1)[-1]


def _until_now(condition: Term, column: str) -> bool:
    """An upper bound at today on the same column adds nothing to the window."""
    return (
        condition[0] in ("lt", "lte")
        and condition[1][0] == "col"
        and str(condition[1][-1]).rsplit(".", 1)[-1] == column
        and bool(_NOW.search(repr(condition[2])))
        and not _NUMBER.search(repr(condition[2]))
    )
