"""What `assess metrics --json` prints."""

from __future__ import annotations

from typing import Any

from assess.diagnose.metrics.compare import immaterial
from assess.diagnose.metrics.facets import placeholder
from assess.diagnose.metrics.groups import conflicts, scoped, synonyms
from assess.diagnose.metrics.pairs import Metrics, compare_metrics
from assess.model.evidence import Evidence


def metrics_json(evidence: Evidence) -> dict[str, Any]:
    """Metrics with their facets, pairs with a verdict, and groups, in the form of the contract."""
    missing = evidence.coverage[(evidence.coverage["kind"] == "metrics") & ~evidence.coverage["available"].fillna(True)]
    unread = [
        {"file": str(row.input), "why": {"zh": str(row.why_zh), "en": str(row.why_en)}} for row in missing.itertuples()
    ]
    return {**as_json(compare_metrics(evidence)), "unread": unread}


def as_json(seen: Metrics) -> dict[str, Any]:
    """What was compared, as JSON values."""
    groups = [("conflict", g) for g in conflicts(seen.pairs)] + [("synonym", g) for g in synonyms(seen.pairs)]
    groups += [("scoped", g) for g in scoped(seen.pairs)]
    return {
        "metrics": [
            {
                "id": m.metric_id,
                "name": m.name,
                "file": m.file,
                "line": m.line,
                "department": m.department,
                "format": m.format,
                "facets": m.facets.as_json() if m.facets else None,
                "normal_form": m.normal_form,
                "inputs": list(m.inputs),
                "placeholder": bool(m.facets and placeholder(m.facets.expression)),
                "unresolved": [text.as_dict() for text in m.why],
            }
            for m in seen.metrics
        ],
        "pairs": [
            {
                "a": p.a.metric_id,
                "b": p.b.metric_id,
                "verdict": p.verdict,
                "facets": list(p.facets),
                "counterexample": p.counterexample,
                "population": p.population,
                "only_where_empty": immaterial(p),
                "causes": [list(cause) for cause in p.causes],
                "why": p.why.as_dict() if p.why else None,
            }
            for p in seen.pairs
        ],
        "groups": [
            {
                "verdict": verdict,
                "names": g.names,
                "metrics": [m.metric_id for m in g.metrics],
                "departments": list(g.departments),
                "facets": g.facets if verdict != "synonym" else [],
            }
            for verdict, g in groups
        ],
    }
