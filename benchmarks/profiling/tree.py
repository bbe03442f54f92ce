"""Memory of a process and all it started, watched while a piece of work runs: a JVM below it counts."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Peak:
    """`megabytes` resident at once at most, in all; `java` of it was the JVM's at that moment."""

    megabytes: float = 0.0
    java: float = 0.0


@contextmanager
def watched(every: float = 0.1) -> Iterator[Peak]:
    """The peak of this process and its descendants, looked at ten times a second (Linux). A page that two of them
    share counts twice, so the true peak is no higher."""
    peak, over = Peak(), threading.Event()

    def watch() -> None:
        while True:
            sizes = _sizes(os.getpid())
            total = sum(size for _, size in sizes)
            if total > peak.megabytes:
                peak.megabytes, peak.java = total, sum(size for name, size in sizes if name == "java")
            if over.wait(every):
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def _sizes(root: int) -> list[tuple[str, float]]:
    """Name and resident megabytes of a process and all below it."""
    found, waiting = [], [root]
    while waiting:
        place = Path(f"/proc/{waiting.pop()}")
        try:
            pages = int((place / "statm").read_text().split()[1])
            found.append(((place / "comm").read_text().strip(), pages * os.sysconf("SC_PAGE_SIZE") / 2**20))
            for task in (place / "task").iterdir():
                waiting += [int(child) for child in (task / "children").read_text().split()]
        except (OSError, IndexError):
            continue  # gone meanwhile
    return found
