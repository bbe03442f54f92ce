"""When assess itself read each source, so that our own scans are never mistaken for somebody's use."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

FILE = ".own_reads.json"
KEPT = 2000  # a table that did not change was last read by us many windows ago
SLACK = timedelta(seconds=5)

Window = tuple[datetime, datetime]


def own_reads(folder: Path, source: str) -> list[Window]:
    """Earlier windows, by the source's own clock, in which its values were profiled from this folder."""
    return [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in _all(folder).get(source, [])]


def note_own_read(folder: Path, source: str, window: Window) -> None:
    """Remember a profiling of `source`; the newest two thousand are kept."""
    known = _all(folder)
    known[source] = [*known.get(source, []), [window[0].isoformat(), window[1].isoformat()]][-KEPT:]
    (folder / FILE).write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def is_own(moment: datetime | None, windows: list[Window]) -> bool:
    """Whether a last read can have been ours."""
    return moment is not None and any(begin - SLACK <= moment <= end + SLACK for begin, end in windows)


def _all(folder: Path) -> dict[str, list[list[str]]]:
    path = folder / FILE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
