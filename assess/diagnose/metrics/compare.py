"""Two definitions compared facet by facet, and what follows when their names claim to be one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from assess.diagnose.metrics.arithmetic import scale_of
from assess.diagnose.metrics.facets import Facets, Metric, aggregates, distinctness, placeholder
from assess.diagnose.metrics.names import verbatim
from assess.diagnose.metrics.population import Relation, population
from assess.model.text import Text

Term = tuple[Any, ...]
Verdict = Literal["conflict", "synonym", "scoped", "same", "unknown"]
Whole = Callable[[Term], bool]
LIGHT = frozenset({"null_default", "rounding"})  # differ only on empty periods or in the last digit


@dataclass(frozen=True)
class Pair:
    """Two metrics and how they stand to each other; `facets` are those that differ, or are not stated on one side.

    A synonym with facets is the same but for them: null handling where there is nothing to count, the last digit.
    `population` says how a's rows stand to b's where the filters differ. `causes` are the pairs of inputs a conflict
    comes from. `why` is the reason of an unknown.
    """

    a: Metric
    b: Metric
    verdict: Verdict
    facets: tuple[str, ...] = ()
    counterexample: dict[str, Any] | None = None
    population: Relation | None = None
    causes: tuple[tuple[str, str], ...] = ()
    why: Text | None = None


def judge_pair(a: Metric, b: Metric, whole: Whole = lambda _: False) -> Pair | None:  # noqa: PLR0911 - a table of cases
    """The verdict on two metrics by their forms, None where they neither claim nor are the same.

    `whole` says of a column that it only holds whole numbers.
    """
    claim = claimed(a, b)
    if a.facets is None or b.facets is None:
        return Pair(a, b, "unknown", ("expression",), why=_unread(a, b)) if claim == "same" else None
    if placeholder(a.facets.expression) or placeholder(b.facets.expression):
        return None
    differing, unstated = differences(a.facets, b.facets, whole)
    if not differing:
        if unstated:
            return Pair(a, b, "unknown", unstated, why=UNSTATED) if claim == "same" else None
        return Pair(a, b, "same" if verbatim(a.name) == verbatim(b.name) else "synonym")
    rows = population(a.facets.filter, b.facets.filter, whole) if "filter" in differing else None
    if claim == "same":
        return Pair(a, b, "conflict", differing, population=rows)
    if set(differing) <= LIGHT and not unstated and _only_where_empty(a.facets, b.facets):
        return Pair(a, b, "synonym", differing)
    return Pair(a, b, "scoped", differing, population=rows) if claim == "scoped" else None


UNSTATED = Text("一方没有写明，无法断定是否一致。", "One side does not state it, so sameness stays open.")


def _unread(a: Metric, b: Metric) -> Text:
    missing = next(m for m in (a, b) if m.facets is None)
    return missing.why[0] if missing.why else Text("没有公式。", "There is no formula.")


def claimed(a: Metric, b: Metric) -> Literal["same", "scoped", "other"]:
    """What the names say: one thing, one thing under different conditions, or two things."""
    if verbatim(a.name) == verbatim(b.name):
        return "same"
    alike = [(x, y) for x in a.names for y in b.names if x.core and x.core == y.core]
    if not alike:
        return "other"
    return "same" if any(x.qualifiers == y.qualifiers for x, y in alike) else "scoped"


def differences(a: Facets, b: Facets, whole: Whole = lambda _: False) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(facets that differ, facets that only one side states), each in a fixed order."""
    differing = [*_formulas(a.expression, b.expression, whole)]
    unstated = []
    if a.rows != b.rows or (a.filter != b.filter and population(a.filter, b.filter, whole) != "same"):
        differing.append("filter")
    differing += _sources(a, b)
    for facet in ("time_column", "window", "grain", "unit"):
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
    if a.stated_additivity and b.stated_additivity and a.stated_additivity != b.stated_additivity:
        differing.append("additivity")
    return tuple(dict.fromkeys(differing)), tuple(unstated)


def _sources(a: Facets, b: Facets) -> list[str]:
    """Other tables, or the same ones joined in another way; a source that only one side states is no difference."""
    mine, theirs = set(a.tables), set(b.tables)
    if not mine or not theirs:
        return []
    if mine == theirs:
        return ["join_path"] if a.joins != b.joins else []
    return ["join_path"] if mine < theirs or theirs < mine else ["tables"]


def immaterial(pair: Pair) -> bool:
    """Whether the two differ only where there is nothing to count, or in the last digit."""
    if pair.verdict != "conflict" or not set(pair.facets) <= LIGHT:
        return False
    assert pair.a.facets and pair.b.facets
    return _only_where_empty(pair.a.facets, pair.b.facets)


def _only_where_empty(a: Facets, b: Facets) -> bool:
    """Whether their null handling differs only for periods with nothing to count."""
    return not any(t[0] == "within" for t in a.null_default ^ b.null_default)


def _formulas(a: Term, b: Term, whole: Whole) -> list[str]:
    """In what two expressions differ: their scale, their aggregates, distinctness, inner filters, or all else."""
    if _alike(a, b, whole):
        return []
    if _alike(scale_of(a)[1], scale_of(b)[1], whole):
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


def _alike(a: Any, b: Any, whole: Whole) -> bool:
    """Whether two terms are equal, but for conditions of aggregates that choose the same rows."""
    if a == b:
        return True
    if not (isinstance(a, tuple) and isinstance(b, tuple)) or len(a) != len(b) or not a:
        return False
    if a[0] == b[0] == "agg":
        return bool(a[1:4] == b[1:4] and population(_all(a[4]), _all(b[4]), whole) == "same")
    return all(_alike(x, y, whole) for x, y in zip(a, b, strict=True))


def _all(condition: Term) -> list[Term]:
    return [condition] if condition else []


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
