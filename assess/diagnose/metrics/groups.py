"""Pairs put together into what a meeting would talk about: one concept, one group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx

from assess.diagnose.metrics.compare import Pair, immaterial
from assess.diagnose.metrics.facets import Metric
from assess.diagnose.metrics.inherited import ORDER
from assess.diagnose.metrics.names import verbatim


@dataclass(frozen=True)
class Group:
    """Metrics that belong together and the pairs that say why."""

    metrics: tuple[Metric, ...]
    pairs: tuple[Pair, ...]

    @property
    def departments(self) -> tuple[str, ...]:
        return tuple(sorted({m.department for m in self.metrics} - {""}))

    @property
    def names(self) -> list[str]:
        """The distinct names, in the order of the metrics."""
        first: dict[str, str] = {}
        for metric in self.metrics:
            first.setdefault(verbatim(metric.name), metric.name)
        return list(first.values())

    @property
    def facets(self) -> list[str]:
        found = {facet for pair in self.pairs for facet in pair.facets}
        return [facet for facet in ORDER if facet in found]


def conflicts(pairs: Iterable[Pair]) -> list[Group]:
    """One group a concept whose definitions differ in more than what an empty period gives."""
    return _together([p for p in pairs if p.verdict == "conflict" and not immaterial(p)])


def synonyms(pairs: Iterable[Pair]) -> list[Group]:
    """One group a definition that goes by several names."""
    groups = _together([p for p in pairs if p.verdict in ("synonym", "same")])
    return [g for g in groups if len(g.names) > 1]


def _together(pairs: list[Pair]) -> list[Group]:
    graph = nx.Graph((p.a.metric_id, p.b.metric_id) for p in pairs)
    by_id = {m.metric_id: m for p in pairs for m in (p.a, p.b)}
    found = []
    for members in nx.connected_components(graph):
        ranked = sorted((by_id[m] for m in members), key=lambda m: (m.file, m.line, m.metric_id))
        found.append(Group(tuple(ranked), tuple(p for p in pairs if p.a.metric_id in members)))
    return sorted(found, key=lambda g: g.metrics[0].metric_id)


def shown(metric: Metric) -> dict[str, Any]:
    """A definition as evidence: whose, where, and what it says."""
    return {
        "metric": metric.metric_id,
        "name": metric.name,
        "label": metric.label,
        "department": metric.department,
        "file": metric.file,
        "line": metric.line,
        "formula": metric.formula,
        **metric.raw,
    }
