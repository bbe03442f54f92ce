"""Value sketches, made inside the source: of a client's values only counts, ends and salted hashes leave it.

A value's hash is the first 15 hexadecimal digits of md5(salt || canonical text), see canonical.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from assess.collect.canonical import canonical, value_kind
from assess.collect.databases.session import Session
from assess.collect.profiling.cost import Cost, estimate_cost
from assess.collect.profiling.sketch import SPACE, Profile, Sketch, ends, kept, key_name
from assess.collect.profiling.statement import BESIDE, COUNTS, WITH_ENDS, Part, bound, look, most, statement

__all__ = ["Cost", "Profile", "Sketch", "estimate_cost", "key_name", "profile_table"]
CHUNK = 60  # columns a statement
CHUNK_OF_LARGE = 20
SMALL = 100_000  # rows up to which every column is read alike

Rows = list[tuple[Any, ...]]


def profile_table(
    session: Session,
    table: str,
    columns: Sequence[tuple[str, str]],
    salt: str,
    *,
    rows: int | None = None,
    key: Sequence[str] = (),
    hidden: Collection[str] = (),
    share: float = 1.0,
) -> Profile:
    """Rows of `table` (an SQL name) and a sketch of each column (name, type) that has canonical text.

    `rows` is about how many rows it has, where known; it only helps to choose how columns are read. `key` are the
    columns of its declared key: of two or more there is a sketch of them together. The least and greatest values of
    the columns in `hidden` stay in the source. With `share` below one only so many rows are read, by blocks, the same
    ones each time where the engine can. One statement for sixty columns, after a look at the first rows of large
    tables; a second one for a column that turned out to repeat itself. Unreachable when the source refuses or takes
    longer than allowed.
    """
    if session.engine == "sqlite":
        _teach(session.driver, salt)
    return profile_with(
        session.rows, session.engine, table, columns, salt, rows=rows, key=key, hidden=hidden, share=share
    )


def profile_with(
    ask: Callable[[str], Rows],
    engine: str,
    table: str,
    columns: Sequence[tuple[str, str]],
    salt: str,
    *,
    rows: int | None = None,
    key: Sequence[str] = (),
    hidden: Collection[str] = (),
    share: float = 1.0,
) -> Profile:
    """The same through `ask`, which answers SQL of the dialect `engine` with rows."""
    parts = parts_of(engine, columns, key, hidden)
    size = _size(ask, engine, table, rows, share)
    if size > SMALL:
        parts = _planned(ask, engine, table, parts, size, share)
    step = CHUNK_OF_LARGE if size > SMALL else CHUNK
    counted, sketches = 0, []
    for start in range(0, max(len(parts), 1), step):
        chunk = parts[start : start + step]
        counted_here, found = _sketches(ask, engine, table, chunk, salt, size, share)
        counted = counted_here if start == 0 else counted
        short = [i for i, sketch in enumerate(found) if sketch is None]
        if short:
            again = [replace(chunk[i], below=SPACE) for i in short]
            size = max(size, counted_here)
            for i, sketch in zip(short, _sketches(ask, engine, table, again, salt, size, share)[1], strict=True):
                found[i] = sketch
        sketches += [sketch for sketch in found if sketch is not None]
    return Profile(counted, tuple(sketches), min(share, 1.0))


def parts_of(
    engine: str, columns: Sequence[tuple[str, str]], key: Sequence[str] = (), hidden: Collection[str] = ()
) -> list[Part]:
    """What of a table is sketched: each column (name, type) that has canonical text, and its key of several columns."""
    kinds = {name: kind for name, declared in columns if (kind := value_kind(declared, engine))}
    parts = [Part(((name, kind),), ends=name not in hidden and kind in WITH_ENDS) for name, kind in kinds.items()]
    if len(key) > 1 and all(name in kinds for name in key):
        parts.append(Part(tuple((name, kinds[name]) for name in key)))
    return parts


def _size(ask: Callable[[str], Rows], engine: str, table: str, rows: int | None, share: float) -> int:
    """About how many rows will be read."""
    if rows is None:
        rows = int(ask(f"SELECT count(*) FROM {table}")[0][0])
    return max(1, round(rows * min(share, 1.0)))


def _planned(
    ask: Callable[[str], Rows], engine: str, table: str, parts: list[Part], size: int, share: float
) -> list[Part]:
    """Parts with a bound where values seem to repeat fewer than four times: those are hashed row by row."""
    if not parts or engine == "sqlite":
        return parts
    own = engine in ("duckdb", "spark")
    seen = ask(look(engine, table, parts, *((None,) if own else ())))[0]
    planned = []
    for i, part in enumerate(parts):
        filled, differ = int(seen[2 * i]), int(seen[2 * i + 1])
        values = differ * min(share, 1.0) if own else _spread(filled, differ)
        many = len(part.columns) > 1 or values > size / 4
        planned.append(replace(part, below=bound(size)) if many else part)
    return planned


def _spread(seen: int, differ: int) -> float:
    """How many values there would be if each were as frequent: d = D (1 - exp(-s / D)), solved for D."""
    if differ >= seen:
        return float("inf") if seen else 0.0
    low, high = float(differ), 1e12
    for _ in range(80):
        middle = (low * high) ** 0.5 if low else high / 2
        expected = middle * -np.expm1(-seen / middle) if middle else 0.0
        low, high = (middle, high) if expected < differ else (low, middle)
    return low


def _sketches(
    ask: Callable[[str], Rows], engine: str, table: str, parts: Sequence[Part], salt: str, size: int, share: float
) -> tuple[int, list[Sketch | None]]:
    """Rows read and the parts' sketches; None for a part of which its bound let too few hashes through."""
    counts: list[str] = []
    found: list[list[int]] = [[] for _ in parts]
    for place, text in ask(statement(engine, table, parts, salt, size, share)):
        if place == COUNTS:
            counts = text.split(BESIDE)
        elif text is not None:
            found[place].append(int(text, 16))
    return int(counts[0]), [
        _sketch(part, int(counts[0]), int(counts[1 + 3 * i]), counts[2 + 3 * i], counts[3 + 3 * i], hashes, size)
        for i, (part, hashes) in enumerate(zip(parts, found, strict=True))
    ]


