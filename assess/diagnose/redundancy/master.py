"""Which copy to keep: points a client can recount."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assess.diagnose.redundancy.catalogue import Catalogue
from assess.diagnose.redundancy.marks import Marks
from assess.model.evidence import Evidence

CRITERIA = ("columns", "rows", "freshness", "retention", "consumers", "upstream", "owner")
MOST = 10


@dataclass(frozen=True)
class Choice:
    """`points[table id][criterion]` is 0..10, None where unknown; `unknown` lists criteria nobody could score."""

    master: int
    points: dict[str, dict[str, float | None]]
    unknown: tuple[str, ...]


def choose_master(
    catalogue: Catalogue, tables: Sequence[int], evidence: Evidence, marks: Callable[[int], Marks]
) -> Choice:
    """The table with most points; on a tie the first by id. One whose name says backup or bears a date
    is chosen only where there is no other.

    Each criterion gives up to ten points, in proportion to the best of the group: columns and rows
    (completeness), freshness (last write; ten points for the latest, one less for every 36 days behind),
    retention (longest rule), consumers (tables fed outside the group), upstream (feeds others of the group
    and is fed by none), owner (known). What is unknown of a table counts as the mean of the others: neither
    for it nor against it.
    """
    frame = catalogue.tables.iloc[list(tables)]
    fed, feeds_inside, fed_inside = _lineage(catalogue, tables, evidence)
    owners = frame["owner"].to_numpy()
    scores = {
        "columns": _share(np.array([len(catalogue.span(t)) for t in tables], float)),
        "rows": _share(catalogue.rows[list(tables)]),
        "freshness": _fresh(frame["last_written"]),
        "retention": _share(frame["retention_days"].to_numpy(dtype=float, na_value=np.nan)),
        "consumers": _share(np.array([fed[t] for t in tables], float), none_is_unknown=evidence.edges.empty),
        "upstream": [
            None if evidence.edges.empty else float(MOST * (feeds_inside[t] > 0 and not fed_inside[t])) for t in tables
        ],
        "owner": [float(MOST) if owner else None for owner in owners],
    }
    points = {
        catalogue.name(t): {criterion: scores[criterion][i] for criterion in CRITERIA} for i, t in enumerate(tables)
    }
    usual = {c: _mean(row[c] for row in points.values()) for c in CRITERIA}
    totals = {t: sum(usual[c] if p is None else p for c, p in points[catalogue.name(t)].items()) for t in tables}
    aside = {t: marks(t).aside for t in tables}
    master = min(tables, key=lambda t: (aside[t], -round(totals[t], 6), catalogue.name(t)))
    unknown = tuple(c for c in CRITERIA if all(p[c] is None for p in points.values()))
    return Choice(master, points, unknown)


def _mean(points: Iterable[float | None]) -> float:
    known = [p for p in points if p is not None]
    return sum(known) / len(known) if known else 0.0


def _share(values: np.ndarray, none_is_unknown: bool = False) -> list[float | None]:
    if none_is_unknown or np.isnan(values).all():
        return [None] * len(values)
    best = np.nanmax(values)
    return [None if np.isnan(v) else round(float(MOST * v / best), 2) if best > 0 else 0.0 for v in values]


def _fresh(moments: pd.Series) -> list[float | None]:
    latest = moments.max()
    if pd.isna(latest):
        return [None] * len(moments)
    behind = [None if pd.isna(m) else (latest - m).total_seconds() / 86400 for m in moments]
    return [None if days is None else round(max(0.0, MOST - days / 36), 2) for days in behind]


def _lineage(
    catalogue: Catalogue, tables: Sequence[int], evidence: Evidence
) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """Per table: tables fed outside the group, group members fed, group members that feed it."""
    names = {catalogue.name(t): t for t in tables}
    outside: dict[int, set[str]] = {t: set() for t in tables}
    feeds: dict[int, set[str]] = {t: set() for t in tables}
    fed: dict[int, set[str]] = {t: set() for t in tables}
    if len(evidence.edges):
        touching = evidence.edges[evidence.edges["upstream"].isin(list(names))]
        for up, down in zip(touching["upstream"], touching["downstream"], strict=True):
            if down in names and down != up:
                feeds[names[up]].add(down)
                fed[names[down]].add(up)
            elif down != up:
                outside[names[up]].add(down)
    return tuple({t: len(found[t]) for t in tables} for found in (outside, feeds, fed))  # type: ignore[return-value]
