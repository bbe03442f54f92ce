"""What a run keeps of its metrics for the page that lays definitions side by side."""

from __future__ import annotations

from typing import Any

from assess.diagnose.metrics.as_json import as_json
from assess.diagnose.metrics.pairs import metrics_of
from assess.diagnose.run import Diagnosis
from assess.model.finding import Outcome


def kept_metrics(diagnosis: Diagnosis) -> dict[str, Any]:
    """As `assess metrics --json`, each group with the `findings` on it; empty where metrics could not be compared."""
    verdict = diagnosis.verdicts.get("metric-conflicts")
    if verdict is None or verdict.outcome not in (Outcome.OK, Outcome.FINDING):
        return {"metrics": [], "pairs": [], "groups": []}
    seen = as_json(diagnosis.case.once(metrics_of))
    of: dict[frozenset[str], list[str]] = {}
    for finding in diagnosis.findings:
        if finding.outcome is Outcome.FINDING and finding.detector.startswith("metric-"):
            of.setdefault(frozenset(finding.subjects), []).append(finding.id)
    groups = [{**group, "findings": of.get(frozenset(group["metrics"]), [])} for group in seen["groups"]]
    return {**seen, "groups": groups}
