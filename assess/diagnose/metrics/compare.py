"""Two definitions compared facet by facet, and what follows when their names claim to be one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from assess.diagnose.metrics.arithmetic import scale_of
from assess.diagnose.metrics.facets import Facets, Metric, aggregates, distinctness, placeholder
from assess.diagnose.metrics.names import verbatim

Term = tuple[Any, ...]
Verdict = Literal["conflict", "synonym", "scoped", "same", "unknown"]
LIGHT = frozenset({"null_default", "rounding"})  # differ only on empty periods or in the last digit


@dataclass(frozen=True)
class Pair:
    """Two metrics and how they stand to each other; `facets` are those that differ, or are not stated on one side.

    A synonym with facets is the same but for them: null handling where there is nothing to count, the last digit.
    """

    a: Metric
    b: Metric
    verdict: Verdict
    facets: tuple[str, ...] = ()
    counterexample: dict[str, Any] | None = None


def judge_pair(a: Metric, b: Metric) -> Pair | None:  # noqa: PLR0911 - a table of cases
    """The verdict on two metrics, None where they neither claim nor are the same."""
    claim = claimed(a, b)
    if a.facets is None or b.facets is None:
        return Pair(a, b, "unknown", ("expression",)) if claim == "same" else None
    if placeholder(a.facets.expression) or placeholder(b.facets.expression):
        return None
    differing, unstated = differences(a.facets, b.facets)
    if not differing:
        if unstated:
            return Pair(a, b, "unknown", unstated) if claim == "same" else None
        return Pair(a, b, "same" if verbatim(a.name) == verbatim(b.name) else "synonym")
    if claim == "same":
        return Pair(a, b, "conflict", differing)
    if set(differing) <= LIGHT and not unstated and _only_where_empty(a.facets, b.facets):
        return Pair(a, b, "synonym", differing)
    return Pair(a, b, "scoped", differing) if claim == "scoped" else None


def claimed(a: Metric, b: Metric) -> Literal["same", "scoped", "other"]:
    """What the names say: one thing, one thing under different conditions, or two things."""
    if verbatim(a.name) == verbatim(b.name):
        return "same"
    alike = [(x, y) for x in a.names for y in b.names if x.core and x.core == y.core]
    if not alike:
        return "other"
    return "same" if any(x.qualifiers == y.qualifiers for x, y in alike) else "scoped"


def differences(a: Facets, b: Facets) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(facets that differ, facets that only one side states), each in a fixed order."""
    differing = [*_formulas(a.expression, b.expression)]
    unstated = []
    if a.filter != b.filter or a.rows != b.rows:
        differing.append("filter")
    for facet in ("tables", "time_column", "window", "grain", "unit"):
        left, right = getattr(a, facet), getattr(b, facet)
        if left == right:
            continue
        if left and right:
            differing.append(facet)
        elif facet in ("time_column", "window"):
            unstated.append(facet)
    if a.null_default != b.null_default:
        differing.append("null_default")
    if a.rounding != b.rounding:
        differing.append("rounding")
    return tuple(dict.fromkeys(differing)), tuple(unstated)


def immaterial(pair: Pair) -> bool:
    """Whether the two differ only where there is nothing to count, or in the last digit."""
    if pair.verdict != "conflict" or not set(pair.facets) <= LIGHT:
        return False
    assert pair.a.facets and pair.b.facets
    return _only_where_empty(pair.a.facets, pair.b.facets)


def _only_where_empty(a: Facets, b: Facets) -> bool:
    """Whether their null handling differs only for periods with nothing to count."""
    return not any(t[0] == "within" for t in a.null_default ^ b.null_default)


def _formulas(a: Term, b: Term) -> list[str]:
    """In what two expressions differ: their scale, their aggregates, distinctness, inner filters, or all else."""
    if a == b:
        return []
    if scale_of(a)[1] == scale_of(b)[1]:
        return ["unit"]
    found = []
    if _skeleton(a) != _skeleton(b):
        found.append("expression")
    if sorted(aggregates(a)) != sorted(aggregates(b)):
        found.append("aggregation")
    if distinctness(a) != distinctness(b):
        found.append("distinctness")
    if _inner_filters(a) != _inner_filters(b):
        found.append("filter")
    return found or ["expression"]


def _skeleton(part: Any) -> Any:
    if not isinstance(part, tuple) or not part:
        return part
    if part[0] == "agg":
        return ("agg", tuple(_skeleton(p) for p in part[3]))
    return tuple(_skeleton(p) for p in part)


def _inner_filters(part: Any) -> list[str]:
    if not isinstance(part, tuple) or not part:
        return []
    own = [repr(part[4])] if part[0] == "agg" and part[4] else []
    return sorted(own + [text for p in part for text in _inner_filters(p)])
