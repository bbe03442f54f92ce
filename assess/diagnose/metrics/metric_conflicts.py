"""Do metrics of one name mean one thing?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assess.diagnose.metrics.compare import LIGHT, Pair, immaterial
from assess.diagnose.metrics.decided import open_pairs, said_of
from assess.diagnose.metrics.facets import Metric
from assess.diagnose.metrics.groups import Group, conflicts, shown
from assess.diagnose.metrics.pairs import metrics_of
from assess.diagnose.metrics.words import facet_words
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found


@detector("metric-conflicts", code="MC", needs=("metrics",))
def judge(case: Case) -> Verdict:
    """One claim a concept: who defines it, which facets differ, and rows that show it where the formulas run."""
    seen = case.once(metrics_of)
    pairs = open_pairs(seen.pairs, case.metric_decisions, case.clock.date())
    by_id = {m.metric_id: m for m in seen.metrics}
    claims = [_claim(group, case, by_id) for group in conflicts(pairs)]
    return found(
        claims, examined=len(seen.metrics), metrics=len(seen.metrics),
        unresolved=sum(m.facets is None for m in seen.metrics),
        only_nulls=sum(immaterial(p) for p in pairs),
        open=sum(p.verdict == "unknown" for p in pairs),
        settled=sum(p.verdict == "conflict" for p in seen.pairs) - sum(p.verdict == "conflict" for p in pairs),
    )  # fmt: skip


def _claim(group: Group, case: Case, by_id: Mapping[str, Metric]) -> Claim:
    facets = group.facets
    definitions = {m.facets for m in group.metrics}
    proof = _clearest(group)
    rows = next((p for p in group.pairs if p.population in ("within", "around", "apart")), None)
    causes = sorted({by_id[i].name for p in group.pairs for cause in p.causes for i in cause if i in by_id})
    facts = {
        "name": group.names[0],
        "names": group.names,
        "count": len(group.metrics),
        "versions": len(definitions),
        "facets": facets,
        "facet_names": facet_words(facets),
        "alike": facets == ["tables"] and len(group.names) > 1 and len(definitions) > len(group.tables),
        "sources": list(group.tables),
        "inherited": group.inherited,
        "causes": causes,
        "cause_pairs": sorted({cause for p in group.pairs for cause in p.causes}),
        "population": None if rows is None else {"of": [rows.a.metric_id, rows.b.metric_id], "is": rows.population,
                                                 "departments": [rows.a.department, rows.b.department]},
        "definitions": [{**shown(m), "facets": m.facets.as_json() if m.facets else None} for m in group.metrics],
        "pairs": [{"a": p.a.metric_id, "b": p.b.metric_id, "facets": list(p.facets)} for p in group.pairs],
        "counterexample": None if proof is None else {
            "of": [proof.a.metric_id, proof.b.metric_id], **(proof.counterexample or {})},
        **said_of(group, case.metric_decisions, case.clock.date()),
    }  # fmt: skip
    light = set(facets) <= LIGHT | {"unit"} or group.inherited
    severity = Severity.LOW if light else Severity.HIGH if len(group.departments) > 1 else Severity.MEDIUM
    return Claim(tuple(m.metric_id for m in group.metrics), group.departments, severity, facts)


def _clearest(group: Group) -> Pair | None:
    """The pair whose made-up rows are fewest and give two plain numbers."""
    shown_by = [p for p in group.pairs if p.counterexample is not None]
    return min(shown_by, key=lambda p: _clarity(p.counterexample or {}), default=None)


def _clarity(rows: Mapping[str, Any]) -> tuple[bool, int]:
    plain = all(isinstance(rows.get(side), int | float) for side in ("a", "b"))
    return (not plain, sum(len(table["rows"]) for table in rows.get("tables", ())))
