"""When assess itself read each source, so that our own scans are never mistaken for somebody's use."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from assess.model.errors import BadInput, Problem
from assess.store.whole_files import alone_in, write_whole

FILE = ".own_reads.json"
KEPT = 2000  # a table that did not change was last read by us many windows ago
SLACK = timedelta(seconds=5)

Window = tuple[datetime, datetime]


def own_reads(folder: Path, source: str) -> list[Window]:
    """Earlier windows, by the source's own clock, in which its values were profiled from this folder."""
    return [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in _all(folder).get(source, [])]


def note_own_read(folder: Path, source: str, window: Window) -> None:
    """Remember a profiling of `source`, in place of one that began at the same moment; the newest two thousand are
    kept."""
    begin, end = (moment.isoformat() for moment in window)
    with alone_in(folder):
        known = _all(folder)
        others = [other for other in known.get(source, []) if other[0] != begin]
        known[source] = [*others, [begin, end]][-KEPT:]
        write_whole(folder / FILE, json.dumps(known, indent=1, sort_keys=True) + "\n")


def is_own(moment: datetime | None, windows: list[Window]) -> bool:
    """Whether a last read can have been ours."""
    return moment is not None and any(begin - SLACK <= moment <= end + SLACK for begin, end in windows)


def _all(folder: Path) -> dict[str, list[list[str]]]:
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise BadInput([Problem(str(path), f"cannot be read ({error}); delete it: dates of last reads may then be our "
                                           "own.")]) from None  # fmt: skip
