"""Which engagements this process has rooms of, and what a phone is told every few seconds."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from assess.model.bank import LEVELS, Bank, Item
from assess.model.room import Count, Room, RoundState
from assess.model.text import Text
from assess.store.bank_file import load_bank
from assess.store.engagement_file import FILE, load_engagement
from assess.store.place_of import answers_kept, answers_of, mark_of
from assess.store.rooms_db import RoomsStore
from assess.ui.serve import FOLDER_VARIABLE
from assess.ui.server.settings import settings

FRESH = 0.4  # seconds one reading of the database serves all phones


@dataclass(frozen=True, slots=True)
class Found:
    """A room with what its pages need."""

    store: RoomsStore
    room: Room
    bank: Bank
    client: Text
    departments: Mapping[str, Text]

    def items_of(self, level: str) -> tuple[Item, ...]:
        """What a person of this role is asked here, in the order of the room."""
        known = (self.bank.item(one) for one in self.room.items)
        return tuple(item for item in known if item is not None and level in item.audience)

    def audience(self, item: str) -> tuple[str, ...]:
        known = self.bank.item(item)
        return tuple(known.audience) if known else LEVELS


@dataclass(frozen=True, slots=True)
class Pulse:
    """What changes while people wait: `mark` differs when there is something new to do."""

    mark: str
    rounds: Mapping[str, Mapping[int, RoundState]]
    counts: Mapping[str, Count]
    ballots: Count
    joined: Mapping[str, int]


class Places:
    """The engagements whose rooms are served: the server's own and those a facilitator has opened here."""

    def __init__(self) -> None:
        self._folders: dict[Path, None] = {}
        self._stores: dict[tuple[str, str, int], RoomsStore] = {}
        self._pulses: dict[str, tuple[float, Pulse]] = {}
        self._lock, self._pulse_lock = threading.Lock(), threading.Lock()

    def folders(self) -> tuple[Path, ...]:
        """The server's own engagement first."""
        kept = settings()
        if kept is not None:  # on a server only those that say so, whoever opened a room elsewhere
            return kept.with_phones()
        fixed = os.environ.get(FOLDER_VARIABLE, "")
        return tuple(dict.fromkeys([*([Path(fixed)] if fixed else []), *self._folders]))

    def store(self, folder: Path) -> RoomsStore:
        """The rooms of the engagement in `folder`, which is served from now on."""
        where = answers_of(folder.resolve())
        with self._lock:
            self._folders[folder] = None
            if isinstance(where, Path) and not where.exists():
                RoomsStore(where).close()
            key = mark_of(where)
            if key not in self._stores:
                self._stores[key] = RoomsStore(where, folder.resolve().name)
            return self._stores[key]

    def find(self, code: str) -> Found | None:
        """The room with this code in any of the engagements."""
        for folder in self.folders():
            if answers_kept(folder) is not None and (room := self.store(folder).room(code)):
                return found_in(folder, self.store(folder), room)
        return None

    def pulse(self, found: Found) -> Pulse:
        """What is going on in the room, read at most every 0.4 s however many phones ask."""
        code = found.room.code
        with self._pulse_lock:
            at, known = self._pulses.get(code, (0.0, None))
            if known is None or time.monotonic() - at > FRESH:
                known = read_pulse(found)
                self._pulses[code] = time.monotonic(), known
            return known


@cache
def places() -> Places:
    """Those of this process."""
    return Places()


def found_in(folder: Path, store: RoomsStore, room: Room) -> Found:
    """A room with its bank and departments, from the files of the engagement."""
    questionnaire, client, departments = _read(folder, (folder / FILE).stat().st_mtime_ns)
    own = folder / questionnaire
    return Found(store, room, load_bank(own if own.is_file() else questionnaire), client, departments)


@lru_cache(maxsize=16)
def _read(folder: Path, _written: int) -> tuple[str, Text, dict[str, Text]]:
    """What the pages need of the engagement, read anew only when its file has changed."""
    engagement = load_engagement(folder)
    return (
        engagement.questionnaire,
        engagement.client.text,
        {department.id: department.name.text for department in engagement.departments},
    )


def read_pulse(found: Found) -> Pulse:
    """What is going on in the room now."""
    store, room = found.store, found.room
    rounds, counts, joined = store.rounds(room.code), store.counts(room.code), store.people(room.code)
    shown = {
        item: Count(
            counts.get((item, max(states)), 0), sum(joined[level] for level in LEVELS if level in found.audience(item))
        )
        for item, states in rounds.items()
    }
    seen = repr((room.finished, room.dots_state, sorted((item, sorted(s.items())) for item, s in rounds.items())))
    mark = hashlib.sha256(seen.encode()).hexdigest()[:16]
    return Pulse(mark, rounds, shown, store.ballots(room.code), joined)
