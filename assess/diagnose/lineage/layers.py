"""Which layer of a warehouse each table belongs to: source copies, cleaned detail, dimensions, summaries, applications.

Layers as Chinese and other warehouses name them: ODS, DWD, DIM, DWS, ADS. A name that says its layer is believed; of
other tables the layer follows from what they are made of and who reads them, within what their neighbours allow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import networkx as nx

from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.lineage.layer_names import LayerName, named
from assess.diagnose.lineage.reach import Condensed, condensed, parts
from assess.diagnose.registry import Case
from assess.model.evidence import Evidence

RANK: dict[LayerName, int] = {"ODS": 0, "DWD": 1, "DIM": 1, "DWS": 2, "ADS": 3}
BY_RANK: tuple[LayerName, ...] = ("ODS", "DWD", "DWS", "ADS")
GROUPED = re.compile(r"\bGROUP\s+BY\b", re.IGNORECASE)
JOINED = 3  # sources from which a grouped table is the more surely a summary

Why = Literal["name", "source", "detail", "grouped", "between", "leaf", "asked", "neighbours"]


@dataclass(frozen=True, slots=True)
class Layer:
    """A table's layer: `declared` where its name says so, else inferred from `why`.

    source: made from nothing in the lineage; detail: rows of sources, not grouped; grouped: rows are grouped; between:
    made from derived tables, for others; leaf: made from derived tables, nothing is made from it; asked: the same, and
    people query it by the logs; neighbours: its own marks say another layer than those of the tables beside it allow.
    `confidence` orders the reasons by how often they mislead; it is no probability.
    """

    name: LayerName
    declared: bool
    confidence: float
    why: Why

    @property
    def rank(self) -> int:
        return RANK[self.name]


def layers(case: Case) -> dict[str, Layer]:
    """The layers of the check-up's tables; use as `case.once(layers)`."""
    return layers_of(case.once(lineage_graph), case.evidence, case.once(parts))


def layers_of(graph: nx.DiGraph, evidence: Evidence, whole: Condensed | None = None) -> dict[str, Layer]:
    """The layer of each table in the graph. No inferred one lies below what it is made from.

    The tables of a circle are in one layer. Names are believed even against the lineage, so that what runs backwards
    between two named layers stays visible.
    """
    marks = _Marks.of(graph, evidence)
    guesses = {name: _declared(name, marks) or _guessed(name, marks) for name in graph}
    whole = whole or condensed(graph)
    rank = {name: guess.rank for name, guess in guesses.items()}
    for members in whole.members:
        _settle(members, guesses, rank, max(_ranks(graph, members, rank, up=True), default=0), raise_to=True)
    for members in reversed(whole.members):
        _settle(members, guesses, rank, min(_ranks(graph, members, rank, up=False), default=3), raise_to=False)
    for members in whole.members:
        _settle(members, guesses, rank, max(_ranks(graph, members, rank, up=True), default=0), raise_to=True)
    return {
        name: guess if rank[name] == guess.rank else Layer(BY_RANK[rank[name]], False, 0.4, "neighbours")
        for name, guess in guesses.items()
    }


def _settle(
    members: Sequence[str], guesses: Mapping[str, Layer], rank: dict[str, int], limit: int, *, raise_to: bool
) -> None:
    """Move the inferred tables of one part above `limit`, or below; the tables of a circle together."""
    inferred = [name for name in members if not guesses[name].declared]
    if not inferred:
        return
    both = max(rank[name] for name in members) if len(members) > 1 else rank[inferred[0]]
    for name in inferred:
        rank[name] = max(both, limit) if raise_to else min(both, limit)


def _ranks(graph: nx.DiGraph, members: Sequence[str], rank: Mapping[str, int], *, up: bool) -> list[int]:
    """Ranks of the tables before the part, or after it."""
    sides = graph._pred if up else graph._succ
    if len(members) == 1:
        return [rank[other] for other in sides[members[0]]]
    inside = set(members)
    return [rank[other] for name in members for other in sides[name] if other not in inside]


@dataclass(frozen=True)
class _Marks:
    """What speaks for a layer beside a table's neighbours."""

    graph: nx.DiGraph
    grouped: set[str]
    asked: set[str]
    source_of: Mapping[str, str]

    @classmethod
    def of(cls, graph: nx.DiGraph, evidence: Evidence) -> _Marks:
        tables = evidence.tables
        sources = dict(zip(tables["table_id"].astype(object), tables["source"].astype(object), strict=True))
        return cls(graph, grouped(evidence), set(evidence.reads["table_id"].astype(object)), sources)


