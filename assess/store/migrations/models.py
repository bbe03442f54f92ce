"""Every module that defines tables, imported, so that `assess.store.tables` is complete."""

from __future__ import annotations

from assess.store import (  # noqa: F401 - imported for what they register
    answers_db,
    audit,
    cases,
    decisions,
    divergences,
    metric_decisions,
    outbox,
    release_log,
    roadmap_edits,
    rooms_tables,
    verified,
)
from assess.store.tables import ANSWERS, NOTICES, PARTS

__all__ = ["ANSWERS", "NOTICES", "PARTS"]
