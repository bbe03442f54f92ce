"""Whether parsed JSON has the shape its reader counts on, and whole numbers that fit.

A shape is `{key: shape}` for an object of which these keys are looked at, `[shape]` for a list, `Each(shape)` for an
object with names of the client's, and `ONE` for text, a number or a mark. Null and a missing key fit everywhere.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ONE = object()
MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Each:
    """An object whose values all have one shape, whatever its keys."""

    shape: Any


def loads(text: str) -> Any:
    """Parsed JSON; ValueError for whatever cannot be read: broken, nested too deep, a number without end, or half of a
    character, which no file can hold."""
    try:
        found = json.loads(text)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("it holds half of a character, such as \\ud800") from None
    except RecursionError:
        raise ValueError("it nests too deep") from None
    return found


def misfits(data: Any, shape: Any, at: str = "") -> Iterator[str]:
    """A sentence a place that has another shape: `nodes.x.config is a list, allowed is an object`."""
    if data is None:
        return
    if shape is ONE:
        if isinstance(data, dict | list):
            yield f"{at} is {_kind(data)}, allowed is a text or a number"
    elif isinstance(shape, list):
        if not isinstance(data, list):
            yield f"{at} is {_kind(data)}, allowed is a list"
        else:
            for number, item in enumerate(data):
                yield from misfits(item if item is not None else 0, shape[0], f"{at}[{number}]")
    elif not isinstance(data, dict):
        yield f"{at or 'it'} is {_kind(data)}, allowed is an object"
    elif isinstance(shape, Each):
        for key, value in data.items():
            yield from misfits(value if value is not None else 0, shape.shape, f"{at}.{key}"[:200].lstrip("."))
    else:
        for key, inner in shape.items():
            yield from misfits(data.get(key), inner, f"{at}.{key}".lstrip("."))


def whole(value: Any) -> int | None:
    """A count from 0 to what 64 bits hold; None for anything else, which is unknown."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if 0 <= value <= MOST else None


def _kind(data: Any) -> str:
    return {dict: "an object", list: "a list", str: "a text", bool: "true or false"}.get(type(data), "a number")
