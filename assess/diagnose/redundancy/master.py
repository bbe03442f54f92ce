"""Which copy to keep: points a client can recount, and what would change the choice."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assess.diagnose.redundancy.catalogue import UNIQUE
from assess.diagnose.redundancy.flips import Standing, flips_of
from assess.diagnose.redundancy.known import Known
from assess.diagnose.redundancy.types import TEXT
from assess.model.text import Text

# What each criterion counts. Readers and feeds are what is hardest to move; an owner is soon named.
WEIGHTS: Mapping[str, float] = {
    "columns": 1.0,
    "rows": 1.0,
    "freshness": 1.0,
    "retention": 1.0,
    "consumers": 1.5,
    "upstream": 1.5,
    "quality": 1.0,
    "owner": 0.5,
}
CRITERIA = tuple(WEIGHTS)
MOST = 10


@dataclass(frozen=True)
class Choice:
    """`points[table id][criterion]` is 0..10, None where unknown; `unknown` lists criteria nobody could score.

    `totals[table id]` are the weighted points, `margin` those by which the master leads the next table that could
    be chosen (None where there is none), `flips` what would change the choice, the smallest change first.
    """

    master: int
    points: dict[str, dict[str, float | None]]
    unknown: tuple[str, ...]
    totals: dict[str, float] = field(default_factory=dict)
    margin: float | None = None
    flips: tuple[Text, ...] = ()


def choose_master(known: Known, tables: Sequence[int], weights: Mapping[str, float] = WEIGHTS) -> Choice:
    """The table with most points; on a tie the first by id. One whose name says backup or bears a date
    is chosen only where there is no other.

    Each criterion gives up to ten points, times its weight: columns and rows (completeness) in proportion to the
    best of the group; freshness (ten for the latest write, one less for every 36 days behind); retention in
    proportion to the longest rule, where what goes beyond `known.legal_days` earns nothing; consumers in proportion to
    the most tables fed outside the group; upstream (feeds others of the group and is fed by none); quality (see
    `_quality`); owner (known). What is unknown of a table counts as the mean of the others: neither for it nor
    against it.
    """
    catalogue, at = known.catalogue, list(tables)
    outside, upstream = _lineage(known, tables)
    kept = catalogue.retention[at]
    scores = {
        "columns": _share([float(len(catalogue.span(t))) for t in tables]),
        "rows": _share(catalogue.rows[at].tolist()),
        "freshness": _fresh(catalogue.written[at].tolist()),
        "retention": _share((np.minimum(kept, known.legal_days) if known.legal_days else kept).tolist()),
        "consumers": _share(outside) if known.edges else [None] * len(at),
        "upstream": [float(MOST * first) for first in upstream] if known.edges else [None] * len(at),
        "quality": _quality(known, tables),
        "owner": [float(MOST) if catalogue.owners[t] else None for t in tables],
    }
    names = [catalogue.name(t) for t in tables]
    points = {name: {c: scores[c][i] for c in CRITERIA} for i, name in enumerate(names)}
    totals = weighted(points, weights)
    open_to = [t for t in tables if not known.marks(t).aside] or list(tables)
    ranked = sorted(open_to, key=lambda t: (-totals[catalogue.name(t)], catalogue.name(t)))
    master, others = catalogue.name(ranked[0]), [catalogue.name(t) for t in ranked[1:]]
    margin = round(totals[master] - totals[others[0]], 2) if others else None
    flips = flips_of(Standing(master, others, points, weights, totals))
    unknown = tuple(c for c in CRITERIA if all(p is None for p in scores[c]))
    return Choice(ranked[0], points, unknown, totals, margin, flips)


def weighted(points: Mapping[str, Mapping[str, float | None]], weights: Mapping[str, float]) -> dict[str, float]:
    """The total of each table: weight times points, the mean of the others where points are unknown."""
    usual = {c: _mean([of[c] for of in points.values()]) for c in weights}
    return {
        name: round(sum(weights[c] * (usual[c] if (p := of[c]) is None else p) for c in weights), 6)
        for name, of in points.items()
    }


def _mean(points: Iterable[float | None]) -> float:
    known = [p for p in points if p is not None]
    return sum(known) / len(known) if known else 0.0


def _share(values: Sequence[float]) -> list[float | None]:
    best = max((v for v in values if not math.isnan(v)), default=0.0)
    return [None if math.isnan(v) else round(MOST * v / best, 2) if best > 0 else 0.0 for v in values]


def _fresh(days: Sequence[float]) -> list[float | None]:
    latest = max((day for day in days if not math.isnan(day)), default=0.0)
    return [None if math.isnan(day) else round(max(0.0, MOST - (latest - day) / 36), 2) for day in days]


def _quality(known: Known, tables: Sequence[int]) -> list[float | None]:
    """Ten times the mean of what is known of: rows filled in the columns that others of the group have as well; of
    those that some keep as numbers or moments, the share not kept as text; whether a column tells rows apart."""
    catalogue = known.catalogue
    codes = catalogue.by_name.codes
    owners: dict[int, set[int]] = {}
    typed: set[int] = set()
    for t in tables:
        for c in catalogue.span(t):
            owners.setdefault(int(codes[c]), set()).add(t)
            if catalogue.families[c] != TEXT:
                typed.add(int(codes[c]))
    shared = {code for code, of in owners.items() if len(of) > 1}
    found: list[float | None] = []
    for t in tables:
        columns = [c for c in catalogue.span(t) if int(codes[c]) in shared]
        fills = [
            float(catalogue.filled[c] / catalogue.profiles.rows[c]) for c in columns if catalogue.profiles.rows[c] > 0
        ]
        kinds = [float(catalogue.families[c] != TEXT) for c in columns if int(codes[c]) in typed]
        keyed = [float(max(catalogue.uniqueness[c] for c in catalogue.span(t)) >= UNIQUE)] if fills else []
        parts = [sum(part) / len(part) for part in (fills, kinds, keyed) if part]
        found.append(round(MOST * sum(parts) / len(parts), 2) if parts else None)
    return found


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
