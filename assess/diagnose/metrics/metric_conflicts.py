"""Do metrics of one name mean one thing?"""

from __future__ import annotations

from assess.diagnose.metrics.compare import LIGHT, immaterial
from assess.diagnose.metrics.groups import Group, conflicts, shown
from assess.diagnose.metrics.pairs import metrics_of
from assess.diagnose.metrics.words import facet_words
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found


@detector("metric-conflicts", code="MC", needs=("metrics",))
def judge(case: Case) -> Verdict:
    """One claim a concept: who defines it, which facets differ, and rows that show it where the formulas run."""
    seen = case.once(metrics_of)
    claims = [_claim(group) for group in conflicts(seen.pairs)]
    return found(
        claims, examined=len(seen.metrics), metrics=len(seen.metrics),
        unresolved=sum(m.facets is None for m in seen.metrics),
        only_nulls=sum(immaterial(p) for p in seen.pairs),
    )  # fmt: skip


def _claim(group: Group) -> Claim:
    facets = group.facets
    definitions = {repr(m.facets) for m in group.metrics}
    proof = next((p for p in group.pairs if p.counterexample is not None), None)
    facts = {
        "name": group.names[0],
        "names": group.names,
        "count": len(group.metrics),
        "versions": len(definitions),
        "facets": facets,
        "facet_names": facet_words(facets),
        "definitions": [{**shown(m), "facets": m.facets.as_json() if m.facets else None} for m in group.metrics],
        "pairs": [{"a": p.a.metric_id, "b": p.b.metric_id, "facets": list(p.facets)} for p in group.pairs],
        "counterexample": None if proof is None else {
            "of": [proof.a.metric_id, proof.b.metric_id], **(proof.counterexample or {})},
    }  # fmt: skip
    light = set(facets) <= LIGHT | {"unit"}
    severity = Severity.LOW if light else Severity.HIGH if len(group.departments) > 1 else Severity.MEDIUM
    return Claim(tuple(m.metric_id for m in group.metrics), group.departments, severity, facts)
