"""The audit log, which neither a person with SQL nor a fault of ours can rewrite unseen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "answers_0002"
down_revision = "answers_0001"
branch_labels = None
depends_on = None

_REFUSE = """
CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$
"""


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False, comment="from 1 on, without a gap"),
        sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
        sa.Column("actor", sa.Text, nullable=False, comment="who: an e-mail address, or local"),
        sa.Column("engagement", sa.Text, nullable=False, comment="name of the engagement's folder"),
        sa.Column("action", sa.String(64), nullable=False, comment="what was done"),
        sa.Column("subject", sa.Text, nullable=False, comment="to what; never what somebody answered"),
        sa.Column("hash", sa.String(64), nullable=False, comment="SHA-256 of this row and of the hash before it"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
            )
        return
    op.execute(_REFUSE)
    op.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()"
    )


def downgrade() -> None:
    raise NotImplementedError("there is no way back but a backup")
