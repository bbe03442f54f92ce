"""How statements were read, kept by their content, so that a second run parses only what is new.

It holds names of tables and columns and none of a client's values. It can be deleted at any time.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

FILE = "statements.db"
PATIENCE = 10.0  # seconds to wait for another run that writes
MOST = 500  # keys a query


def readings_of_this_person() -> Path:
    """Where readings are kept that belong to no engagement: in the person's own cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "assess" / FILE


class StatementsStore:
    """Bytes by key. A file that cannot be read or written costs time, never the run."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        with suppress(sqlite3.Error):
            for start in range(0, len(keys), MOST):
                part = keys[start : start + MOST]
                marks = ", ".join("?" * len(part))
                found.update(self.db.execute(f"SELECT key, reading FROM readings WHERE key IN ({marks})", part))
        return found

    def put(self, readings: Mapping[bytes, bytes]) -> None:
        with suppress(sqlite3.Error), self.db:
            self.db.executemany("INSERT OR REPLACE INTO readings VALUES (?, ?)", readings.items())


@contextmanager
def statements_store(path: Path) -> Iterator[StatementsStore | None]:
    """The store at `path`, made when it is not there; None where it cannot be opened or is something else."""
    db = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, timeout=PATIENCE, check_same_thread=False)
        db.execute("CREATE TABLE IF NOT EXISTS readings (key BLOB PRIMARY KEY, reading BLOB NOT NULL) WITHOUT ROWID")
    except (sqlite3.Error, OSError):
        if db is not None:
            db.close()
        yield None
        return
    try:
        yield StatementsStore(db)
    finally:
        db.close()
