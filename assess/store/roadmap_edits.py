"""What the client set on the roadmap: appended, never changed, in the database that keeps the answers."""

from __future__ import annotations

import json
from pathlib import Path

import sqlalchemy as sa

from assess.model.errors import Unreachable
from assess.model.roadmap_edit import RoadmapEdit
from assess.store.answers_db import FILE, engine_of

INPUT = f"{FILE}: roadmap"

_metadata = sa.MetaData()
_kept = sa.Table(
    "roadmap_edits",
    _metadata,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made"),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
    sa.Column("edit", sa.Text, nullable=False, comment="the edit as JSON"),
)


def keep_roadmap_edit(folder: Path, edit: RoadmapEdit) -> None:
    """Append one edit; committed when this returns. Earlier ones stay in the history."""
    told = json.dumps(edit.as_dict(), ensure_ascii=False, sort_keys=True)
    engine = engine_of(folder / FILE)
    try:
        with engine.begin() as db:
            db.execute(sa.schema.CreateTable(_kept, if_not_exists=True))
            db.execute(_kept.insert().values(at=edit.as_dict()["at"], edit=told))
    except sa.exc.DBAPIError as error:
        raise Unreachable(f"{FILE}: the plan cannot be kept ({error.orig}).") from None
    finally:
        engine.dispose()


def read_roadmap_edits(folder: Path) -> tuple[RoadmapEdit, ...]:
    """The edits kept in the engagement `folder`, in the order made; none where nobody changed the plan."""
    path = folder / FILE
    if not path.exists():
        return ()
    engine = engine_of(path)
    try:
        with engine.connect() as db:
            if not sa.inspect(db).has_table(_kept.name):
                return ()
            rows = db.execute(sa.select(_kept.c.edit).order_by(_kept.c.number)).all()
    except sa.exc.DBAPIError as error:
        raise Unreachable(f"{FILE}: the plans kept cannot be read ({error.orig}).") from None
    finally:
        engine.dispose()
    return tuple(RoadmapEdit.from_dict(json.loads(row.edit)) for row in rows)
