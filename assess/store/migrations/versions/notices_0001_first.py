"""The tables of notices and cases when revisions began.

A database without a revision may be of any time before there were revisions: what it lacks is added, what it has stays.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from assess.store.migrations.lacking import add_what_lacks

revision = "notices_0001"
down_revision = None
branch_labels = ("notices",)
depends_on = None

# As they were then; a later change of the stores does not change this file.
tables = sa.MetaData()
sa.Table(
    "notices",
    tables,
    sa.Column("target", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(128), primary_key=True, comment="of the finding, the same in every check-up"),
    sa.Column("number", sa.Integer, primary_key=True, comment="1 is the first notice of this finding to this target"),
    sa.Column("kind", sa.String(16), nullable=False, comment="new, worse, reminder, back or solved"),
    sa.Column("facts", sa.Text, nullable=False, comment="what is said, as JSON in both languages"),
    sa.Column("planned_at", sa.String(40), nullable=False, comment="ISO time in UTC, as all times here"),
    sa.Column("due_at", sa.String(40), nullable=False),
    sa.Column("batch", sa.String(32), nullable=False, comment="of the messages it is in; empty while it waits"),
    sa.Column("withdrawn", sa.Boolean, nullable=False, comment="solved before it was told, or given up"),
)
sa.Table(
    "notice_messages",
    tables,
    sa.Column("id", sa.String(32), primary_key=True, comment="the idempotency key"),
    sa.Column("batch", sa.String(32), nullable=False),
    sa.Column("target", sa.String(64), nullable=False),
    sa.Column("recipient", sa.String(254), nullable=False, comment="an e-mail address; empty for a robot"),
    sa.Column("content", sa.Text, nullable=False, comment="as JSON, in the target's language, of no channel yet"),
    sa.Column("state", sa.String(16), nullable=False, comment="planned, sending, sent or dead"),
    sa.Column("due_at", sa.String(40), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("held_by", sa.String(64), nullable=False, comment="the run that is sending it"),
    sa.Column("held_until", sa.String(40), nullable=False),
    sa.Column("said", sa.Text, nullable=False, comment="what came of the last attempt"),
    sa.Column("made_at", sa.String(40), nullable=False),
    sa.Column("sent_at", sa.String(40), nullable=False),
)
sa.Table(
    "cases",
    tables,
    sa.Column("key", sa.String(128), primary_key=True, comment="of the finding that is gone"),
    sa.Column("run", sa.String(64), primary_key=True, comment="the check-up that no longer found it"),
    sa.Column("facts", sa.Text, nullable=False, comment="before, after, saving, who and when, as JSON"),
)


def upgrade() -> None:
    add_what_lacks(op.get_bind(), tables)


def downgrade() -> None:
    raise NotImplementedError("there is no way back but a backup")
