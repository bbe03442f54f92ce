"""The metrics of the newest run and the groups they form, held once for all visitors of the app."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import networkx as nx
import streamlit as st

from assess.model.metric_decision import MetricDecision, standing_metrics
from assess.store.metrics_file import metrics_of_run, read_metrics

CONFLICT, OPEN, SCOPED, SAME = "conflict", "unknown", "scoped", "same"
KINDS = (CONFLICT, OPEN, SCOPED, SAME)
_KIND = {"conflict": CONFLICT, "unknown": OPEN, "scoped": SCOPED, "synonym": SAME, "same": SAME}
_LEAST_TO_DECIDE = 2

Metric = Mapping[str, Any]
Pair = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """Definitions that belong together: `kind` is one of KINDS, `metrics` their ids, `pairs` those compared."""

    id: str
    kind: str
    names: tuple[str, ...]
    metrics: tuple[str, ...]
    departments: tuple[str, ...]
    facets: tuple[str, ...]
    findings: tuple[str, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Shelf:
    """`metrics` by id in the order of the run, `groups` in the order listed."""

    metrics: Mapping[str, Metric]
    groups: tuple[Group, ...]

    @cached_property
    def by_id(self) -> dict[str, Group]:
        """A group by its own id and by the ids of the findings on it."""
        return {name: group for group in self.groups for name in (group.id, *group.findings)}

    @cached_property
    def unread(self) -> tuple[Metric, ...]:
        """The definitions of which something could not be read."""
        return tuple(metric for metric in self.metrics.values() if metric["unresolved"])

    @cached_property
    def with_pair(self) -> dict[frozenset[str], Group]:
        """The group in which two definitions stand as a pair of its own kind."""
        found: dict[frozenset[str], Group] = {}
        for group in self.groups:
            for pair in group.pairs:
                if kind_of(pair) == group.kind:
                    found.setdefault(frozenset((pair["a"], pair["b"])), group)
        return found

    @cached_property
    def _texts(self) -> list[str]:
        said = {name: _searched(metric) for name, metric in self.metrics.items()}
        return ["\n".join(said[name] for name in group.metrics) for group in self.groups]

    def select(self, kind: str = "", department: str = "", typed: str = "") -> list[Group]:
        """Groups that fit every choice made; each word of `typed` is part of a name, a file or a formula."""
        words = typed.lower().split()
        return [
            group for group, text in zip(self.groups, self._texts, strict=True)
            if kind in ("", group.kind) and (not department or department in group.departments)
            and all(word in text for word in words)
        ]  # fmt: skip

    def decided(self, history: Iterable[MetricDecision]) -> dict[str, MetricDecision]:
        """The latest standing decision on two definitions of a group, or on its only one, by the group's id."""
        rows: dict[tuple[str, str], list[Group]] = defaultdict(list)
        for group in self.groups:
            for name in group.metrics:
                rows[_place(self.metrics[name])].append(group)
        found: dict[str, MetricDecision] = {}
        for decision in standing_metrics(history):
            met: dict[str, int] = defaultdict(int)
            for place in {(d.file, d.name) for d in decision.definitions}:
                for group in rows.get(place, ()):
                    met[group.id] += 1
            found |= {name: decision for name, n in met.items() if n >= _LEAST_TO_DECIDE}
        return found


def kind_of(pair: Pair) -> str:
    """The kind of group a pair makes; two that differ only where there is nothing to count are the same."""
    return SAME if pair["only_where_empty"] else _KIND[pair["verdict"]]


def shelf_of(folder: Path) -> Shelf | None:
    """The metrics of the engagement's newest run; None where it kept none."""
    path = metrics_of_run(folder)
    return _opened(str(path), path.stat().st_mtime_ns) if path else None


@st.cache_resource(show_spinner=False, max_entries=4)
def _opened(path: str, written: int) -> Shelf:
    """Read once a run; another file in its place is read anew."""
    return shelf_from(read_metrics(Path(path)))


def shelf_from(kept: Mapping[str, Any]) -> Shelf:
    """The groups of the run, then those its other pairs make: left open, or the same under one name."""
    metrics: dict[str, Metric] = {metric["id"]: metric for metric in kept["metrics"]}
    drafts = [
        (_KIND[g["verdict"]], tuple(g["metrics"]), tuple(g["names"]), tuple(g["facets"]), tuple(g.get("findings", ())))
        for g in kept["groups"]
    ]
    covered = {kind: {m for k, members, *_ in drafts if k == kind for m in members} for kind in KINDS}
    for kind in (OPEN, SAME):
        left = [p for p in kept["pairs"] if kind_of(p) == kind and not {p["a"], p["b"]} <= covered[kind]]
        for members in nx.connected_components(nx.Graph((p["a"], p["b"]) for p in left)):
            ranked = tuple(name for name in sorted(members, key=lambda m: _order(metrics[m])))
            facets = dict.fromkeys(f for p in left if p["a"] in members for f in p["facets"])
            names = dict.fromkeys(metrics[name]["name"] for name in ranked)
            drafts.append((kind, ranked, tuple(names), tuple(facets), ()))
    return Shelf(metrics, tuple(_groups(metrics, kept["pairs"], drafts)))


def _groups(metrics: Mapping[str, Metric], pairs: Sequence[Pair], drafts: list[Any]) -> Iterable[Group]:
    of: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of[pair["a"]].append(pair)
    ranked = sorted(drafts, key=lambda d: (KINDS.index(d[0]), -len(d[4]), -len(d[1]), d[1]))
    for number, (kind, members, names, facets, findings) in enumerate(ranked, 1):
        some = set(members)
        departments = tuple(sorted({metrics[name]["department"] for name in members} - {""}))
        inside = tuple(pair for name in members for pair in of[name] if pair["b"] in some)
        yield Group(f"M{number:04d}", kind, names, members, departments, facets, findings, inside)


def _order(metric: Metric) -> tuple[str, int, str]:
    return (metric["file"], metric["line"], metric["id"])


def _place(metric: Metric) -> tuple[str, str]:
    return (metric["file"], metric["name"])


def _searched(metric: Metric) -> str:
    stated = metric.get("stated", {})
    told = (metric["id"], *(stated.get(k, "") for k in ("label", "owner", "expression", "base", "filter")))
    return "\n".join(told).lower()
