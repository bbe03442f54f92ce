"""What only the facilitator may do: open, close, reveal, record what was agreed, and end a room.

`lead(store, code, key)` is the only way to a `Facilitator`, so nothing here happens without the key.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from assess.model.errors import BadInput, Problem
from assess.model.room import ALPHABET, CODE_LENGTH, DOTS, MOST_TEXT, Mode, RoundState, Treatment
from assess.store.audit import LOCAL, Deed, note
from assess.store.rooms_db import RoomsStore
from assess.store.rooms_finish import into_answers
from assess.store.rooms_tables import agreed, parked, rooms, rounds

MOST_ROUNDS = 2
KEY_LENGTH = 20


def open_room(
    store: RoomsStore,
    bank: str,
    mode: Mode,
    items: Sequence[str],
    address: str = "127.0.0.1",
    port: int = 0,
    actor: str = LOCAL,
) -> tuple[str, str]:
    """A new room; returns its code and the facilitator's key, of which only a digest is kept."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    key = "".join(secrets.choice(ALPHABET) for _ in range(KEY_LENGTH))
    row = {
        "code": code, "key": key_digest(key), "bank": bank, "mode": mode, "asked": list(items), "current": "",
        "admitting": True, "finished": False, "address": address, "port": port, "dots": 0, "cap": 0,
        "dots_state": "", "treatments": [], "opened_at": _now(),
    }  # fmt: skip
    with store.write() as db:
        db.execute(rooms.insert().values(**row))
        note(db, Deed(actor, store.engagement, "room opened", code))
    return code, "-".join(key[i : i + 5] for i in range(0, KEY_LENGTH, 5))


def lead(store: RoomsStore, code: str, key: str, actor: str = LOCAL) -> Facilitator:
    """The facilitator of a room, who proves it with the key; the audit log calls them `actor`."""
    with store.read() as db:
        digest = db.scalar(sa.select(rooms.c.key).where(rooms.c.code == code))
    if digest is None or not hmac.compare_digest(digest, key_digest(key)):
        raise BadInput([Problem("key", "this is not the key of this room.")])
    return Facilitator(store, code, actor)


