"""What the exports say of each table in production: the databases hold a small sample of it. All invented."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from assess.demo.estate import Estate, Note
from assess.demo.world import CLOCK, stream


def production(estate: Estate) -> dict[str, dict[str, Any]]:
    """By table id what an export has of it (about, owner, rows, bytes, ...); None is what it does not say."""
    return {table: _facts(estate, estate.notes[table]) for table in estate.tables()}


def _facts(estate: Estate, note: Note) -> dict[str, Any]:
    rng = stream(estate.world.seed, "production", note.table)
    chance = [float(x) for x in rng.random(8)]
    width = 24 * max(4, len(estate.columns(note.table)))
    rows = int(max(1, estate.count(note.table)) * 10 ** (1.3 + 2.4 * chance[0]))
    if note.gigabytes is not None:
        rows = int(note.gigabytes * 1e9 / width)
    if note.rows is not None:
        rows = note.rows
    volume = int(note.gigabytes * 1e9) if note.gigabytes is not None else rows * width
    created = note.created or date(2018, 1, 1) + timedelta(days=int(2700 * chance[1]))
    if note.created is None and note.unread is not None:  # nobody reads a table before it is made
        created = min(created, CLOCK.date() - timedelta(days=note.unread + 90 + int(700 * chance[1])))
    read, written = _last_use(note, created, chance)
    return {
        "about": note.about if not note.derived or chance[5] < 0.75 else "",
        "owner": note.owner if note.owner is not None else (note.keeper.owner if chance[2] < 0.82 else ""),
        "rows": rows,
        "bytes": volume,
        "retention_days": _retention(note, chance),
        "created": datetime.combine(created, time(10, int(59 * chance[1]))),
        "last_read": read,
        "last_written": written,
        "reads": _reads(note, chance),
    }


def _retention(note: Note, chance: list[float]) -> int | None:
    if note.retention_known:
        return note.retention_days
    return None if chance[3] > 0.6 else (180, 365, 730, 1095, 1825)[int(5 * chance[3] / 0.6)]


def _last_use(note: Note, created: date, chance: list[float]) -> tuple[datetime, datetime]:
    """Read lately unless the note says how long ago; nobody writes to what nobody reads."""
    if note.unread is None:
        read = CLOCK - timedelta(hours=13 + int(400 * chance[4] ** 3))
        return read, CLOCK - timedelta(hours=15 + int(40 * chance[6]))
    read = CLOCK - timedelta(days=note.unread, hours=int(8 * chance[4]))
    if note.created is not None:  # a backup or snapshot is written once
        return read, datetime.combine(created, time(10, 0))
    return read, read - timedelta(days=1 + int(20 * chance[6]))


def _reads(note: Note, chance: list[float]) -> int:
    if note.reads is not None:
        return note.reads
    if note.unread is not None and note.unread > 90:
        return 0
    return int(3 + 900 * chance[7] ** 3)
