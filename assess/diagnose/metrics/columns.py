"""Types and telling values for the columns of a formula, guessed from how it uses them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlglot import exp

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}")
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Sum, exp.Avg, exp.Neg)
_TEMPORAL = (exp.DateDiff, exp.DateAdd, exp.DateSub, exp.TsOrDsDiff, exp.CurrentDate, exp.Extract, exp.DateTrunc,
             exp.TimestampTrunc, exp.Interval)  # fmt: skip
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In, exp.Between, exp.Like)


@dataclass
class Guess:
    """What a column seems to hold, and the constants it is compared with."""

    type: str = ""
    constants: set[Any] = field(default_factory=set)

    @property
    def arrow(self) -> Any:
        import pyarrow as pa

        return {"BIGINT": pa.int64(), "VARCHAR": pa.string(), "BOOLEAN": pa.bool_(), "TIMESTAMP": pa.timestamp("us")}[
            self.type
        ]


def guess_columns(queries: list[exp.Select]) -> dict[str, Guess]:
    """A guess by column name for all columns of the queries, in order of name."""
    found: dict[str, Guess] = {}
    for query in queries:
        for column in query.find_all(exp.Column):
            if not isinstance(column.this, exp.Star):
                _learn(column, found.setdefault(column.name, Guess()))
    for name, guess in found.items():
        if not guess.type:
            guess.type = "TIMESTAMP" if re.search(r"(_at|_date|_time|^dt|^date)$|日期|时间", name) else "BIGINT"
    return dict(sorted(found.items()))


def values_of(guess: Guess) -> list[Any]:
    """Values worth trying: null, the constants and their neighbours, small numbers with repeats."""
    if guess.type == "BOOLEAN":
        return [None, True, False]
    if guess.type == "VARCHAR":
        return [None, *sorted(str(c) for c in guess.constants), "x", "y"]
    if guess.type == "TIMESTAMP":
        days = {date(2026, 1, 15), date(2025, 12, 31), date(2026, 2, 1), date(2026, 1, 31)}
        for constant in guess.constants:
            day = date.fromisoformat(str(constant)[:10])
            days |= {day - timedelta(days=1), day, day + timedelta(days=1)}
        return [None, *(datetime(d.year, d.month, d.day) for d in sorted(days))]
    numbers = {0, 1, 2, 3, 7, -1}
    for constant in guess.constants:
        numbers |= {int(float(constant)) - 1, int(float(constant)), int(float(constant)) + 1}
    return [None, *sorted(numbers)]


def _learn(column: exp.Column, guess: Guess) -> None:
    node: Any = column
    parent = column.parent
    while isinstance(parent, exp.Paren | exp.Cast | exp.Alias):
        node, parent = parent, parent.parent
    if isinstance(parent, _TEMPORAL) or (parent is not None and isinstance(parent, _COMPARISONS)
                                         and any(parent.find_all(*_TEMPORAL))):  # fmt: skip
        guess.type = "TIMESTAMP"
    elif isinstance(parent, _COMPARISONS):
        for literal in [e for e in parent.find_all(exp.Literal) if e is not node]:
            text = str(literal.this)
            if literal.args.get("is_string"):
                kind = "TIMESTAMP" if _DAY.match(text) and guess.type in ("", "TIMESTAMP") else "VARCHAR"
                if kind == "VARCHAR" and guess.type == "TIMESTAMP":
                    continue
                guess.type = kind
                guess.constants.add(text)
            elif guess.type in ("", "BIGINT"):
                guess.type = "BIGINT"
                guess.constants.add(text)
        if any(True for _ in parent.find_all(exp.Boolean)):
            guess.type = guess.type or "BOOLEAN"
    elif isinstance(parent, _ARITHMETIC):
        guess.type = guess.type or "BIGINT"
    elif isinstance(parent, exp.And | exp.Or | exp.Not | exp.Where) or (
        isinstance(parent, exp.If) and parent.this is node
    ):
        guess.type = guess.type or "BOOLEAN"
