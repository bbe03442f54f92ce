"""What a table's sketches, and what is said of its personal data, were made from: the same again gives the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from assess import __version__
from assess.collect.canonical import KINDS, canonical
from assess.collect.databases.address import Address
from assess.collect.personal_sql import counted
from assess.collect.profiling.sketch import FORMAT
from assess.collect.profiling.statement import Part, statement

_SOME = (7, -1.50, 0.1 + 0.2, 1e20, "2026-01-05", "2026-01-05T00:00:00", "2026-01-05 10:00:00.500", "true", " x  ", "")
Columns = Sequence[tuple[str, str]]


def sketch_print(
    address: Address,
    table: str,
    mark: str,
    columns: Columns,
    key: Sequence[str],
    hidden: Collection[str],
    salt: str,
    share: float,
) -> str:
    """Fingerprint of a table's sketches; empty where `mark` is: then change cannot be told.

    How many rows statistics say it has is left out: what is kept of a column follows from its values alone.
    """
    return _digest(mark, address, table, [list(columns), list(key), sorted(hidden), salt, share])


def look_print(address: Address, table: str, mark: str, columns: Columns, rows: int | None) -> str:
    """Fingerprint of what is said of a table's personal data; `rows` decides which rows are looked at."""
    return _digest(mark, address, table, [list(columns), rows])


def _digest(mark: str, address: Address, table: str, facts: list[Any]) -> str:
    if not mark:
        return ""
    whole = [FORMAT, __version__, _way(address.engine), address.shown, table, mark, facts]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


@cache
def _way(engine: str) -> str:
    """How values are read at all: a statement over every kind of value, and what SQLite's functions make of some,
    and what is counted of personal data."""
    parts = [Part((("c", kind),)) for kind in KINDS] + [Part((("c", "text"), ("d", "whole")))]
    texts = [canonical(value, kind) for kind in KINDS for value in _SOME]
    return hashlib.sha256(repr((statement(engine, "t", parts, "", 1), texts, counted(engine))).encode()).hexdigest()
