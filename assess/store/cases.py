"""Cases: findings solved between two check-ups, kept beside the outbox so that they outlive the runs they come from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from assess.store.engines import alone
from assess.store.history_db import Opened
from assess.store.place_of import Where
from assess.store.tables import NOTICES

_cases = sa.Table(
    "cases",
    NOTICES,
    sa.Column("key", sa.String(128), primary_key=True, comment="of the finding that is gone"),
    sa.Column("run", sa.String(64), primary_key=True, comment="the check-up that no longer found it"),
    sa.Column("facts", sa.Text, nullable=False, comment="before, after, saving, who and when, as JSON"),
)


class CasesStore(Opened):
    """The cases of one engagement: `CasesStore(notices_of(folder))`."""

    def __init__(self, where: Where) -> None:
        super().__init__(where, "cases", "notices")

    def register(self, cases: Sequence[dict[str, Any]]) -> int:
        """Keep those that are not there yet, by key and run; returns how many were new."""
        new = 0
        with self._begin() as db:
            alone(db)
            db.execute(_cases.update().where(sa.false()).values(run=""))  # locks a file before it is read
            for case in cases:
                mine = (_cases.c.key == case["key"]) & (_cases.c.run == case["run"])
                if db.execute(sa.select(_cases.c.key).where(mine)).first() is None:
                    facts = json.dumps(case, ensure_ascii=False)
                    db.execute(_cases.insert().values(key=case["key"], run=case["run"], facts=facts))
                    new += 1
        return new

    def cases(self) -> list[dict[str, Any]]:
        """All cases, the earliest first."""
        with self._begin() as db:
            found = [json.loads(facts) for facts in db.execute(sa.select(_cases.c.facts)).scalars()]
        return sorted(found, key=lambda case: (case["solved_at"], case["key"]))