class Facilitator:
    """Leads one room. Every method is committed when it returns."""

    def __init__(self, store: RoomsStore, code: str, actor: str = LOCAL) -> None:
        self._store, self._code, self._actor = store, code, actor

    def open_items(self, items: Sequence[str]) -> None:
        """Open the first round of each of these; what was opened before is left as it is. The wall shows the first."""
        with self._running() as db:
            known = db.scalar(sa.select(rooms.c.asked).where(rooms.c.code == self._code)) or []
            strange = [item for item in items if item not in known]
            if strange:
                raise BadInput([Problem("item", f'"{strange[0]}" is not asked in this room.')])
            here = sa.select(rounds.c.item).where(rounds.c.room == self._code)
            opened = set(db.scalars(here))
            new = [item for item in dict.fromkeys(items) if item not in opened]
            for item in new:
                db.execute(rounds.insert().values(room=self._code, item=item, round=1, state="open"))
                self._note(db, "round opened", item)
            if items:
                self._set(db, current=items[0])

    def close_round(self, item: str) -> None:
        """No more votes on the open round of this item."""
        with self._running() as db:
            self._move(db, item, ("open",), "closed")
            self._note(db, "round closed", item)

    def reveal(self, item: str) -> None:
        """Close the newest round of this item and let the wall show it; from here on it never changes."""
        with self._running() as db:
            self._move(db, item, ("open", "closed"), "revealed")
            self._note(db, "round revealed", item)
            self._set(db, current=item)

    def again(self, item: str) -> None:
        """A second round after the talk; the votes of the first stay beside it."""
        with self._running() as db:
            here = rounds.c.room == self._code, rounds.c.item == item
            states = {row.round: row.state for row in db.execute(sa.select(rounds).where(*here))}
            last = max(states, default=0)
            if not last or states[last] != "revealed" or last >= MOST_ROUNDS:
                raise BadInput([Problem(item, "a second round follows the first once that is revealed.")])
            db.execute(rounds.insert().values(room=self._code, item=item, round=last + 1, state="open"))
            self._note(db, "second round opened", item)
            self._set(db, current=item)

    def show(self, item: str) -> None:
        """Put an item on the wall without opening it; DOTS for the dot vote, empty for the way in."""
        with self._running() as db:
            known = db.scalar(sa.select(rooms.c.asked).where(rooms.c.code == self._code)) or []
            if item not in (*known, DOTS, ""):
                raise BadInput([Problem("item", f'"{item}" is not asked in this room.')])
            self._set(db, current=item)

    def agree(self, item: str, value: int, rationale: str, dissent: str = "") -> None:
        """Record the agreed value with its reason and whoever sees it otherwise; the votes stay as they are."""
        if value not in range(1, 6):
            raise BadInput([Problem(item, f"an agreed value is a whole number from 1 to 5, found {value!r}.")])
        if not rationale.strip():
            raise BadInput([Problem(item, "an agreed value needs its reason.")])
        _short(rationale, dissent)
        with self._running() as db:
            revealed = rounds.c.room == self._code, rounds.c.item == item, rounds.c.state == "revealed"
            if db.execute(sa.select(rounds.c.item).where(*revealed)).first() is None:
                raise BadInput([Problem(item, "what is agreed follows the first revealed round.")])
            row = {"room": self._code, "item": item, "value": value, "at": _now()}
            db.execute(agreed.insert().values(**row, rationale=rationale.strip(), dissent=dissent.strip()))
            self._note(db, "agreement recorded", item)

    def open_dots(self, treatments: Sequence[Treatment], dots: int, cap: int) -> None:
        """Let everybody put `dots` dots on the treatments, at most `cap` on one; seen by nobody until closed."""
        if not treatments or not 1 <= cap <= dots <= 20:
            raise BadInput([Problem("dots", "there are 1 to 20 dots a person, and no more of them on one treatment.")])
        kept = [{"id": t.id, "zh": t.title.zh, "en": t.title.en, "run": t.run} for t in treatments]
        with self._running() as db:
            unopened = rooms.c.code == self._code, rooms.c.dots_state == ""
            change = rooms.update().where(*unopened).values(treatments=kept, dots=dots, cap=cap)
            if db.execute(change.values(dots_state="open", current=DOTS)).rowcount == 0:
                raise BadInput([Problem("dots", "the dots of this room were opened before.")])
            self._note(db, "dots opened")

    def close_dots(self) -> None:
        """End the dot vote; from here on its result is seen."""
        with self._running() as db:
            self._set(db, dots_state="closed", current=DOTS)
            self._note(db, "dots closed")

    def park(self, matter: str, owner: str) -> None:
        """Put a matter in the parking lot with whoever takes it on."""
        if not matter.strip() or not owner.strip():
            raise BadInput([Problem("parking lot", "a parked matter needs its words and an owner.")])
        _short(matter, owner)
        with self._running() as db:
            row = {"room": self._code, "matter": matter.strip(), "owner": owner.strip(), "at": _now()}
            db.execute(parked.insert().values(**row))

    def admit(self, admitting: bool) -> None:
        """Let new phones in, or no more; those inside stay."""
        with self._running() as db:
            self._set(db, admitting=admitting)
            self._note(db, "room admits" if admitting else "room shut")

    def move_to(self, address: str, port: int) -> None:
        """Where phones come in from now on."""
        with self._running() as db:
            self._set(db, address=address, port=port)

    def finish(self) -> bool:
        """End the room and put its answers among those of the engagement; False where that was done before."""
        with self._store.write() as db:
            ended = rooms.update().where(rooms.c.code == self._code, rooms.c.finished.is_(False))
            if db.execute(ended.values(finished=True)).rowcount == 0:
                return False
            still_open = rounds.c.room == self._code, rounds.c.state == "open"
            db.execute(rounds.update().where(*still_open).values(state="closed"))
            dots = rooms.update().where(rooms.c.code == self._code, rooms.c.dots_state == "open")
            db.execute(dots.values(dots_state="closed"))
            into_answers(db, self._code)
            self._note(db, "room ended")
            return True

    @contextmanager
    def _running(self) -> Iterator[sa.Connection]:
        """A transaction on a room that has not ended."""
        with self._store.write() as db:
            if db.scalar(sa.select(rooms.c.finished).where(rooms.c.code == self._code)) is not False:
                raise BadInput([Problem("room", "it has ended; what it found is among the answers.")])
            yield db

    def _move(self, db: sa.Connection, item: str, before: tuple[str, ...], after: RoundState) -> None:
        here = rounds.c.room == self._code, rounds.c.item == item
        last = db.scalar(sa.select(sa.func.max(rounds.c.round)).where(*here))
        change = rounds.update().where(*here, rounds.c.round == last, rounds.c.state.in_(before))
        if db.execute(change.values(state=after)).rowcount == 0:
            raise BadInput([Problem(item, f"its newest round is not {' or '.join(before)}.")])

    def _note(self, db: sa.Connection, action: str, item: str = "") -> None:
        subject = f"{self._code} {item}".strip()
        note(db, Deed(self._actor, self._store.engagement, action, subject))

    def _set(self, db: sa.Connection, **values: Any) -> None:
        db.execute(rooms.update().where(rooms.c.code == self._code).values(**values))


def key_digest(key: str) -> str:
    """The digest of a facilitator's key, however it was typed: case, dashes and spaces aside."""
    plain = "".join(c for c in key.upper() if c in ALPHABET)
    return hashlib.sha256(f"facilitator:{plain}".encode()).hexdigest()


def _short(*texts: str) -> None:
    if any(len(text) > MOST_TEXT for text in texts):
        raise BadInput([Problem("text", f"at most {MOST_TEXT} characters are kept.")])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
