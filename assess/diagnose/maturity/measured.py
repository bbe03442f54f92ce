"""The level that measured evidence supports, for the dimensions in which systems leave traces."""

from __future__ import annotations

from statistics import fmean

from assess.diagnose.gates.verdict import gates_of
from assess.diagnose.registry import Case
from assess.model.finding import Outcome

TRACES = {
    "D5": ("metric-conflicts", "redundant-tables", "missing-descriptions"),
    "D8": ("unused-tables", "cold-data", "missing-retention"),
}


def level_measured(case: Case, dimension: str) -> float | None:
    """Level 1..4 that the evidence supports for `dimension`; None where nothing was seen or no rule exists.

    D5 and D8: 1 + 3 * mean of the scores of the detectors in TRACES that could score, each the share of
    what they examined that is in order; so 1 is nothing in order and 4 everything. What distinguishes 5 is
    renewal, which no database shows.
    D1: 3 where the number-one gate is met (named in writing, which is the third rung), 1 where it is known
    to be unmet.
    D7: 1 + 3 * share of the listed duties met with evidence.
    """
    if dimension in TRACES:
        verdicts = [case.verdicts[slug] for slug in TRACES[dimension] if slug in case.verdicts]
        scores = [verdict.score for verdict in verdicts if verdict.score is not None]
        return round(1 + 3 * fmean(scores), 2) if scores else None
    if dimension == "D1":
        met = next(gate.met for gate in gates_of(case) if gate.slug == "number-one")
        return None if met is None else 3.0 if met else 1.0
    if dimension == "D7":
        verdict = case.verdicts.get("compliance")
        known = verdict is not None and verdict.outcome in (Outcome.OK, Outcome.FINDING)
        return round(1 + 3 * verdict.score, 2) if verdict and known and verdict.score is not None else None
    return None
