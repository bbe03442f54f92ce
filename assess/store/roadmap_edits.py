"""What the client set on the roadmap: appended, never changed, in the database that keeps the answers."""

from __future__ import annotations

import json
from pathlib import Path

import sqlalchemy as sa

from assess.model.roadmap_edit import RoadmapEdit
from assess.store.audit import LOCAL, deed
from assess.store.history_db import History
from assess.store.place_of import ANSWERS as FILE
from assess.store.place_of import answers_kept, answers_of
from assess.store.tables import ANSWERS

INPUT = f"{FILE}: roadmap"

_kept = sa.Table(
    "roadmap_edits",
    ANSWERS,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made"),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
    sa.Column("edit", sa.Text, nullable=False, comment="the edit as JSON"),
)


def keep_roadmap_edit(folder: Path, edit: RoadmapEdit, actor: str = LOCAL) -> None:
    """Append one edit and that `actor` made it; committed when this returns. Earlier ones stay in the history."""
    told = json.dumps(edit.as_dict(), ensure_ascii=False, sort_keys=True)
    with History(answers_of(folder), _kept, "plans") as store:
        done = deed(folder, actor, "roadmap restored" if edit.empty else "roadmap changed", "roadmap")
        store.append([{"at": edit.as_dict()["at"], "edit": told}], done)


def read_roadmap_edits(folder: Path) -> tuple[RoadmapEdit, ...]:
    """The edits kept in the engagement `folder`, in the order made; none where nobody changed the plan."""
    where = answers_kept(folder)
    if where is None:
        return ()
    with History(where, _kept, "plans") as store:
        return tuple(RoadmapEdit.from_dict(json.loads(row.edit)) for row in store.rows())
