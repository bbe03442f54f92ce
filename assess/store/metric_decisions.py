"""Decisions on metrics: appended, never changed, in the database that keeps the answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from assess.model.metric_decision import MetricDecision, standing_metrics
from assess.store.audit import LOCAL, deed
from assess.store.history_db import History
from assess.store.place_of import ANSWERS as FILE
from assess.store.place_of import answers_kept, answers_of
from assess.store.tables import ANSWERS

INPUT = f"{FILE}: metric decisions"

_kept = sa.Table(
    "metric_decisions",
    ANSWERS,
    sa.Column("number", sa.Integer, primary_key=True, comment="in the order made"),
    sa.Column("at", sa.String(32), nullable=False, comment="ISO time in UTC"),
    sa.Column("decision", sa.Text, nullable=False, comment="the decision as JSON"),
)


def keep_metric_decision(folder: Path, decision: MetricDecision, actor: str = LOCAL) -> None:
    """Append one decision and that `actor` made it; committed when this returns. Earlier ones stay in the history."""
    told = json.dumps(decision.as_dict(), ensure_ascii=False, sort_keys=True)
    with History(answers_of(folder), _kept, "decisions on metrics") as store:
        done = deed(folder, actor, "metric decided", f"{decision.verdict}: {', '.join(decision.metrics)}")
        store.append([{"at": decision.as_dict()["at"], "decision": told}], done)


def read_metric_decisions(folder: Path) -> tuple[MetricDecision, ...]:
    """The decisions on metrics kept in the engagement `folder`, in the order made."""
    where = answers_kept(folder)
    if where is None:
        return ()
    with History(where, _kept, "decisions on metrics") as store:
        return tuple(MetricDecision.from_dict(json.loads(row.decision)) for row in store.rows())


def metric_fingerprint(history: Iterable[MetricDecision]) -> tuple[str, int]:
    """SHA-256 and size in bytes of the standing decisions."""
    told = json.dumps([d.as_dict() for d in standing_metrics(history)], ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(told).hexdigest(), len(told)
