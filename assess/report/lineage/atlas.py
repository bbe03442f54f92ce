"""The lineage of one check-up as pictures need it: the graph with what is known of each table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import networkx as nx
import pandas as pd

from assess.diagnose.lineage.centrality import dominated, longest_chain
from assess.report.voice import noted
from assess.store.lineage_file import LineageFile

LAYERS = {  # in the order in which data flows; the columns of the company's map
    "raw": noted("Sources"),
    "dimension": noted("Dimensions"),
    "detail": noted("Details"),
    "summary": noted("Summaries"),
    "application": noted("End results"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one table; numbers are None where unknown."""

    id: str
    department: str
    layer: str
    known: bool
    owner: str
    rows: int | None
    bytes: int | None
    reads: int | None
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Atlas:
    """`findings` are those of the lineage (see kept.findings_of); `details` opens what the run keeps of a table."""

    facts: Mapping[str, Fact]
    graph: nx.DiGraph
    findings: tuple[Mapping[str, Any], ...]
    details: Callable[[str], Mapping[str, Any]]
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)  # what a picture need not redo

    @cached_property
    def chain(self) -> tuple[str, ...]:
        """The longest row of tables each made from the one before."""
        return longest_chain(self.graph)

    @cached_property
    def dominated(self) -> Mapping[str, list[str]]:
        """For each table those that get nothing except through it."""
        return dominated(self.graph)

    @cached_property
    def departments(self) -> list[str]:
        """Ids of the departments that have tables in the lineage, those with most first; "" (unknown) last."""
        count = Counter(fact.department for fact in self.facts.values())
        return sorted(count, key=lambda d: (d == "", -count[d], d))

    @cached_property
    def layers(self) -> list[str]:
        """The layers that occur, in the order of the flow."""
        there = {fact.layer for fact in self.facts.values()}
        return [layer for layer in LAYERS if layer in there] + sorted(there - set(LAYERS))

    @cached_property
    def crossing(self) -> int:
        """Dependencies whose ends different departments keep, both known."""
        return sum(self.crosses(a, b) for a, b in self.graph.edges)

    def crosses(self, upstream: str, downstream: str) -> bool:
        """Whether a dependency leads from one department to another."""
        a, b = self.facts[upstream].department, self.facts[downstream].department
        return a != b and bool(a) and bool(b)

    def weight(self, table: str) -> int:
        """How much is linked to a table directly."""
        return int(self.graph.in_degree(table) + self.graph.out_degree(table))

    def place(self, table: str) -> str:
        """Where a table is made, such as sql/a.sql:12; the first place of several, empty where none is known."""
        statements = self.details(table).get("statements") or []
        if not statements:
            return ""
        first = statements[0]
        return f"{first['file']}:{first['line']}" if first.get("line") else str(first["file"])

    def finding(self, identifier: str) -> Mapping[str, Any] | None:
        return next((f for f in self.findings if f["id"] == identifier), None)

    def of_detector(self, detector: str) -> list[Mapping[str, Any]]:
        return [f for f in self.findings if f["detector"] == detector]


def atlas_of(file: LineageFile) -> Atlas:
    """The atlas of a run's file."""
    return atlas(file.index, file.findings, file.details)


def atlas(
    index: pd.DataFrame,
    findings: Iterable[Mapping[str, Any]] = (),
    details: Callable[[str], Mapping[str, Any]] = lambda table: {},
) -> Atlas:
    """The atlas of rows as `lineage.parquet` has them."""
    graph = nx.DiGraph()
    facts = {}
    rows: list[dict[str, Any]] = index.to_dict("records")  # type: ignore[assignment]
    graph.add_nodes_from(row["id"] for row in rows)
    for row in rows:
        held, stored, reads = (None if pd.isna(row[key]) else int(row[key]) for key in ("rows", "bytes", "reads"))
        fact = Fact(
            row["id"], row["department"], row["layer"], bool(row["known"]), row["owner"], held, stored, reads,
            tuple(row["findings"]),
        )  # fmt: skip
        facts[fact.id] = fact
        graph.add_edges_from((upstream, fact.id) for upstream in row["upstream"])
    return Atlas(facts, graph, tuple(findings), details)
