"""The tables of live rooms, in the database that keeps the answers."""

from __future__ import annotations

import sqlalchemy as sa

from assess.store.tables import ANSWERS

rooms = sa.Table(
    "rooms",
    ANSWERS,
    sa.Column("code", sa.String(6), primary_key=True),
    sa.Column("key", sa.String(64), nullable=False, comment="SHA-256 of the facilitator's key"),
    sa.Column("bank", sa.String(96), nullable=False, comment="id and version"),
    sa.Column("mode", sa.String(8), nullable=False),
    sa.Column("asked", sa.JSON, nullable=False, comment="ids in the order asked"),
    sa.Column("current", sa.String(64), nullable=False),
    sa.Column("admitting", sa.Boolean, nullable=False),
    sa.Column("finished", sa.Boolean, nullable=False),
    sa.Column("address", sa.String(64), nullable=False, comment="where phones come in"),
    sa.Column("port", sa.Integer, nullable=False),
    sa.Column("dots", sa.Integer, nullable=False),
    sa.Column("cap", sa.Integer, nullable=False, comment="most dots on one treatment"),
    sa.Column("dots_state", sa.String(8), nullable=False, comment="empty, open or closed"),
    sa.Column("treatments", sa.JSON, nullable=False, comment="what the dots go on: id, zh, en, run"),
    sa.Column("opened_at", sa.String(32), nullable=False, comment="ISO time in UTC"),
)
people = sa.Table(
    "room_people",
    ANSWERS,
    sa.Column("room", sa.ForeignKey("rooms.code"), primary_key=True),
    sa.Column("person", sa.String(32), primary_key=True, comment="digest of what the phone holds"),
    sa.Column("level", sa.String(16), nullable=False),
    sa.Column("department", sa.String(128), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
)
rounds = sa.Table(
    "room_rounds",
    ANSWERS,
    sa.Column("room", sa.ForeignKey("rooms.code"), primary_key=True),
    sa.Column("item", sa.String(64), primary_key=True),
    sa.Column("round", sa.Integer, primary_key=True),
    sa.Column("state", sa.String(8), nullable=False, comment="open, closed or revealed"),
)
votes = sa.Table(
    "room_votes",
    ANSWERS,
    sa.Column("room", sa.String(6), primary_key=True),
    sa.Column("item", sa.String(64), primary_key=True),
    sa.Column("round", sa.Integer, primary_key=True),
    sa.Column("person", sa.String(32), primary_key=True),
    sa.Column("value", sa.Integer, nullable=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.ForeignKeyConstraint(
        ["room", "item", "round"], ["room_rounds.room", "room_rounds.item", "room_rounds.round"]
    ),
    sa.ForeignKeyConstraint(["room", "person"], ["room_people.room", "room_people.person"]),
)  # fmt: skip
agreed = sa.Table(
    "room_agreed",
    ANSWERS,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made; the last of an item stands"),
    sa.Column("room", sa.ForeignKey("rooms.code"), nullable=False),
    sa.Column("item", sa.String(64), nullable=False),
    sa.Column("value", sa.Integer, nullable=False),
    sa.Column("rationale", sa.Text, nullable=False),
    sa.Column("dissent", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
)
ballots = sa.Table(
    "room_ballots",
    ANSWERS,
    sa.Column("room", sa.String(6), primary_key=True),
    sa.Column("person", sa.String(32), primary_key=True),
    sa.Column("given", sa.JSON, nullable=False, comment="dots by treatment; empty is an abstention"),
    sa.ForeignKeyConstraint(["room", "person"], ["room_people.room", "room_people.person"]),
)
parked = sa.Table(
    "room_parked",
    ANSWERS,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("room", sa.ForeignKey("rooms.code"), nullable=False),
    sa.Column("matter", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
)
