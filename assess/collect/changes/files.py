"""The mark of a database that is a file: of the whole file, as neither engine dates its tables."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

HEADERS = {"sqlite": 100, "duckdb": 3 * 4096}
SETTLED = 2.0  # seconds since the last write after which another one cannot have the same time
_JOURNAL = 18  # offset in SQLite's header: 1 is a rollback journal, 2 a write-ahead log


def file_mark(path: Path, engine: str) -> str:
    """A text that is another one as soon as anything was written to the file; empty where that cannot be told.

    Both engines count in the header: SQLite its transactions (bytes 24..27, https://sqlite.org/fileformat2.html),
    DuckDB its checkpoints, between which its log only grows. SQLite does not count there what goes to a write-ahead
    log; then the times of the files speak, once they are no longer of this moment. Which file it is, its size and its
    times are part of the mark everywhere.
    """
    log = path.with_name(path.name + ("-wal" if engine == "sqlite" else ".wal"))
    try:
        facts: list[tuple[int, ...]] = [_facts(path)]
        with path.open("rb") as file:
            header = file.read(HEADERS[engine])
        if log.is_file() and log.stat().st_size:
            facts.append(_facts(log)[:-1])  # opening it is a change of it, though not of what is in it
            with log.open("rb") as file:
                header += file.read(32)  # SQLite's holds salts that are new each time the log begins again
        logged = engine == "sqlite" and header[_JOURNAL : _JOURNAL + 1] != b"\x01"
        if logged and time.time() - max(written for _, _, _, written, *_ in facts) / 1e9 < SETTLED:
            return ""
    except OSError:
        return ""
    return hashlib.sha256(repr(facts).encode() + header).hexdigest()


def _facts(path: Path) -> tuple[int, ...]:
    """Which file, how long, when written, and when anything of it changed, a copied date included."""
    seen = path.stat()
    return seen.st_dev, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns
