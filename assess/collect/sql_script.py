"""One script read from its first statement to its last: what each statement reads and writes, temporary tables seen through."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from assess.collect.sql_guard import guarded
from assess.collect.sql_reading import Reading, Write
from assess.collect.sql_split import Piece, split

KINDS = ("INSERT", "CREATE", "MERGE", "UPDATE", "SELECT")


@dataclass(frozen=True, slots=True)
class Statement:
    """One write, or one statement without a write. `reason` says why `status` is not table."""

    file: str
    line: int
    number: int
    dialect: str
    kind: str
    target: str
    sources: tuple[str, ...]
    status: str
    reason: str
    sql: str
    temporary: bool = False

    @property
    def id(self) -> str:
        if self.file.startswith("view:"):
            return self.file if self.number == 1 else f"{self.file}#{self.number}"
        return f"{self.file}:{self.line}" + (f"#{self.number}" if self.number > 1 else "")


def read_script(sql: str, dialect: str, file: str, first_line: int = 1, model: str = "") -> list[Statement]:
    """Statements of `sql` in order. `model` is the table a bare query fills: a view's id or a dbt model's name."""
    with collector_off():
        readings = [(piece, *guarded(piece.text, dialect)) for piece in split(sql, dialect, first_line)]
    temporary = _scratch(readings)
    known: dict[str, tuple[str, ...]] = {}
    found: list[Statement] = []
    numbers: dict[int, int] = {}

    def say(piece: Piece, read_as: str, kind: str, target: str, sources: tuple[str, ...], why: str = "", *,
            status: str = "", scratch: bool = False) -> None:  # fmt: skip
        numbers[piece.line] = numbers.get(piece.line, 0) + 1
        status = status or ("table" if target or sources else "none")
        if status == "none" and not why:
            why = "It reads no table and writes none."
        found.append(
            Statement(file, piece.line, numbers[piece.line], read_as, kind, target, sources, status, why, piece.text, scratch)
        )  # fmt: skip

    for piece, read_as, reading, problem in readings:
        if reading is None:
            say(piece, read_as, "OTHER", "", (), problem, status="error")
            continue
        _rename(found, known, reading)
        for name in reading.dropped:
            known.pop(name.lower(), None)
        if not reading.writes:
            sources = _seen_through(reading.reads, known)
            fills = bool(model) and reading.kind == "SELECT"
            say(piece, read_as, "CREATE" if fills else reading.kind, model if fills else "", sources)
        for write in reading.writes:
            sources = _seen_through(write.sources, known)
            key = write.target.lower()
            if write.temporary or key in temporary or key in known:
                before = known.get(key, ()) if write.kind != "CREATE" else ()
                known[key] = tuple(dict.fromkeys([*before, *sources]))
                say(
                    piece,
                    read_as,
                    write.kind,
                    "",
                    sources,
                    SCRATCH,
                    status="table" if sources else "none",
                    scratch=True,
                )
            else:
                say(piece, read_as, write.kind, _target(write, model, file), sources)
    return found


SCRATCH = "It fills a temporary table; what that was read from counts for what is written from it."


def _target(write: Write, model: str, file: str) -> str:
    return model if model and file.startswith("view:") else write.target


def _seen_through(names: tuple[str, ...], known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Names with each temporary table replaced by what it was read from."""
    real: dict[str, None] = {}
    for name in names:
        for source in known.get(name.lower(), (name,)):
            real[source] = None
    return tuple(real)


def _scratch(readings: list[Any]) -> set[str]:
    """Tables that are temporary by mark, or made and dropped again by the same script."""
    made: dict[str, bool] = {}
    left: set[str] = set()
    for _, _, reading, _ in readings:
        for name, temporary in reading.created if reading else ():
            made[name.lower()] = temporary
            left.add(name.lower())
        left.difference_update(name.lower() for name in (reading.dropped if reading else ()))
    return {name for name, temporary in made.items() if temporary or name not in left}


def _rename(found: list[Statement], known: dict[str, tuple[str, ...]], reading: Reading) -> None:
    """ALTER TABLE … RENAME: what was written under the old name has the new one."""
    for old, new in reading.renamed:
        if "." in old and "." not in new:
            new = f"{old.rsplit('.', 1)[0]}.{new}"  # noqa: PLW2901
        if old.lower() in known:
            known[new.lower()] = known.pop(old.lower())
        for i, statement in enumerate(found):
            if statement.target.lower() == old.lower():
                found[i] = replace(statement, target=new)


@contextmanager
def collector_off() -> Iterator[None]:
    """Syntax trees are cyclic: collecting them once at the end is twice as fast as all the time."""
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
