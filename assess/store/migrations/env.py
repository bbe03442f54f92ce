"""Run by alembic: revisions are applied on the connection that `migrate.apply` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