def _declared(name: str, marks: _Marks) -> Layer | None:
    """What its name says, unless that is a common word which the lineage does not bear out."""
    root = not marks.graph._pred[name]
    alone = root or (len(marks.graph._pred[name]) == 1 and name not in marks.grouped)
    for said in named(name, marks.source_of.get(name, "")):
        rank = RANK[said.layer]
        if said.sure:
            against = (root and rank > 1) or (rank == 0 and name in marks.grouped)
            return Layer(said.layer, True, 0.6 if against else 0.9, "name")
        if alone if rank == 0 else not root:
            return Layer(said.layer, True, 0.7, "name")
    return None


def _guessed(name: str, marks: _Marks) -> Layer:
    before, after = marks.graph._pred[name], marks.graph._succ[name]
    if not before:
        return Layer("ODS", False, 0.7, "source")
    if name in marks.grouped and after:
        return Layer("DWS", False, 0.7 if len(before) >= JOINED else 0.6, "grouped")
    if not after and name in marks.asked:
        return Layer("ADS", False, 0.7, "asked")
    if not after and name in marks.grouped:
        return Layer("ADS", False, 0.6, "leaf")
    if not any(marks.graph._pred[up] for up in before):
        return Layer("DWD", False, 0.5, "detail")
    return Layer("DWD", False, 0.5, "between") if after else Layer("ADS", False, 0.5, "leaf")


def grouped(evidence: Evidence) -> set[str]:
    """Tables that a statement fills by grouping rows."""
    edges = evidence.column_edges
    found = set(edges.loc[edges["kind"] == "group", "downstream"].astype(object))
    statements = evidence.statements
    bare = statements[(statements["target"] != "") & ~statements["target"].isin(found)]
    columns = [bare[c].astype(object).tolist() for c in ("target", "sql")]
    return found | {target for target, sql in zip(*columns, strict=True) if GROUPED.search(sql)}


def unlayered(evidence: Evidence, found: Mapping[str, Layer]) -> list[str]:
    """Tables of the catalogue that neither a name nor the lineage puts into a layer, in order of id."""
    tables = evidence.tables.drop_duplicates("table_id")
    columns = [tables[c].astype(object).tolist() for c in ("table_id", "source")]
    return sorted(
        name
        for name, source in zip(*columns, strict=True)
        if name not in found and not any(said.sure for said in named(name, source))
    )


def cross_layer(graph: nx.DiGraph, found: Mapping[str, Layer]) -> dict[str, list[str]]:
    """Summaries and applications that read source copies directly: table -> the sources it reads past the layers."""
    return {
        name: past
        for name in graph
        if found[name].rank >= 2 and (past := sorted(up for up in graph._pred[name] if found[up].name == "ODS"))
    }


def backward(graph: nx.DiGraph, found: Mapping[str, Layer]) -> list[tuple[str, str]]:
    """(upstream, downstream) where a table is made from one of a higher layer, as names say.

    Where the layer of an end is inferred, a name further up says a higher layer than one further down.
    """
    rank = {name: layer.rank for name, layer in found.items()}
    down_hill = sorted((up, down) for up, downs in graph._succ.items() for down in downs if rank[up] > rank[down])
    if not down_hill:
        return []
    whole = condensed(graph)
    said = [[found[n].rank for n in those if found[n].declared] for those in whole.members]
    above = [max(ranks, default=-1) for ranks in said]
    for part, afters in enumerate(whole.after):
        for after in afters:
            above[after] = max(above[after], above[part])
    below = [min(ranks, default=len(BY_RANK)) for ranks in said]
    for part in range(len(said) - 1, -1, -1):
        below[part] = min([below[part], *(below[after] for after in whole.after[part])])
    return [(up, down) for up, down in down_hill if above[whole.part_of[up]] > below[whole.part_of[down]]]


def reuse(graph: nx.DiGraph, found: Mapping[str, Layer]) -> float | None:
    """Mean number of tables made directly from a table of the middle layers; None where there is none."""
    middle = [name for name in graph if found[name].rank in (1, 2) and graph._pred[name]]
    return round(sum(len(graph._succ[name]) for name in middle) / len(middle), 2) if middle else None
