"""Bringing the databases of several engagements to this version, and saying what each was at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assess.store.engines import engine_of, let_go, told
from assess.store.migrate import upgrade
from assess.store.migrations.heads import head
from assess.store.place_of import Where, answers_of, notices_of
from assess.store.tables import Part


@dataclass(frozen=True, slots=True)
class Upgraded:
    """One part of one engagement; `before` is empty where its tables had no revision or were not there."""

    engagement: str
    part: Part
    before: str
    after: str


def upgrade_all(folders: Sequence[Path]) -> list[Upgraded]:
    """Every database there is, made first on a server; files that are not there are not made."""
    done = []
    for folder in folders:
        places: dict[Part, Where] = {"answers": answers_of(folder), "notices": notices_of(folder)}
        for part, where in places.items():
            if isinstance(where, Path) and not where.exists():
                continue
            engine = engine_of(where)
            try:
                with told(engine, "tables"):
                    before = upgrade(engine, part)
            finally:
                let_go(engine)
            done.append(Upgraded(folder.resolve().name, part, ", ".join(before), head(part)))
    return done
