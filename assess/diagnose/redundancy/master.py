"""Which copy to keep: points a client can recount."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assess.diagnose.redundancy.known import Known

CRITERIA = ("columns", "rows", "freshness", "retention", "consumers", "upstream", "owner")
MOST = 10


@dataclass(frozen=True)
class Choice:
    """`points[table id][criterion]` is 0..10, None where unknown; `unknown` lists criteria nobody could score."""

    master: int
    points: dict[str, dict[str, float | None]]
    unknown: tuple[str, ...]


def choose_master(known: Known, tables: Sequence[int]) -> Choice:
    """The table with most points; on a tie the first by id. One whose name says backup or bears a date
    is chosen only where there is no other.

    Each criterion gives up to ten points, in proportion to the best of the group: columns and rows
    (completeness), freshness (last write; ten points for the latest, one less for every 36 days behind),
    retention (longest rule), consumers (tables fed outside the group), upstream (feeds others of the group
    and is fed by none), owner (known). What is unknown of a table counts as the mean of the others: neither
    for it nor against it.
    """
    catalogue, at = known.catalogue, list(tables)
    outside, upstream = _lineage(known, tables)
    scores = {
        "columns": _share([float(len(catalogue.span(t))) for t in tables]),
        "rows": _share(catalogue.rows[at].tolist()),
        "freshness": _fresh(catalogue.written[at].tolist()),
        "retention": _share(catalogue.retention[at].tolist()),
        "consumers": _share(outside) if known.edges else [None] * len(at),
        "upstream": [float(MOST * first) for first in upstream] if known.edges else [None] * len(at),
        "owner": [float(MOST) if catalogue.owners[t] else None for t in tables],
    }
    points = {catalogue.name(t): {c: scores[c][i] for c in CRITERIA} for i, t in enumerate(tables)}
    usual = {c: _mean(scores[c]) for c in CRITERIA}
    totals = {t: sum(usual[c] if p is None else p for c, p in points[catalogue.name(t)].items()) for t in tables}
    aside = {t: known.marks(t).aside for t in tables}
    master = min(tables, key=lambda t: (aside[t], -round(totals[t], 6), catalogue.name(t)))
    return Choice(master, points, tuple(c for c in CRITERIA if all(p is None for p in scores[c])))


def _mean(points: Iterable[float | None]) -> float:
    known = [p for p in points if p is not None]
    return sum(known) / len(known) if known else 0.0


def _share(values: Sequence[float]) -> list[float | None]:
    best = max((v for v in values if not math.isnan(v)), default=0.0)
    return [None if math.isnan(v) else round(MOST * v / best, 2) if best > 0 else 0.0 for v in values]


def _fresh(days: Sequence[float]) -> list[float | None]:
    latest = max((day for day in days if not math.isnan(day)), default=0.0)
    return [None if math.isnan(day) else round(max(0.0, MOST - (latest - day) / 36), 2) for day in days]


def _lineage(known: Known, tables: Sequence[int]) -> tuple[list[float], list[bool]]:
    """Per table: how many tables it feeds outside the group, and whether it feeds members and none feeds it."""
    names = [known.catalogue.name(t) for t in tables]
    members = set(names)
    outside = [float(len(set(known.targets.get(name, ())) - members)) for name in names]
    first = [
        bool(members & set(known.targets.get(name, ()))) and not members & set(known.sources.get(name, ()))
        for name in names
    ]
    return outside, first
