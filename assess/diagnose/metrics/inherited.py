"""Conflicts that metrics made of others inherit: linked to the inputs whose definitions differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assess.diagnose.metrics.compare import Pair, claimed
from assess.diagnose.metrics.facets import Metric

ORDER = ("expression", "aggregation", "distinctness", "filter", "tables", "join_path", "time_column", "window", "grain",
         "unit", "null_default", "rounding", "additivity")  # fmt: skip


def with_causes(pairs: Sequence[Pair], metrics: Iterable[Metric]) -> list[Pair]:
    """The pairs; a conflict of two metrics made alike of others has as `causes` the conflicts among their inputs,
    and the facets in which those differ."""
    by_id = {m.metric_id: m for m in metrics}
    known = {frozenset((p.a.metric_id, p.b.metric_id)): p for p in pairs if p.verdict == "conflict"}
    return [_caused(pair, by_id, known, ()) for pair in pairs]


def _caused(pair: Pair, by_id: dict[str, Metric], known: dict[frozenset[str], Pair], above: tuple[Pair, ...]) -> Pair:
    """The pair with its causes; through inputs that are themselves made of others, down to where they begin."""
    if pair.verdict != "conflict" or not pair.a.inputs or pair.a.own != pair.b.own or pair in above:
        return pair
    causes: list[tuple[str, str]] = []
    facets: set[str] = set()
    for left in pair.a.inputs:
        for right in pair.b.inputs:
            conflict = known.get(frozenset((left, right)))
            if conflict is None or claimed(by_id[left], by_id[right]) != "same":
                continue
            deeper = _caused(conflict, by_id, known, (*above, pair))
            causes += deeper.causes or [(left, right)]
            facets |= set(deeper.facets)
    if not causes:
        return pair
    return replace(pair, causes=tuple(dict.fromkeys(causes)), facets=tuple(f for f in ORDER if f in facets))
