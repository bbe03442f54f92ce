"""Which metrics are compared, and the verdict on each pair. Blocked by name and by definition, never all pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assess.diagnose.metrics.compare import Pair, judge_pair
from assess.diagnose.metrics.facets import Metric
from assess.diagnose.metrics.inherited import with_causes
from assess.diagnose.metrics.names import verbatim
from assess.diagnose.metrics.proof.ladder import Ladder
from assess.diagnose.metrics.reading import read_metric
from assess.diagnose.metrics.world import World
from assess.diagnose.registry import Case
from assess.model.evidence import Evidence

MOST_DEFINITIONS = 40  # different definitions of one name compared with each other; more are compared with the first


@dataclass(frozen=True)
class Metrics:
    """All definitions, and the pairs with something to say, in order of id; `tried` counts those run on rows."""

    metrics: tuple[Metric, ...]
    pairs: tuple[Pair, ...]
    tried: int


def metrics_of(case: Case) -> Metrics:
    """The check-up's metrics compared; use as `case.once(metrics_of)`."""
    return compare_metrics(case.evidence)


def compare_metrics(evidence: Evidence) -> Metrics:
    """All metrics read, the candidates judged by form, and each judgement tried on made-up rows."""
    frame = evidence.metrics.sort_values(["file", "line", "metric_id"], kind="stable")
    rows = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    world = World(evidence, rows)
    metrics = tuple(read_metric(row, world) for row in rows)
    ladder = Ladder(world, dict(zip((m.metric_id for m in metrics), rows, strict=True)))
    found = [p for a, b in candidates(metrics) if (p := judge_pair(a, b, ladder.whole(a, b))) is not None]
    pairs = tuple(ladder.climb(pair) for pair in with_causes(found, metrics))
    return Metrics(metrics, pairs, ladder.tried)


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
    return (facets.expression, facets.filter, facets.tables, facets.joins, facets.rows, facets.window)
