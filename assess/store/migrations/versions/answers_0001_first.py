"""The tables of answers, rooms, decisions, plans and releases when revisions began.

A database without a revision may be of any time before there were revisions: what it lacks is added, what it has stays.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assess.store.migrations.lacking import add_what_lacks

revision = "answers_0001"
down_revision = None
branch_labels = ("answers",)
depends_on = None

# As they were then; a later change of the stores does not change this file.
tables = sa.MetaData()
sa.Table(
    "respondents",
    tables,
    sa.Column("respondent", sa.String(32), primary_key=True, comment="digest of the id the person holds"),
    sa.Column("level", sa.String(16), nullable=False),
    sa.Column("department", sa.String(128), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("submitted", sa.Boolean, nullable=False, default=False),
    sa.Column("mode", sa.String(8), nullable=False, server_default="full", comment="quick or full"),
)
sa.Table(
    "answers",
    tables,
    sa.Column("respondent", sa.ForeignKey("respondents.respondent"), primary_key=True),
    sa.Column("item", sa.String(64), primary_key=True),
    sa.Column("value", sa.Integer, nullable=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("confidence", sa.Integer, nullable=True, comment="1 to 5, 5 is quite sure; null where not said"),
    sa.Column("evidence", sa.Text, nullable=False, server_default="", comment="a link or the name of a document"),
)
sa.Table(
    "rooms",
    tables,
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
sa.Table(
    "room_people",
    tables,
    sa.Column("room", sa.ForeignKey("rooms.code"), primary_key=True),
    sa.Column("person", sa.String(32), primary_key=True, comment="digest of what the phone holds"),
    sa.Column("level", sa.String(16), nullable=False),
    sa.Column("department", sa.String(128), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
)
sa.Table(
    "room_rounds",
    tables,
    sa.Column("room", sa.ForeignKey("rooms.code"), primary_key=True),
    sa.Column("item", sa.String(64), primary_key=True),
    sa.Column("round", sa.Integer, primary_key=True),
    sa.Column("state", sa.String(8), nullable=False, comment="open, closed or revealed"),
)
sa.Table(
    "room_votes",
    tables,
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
sa.Table(
    "room_agreed",
    tables,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made; the last of an item stands"),
    sa.Column("room", sa.ForeignKey("rooms.code"), nullable=False),
    sa.Column("item", sa.String(64), nullable=False),
    sa.Column("value", sa.Integer, nullable=False),
    sa.Column("rationale", sa.Text, nullable=False),
    sa.Column("dissent", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
)
sa.Table(
    "room_ballots",
    tables,
    sa.Column("room", sa.String(6), primary_key=True),
    sa.Column("person", sa.String(32), primary_key=True),
    sa.Column("given", sa.JSON, nullable=False, comment="dots by treatment; empty is an abstention"),
    sa.ForeignKeyConstraint(["room", "person"], ["room_people.room", "room_people.person"]),
)
sa.Table(
    "room_parked",
    tables,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("room", sa.ForeignKey("rooms.code"), nullable=False),
    sa.Column("matter", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
)
sa.Table(
    "decisions",
    tables,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made"),
    sa.Column("tables", sa.Text, nullable=False, comment="table ids, ascending, as a JSON list"),
    sa.Column("master", sa.Text, nullable=False),
    sa.Column("verdict", sa.String(16), nullable=False, comment="accept, reject or again"),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
)
sa.Table(
    "verified",
    tables,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made"),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
    sa.Column("master", sa.Text, nullable=False, comment="table id"),
    sa.Column("member", sa.Text, nullable=False, comment="table id"),
    sa.Column("said", sa.Text, nullable=False, comment="JSON: what was counted, how, and the hash of the SQL"),
)
sa.Table(
    "metric_decisions",
    tables,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made"),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
    sa.Column("decision", sa.Text, nullable=False, comment="the decision as JSON"),
)
sa.Table(
    "divergences",
    tables,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made"),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
    sa.Column("a", sa.Text, nullable=False, comment="metric id"),
    sa.Column("b", sa.Text, nullable=False, comment="metric id"),
    sa.Column("said", sa.Text, nullable=False, comment="JSON: see assess.model.divergence"),
)
sa.Table(
    "roadmap_edits",
    tables,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made"),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
    sa.Column("edit", sa.Text, nullable=False, comment="the edit as JSON"),
)
sa.Table(
    "releases",
    tables,
    sa.Column("screen", sa.String(64), primary_key=True, comment="whose log; one for everything"),
    sa.Column("log", sa.Text, nullable=False, comment="the log as JSON: digests and sums of what was shown"),
)


def upgrade() -> None:
    add_what_lacks(op.get_bind(), tables)


def downgrade() -> None:
    raise NotImplementedError("there is no way back but a backup")
