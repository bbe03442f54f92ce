"""Live rooms of an engagement: who is in, what they voted, what was agreed; all of it on disk at once.

A vote is one row keyed by room, item, round and person, so a request sent twice is one vote. Commits go through
`GroupCommit`: `vote` is done when the row is on disk (SQLite in WAL mode with synchronous=FULL, so it outlives
the machine's power as well as the process). What only the facilitator may do is in `rooms_lead`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from assess.model.bank import LEVELS
from assess.model.errors import BadInput, Problem, nearest
from assess.model.room import (
    MOST_PEOPLE,
    Agreed,
    Count,
    Dots,
    Parked,
    Person,
    Room,
    RoundState,
    Spread,
    Treatment,
    Vote,
    check_ballot,
    check_vote,
    spread,
)
from assess.model.text import Text
from assess.store.engines import let_go, told
from assess.store.group_commit import GroupCommit, Result, writing
from assess.store.migrate import open_engine
from assess.store.place_of import Where
from assess.store.rooms_tables import agreed, ballots, parked, people, rooms, rounds, votes

FEWEST_BALLOTS = 5
Outcome = Literal["kept", "closed", "stranger"]
Joined = Literal["joined", "voted", "full", "shut"]


class RoomsStore:
    """The rooms of one engagement: `RoomsStore(answers_of(folder), folder.name)`; the name is for the audit log."""

    def __init__(self, where: Where, engagement: str = "") -> None:
        self.engagement = engagement
        self.engine = open_engine(where, "answers", "rooms")
        self._commits = GroupCommit(self.engine)

    def room(self, code: str) -> Room | None:
        """The room with this code; None where there is none."""
        with self.read() as db:
            row = db.execute(sa.select(rooms).where(rooms.c.code == code)).one_or_none()
        return _room(row) if row else None

    def rooms(self) -> tuple[Room, ...]:
        """All rooms, the newest first."""
        with self.read() as db:
            return tuple(_room(row) for row in db.execute(sa.select(rooms).order_by(rooms.c.opened_at.desc())))

    def join(self, code: str, device: str, level: str, department: str, language: str) -> Joined:
        """Admit a phone, or change what it said about its owner as long as it has not voted."""
        if level not in LEVELS:
            raise BadInput([Problem("level", f'"{level}" is not a level.{nearest(level, LEVELS)}')])
        person = device_digest(device)
        row = {"room": code, "person": person, "level": level, "department": department, "language": language}

        def work(db: sa.Connection) -> Joined:
            mine = people.c.room == code, people.c.person == person
            here = db.execute(sa.select(people.c.person).where(*mine)).first() is not None
            if here:
                if db.execute(sa.select(votes.c.item).where(votes.c.room == code, votes.c.person == person)).first():
                    return "voted"
                db.execute(people.update().where(*mine).values(level=level, department=department, language=language))
                return "joined"
            room = db.execute(sa.select(rooms.c.admitting, rooms.c.finished).where(rooms.c.code == code)).one()
            if room.finished or not room.admitting:
                return "shut"
            if (db.scalar(sa.select(sa.func.count()).where(people.c.room == code)) or 0) >= MOST_PEOPLE:
                return "full"
            db.execute(people.insert().values(**row))
            return "joined"

        return self._done(self._commits.submit(work))

    def person(self, code: str, device: str) -> Person | None:
        """Who holds this phone in this room; None for a stranger."""
        found = people.c.room == code, people.c.person == device_digest(device)
        with self.read() as db:
            row = db.execute(sa.select(people).where(*found)).one_or_none()
        return Person(row.person, row.level, row.department) if row else None

    def submit_vote(self, vote: Vote) -> Future[Outcome]:
        """Queue a vote; the future is done when it is on disk, or was refused because the round is not open."""
        check_vote(vote)
        key = {"room": vote.room, "item": vote.item, "round": vote.round, "person": vote.person}
        said = {"value": vote.value, "state": vote.state, "comment": vote.comment}

        def work(db: sa.Connection) -> Outcome:
            at = rounds.c.room == vote.room, rounds.c.item == vote.item, rounds.c.round == vote.round
            if db.scalar(sa.select(rounds.c.state).where(*at).with_for_update(read=True)) != "open":
                return "closed"
            who = people.c.room == vote.room, people.c.person == vote.person
            if db.execute(sa.select(people.c.person).where(*who)).first() is None:
                return "stranger"
            self._upsert(db, votes, key, said)
            return "kept"

        return self._commits.submit(work)

    def vote(self, vote: Vote) -> Outcome:
        """Keep a vote; committed when this returns "kept"."""
        return self._done(self.submit_vote(vote))

    def submit_ballot(self, room: Room, person: str, given: Mapping[str, int]) -> Future[Outcome]:
        """Queue a ballot of dots, in place of an earlier one; an empty one is an abstention."""
        check_ballot(room, given)

        def work(db: sa.Connection) -> Outcome:
            at = rooms.c.code == room.code
            if db.scalar(sa.select(rooms.c.dots_state).where(at).with_for_update(read=True)) != "open":
                return "closed"
            kept = {name: n for name, n in given.items() if n}
            self._upsert(db, ballots, {"room": room.code, "person": person}, {"given": kept})
            return "kept"

        return self._commits.submit(work)

    def ballot(self, code: str, person: str) -> dict[str, int] | None:
        """This person's own dots; None before they were handed in."""
        mine = ballots.c.room == code, ballots.c.person == person
        with self.read() as db:
            row = db.execute(sa.select(ballots.c.given).where(*mine)).one_or_none()
        return dict(row.given) if row else None

    def own_votes(self, code: str, person: str) -> dict[tuple[str, int], Vote]:
        """This person's own votes: (item, round) -> vote."""
        mine = votes.c.room == code, votes.c.person == person
        with self.read() as db:
            found = [Vote(*row) for row in db.execute(sa.select(votes).where(*mine))]
        return {(vote.item, vote.round): vote for vote in found}

    def rounds(self, code: str) -> dict[str, dict[int, RoundState]]:
        """Where each item stands: item -> round -> open, closed or revealed; items not yet opened are absent."""
        query = sa.select(rounds).where(rounds.c.room == code).order_by(rounds.c.item, rounds.c.round)
        found: dict[str, dict[int, RoundState]] = {}
        with self.read() as db:
            for row in db.execute(query):
                found.setdefault(row.item, {})[row.round] = row.state
        return found

    def people(self, code: str) -> dict[str, int]:
        """How many have joined, by role."""
        query = sa.select(people.c.level, sa.func.count()).where(people.c.room == code).group_by(people.c.level)
        with self.read() as db:
            found = {row.level: int(row[1]) for row in db.execute(query)}
        return {level: found.get(level, 0) for level in LEVELS}

    def count(self, code: str, item: str, round_: int, audience: Sequence[str] = LEVELS) -> Count:
        """How many of those asked have answered: all that is seen of a round before it is revealed."""
        here = self.people(code)
        answered = self.counts(code).get((item, round_), 0)
        return Count(answered, sum(here[level] for level in LEVELS if level in audience))

    def counts(self, code: str) -> dict[tuple[str, int], int]:
        """How many have answered in each round: (item, round) -> people."""
        by = votes.c.item, votes.c.round
        query = sa.select(*by, sa.func.count()).where(votes.c.room == code).group_by(*by)
        with self.read() as db:
            return {(item, round_): n for item, round_, n in db.execute(query)}

    def spread(self, code: str, item: str, round_: int) -> Spread | None:
        """How the answers are spread after a round; None as long as it has not been revealed.

        Who does not answer again in the second round counts as in the first, here and in the answers of the
        engagement, so the two cannot be subtracted from each other.
        """
        at = rounds.c.room == code, rounds.c.item == item, rounds.c.round == round_
        query = (
            sa.select(people.c.person, people.c.level, votes.c.value, votes.c.state)
            .join(people, sa.and_(people.c.room == votes.c.room, people.c.person == votes.c.person))
            .where(votes.c.room == code, votes.c.item == item, votes.c.round <= round_)
            .order_by(votes.c.round)
        )
        with self.read() as db:
            if db.scalar(sa.select(rounds.c.state).where(*at)) != "revealed":
                return None
            last = {row.person: (row.level, row.value, row.state) for row in db.execute(query)}
        return spread(round_, last.values())

    def agreed(self, code: str) -> dict[str, Agreed]:
        """What stands as agreed: item -> the last that was said."""
        query = sa.select(agreed).where(agreed.c.room == code).order_by(agreed.c.number)
        with self.read() as db:
            rows = db.execute(query).all()
        return {r.item: Agreed(r.item, r.value, r.rationale, r.dissent, r.at) for r in rows}

    def ballots(self, code: str) -> Count:
        """How many have handed in their dots."""
        with self.read() as db:
            handed = db.scalar(sa.select(sa.func.count()).select_from(ballots).where(ballots.c.room == code)) or 0
        return Count(handed, sum(self.people(code).values()))

    def dots(self, code: str) -> Dots | None:
        """The result of the dot vote; None until it is closed, and no dots by treatment under five ballots."""
        room = self.room(code)
        if room is None or room.dots_state != "closed":
            return None
        with self.read() as db:
            given = db.scalars(sa.select(ballots.c.given).where(ballots.c.room == code)).all()
        totals = {t.id: sum(one.get(t.id, 0) for one in given) for t in room.treatments}
        abstained = sum(not one for one in given)
        missing = max(0, sum(self.people(code).values()) - len(given))
        enough = len(given) - abstained >= FEWEST_BALLOTS
        return Dots(len(given), abstained, missing, totals if enough else {})

    def parked(self, code: str) -> tuple[Parked, ...]:
        """The parking lot, in the order it filled."""
        query = sa.select(parked).where(parked.c.room == code).order_by(parked.c.number)
        with self.read() as db:
            return tuple(Parked(r.number, r.matter, r.owner, r.at) for r in db.execute(query))

    def close(self) -> None:
        """Commit what is queued and let go of the file or the server."""
        self._commits.close()
        let_go(self.engine)

    def __enter__(self) -> RoomsStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection to look something up with."""
        with self._told(), self.engine.connect() as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction of one's own; committed at its end."""
        with self._told(), writing(self.engine) as db:
            yield db

    @contextmanager
    def _told(self) -> Iterator[None]:
        with told(self.engine, "rooms"):
            yield

    def _done(self, future: Future[Result]) -> Result:
        with self._told():
            return future.result()

    def _upsert(self, db: sa.Connection, table: sa.Table, key: dict[str, Any], said: dict[str, Any]) -> None:
        kind = sqlite.insert if self.engine.dialect.name == "sqlite" else postgresql.insert
        upsert = kind(table).values(**key, **said)
        db.execute(upsert.on_conflict_do_update(index_elements=list(key), set_={n: upsert.excluded[n] for n in said}))


def device_digest(device: str) -> str:
    """What stands for a phone in the database; it cannot be turned back into what the phone holds."""
    return hashlib.sha256(f"phone:{device}".encode()).hexdigest()[:32]


def _room(row: Any) -> Room:
    treatments = tuple(Treatment(t["id"], Text(t["zh"], t["en"]), t["run"]) for t in row.treatments)
    return Room(
        row.code, row.bank, row.mode, tuple(row.asked), row.finished, row.admitting, row.current, row.address,
        row.port, row.dots, row.cap, row.dots_state, treatments,
    )  # fmt: skip
