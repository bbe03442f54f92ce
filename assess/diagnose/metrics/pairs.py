"""Which metrics are compared, and the verdict on each pair. Blocked by name and by definition, never all pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from assess.diagnose.metrics.compare import Pair, judge_pair
from assess.diagnose.metrics.facets import Metric, read_metric
from assess.diagnose.metrics.formula import Unreadable
from assess.diagnose.metrics.names import verbatim
from assess.diagnose.metrics.refute import Formula, Refuter
from assess.diagnose.registry import Case
from assess.model.evidence import Evidence

MOST_DEFINITIONS = 40  # different definitions of one name compared with each other; more are compared with the first
MOST_TRIED = 400  # pairs of different definitions run for a counterexample


@dataclass(frozen=True)
class Metrics:
    """All definitions, and the pairs with something to say, in order of id."""

    metrics: tuple[Metric, ...]
    pairs: tuple[Pair, ...]
    tried: int


def metrics_of(case: Case) -> Metrics:
    """The check-up's metrics compared; use as `case.once(metrics_of)`."""
    return compare_metrics(case.evidence)


def compare_metrics(evidence: Evidence) -> Metrics:
    table_of = _tables(evidence)
    rows = evidence.metrics.sort_values(["file", "line", "metric_id"], kind="stable").to_dict("records")
    metrics = tuple(read_metric({str(k): v for k, v in row.items()}, table_of) for row in rows)
    refuter = Refuter()
    pairs = []
    for a, b in candidates(metrics):
        pair = judge_pair(a, b)
        if pair is not None:
            pairs.append(_tried(pair, refuter))
    return Metrics(metrics, tuple(pairs), refuter.tried)


def candidates(metrics: Iterable[Metric]) -> list[tuple[Metric, Metric]]:
    """Pairs that share a name, an atomic metric or a definition, each once, in order."""
    ranked = list(metrics)
    blocks: dict[tuple[str, Any], list[int]] = defaultdict(list)
    for number, metric in enumerate(ranked):
        keys: list[tuple[str, Any]] = [("name", verbatim(metric.name))]
        keys += [("core", name.core) for name in metric.names if name.core]
        if metric.facets:
            keys.append(("definition", _definition(metric)))
        for key in dict.fromkeys(keys):
            blocks[key].append(number)
    found: set[tuple[int, int]] = set()
    for members in blocks.values():
        found |= _within(members, ranked)
    return [(ranked[a], ranked[b]) for a, b in sorted(found)]


def _within(members: list[int], ranked: list[Metric]) -> set[tuple[int, int]]:
    """Pairs of one block: equal definitions in a row, different ones each with each up to a limit."""
    by_definition: dict[Any, list[int]] = defaultdict(list)
    for number in members:
        metric = ranked[number]
        by_definition[(_definition(metric), verbatim(metric.name)) if metric.facets else number].append(number)
    pairs = {pair for same in by_definition.values() for pair in pairwise(same)}
    firsts = [same[0] for same in by_definition.values()]
    near, far = firsts[:MOST_DEFINITIONS], firsts[MOST_DEFINITIONS:]
    pairs |= {(a, b) for i, a in enumerate(near) for b in near[i + 1 :]}
    pairs |= {(firsts[0], b) for b in far}
    return {(min(a, b), max(a, b)) for a, b in pairs}


def _definition(metric: Metric) -> Any:
    facets = metric.facets
    assert facets is not None
    return (facets.expression, facets.filter, facets.tables, facets.rows, facets.window)


def _tried(pair: Pair, refuter: Refuter) -> Pair:
    """Every `same` is tried on made-up rows, and conflicts get the rows that show them."""
    assert pair.a.facets is None or pair.b.facets is not None or pair.verdict == "unknown"
    if pair.verdict in ("same", "synonym") and not pair.facets:
        if (pair.a.formula, pair.a.raw, pair.a.dialect) == (pair.b.formula, pair.b.raw, pair.b.dialect):
            return pair
        if _rows(pair, refuter) is not None:
            return replace(pair, verdict="unknown", facets=("expression",))
        return pair
    shown = {"expression", "aggregation", "distinctness", "filter", "null_default", "rounding", "unit", "time_column"}
    if pair.verdict == "conflict" and set(pair.facets) & shown and "tables" not in pair.facets:
        if refuter.tried >= MOST_TRIED:
            return pair
        return replace(pair, counterexample=_rows(pair, refuter))
    return pair


def _rows(pair: Pair, refuter: Refuter) -> dict[str, Any] | None:
    try:
        return refuter.counterexample(_formula(pair.a), _formula(pair.b))
    except Unreadable:
        return None


def _formula(metric: Metric) -> Formula:
    raw = metric.raw
    time_column = raw.get("time_column", "").lower().rsplit(".", 1)[-1]
    return Formula(metric.formula, metric.dialect, raw.get("filter", ""), raw.get("base", ""), time_column)


def _tables(evidence: Evidence) -> Callable[[str, str], str]:
    """The id of a table by its name as written: the only one that fits, else the name itself in lower case."""
    by_tail: dict[str, set[str]] = defaultdict(set)
    for identifier in evidence.tables.table_id:
        parts = identifier.lower().split(".")
        for start in range(len(parts)):
            by_tail[".".join(parts[start:])].add(identifier)

    def table_of(written: str, _source: str) -> str:
        fitting = by_tail.get(written.lower(), set())
        return next(iter(fitting)) if len(fitting) == 1 else written.lower()

    return table_of
