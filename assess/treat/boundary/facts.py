"""What is known of a table for the question where it belongs, read from the lineage that was diagnosed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import networkx as nx
import pandas as pd

from assess.diagnose.lineage.boundary import boundary
from assess.diagnose.lineage.centrality import centrality
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.redundancy.personal import personal_marks
from assess.diagnose.registry import Case
from assess.diagnose.usage.last_use import last_use

Part = Literal["centre", "below", "raw", "outside"]


@dataclass(frozen=True, slots=True)
class Facts:
    """One table. `readers` are other departments that read it directly, `users` those and all that keep something
    made from it; `own` says that its keeper makes something of it. `read_days` and `bytes` are None where unknown.

    `reader_jobs` and `writer_jobs` count statements, `reuse` the tables made directly from it (the reuse coefficient
    of one table); `personal` are kinds of personal data that lie there bare.
    """

    table: str
    part: Part
    department: str
    on_platform: bool
    owner: str
    layer: str
    readers: tuple[str, ...]
    users: tuple[str, ...]
    own: bool
    reader_jobs: int
    writer_jobs: int
    reuse: int
    descendants: int
    dominated: int
    read_days: int | None
    bytes: int | None
    personal: tuple[str, ...]


def facts_of(case: Case, shared: bool) -> tuple[Facts, ...]:
    """The tables a boundary is about: those of the shared layer by rank (none unless `shared`), then all that lie on
    the platform today, in order of id."""
    limits, graph = case.once(boundary), case.once(lineage_graph)
    ranked = {c.table: "centre" for c in limits.centres} | dict.fromkeys(limits.below, "below")
    ranked |= {c.table: "raw" for c in limits.raw}
    parts = ranked if shared else {}
    keepers = _keepers(case, graph)
    platform = set(case.engagement.platform)
    inside = sorted(name for name, (keeper, _, _) in keepers.items() if keeper in platform and name not in parts)
    score = {c.table: c.score for c in (*limits.centres, *limits.raw)}
    names = [*sorted(parts, key=lambda t: (t not in score, -score.get(t, 0.0), t)), *inside]
    read_days = _read_days(case)
    marks = personal_marks(case.evidence, names)
    personal = {
        table: tuple(sorted({m.kind for m in found if m.told.claims and m.bare})) for table, found in marks.items()
    }
    layer = {c.table: str(c.layer) for c in (*limits.centres, *limits.raw)}
    seen = case.once(centrality)
    found = []
    for name in names:
        department, owner, volume = keepers.get(name, ("", "", None))
        known = name in graph
        readers = tuple(d for d in seen.readers[name] if d != department) if known else ()
        others = {*readers, *(seen.reached[name] if known else ())} - {department, ""}
        found.append(
            Facts(
                table=name,
                part=parts.get(name, "outside"),  # type: ignore[arg-type]
                department=department,
                on_platform=department in platform,
                owner=owner,
                layer=layer.get(name, ""),
                readers=readers,
                users=tuple(sorted(others)),
                own=known and department in {*seen.readers[name], *seen.reached[name]},
                reader_jobs=_statements(graph, name, out=True) if known else 0,
                writer_jobs=_statements(graph, name, out=False) if known else 0,
                reuse=graph.out_degree(name) if known else 0,
                descendants=seen.descendants.get(name, 0),
                dominated=seen.dominators.size(name),
                read_days=read_days.get(name),
                bytes=volume,
                personal=personal.get(name, ()),
            )
        )
    return tuple(found)


def _keepers(case: Case, graph: nx.DiGraph) -> Mapping[str, tuple[str, str, int | None]]:
    """(department, owner, bytes) of every table of the catalogue or the lineage; views have no bytes of their own."""
    found: dict[str, tuple[str, str, int | None]] = {
        name: (str(data["department"]), str(data["owner"]), data["bytes"]) for name, data in graph.nodes(data=True)
    }
    rows = case.evidence.tables.drop_duplicates("table_id")
    columns = [rows[c].astype(object).tolist() for c in ("table_id", "department", "owner", "bytes")]
    for name, department, owner, volume in zip(*columns, strict=True):
        if name not in found:
            found[str(name)] = (str(department), str(owner), None if pd.isna(volume) else int(volume))
    return found


def _read_days(case: Case) -> dict[str, int]:
    use = case.once(last_use).tables
    known = use[use["read_days"].notna()]
    return {str(t): int(d) for t, d in zip(known["table_id"], known["read_days"], strict=True)}


def _statements(graph: nx.DiGraph, name: str, *, out: bool) -> int:
    edges = graph.out_edges(name, data=True) if out else graph.in_edges(name, data=True)
    return len({statement for *_, data in edges for statement in data["statements"]})
