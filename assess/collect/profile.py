"""Value sketches, made inside the database: of a client's values only counts and salted hashes leave it.

A value's hash is the first 15 hexadecimal digits of md5(salt || canonical text), see canonical.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assess.collect.canonical import canonical, canonical_sql, value_kind
from assess.collect.databases.session import Session
from assess.collect.databases.shape import quoted

SIZE = 1024
CHUNK = 60  # columns a statement: PostgreSQL takes at most 100 arguments in a call
SPACE = 2**60


@dataclass(frozen=True)
class Sketch:
    """One column: `hashes` ascending, at most 1,024; `distinct` exact below that, else estimated from them."""

    column: str
    nulls: int
    distinct: int
    hashes: Any


@dataclass(frozen=True)
class Profile:
    """One table as it was when read."""

    rows: int
    sketches: tuple[Sketch, ...]


def profile_table(session: Session, table: str, columns: Sequence[tuple[str, str]], salt: str) -> Profile:
    """Rows of `table` (an SQL name) and a sketch of each column (name, type) that has canonical text.

    One statement for sixty columns. Unreachable when the source refuses or takes longer than allowed.
    """
    if session.engine == "sqlite":
        session.driver.create_function(
            "assess_hash", 2, lambda value, kind: _hash(canonical(value, kind), salt), deterministic=True
        )
    wanted = [(name, kind) for name, declared in columns if (kind := value_kind(declared, session.engine))]
    rows, sketches = 0, []
    for start in range(0, max(len(wanted), 1), CHUNK):
        chunk = wanted[start : start + CHUNK]
        counts: list[int] = []
        found: list[list[int]] = [[] for _ in chunk]
        for place, text in session.rows(statement(session.engine, table, chunk, salt)):
            if place < 0:
                counts = [int(part) for part in text.split(",")]
            elif text is not None:
                found[place].append(int(text, 16))
        rows = counts[0] if start == 0 else rows
        sketches += [
            _sketch(name, counts[0], filled, hashes)
            for (name, _), filled, hashes in zip(chunk, counts[1:], found, strict=True)
        ]
    return Profile(rows, tuple(sketches))


def statement(engine: str, table: str, columns: Sequence[tuple[str, str]], salt: str) -> str:
    """The one statement: first the counts, as text, under -1, then each column's smallest hashes under its place."""
    mark = "`" if engine == "mysql" else '"'
    names = [quoted(name, mark) for name, _ in columns]
    counts = ["count(*)", *(f"count({name})" for name in names)]
    joined = " || ',' || ".join(counts) if engine == "sqlite" else f"concat_ws(',', {', '.join(counts)})"
    parts = [f"SELECT -1 AS place, {joined} AS h FROM {table}"]
    for place, (name, (_, kind)) in enumerate(zip(names, columns, strict=True)):
        column, rows = name, f"{table} WHERE {name} IS NOT NULL"
        if engine == "sqlite":
            # Its hash is a call into Python: worth making once a value rather than once a row.
            column, rows = "v", f"(SELECT DISTINCT {name} COLLATE BINARY AS v FROM {rows})"
        # Distinct over hashes, not values: a collation may call 'a' and 'A' the same value.
        parts.append(
            f"SELECT {place}, h FROM (SELECT DISTINCT {_hashed(engine, column, kind, salt)} AS h FROM {rows} "
            f"ORDER BY h LIMIT {SIZE + 1}) AS q{place}"
        )
    return "\nUNION ALL\n".join(parts)


def _hash(text: str | None, salt: str) -> str | None:
    if text is None:
        return None
    return hashlib.md5((salt + text).encode(), usedforsecurity=False).hexdigest()[:15]


def _hashed(engine: str, name: str, kind: str, salt: str) -> str:
    if engine == "sqlite":
        return f"assess_hash({name}, '{kind}')"
    text = canonical_sql(engine, name, kind)
    if engine == "mysql":
        return f"left(md5(concat('{salt}', {text})), 15)"
    if engine == "postgres":
        return f"left(md5(convert_to('{salt}' || {text}, 'UTF8')), 15) COLLATE \"C\""
    return f"left(md5('{salt}' || {text}), 15)"


def _sketch(column: str, rows: int, filled: int, hashes: list[int]) -> Sketch:
    """Distinct by the k minimum values: (k - 1) / (k-th smallest hash / 2^60), Beyer et al., SIGMOD 2007."""
    kept = np.array(sorted(hashes)[:SIZE], dtype=np.uint64)
    distinct = len(kept)
    if len(kept) == SIZE:
        distinct = min(filled, max(SIZE, round((SIZE - 1) * SPACE / (int(kept[-1]) + 1))))
    return Sketch(column, rows - filled, distinct, kept)
