"""Which table of the later check-up is which of the earlier one under another name.

A table that is gone and one that appeared in the same source are candidates when they share a rare column; their
score is made of the columns they share, what their names share, what they are made from, and their rows. The best
assignment of all (Kuhn 1955; scipy's linear_sum_assignment) is taken in each connected part of the candidates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import networkx as nx
import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from assess.model.comparison import RenamePart

LEAST_COLUMNS = 0.6  # Jaccard of columns below which two tables are not one
LEAST_SCORE = 0.6
RIVAL = 0.05  # a second name this near in score makes the match doubtful
MOST_CANDIDATES = 20  # of one table, those with most rare columns in common
WEIGHTS = {"columns": 0.6, "name": 0.2, "upstream": 0.1, "rows": 0.1}

Left = TypeVar("Left", bound=Hashable)
Right = TypeVar("Right", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a table in one run."""

    source: str
    name: str
    columns: frozenset[str]
    upstream: frozenset[str]
    rows: int | None


def known_tables(tables: pd.DataFrame, lineage: pd.DataFrame | None) -> dict[str, Known]:
    """Table id -> what is known of it, from a run's tables and, where it has them, its lineage."""
    made = dict(zip(lineage["id"], lineage["upstream"], strict=True)) if lineage is not None else {}
    columns = ("id", "source", "name", "columns", "rows")
    return {
        str(table): Known(
            str(source),
            str(name),
            frozenset(told),
            frozenset(made.get(table, ())),
            None if pd.isna(rows) else int(rows),
        )
        for table, source, name, told, rows in zip(*(tables[c].tolist() for c in columns), strict=True)
    }


def renames(before: Mapping[str, Known], after: Mapping[str, Known]) -> list[RenamePart]:
    """The tables that only changed their name, in order of the old one."""
    gone = {table: before[table] for table in before if table not in after}
    came = {table: after[table] for table in after if table not in before}
    scores: dict[tuple[str, str], float] = {}
    shared: dict[tuple[str, str], float] = {}
    for old, new in _candidates(gone, came):
        columns = jaccard(gone[old].columns, came[new].columns)
        if columns < LEAST_COLUMNS:
            continue
        score = _score(gone[old], came[new], columns)
        if score >= LEAST_SCORE:
            scores[old, new], shared[old, new] = score, columns
    found = []
    for old, new in assign(scores).items():
        others = [(s, b if a == old else a) for (a, b), s in scores.items() if (a == old) != (b == new)]
        near = max((o for o in others if o[0] >= scores[old, new] - RIVAL), default=None)
        found.append(RenamePart(before=old, after=new, confidence=round(scores[old, new], 4),
                                columns_shared=round(shared[old, new], 4), rival=near[1] if near else ""))  # fmt: skip
    return sorted(found, key=lambda part: part.before)


def _candidates(gone: Mapping[str, Known], came: Mapping[str, Known]) -> Iterable[tuple[str, str]]:
    by_column: dict[tuple[str, str], list[str]] = defaultdict(list)
    for table, known in came.items():
        for column in known.columns:
            by_column[known.source, column].append(table)
    for old, known in gone.items():
        weight: dict[str, float] = defaultdict(float)
        for column in known.columns:
            sharing = by_column.get((known.source, column), [])
            for new in sharing[:1000]:
                weight[new] += 1 / len(sharing)
        for new in sorted(weight, key=lambda one: (-weight[one], one))[:MOST_CANDIDATES]:
            yield old, new


def _score(old: Known, new: Known, columns: float) -> float:
    parts = {"columns": columns, "name": jaccard(words(old.name), words(new.name))}
    if old.upstream or new.upstream:
        parts["upstream"] = jaccard(old.upstream, new.upstream)
    if old.rows is not None and new.rows is not None:
        most = max(old.rows, new.rows)
        parts["rows"] = min(old.rows, new.rows) / most if most else 1.0
    return sum(WEIGHTS[name] * value for name, value in parts.items()) / sum(WEIGHTS[name] for name in parts)


def words(name: str) -> frozenset[str]:
    return frozenset(word for word in re.split(r"[^0-9a-z一-鿿]+", name.lower()) if word)


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared over all, 0..1; two empty sets share nothing."""
    return len(a & b) / len(a | b) if a or b else 0.0


def assign(scores: Mapping[tuple[Left, Right], float]) -> dict[Left, Right]:
    """The one-to-one assignment of greatest total score over the scored candidates; pairs not scored are never made."""
    graph: nx.Graph = nx.Graph()
    graph.add_edges_from(((0, a), (1, b)) for a, b in scores)
    found: dict[Left, Right] = {}
    for part in nx.connected_components(graph):
        lefts = sorted((one for side, one in part if side == 0), key=str)
        rights = sorted((one for side, one in part if side == 1), key=str)
        matrix = np.array([[scores.get((a, b), 0.0) for b in rights] for a in lefts])
        for i, j in zip(*linear_sum_assignment(matrix, maximize=True), strict=True):
            if (lefts[i], rights[j]) in scores:
                found[lefts[i]] = rights[j]
    return found
