"""Marks of a database's tables: as long as a table's mark is the same, so is what a reading of it would find.

A table without a mark is one of which nobody can say so: it is read again. Marks err on that side, since a needless
reading costs time and a missed change costs the truth. A mark is taken before the table is read: what is written
meanwhile changes the next one.
"""

from __future__ import annotations

from assess.collect.changes import mysql, postgres
from assess.collect.changes.files import file_mark
from assess.collect.databases.address import Address
from assess.collect.databases.session import Session
from assess.collect.databases.shape import Key, Shape

__all__ = ["marks_before", "marks_of"]


def marks_before(address: Address) -> str:
    """The mark of a database file, taken before it is opened: closing a file drops the locks of our own session."""
    return file_mark(address.path, address.engine) if address.path is not None else ""


def marks_of(session: Session, shape: Shape, schemas: tuple[str, ...], before: str) -> dict[Key, str]:
    """Marks by table; tables of which change cannot be told are left out. `before` is that of `marks_before`."""
    if session.address.path is not None:
        return {r.key: before for r in shape.relations if before and r.kind == "table"}
    taken = {"postgres": postgres.marks, "mysql": mysql.marks}[session.engine](session, schemas)
    return {r.key: taken[r.key] for r in shape.relations if r.kind == "table" and r.key in taken}
