"""Pairs put together into what a meeting would talk about: one concept, one group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx

from assess.diagnose.metrics.compare import Pair, immaterial
from assess.diagnose.metrics.facets import Metric
from assess.diagnose.metrics.inherited import ORDER
from assess.diagnose.metrics.names import verbatim

ALIKE = 2  # names with one formula each over the same few sources that are one matter


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

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(sorted({t for m in self.metrics if m.facets for t in m.facets.tables}))

    @property
    def inherited(self) -> bool:
        """Whether all that differs comes from the metrics these are made of."""
        return all(pair.causes for pair in self.pairs)


def conflicts(pairs: Iterable[Pair]) -> list[Group]:
    """One group a concept whose definitions differ in more than what an empty period gives.

    Several concepts that differ in nothing but the same few sources are one group: one matter, not one a name.
    """
    groups = _together([p for p in pairs if p.verdict == "conflict" and not immaterial(p)])
    by_sources: dict[tuple[str, ...], list[Group]] = defaultdict(list)
    rest: list[Group] = []
    for group in groups:
        only_sources = group.facets == ["tables"] and not group.inherited
        (by_sources[group.tables] if only_sources else rest).append(group)
    for those in by_sources.values():
        rest += [_one(those)] if len(those) > ALIKE else those
    return sorted(rest, key=lambda g: g.metrics[0].metric_id)


def synonyms(pairs: Iterable[Pair]) -> list[Group]:
    """One group a definition that goes by several names."""
    groups = _together([p for p in pairs if p.verdict in ("synonym", "same")])
    return [g for g in groups if len(g.names) > 1]


def scoped(pairs: Iterable[Pair]) -> list[Group]:
    """One group an atomic metric whose instances say in their names what they leave out."""
    return [g for g in _together([p for p in pairs if p.verdict == "scoped"]) if len(g.names) > 1]


def _one(groups: list[Group]) -> Group:
    metrics = {m.metric_id: m for g in groups for m in g.metrics}
    return Group(tuple(metrics.values()), tuple(p for g in groups for p in g.pairs))


def _together(pairs: list[Pair]) -> list[Group]:
    graph = nx.Graph((p.a.metric_id, p.b.metric_id) for p in pairs)
    by_id = {m.metric_id: m for p in pairs for m in (p.a, p.b)}
    number = {m: n for n, members in enumerate(nx.connected_components(graph)) for m in members}
    of: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of[number[pair.a.metric_id]].append(pair)
    found = []
    for those in of.values():
        members = {m.metric_id for p in those for m in (p.a, p.b)}
        ranked = sorted((by_id[m] for m in members), key=lambda m: (m.file, m.line, m.metric_id))
        found.append(Group(tuple(ranked), tuple(those)))
    return sorted(found, key=lambda g: g.metrics[0].metric_id)


def shown(metric: Metric) -> dict[str, Any]:
    """A definition as evidence: whose, where, and what it says."""
    return {
        "metric": metric.metric_id,
        "name": metric.name,
        "label": metric.label,
        "department": metric.department,
        "owner": metric.owner,
        "file": metric.file,
        "line": metric.line,
        "formula": metric.formula,
        **metric.raw,
    }
