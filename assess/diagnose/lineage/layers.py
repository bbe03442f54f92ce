"""Which layer of a warehouse each table belongs to: source copies, cleaned detail, dimensions, summaries, applications.

Layers as Chinese and other warehouses name them: ODS, DWD, DIM, DWS, ADS. A name that says its layer is believed; of
other tables the layer follows from what they are made of and who reads them, within what their neighbours allow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import networkx as nx

from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.lineage.reach import condensed
from assess.diagnose.registry import Case
from assess.model.evidence import Evidence

Name = Literal["ODS", "DWD", "DIM", "DWS", "ADS"]
RANK: dict[Name, int] = {"ODS": 0, "DWD": 1, "DIM": 1, "DWS": 2, "ADS": 3}
BY_RANK: tuple[Name, ...] = ("ODS", "DWD", "DWS", "ADS")
WORDS: dict[str, Name] = {
    **dict.fromkeys(("ods", "stg", "staging", "stage", "raw", "src", "landing", "bronze", "sdl", "tds"), "ODS"),
    **dict.fromkeys(("dwd", "dwdetail", "detail", "int", "intermediate", "silver", "fct", "fact", "dwb"), "DWD"),
    **dict.fromkeys(("dim", "dims", "dimension"), "DIM"),
    **dict.fromkeys(("dws", "dwm", "dwt", "agg", "aggregates", "summary"), "DWS"),
    **dict.fromkeys(("ads", "app", "rpt", "report", "reports", "mart", "marts", "dm", "gold", "bi"), "ADS"),
}  # fmt: skip
GROUPED = re.compile(r"\bGROUP\s+BY\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layer:
    """A table's layer: `declared` where its name says so, else inferred from `why` (source, leaf, grouped, between)."""

    name: Name
    declared: bool
    confidence: float
    why: Literal["name", "source", "leaf", "grouped", "between"]

    @property
    def rank(self) -> int:
        return RANK[self.name]


def layers(case: Case) -> dict[str, Layer]:
    """The layers of the check-up's tables; use as `case.once(layers)`."""
    return layers_of(case.once(lineage_graph), case.evidence)


def layers_of(graph: nx.DiGraph, evidence: Evidence) -> dict[str, Layer]:
    """The layer of each table in the graph, such that no inferred one lies below what it is made from."""
    grouped = _grouped(evidence)
    guesses = {name: _declared(name) or _guessed(graph, name, grouped) for name in graph}
    whole = condensed(graph)
    least: dict[str, int] = {}
    order = [name for those in whole.members for name in those]
    for name in order:
        floor = max((least[up] for up in graph._pred[name] if up in least), default=0)
        own = guesses[name]
        least[name] = own.rank if own.declared else max(own.rank, floor)
    most: dict[str, int] = {}
    for name in reversed(order):
        ceiling = min((most[down] for down in graph._succ[name] if down in most), default=3)
        most[name] = least[name] if guesses[name].declared else min(least[name], ceiling)
    found: dict[str, Layer] = {}
    for name in order:
        own = guesses[name]
        floor = max((RANK[found[up].name] for up in graph._pred[name] if up in found), default=0)
        rank = own.rank if own.declared else max(most[name], floor)
        found[name] = own if rank == own.rank else Layer(BY_RANK[rank], False, 0.4, "between")
    return found


def _declared(name: str) -> Layer | None:
    """The layer that the table's name begins with, or else its schema."""
    parts = name.lower().split(".")
    first = re.split(r"[_\d-]", parts[-1])[0]
    for word in (first, *reversed(parts[:-1])):
        for token in (word, re.split(r"[_\d-]", word)[0]):
            if token in WORDS:
                return Layer(WORDS[token], True, 0.9, "name")
    return None


def _guessed(graph: nx.DiGraph, name: str, grouped: set[str]) -> Layer:
    if not graph._pred[name]:
        return Layer("ODS", False, 0.7, "source")
    if not graph._succ[name]:
        return Layer("ADS", False, 0.6 if name in grouped else 0.5, "leaf")
    if name in grouped:
        return Layer("DWS", False, 0.6, "grouped")
    return Layer("DWD", False, 0.5, "between")


def _grouped(evidence: Evidence) -> set[str]:
    """Tables that a statement fills by grouping rows."""
    edges = evidence.column_edges
    found = {str(name) for name in edges.loc[edges["kind"] == "group", "downstream"]}
    statements = evidence.statements
    bare = statements[(statements["target"] != "") & ~statements["target"].isin(found)]
    return found | {
        str(target) for target, sql in zip(bare["target"], bare["sql"], strict=True) if GROUPED.search(str(sql))
    }


def cross_layer(graph: nx.DiGraph, found: Mapping[str, Layer]) -> dict[str, list[str]]:
    """Summaries and applications that read source copies directly: table -> the sources it reads past the layers."""
    return {
        name: past
        for name in graph
        if found[name].rank >= 2 and (past := sorted(up for up in graph._pred[name] if found[up].name == "ODS"))
    }


def backward(graph: nx.DiGraph, found: Mapping[str, Layer]) -> list[tuple[str, str]]:
    """(upstream, downstream) where a table is made from one of a higher layer, as their own names say."""
    return sorted((up, down) for up, down in graph.edges if found[up].rank > found[down].rank)


def reuse(graph: nx.DiGraph, found: Mapping[str, Layer]) -> float | None:
    """Mean number of tables made directly from a table of the middle layers; None where there is none."""
    middle = [name for name in graph if found[name].rank in (1, 2) and graph._pred[name]]
    return round(sum(len(graph._succ[name]) for name in middle) / len(middle), 2) if middle else None
