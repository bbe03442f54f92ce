"""Results of two queries: whether they are equal, say anything to a reader, and as JSON has them."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

TOLERANCE = 1e-9


def same_value(x: Any, y: Any) -> bool:
    """Equal, up to the last digits of real numbers; null equals only null; rows of a list in any order."""
    if isinstance(x, list | None) and isinstance(y, list | None) and (x is not None or y is not None):
        left, right = (sorted((_cells(r) for r in v or []), key=repr) for v in (x, y))
        return len(left) == len(right) and all(
            len(a) == len(b) and all(map(same_value, a, b)) for a, b in zip(left, right, strict=True)
        )
    if x is None or y is None:
        return x is y
    if isinstance(x, int | float | Decimal) and isinstance(y, int | float | Decimal):
        left_, right_ = float(x), float(y)
        if math.isnan(left_) or math.isnan(right_):
            return math.isnan(left_) and math.isnan(right_)
        return left_ == right_ or abs(left_ - right_) <= TOLERANCE * max(1.0, abs(left_), abs(right_))
    return bool(x == y)


def _cells(row: Any) -> tuple[Any, ...]:
    values = row.values() if isinstance(row, dict) else row if isinstance(row, tuple) else (row,)
    return tuple(round(float(v), 9) if isinstance(v, int | float | Decimal) else v for v in values)


def telling(value: Any) -> bool:
    """Whether a result says something to a reader: a number, not null or an overflow."""
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))


def plain(value: Any) -> Any:  # noqa: PLR0911 - a table of cases
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return int(value) if value == int(value) and abs(value) < 1e15 else value
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return [plain(v) for v in value.values()]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value).removesuffix(" 00:00:00")
