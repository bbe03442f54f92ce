"""Deciding on metrics: from what a person names (a finding, definitions) to a decision that later runs respect."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assess.model.errors import BadInput, Problem, nearest
from assess.model.metric_decision import Defined, MetricDecision, decide_metric, defined, standing_metrics
from assess.store.audit import LOCAL
from assess.store.engagement_file import load_engagement
from assess.store.evidence_file import load_evidence
from assess.store.metric_decisions import keep_metric_decision, read_metric_decisions
from assess.store.runs import load_result

_FINDING = re.compile(r"M[CS]-\d{3,}")


def record(
    folder: Path,
    what: Sequence[str],
    verdict: str,
    canonical: str = "",
    allowed: Mapping[str, str] | None = None,
    until: date | None = None,
    *,
    by: str,
    reason: str,
    at: datetime,
    actor: str = LOCAL,
) -> MetricDecision:
    """Keep a decision on what is named: a finding about a metric, or the ids of its definitions.

    It counts from the next run on. BadInput says which name is unknown or what is missing.
    """
    engagement = load_engagement(folder)
    strange = [
        Problem(f"allowed.{name}", f"is no department.{nearest(name, [d.id for d in engagement.departments])}")
        for name in allowed or {} if name not in {d.id for d in engagement.departments}
    ]  # fmt: skip
    if strange:
        raise BadInput(strange)
    decision = decide_metric(_named(folder, what), verdict, canonical, allowed or {}, until, by, reason, at)
    keep_metric_decision(folder, decision, actor)
    return decision


def history(folder: Path) -> tuple[MetricDecision, ...]:
    """Every decision on metrics, in the order made."""
    return read_metric_decisions(folder)


def metric_decisions_json(folder: Path) -> dict[str, Any]:
    """{"decisions": [...]}: every decision in the order made, with `stands` false where a later one replaced it."""
    load_engagement(folder)
    made = read_metric_decisions(folder)
    still = standing_metrics(made)
    return {"decisions": [{**d.as_dict(), "stands": d in still} for d in made], "standing": len(still)}


def _named(folder: Path, what: Sequence[str]) -> list[Defined]:
    ids = list(what)
    if len(ids) == 1 and _FINDING.fullmatch(ids[0]):
        found = {f.id: f for f in load_result(folder).findings if f.family == "metrics" and f.subjects}
        if ids[0] not in found:
            hint = nearest(ids[0], sorted(found))[:300]
            raise BadInput([Problem(ids[0], f"is no finding about a metric in the newest run.{hint}")])
        ids = list(found[ids[0]].subjects)
    rows = {str(row["metric_id"]): row for row in load_evidence(folder).metrics.to_dict("records")}
    strange = [Problem(name, f"is no metric of the evidence.{nearest(name, sorted(rows))[:300]}")
               for name in ids if name not in rows]  # fmt: skip
    if strange:
        raise BadInput(strange)
    return [defined({str(k): v for k, v in rows[name].items()}) for name in ids]
