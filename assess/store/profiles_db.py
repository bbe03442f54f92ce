"""What profiling found, kept table by table in the engagement folder: a run that breaks off goes on where it stopped,
and a table that did not change is not read again.

It holds rows of the evidence tables `sketches` and `personal` and nothing else of a client's values. It can be deleted
at any time: then the next run reads everything again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assess.model.errors import BadInput, Problem
from assess.model.evidence_schema import HASHES, REAL, SCHEMA, WHOLE
from assess.store.whole_files import is_full, why_unwritten

FILE = "profiles.db"
VERSION = 1
PATIENCE = 60.0  # seconds to wait for another run of the same engagement to finish writing a table
EVIDENCE = ("sketches", "personal")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """One table as it was last read. `sketched` and `looked` are the fingerprints of what its sketches and its rows of
    `personal` were made from, empty where they are not known to hold; `rows` is how many rows were read."""

    sketched: str
    looked: str
    rows: int
    sketches: tuple[Row, ...] = ()
    personal: tuple[Row, ...] = ()


class ProfilesStore:
    """The kept profiles of one engagement; `keep` returns when a table is on disk."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db, self._path = db, path

    def kept(self, source: str, table_id: str) -> Kept | None:
        """What is kept of a table; None for nothing."""
        of = (source, table_id)
        found = self._db.execute(
            "SELECT sketched, looked, rows FROM profiles WHERE source = ? AND table_id = ?", of
        ).fetchone()
        if found is None:
            return None
        return Kept(*found, *(tuple(self._rows(name, of)) for name in EVIDENCE))

    def prints(self, source: str) -> dict[str, str]:
        """Of every table kept of a source, the fingerprint of its sketches."""
        return dict(self._db.execute("SELECT table_id, sketched FROM profiles WHERE source = ?", (source,)))

    def keep(self, source: str, table_id: str, table: Kept) -> None:
        """Put a table in place of what was kept of it, whole or not at all; BadInput where the file is not writable."""
        of = (source, table_id)
        with self._written():
            self._drop(of)
            self._db.execute(
                "INSERT INTO profiles VALUES (?, ?, ?, ?, ?)", (*of, table.sketched, table.looked, table.rows)
            )
            for name, rows in zip(EVIDENCE, (table.sketches, table.personal), strict=True):
                columns = [column for column, _, _ in SCHEMA[name][1]]
                self._db.executemany(
                    f"INSERT INTO {name} VALUES ({', '.join('?' * (len(columns) + 2))})",
                    [
                        (source, place, *(_stored(row.get(column)) for column in columns))
                        for place, row in enumerate(rows)
                    ],
                )

    def keep_only(self, source: str, table_ids: Collection[str]) -> None:
        """Forget tables of a source that it no longer has."""
        gone = self.prints(source).keys() - set(table_ids)
        with self._written():
            for table_id in gone:
                self._drop((source, table_id))

    def keep_only_of(self, sources: Collection[str]) -> None:
        """Forget sources that are no longer profiled."""
        gone = {source for (source,) in self._db.execute("SELECT DISTINCT source FROM profiles")} - set(sources)
        with self._written():
            for source in gone:
                for table_id in self.prints(source):
                    self._drop((source, table_id))

    def _drop(self, of: tuple[str, str]) -> None:
        for name in ("profiles", *EVIDENCE):
            self._db.execute(f"DELETE FROM {name} WHERE source = ? AND table_id = ?", of)

    def _rows(self, name: str, of: tuple[str, str]) -> Iterator[Row]:
        columns = SCHEMA[name][1]
        listed = ", ".join(f'"{column}"' for column, _, _ in columns)
        for row in self._db.execute(
            f"SELECT {listed} FROM {name} WHERE source = ? AND table_id = ? ORDER BY place", of
        ):
            yield {
                column: np.frombuffer(cell, dtype=np.uint64).copy() if dtype == HASHES else cell
                for (column, dtype, _), cell in zip(columns, row, strict=True)
            }

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            with self._db:
                yield
        except sqlite3.OperationalError as error:
            raise BadInput([Problem(str(self._path), why_unwritten(error, self._path))]) from None


@contextmanager
def profiles_store(folder: Path) -> Iterator[ProfilesStore]:
    """The engagement's kept profiles, to read and write; a file of another version, or damaged, is begun anew."""
    path = folder / FILE
    try:
        db = _connected(path)
    except sqlite3.OperationalError as error:
        what = why_unwritten(error, path) if is_full(error) else f"cannot be opened: {error}."
        raise BadInput([Problem(str(path), what)]) from None
    try:
        with suppress(sqlite3.OperationalError):  # a full disk is told of where something is kept
            # While it is open, so that a table costs no wait for the disk and a reader never waits.
            db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA secure_delete = ON")  # what is forgotten is gone from the file
        db.execute("PRAGMA synchronous = NORMAL")
        yield ProfilesStore(db, path)
    finally:
        with suppress(sqlite3.OperationalError):  # another run has it open
            db.execute("PRAGMA journal_mode = DELETE")
        db.close()


@contextmanager
def profiles_seen(folder: Path) -> Iterator[ProfilesStore | None]:
    """The same to read only; None where there is none yet. Nothing is written."""
    path = folder / FILE
    if not path.is_file():
        yield None
        return
    db = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True, timeout=PATIENCE)
    try:
        yield ProfilesStore(db, path) if _is_ours(db) else None
    finally:
        db.close()


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=PATIENCE)
    if path.stat().st_size and not _is_ours(db):
        db.close()
        for end in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        db = sqlite3.connect(path, timeout=PATIENCE)
    with db:
        db.execute(
            "CREATE TABLE IF NOT EXISTS profiles (source TEXT, table_id TEXT, sketched TEXT, looked TEXT, "
            "rows INTEGER, PRIMARY KEY (source, table_id))"
        )
        for name in EVIDENCE:
            db.execute(f"CREATE TABLE IF NOT EXISTS {name} (source TEXT, place INTEGER, {_columns(SCHEMA[name][1])}, "
                       "PRIMARY KEY (source, table_id, place))")  # fmt: skip
        db.execute(f"PRAGMA user_version = {VERSION}")
    return db


def _is_ours(db: sqlite3.Connection) -> bool:
    try:
        return bool(db.execute("PRAGMA user_version").fetchone()[0] == VERSION)
    except sqlite3.DatabaseError:
        return False


def _columns(columns: Sequence[tuple[str, str, str]]) -> str:
    kinds = {WHOLE: "INTEGER", REAL: "REAL", HASHES: "BLOB"}
    return ", ".join(f'"{column}" {kinds.get(dtype, "TEXT")}' for column, dtype, _ in columns)


def _stored(cell: Any) -> Any:
    return cell.astype(np.uint64).tobytes() if isinstance(cell, np.ndarray) else cell
