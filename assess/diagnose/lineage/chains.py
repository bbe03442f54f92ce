"""Rows of jobs that wait for each other: what they take, where one could start sooner, which steps only hand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

from assess.diagnose.lineage.layers import grouped
from assess.diagnose.lineage.reach import Condensed, condensed
from assess.model.evidence import Evidence


@dataclass(frozen=True)
class SlowestPath:
    """The row of tables whose filling takes longest together: `seconds` known, of `unknown` steps nobody knows.

    With unknown steps `seconds` is the least it takes. A circle is one step, named by its first table.
    """

    chain: tuple[str, ...]
    seconds: float
    unknown: int


def fill_seconds(evidence: Evidence) -> dict[str, float]:
    """By table the seconds it takes to fill it once: of each of its jobs the mean run, added up.

    Where several logs know the jobs of a table, the one that knows most seconds counts, as they may be the same jobs.
    """
    runs = evidence.runs
    known = runs[runs["seconds"].notna() & (runs["runs"] > 0)]
    if known.empty:
        return {}
    jobs = known.groupby(["downstream", "source", "statement_id"])[["seconds", "runs"]].sum()
    by_log = (jobs["seconds"] / jobs["runs"]).groupby(["downstream", "source"]).sum().groupby("downstream").max()
    return {str(name): float(seconds) for name, seconds in by_log.items()}


def slowest_path(graph: nx.DiGraph, seconds: Mapping[str, float]) -> SlowestPath:
    """The critical path: of all rows of tables each made from the one before that which takes longest to fill."""
    whole = condensed(graph)
    own = [sum(seconds.get(name, 0.0) for name in members) for members in whole.members]
    best, before = [(took, 1) for took in own], [-1] * len(own)  # seconds, then steps
    for part in range(len(own)):
        for after in whole.after[part]:
            told = (best[part][0] + own[after], best[part][1] + 1)
            tied = told == best[after] and before[after] >= 0 and _first(whole, part) < _first(whole, before[after])
            if told > best[after] or tied:
                best[after], before[after] = told, part
    if not own:
        return SlowestPath((), 0.0, 0)
    step = min(range(len(own)), key=lambda p: (-best[p][0], -best[p][1], _first(whole, p)))
    total, parts = best[step][0], []
    while step >= 0:
        parts.append(step)
        step = before[step]
    parts.reverse()
    made = [p for p in parts if any(graph._pred[name] for name in whole.members[p])]
    unknown = sum(any(graph._pred[name] and name not in seconds for name in whole.members[p]) for p in made)
    return SlowestPath(tuple(_first(whole, p) for p in parts), round(total, 1), unknown)


def _first(whole: Condensed, part: int) -> str:
    return str(whole.members[part][0])


def pass_through(graph: nx.DiGraph, evidence: Evidence) -> list[str]:
    """Tables with one source and one reader that neither group rows nor are queried by anybody, in order of id."""
    kept = grouped(evidence) | set(evidence.reads["table_id"].astype(object))
    return sorted(
        name for name in graph if len(graph._pred[name]) == 1 and len(graph._succ[name]) == 1 and name not in kept
    )


def early_steps(graph: nx.DiGraph, chain: Sequence[str], evidence: Evidence) -> list[dict[str, Any]]:
    """Steps that also read a table of the chain made well before the one they wait for: that part can run sooner.

    {table, waits_for, ready, columns, ready_columns}: `ready` are the tables of the chain that it could start from,
    `columns` how many columns its jobs fill, `ready_columns` those of them that take nothing from the table it waits
    for; both None where the columns were not traced.
    """
    place = {name: n for n, name in enumerate(chain)}
    found: list[dict[str, Any]] = []
    for n, name in enumerate(chain[2:], 2):
        ready = sorted(up for up in graph._pred[name] if place.get(up, n) < n - 1)
        if ready:
            found.append({"table": name, "waits_for": chain[n - 1], "ready": ready[:10]})
    edges = evidence.column_edges
    mine = edges[(edges["kind"] == "value") & edges["downstream"].isin({step["table"] for step in found})]
    columns = [mine[c].astype(object).tolist() for c in ("downstream", "downstream_column", "upstream")]
    taken: dict[str, dict[str, set[str]]] = {}
    for table, column, upstream in zip(*columns, strict=True):
        taken.setdefault(table, {}).setdefault(column, set()).add(upstream)
    for step in found:
        by_column = taken.get(step["table"], {})
        traced = bool(by_column) and "*" not in by_column and all("" not in ups for ups in by_column.values())
        free = sum(step["waits_for"] not in ups for ups in by_column.values())
        step |= {"columns": len(by_column) if traced else None, "ready_columns": free if traced else None}
    return found