def _sketch(
    part: Part, rows: int, filled: int, least: str, greatest: str, hashes: list[int], size: int
) -> Sketch | None:
    ascending = np.sort(np.array(hashes, dtype=np.uint64))
    told = kept(ascending, _reach(part, ascending, size), filled)
    if told is None:
        return None
    return Sketch(part.name, rows - filled, *told, *ends(least, greatest, told[0]))


def _reach(part: Part, ascending: Any, size: int) -> int:
    """The bound below which the hashes found are all there are: the last one's where more may have been left out."""
    full = most(size) * (1 if part.below >= SPACE else 2)
    return part.below if len(ascending) < full else int(ascending[-1]) + 1


def _teach(driver: Any, salt: str) -> None:
    """SQLite's own functions: the hash of a value, its number within a key, the least and greatest text."""
    driver.create_function("assess_hash", 2, lambda value, kind: _hash(canonical(value, kind), salt, 15))
    driver.create_function("assess_number", 2, lambda value, kind: _number(_hash(canonical(value, kind), salt, 12)))
    for name, better in (("assess_min", min), ("assess_max", max)):
        driver.create_aggregate(name, 2, _end(better))


def _hash(text: str | None, salt: str, digits: int) -> str | None:
    if text is None:
        return None
    return hashlib.md5((salt + text).encode(), usedforsecurity=False).hexdigest()[:digits]


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits, 16)


def _end(better: Callable[[Any, Any], Any]) -> type:
    """An aggregate of SQLite: the least or greatest value as canonical text."""

    class End:
        def __init__(self) -> None:
            self.value: Any = None
            self.kind = ""

        def step(self, value: Any, kind: str) -> None:
            self.kind = kind
            moment = kind in ("date", "time", "zoned")
            text = canonical(value, kind)
            if text is None or isinstance(value, str) != moment:
                return
            kept_value = text if moment else value
            self.value = kept_value if self.value is None else better(self.value, kept_value)

        def finalize(self) -> str | None:
            return canonical(self.value, self.kind)

    return End
