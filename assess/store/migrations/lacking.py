"""Tables and columns that a database of an earlier version lacks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def add_what_lacks(db: sa.Connection, tables: sa.MetaData) -> None:
    """Create the tables that are not there, and add to the others the columns that are not there; no row changes."""
    there = set(sa.inspect(db).get_table_names())
    for table in tables.sorted_tables:
        if table.name not in there:
            table.create(db, checkfirst=False)
            continue
        known = {column["name"] for column in sa.inspect(db).get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                op.add_column(table.name, column._copy())
