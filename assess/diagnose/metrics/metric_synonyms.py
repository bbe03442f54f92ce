"""Does one definition go by several names?"""

from __future__ import annotations

from assess.diagnose.metrics.compare import claimed
from assess.diagnose.metrics.facets import Metric
from assess.diagnose.metrics.groups import Group, shown, synonyms
from assess.diagnose.metrics.pairs import metrics_of
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found


@detector("metric-synonyms", code="MS", needs=("metrics",))
def judge(case: Case) -> Verdict:
    """One claim a definition with several names; suspicious where the names speak of different things."""
    seen = case.once(metrics_of)
    claims = [_claim(group) for group in synonyms(seen.pairs)]
    return found(claims, examined=len(seen.metrics), metrics=len(seen.metrics))


def _claim(group: Group) -> Claim:
    suspicious = any(_unlikely(p.a, p.b) for p in group.pairs)
    first = group.metrics[0]
    facts = {
        "names": group.names,
        "count": len(group.metrics),
        "suspicious": suspicious,
        "formula_text": first.formula,
        "facets": first.facets.as_json() if first.facets else None,
        "definitions": [shown(m) for m in group.metrics],
    }
    severity = Severity.MEDIUM if suspicious else Severity.LOW
    return Claim(tuple(m.metric_id for m in group.metrics), group.departments, severity, facts)


def _unlikely(a: Metric, b: Metric) -> bool:
    """Whether the names claim two things: known words, none in common, or qualifiers that exclude each other."""
    claim = claimed(a, b)
    if claim == "same":
        return False
    if claim == "scoped":
        alike = [(x, y) for x in a.names for y in b.names if x.core == y.core]
        return all(_exclude(x.modifiers, y.modifiers) or _exclude(x.periods, y.periods) for x, y in alike)
    if not all(name.known for name in (*a.names, *b.names)):
        return False  # a word nobody taught us may well be the other name's word
    return not any(set(x.core) & set(y.core) for x in a.names for y in b.names)


def _exclude(left: frozenset[str], right: frozenset[str]) -> bool:
    return bool(left) and bool(right) and left != right
