"""What a room leaves behind: its answers among those of the engagement, and the rest for whoever comes later."""

from __future__ import annotations

import hashlib
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from assess.model.room import Workshop
from assess.store import answers_db
from assess.store.place_of import answers_kept
from assess.store.rooms_db import RoomsStore
from assess.store.rooms_tables import people, votes


def into_answers(db: sa.Connection, code: str) -> None:
    """Copy each person's last vote on each item to the tables that the check-up reads.

    The round somebody voted in last counts; all rounds stay in `room_votes`. The same phone in the same role is
    the same respondent in every room of the engagement, and a newer room's answer takes an older one's place.
    """
    insert = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
    respondents, answers = answers_db._respondents, answers_db._answers
    query = (
        sa.select(votes, people.c.level, people.c.department, people.c.language)
        .join(people, sa.and_(people.c.room == votes.c.room, people.c.person == votes.c.person))
        .where(votes.c.room == code)
        .order_by(votes.c.round)
    )
    said, who = {}, {}
    for row in db.execute(query):
        respondent = respondent_of(row.person, row.level)
        who[respondent] = {
            "respondent": respondent, "level": row.level, "department": row.department, "language": row.language,
            "submitted": True,
        }  # fmt: skip
        said[respondent, row.item] = {
            "respondent": respondent, "item": row.item, "value": row.value, "state": row.state,
            "comment": row.comment,
        }  # fmt: skip
    if who:
        db.execute(insert(respondents).on_conflict_do_nothing(index_elements=["respondent"]), list(who.values()))
        upsert = insert(answers)
        changed = {name: upsert.excluded[name] for name in ("value", "state", "comment")}
        keyed = upsert.on_conflict_do_update(index_elements=["respondent", "item"], set_=changed)
        db.execute(keyed, list(said.values()))


def respondent_of(person: str, level: str) -> str:
    """The opaque id under which a person of a room appears among the respondents."""
    return hashlib.sha256(f"respondent:{person}:{level}".encode()).hexdigest()[:32]


def read_workshops(folder: Path) -> tuple[Workshop, ...]:
    """What the rooms of the engagement in `folder` agreed, gave dots to and parked, the newest room first.

    `agreed` stands beside the raw answers and the measured evidence and replaces neither.
    """
    where = answers_kept(folder)
    if where is None:
        return ()
    with RoomsStore(where) as store:
        return tuple(workshop(store, room.code) for room in store.rooms())


def workshop(store: RoomsStore, code: str) -> Workshop:
    """One room's agreed values, dots and parking lot; the dots are None until they are closed."""
    room = store.room(code)
    assert room is not None
    return Workshop(room, tuple(store.agreed(code).values()), store.dots(code), store.parked(code))
