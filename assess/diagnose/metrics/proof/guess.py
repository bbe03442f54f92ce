"""What a column seems to hold, told by how formulas use it, and values worth trying for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlglot import exp

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}")
_TIME_NAME = re.compile(r"(_at|_date|_time|_ts|timestamp|^dt|^ds|^date|_day|_dt)$|日期|时间")
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Sum, exp.Avg, exp.Neg, exp.Round, exp.Abs, exp.Mod)
_TEMPORAL = (exp.DateDiff, exp.DateAdd, exp.DateSub, exp.TsOrDsDiff, exp.CurrentDate, exp.Extract, exp.DateTrunc,
             exp.TimestampTrunc, exp.Interval, exp.CurrentTimestamp, exp.Year, exp.Month, exp.Day, exp.TsOrDsAdd,
             exp.TimestampDiff, exp.Date, exp.TsOrDsToDate)  # fmt: skip
_TEXTUAL = (exp.Lower, exp.Upper, exp.Trim, exp.Substring, exp.Like, exp.ILike, exp.RegexpLike, exp.Concat,
            exp.ConcatWs, exp.StartsWith, exp.Split, exp.Length, exp.StrPosition, exp.DPipe, exp.Left,
            exp.Right)  # fmt: skip
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In, exp.Between, exp.Like, exp.ILike,
                exp.NullSafeEQ, exp.NullSafeNEQ, exp.StartsWith)  # fmt: skip
_THROUGH = (exp.Paren, exp.Cast, exp.TryCast, exp.Alias, exp.Coalesce, exp.Distinct, exp.Tuple, exp.Date)
_KINDS = {"TINYINT": "BIGINT", "SMALLINT": "BIGINT", "INT": "BIGINT", "BIGINT": "BIGINT", "UTINYINT": "BIGINT",
          "DECIMAL": "DOUBLE", "FLOAT": "DOUBLE", "DOUBLE": "DOUBLE", "BOOLEAN": "BOOLEAN", "BIT": "BOOLEAN",
          "DATE": "TIMESTAMP", "DATETIME": "TIMESTAMP", "TIMESTAMP": "TIMESTAMP", "TIMESTAMPTZ": "TIMESTAMP",
          "TIMESTAMPNTZ": "TIMESTAMP", "VARCHAR": "VARCHAR", "CHAR": "VARCHAR", "TEXT": "VARCHAR",
          "NVARCHAR": "VARCHAR"}  # fmt: skip

_ALSO = {"INTEGER": "INT", "INT64": "BIGINT", "INT4": "INT", "INT8": "BIGINT", "STRING": "VARCHAR",
         "NUMERIC": "DECIMAL", "NUMBER": "DECIMAL", "REAL": "FLOAT", "FLOAT64": "DOUBLE", "FLOAT8": "DOUBLE",
         "BOOL": "BOOLEAN", "CHARACTER": "VARCHAR", "VARCHAR2": "VARCHAR", "BPCHAR": "VARCHAR"}  # fmt: skip
TODAY = date(2026, 1, 31)  # what CURRENT_DATE is on made-up rows


@dataclass
class Guess:
    """What a column seems to hold, the constants it is compared with, and what the catalogue knows of it."""

    type: str = ""
    constants: set[str] = field(default_factory=set)
    nullable: bool = True
    key: bool = False
    certain: bool = False
    listed: bool = False

    def learn(self, kind: str) -> None:
        """Take a type where none was known."""
        self.type = self.type or kind

    def join(self, other: Guess) -> None:
        """Take over what is known of a column it is compared with."""
        self.constants |= other.constants
        if not self.certain and other.type and (other.certain or not self.type):
            self.type = other.type

    def known(self, written: str, nullable: bool, key: bool) -> None:
        """What the catalogue says: a type as any engine writes it."""
        word = re.split(r"[\s(<]", written.strip().upper() or "?")[0]
        word = _ALSO.get(word, word)
        if word in _KINDS:
            self.type, self.certain = _KINDS[word], True
        self.nullable, self.key, self.listed = nullable and not key, key, True


def learn(node: exp.Column, guess: Guess) -> None:  # noqa: PLR0912 - a table of cases
    """Take into `guess` what the place of a column in its formula tells."""
    inner: Any = node
    parent: Any = node.parent
    while isinstance(parent, _THROUGH):
        if isinstance(parent, exp.Coalesce):
            _constants(parent, inner, guess)
        inner, parent = parent, parent.parent
    if isinstance(parent, _TEXTUAL):
        guess.learn("VARCHAR")
        _constants(parent, inner, guess)
    elif isinstance(parent, _TEMPORAL) or (
        isinstance(parent, _COMPARISONS) and any(True for _ in parent.find_all(*_TEMPORAL))
    ):
        guess.learn("TIMESTAMP")
        if isinstance(parent, _COMPARISONS):
            _constants(parent, inner, guess)
    elif isinstance(parent, _COMPARISONS):
        _constants(parent, inner, guess)
        if any(True for _ in parent.find_all(exp.Boolean)):
            guess.learn("BOOLEAN")
    elif isinstance(parent, exp.Is) and isinstance(parent.expression, exp.Boolean):
        guess.learn("BOOLEAN")
    elif isinstance(parent, exp.Case) and parent.this is inner:
        for branch in parent.args.get("ifs") or []:
            _constants(branch, None, guess, only=branch.this)
    elif isinstance(parent, _ARITHMETIC):
        if guess.type in ("", "BIGINT") and not guess.certain:
            guess.type = "DOUBLE"  # money has parts
    elif isinstance(parent, (exp.And, exp.Or, exp.Not, exp.Where, exp.LogicalOr, exp.LogicalAnd)) or (
        isinstance(parent, (exp.If, exp.CountIf)) and parent.this is inner
    ):
        guess.learn("BOOLEAN")


def by_name(name: str, guess: Guess) -> None:
    """A moment, where the name says so and no formula says otherwise."""
    if not guess.type and _TIME_NAME.search(name):
        guess.type = "TIMESTAMP"


def settle(name: str, guess: Guess) -> None:
    """Decide on a type where the formulas do not tell it."""
    by_name(name, guess)
    guess.learn("BIGINT")


def values_of(guess: Guess) -> tuple[list[Any], list[Any]]:
    """(values at the borders of what the formulas ask for, ordinary ones), null among the latter where it may be."""
    null = [None] if guess.nullable else []
    if guess.type == "BOOLEAN":
        return [True], [True, False, *null]
    if guess.type == "VARCHAR":
        shown = sorted(guess.constants)
        return [c.replace("%", "a").replace("_", "b") if "%" in c else c for c in shown], [*null, "x", "y", ""]
    if guess.type == "TIMESTAMP":
        return _days(guess, null)
    numbers = {0, 1, 2, 3, 7, -1, 100}
    border: set[Any] = set()
    for constant in guess.constants:
        try:
            value = float(constant)
        except ValueError:
            continue
        if guess.type == "BIGINT" or value == int(value):
            border |= {int(value) - 1, int(value), int(value) + 1}
        else:
            border |= {value, value - 0.5, value + 0.5}
    if guess.type == "DOUBLE":
        return [float(v) for v in sorted(border, key=float)], [*null, *map(float, sorted(numbers)), 0.5, 2.345]
    return sorted(border), [*null, *sorted(numbers)]


def _days(guess: Guess, null: list[Any]) -> tuple[list[Any], list[Any]]:
    border: set[date] = set()
    for constant in guess.constants:
        if _DAY.match(constant):
            try:
                day = date.fromisoformat(constant[:10])
            except ValueError:
                continue
            border |= {day - timedelta(days=1), day, day + timedelta(days=1)}
        elif constant.isdigit() and int(constant) < 4000:
            days = int(constant)
            border |= {TODAY - timedelta(days=n) for n in (days - 1, days, days + 1)}
    plain = {date(2026, 1, 15), date(2025, 12, 31), date(2026, 2, 1), date(2026, 1, 31), date(2026, 1, 16)}
    moments = [datetime(d.year, d.month, d.day) for d in sorted(border)]
    ordinary = [datetime(d.year, d.month, d.day) for d in sorted(plain)]
    return moments, [*null, *ordinary, datetime(2026, 1, 15, 13, 30)]


def _constants(parent: Any, inner: Any, guess: Guess, only: Any = None) -> None:
    """The literals beside the column, and the type they tell."""
    roots = [only] if only is not None else [v for v in parent.iter_expressions() if v is not inner]
    for root in roots:
        for literal in root.find_all(exp.Literal):
            text = str(literal.this)
            guess.constants.add(text)
            if not literal.args.get("is_string"):
                guess.learn("DOUBLE" if "." in text else "BIGINT")
            elif _DAY.match(text):
                if guess.type in ("", "BIGINT") and not guess.certain:
                    guess.type = "TIMESTAMP"
            elif guess.type in ("", "BIGINT", "TIMESTAMP") and not guess.certain:
                guess.type = "VARCHAR"
