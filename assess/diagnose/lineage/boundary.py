"""Where the shared layer ends: which tables many departments build on, and what stays with each of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import networkx as nx

from assess.diagnose.lineage.centrality import Centrality, centrality
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.lineage.layer_names import LayerName
from assess.diagnose.lineage.layers import Layer, layers
from assess.diagnose.registry import Case

INSIDE: dict[LayerName, LayerName] = {"ODS": "DWD", "DWD": "DWD", "DIM": "DIM", "DWS": "DWS", "ADS": "DWS"}
READERS = 3  # departments other than the keeper's that read a table directly


@dataclass(frozen=True)
class Centre:
    """A table of the shared layer with what speaks for it; `score` ranks, it is no measure.

    `layer` is where it belongs there: a source table's cleaned twin in the detail layer, an application that others
    build on among the summaries, any other where it is. `queries` are those in logs, None where none is counted.
    """

    table: str
    score: float
    layer: LayerName
    readers: Sequence[str]
    descendants: int
    dominated: int
    betweenness: float
    queries: int | None


@dataclass(frozen=True)
class Boundary:
    """The shared layer that the lineage implies.

    `centres` are derived tables that at least three other departments read; `below` are the derived tables these are
    made from, which must come along; `raw` are source tables that three departments read each for itself and of which
    the shared layer would hold one cleaned table. `crossing` counts the dependencies between departments, `absorbed`
    those of them that start from a table of the shared layer. `stay` counts by department the tables outside.
    """

    centres: Sequence[Centre]
    below: Sequence[str]
    raw: Sequence[Centre]
    crossing: int
    absorbed: int
    stay: Mapping[str, int]

    @property
    def size(self) -> int:
        return len(self.centres) + len(self.below) + len(self.raw)


def boundary(case: Case) -> Boundary:
    """The boundary that the check-up's lineage implies; use as `case.once(boundary)`."""
    reads = case.evidence.reads
    counted = reads[reads["reads"].notna()].groupby("table_id")["reads"].sum()
    asked = {str(name): int(count) for name, count in counted.items()}
    return boundary_of(case.once(lineage_graph), case.once(centrality), case.once(layers), asked)


def boundary_of(
    graph: nx.DiGraph,
    seen: Centrality,
    known: Mapping[str, Layer] = MappingProxyType({}),
    asked: Mapping[str, int] = MappingProxyType({}),
) -> Boundary:
    """Centres by score, then by id.

    score = 10 * other departments that read it + 3 * ln(1 + tables made from it) + ln(1 + tables that hang on it)
    + 10 * share of shortest paths + ln(1 + queries): departments first, the rest to order those of as many.
    """
    keeper = {name: str(data["department"]) for name, data in graph.nodes(data=True)}
    candidates = []
    for name in graph:
        others = [d for d in seen.readers[name] if d != keeper[name]]
        if len(others) >= READERS:
            candidates.append((name, others))
    ranked = sorted(
        (_centre(name, others, seen, known, asked) for name, others in candidates), key=lambda c: (-c.score, c.table)
    )
    centres = [c for c in ranked if graph.in_degree(c.table)]
    raw = [c for c in ranked if not graph.in_degree(c.table)]
    inside = {c.table for c in centres}
    below: set[str] = set()
    waiting = list(inside)
    while waiting:
        for up in graph._pred[waiting.pop()]:
            if up not in inside and up not in below and graph.in_degree(up):
                below.add(up)
                waiting.append(up)
    shared = inside | below | {c.table for c in raw}
    crossing = [
        up for up, downs in graph._succ.items() for d in downs if keeper[up] and keeper[d] not in ("", keeper[up])
    ]
    stay = Counter(keeper[name] for name in graph if name not in shared)
    absorbed = sum(up in shared for up in crossing)
    return Boundary(centres, sorted(below), raw, len(crossing), absorbed, dict(sorted(stay.items())))


def _centre(
    name: str, others: Sequence[str], seen: Centrality, known: Mapping[str, Layer], asked: Mapping[str, int]
) -> Centre:
    hanging = seen.dominators.size(name)
    between = seen.betweenness.get(name, 0.0)
    score = 10 * len(others) + 3 * math.log1p(seen.descendants[name]) + math.log1p(hanging) + 10 * between
    score += math.log1p(asked.get(name, 0))
    layer = INSIDE[known[name].name] if name in known else "DWD"
    return Centre(name, round(score, 3), layer, others, seen.descendants[name], hanging, between, asked.get(name))
