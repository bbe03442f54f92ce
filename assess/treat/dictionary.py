"""The metric dictionary: one standard definition a concept, who decided it, and what else is called by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import networkx as nx

from assess.diagnose.metrics.compare import claimed
from assess.diagnose.metrics.decided import key_of
from assess.diagnose.metrics.facets import Facets, Metric, placeholder
from assess.diagnose.metrics.names import verbatim
from assess.diagnose.metrics.pairs import Metrics
from assess.model.metric_decision import MetricDecision, standing_metrics
from assess.model.treatment_parts import Todo

Said = tuple[Facets | None, str]
Status = Literal["decided", "agreed", "proposed"]
SCOPE = frozenset({"filter", "window", "grain"})  # what a metric is over, not how it is computed


@dataclass(frozen=True)
class Reading:
    """Another definition under the same name; `allowed` says that its department may go on using it.

    `todo`: keep (allowed, or waived `until` a day), rename (it differs in what it is over and not in how it is
    computed, so both can be right under names that say so), change (its owner takes the standard). Where nobody has
    decided, change and rename are proposals.
    """

    metric: Metric
    facets: tuple[str, ...]
    allowed: bool
    todo: Todo = "change"
    until: date | None = None


@dataclass(frozen=True)
class Entry:
    """One concept. `decided`: a person chose the standard; `agreed`: all definitions say the same; `proposed`: they
    do not, and the commonest stands first until somebody decides. `alike` counts definitions that say what it says."""

    standard: Metric
    status: Status
    aliases: tuple[str, ...]
    readings: tuple[Reading, ...]
    decision: MetricDecision | None = None
    places: tuple[str, ...] = ()
    alike: int = 1


def dictionary_of(seen: Metrics, history: Sequence[MetricDecision], today: date) -> tuple[Entry, ...]:
    """An entry for every concept some definition of which could be read, in order of name."""
    decisions = [d for d in standing_metrics(history) if d.holds_on(today)]
    graph = nx.Graph()
    graph.add_nodes_from(m.metric_id for m in seen.metrics)
    separate = [d.keys for d in decisions if d.verdict == "separate"]
    for pair in seen.pairs:
        apart = any({key_of(pair.a), key_of(pair.b)} <= keys for keys in separate)
        one = pair.verdict in ("same", "conflict", "unknown") or (
            pair.verdict == "synonym" and _one_thing(pair.a, pair.b)
        )
        if one and not apart:
            graph.add_edge(pair.a.metric_id, pair.b.metric_id)
    by_id = {m.metric_id: m for m in seen.metrics}
    facets = {frozenset((_said(p.a), _said(p.b))): p.facets for p in seen.pairs if p.verdict == "conflict"}
    entries = []
    for members in nx.connected_components(graph):
        metrics = sorted((by_id[m] for m in members), key=lambda m: (m.file, m.line, m.metric_id))
        entry = _entry([m for m in metrics if m.facets and not placeholder(m.facets.expression)], decisions, facets)
        if entry is not None:
            entries.append(entry)
    return tuple(sorted(entries, key=lambda e: (verbatim(e.standard.name), e.standard.metric_id)))


def _said(metric: Metric) -> Said:
    """What is compared: of definitions that say the same under one name only one is compared with the others."""
    return metric.facets, verbatim(metric.name)


def _one_thing(a: Metric, b: Metric) -> bool:
    return claimed(a, b) == "same"


def _entry(
    metrics: Sequence[Metric], decisions: Sequence[MetricDecision], facets: Mapping[frozenset[Said], tuple[str, ...]]
) -> Entry | None:
    if not metrics:
        return None
    chosen = _chosen({key_of(m): m for m in metrics}, decisions)
    definitions = Counter(m.facets for m in metrics)
    standard = chosen[1] if chosen else min(metrics, key=lambda m: (-definitions[m.facets], not m.owner))
    others = [m for m in metrics if m.facets != standard.facets]
    differing = [m for m in others if frozenset((_said(m), _said(standard))) in facets]
    allowed = set() if chosen is None else {
        known.key for department, identifier in chosen[0].allowed.items()
        if (known := chosen[0].of(identifier)) is not None and known.department in ("", department)
    }  # fmt: skip
    waived = [d for d in decisions if d.verdict == "waived"]
    readings = tuple(
        _reading(m, standard, facets[frozenset((_said(m), _said(standard)))], key_of(m) in allowed, waived)
        for m in differing
    )
    names = {verbatim(m.name): m.name for m in metrics if m not in differing}
    names.pop(verbatim(standard.name), None)
    status: Status = "decided" if chosen else "proposed" if readings else "agreed"
    places = tuple(f"{m.file}:{m.line}" for m in metrics)
    return Entry(standard, status, tuple(sorted(names.values())), readings, chosen[0] if chosen else None, places,
                 definitions[standard.facets])  # fmt: skip


def _reading(
    metric: Metric, standard: Metric, facets: tuple[str, ...], allowed: bool, waived: Iterable[MetricDecision]
) -> Reading:
    until = [d.until for d in waived if d.until and {key_of(metric), key_of(standard)} <= d.keys]
    todo: Todo = "keep" if allowed or until else "rename" if SCOPE.issuperset(facets) else "change"
    return Reading(metric, facets, allowed, todo, None if allowed else max(until, default=None))


def _chosen(
    keys: dict[tuple[str, str, str], Metric], decisions: Iterable[MetricDecision]
) -> tuple[MetricDecision, Metric] | None:
    """The decision that makes one of these definitions the standard, while it is what was decided on."""
    for decision in decisions:
        known = decision.of(decision.canonical) if decision.verdict == "canonical" else None
        if known is not None and known.key in keys:
            return decision, keys[known.key]
    return None
