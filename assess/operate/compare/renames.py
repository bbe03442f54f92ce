"""Which table of the later check-up is which of the earlier one under another name.

A table that is gone and one that appeared are candidates when they share a rare column; their score is made of the
columns they share, what their names share, what they are made from, and their rows. The best assignment of all is
taken. A table in another source has moved when nearly all of its columns are the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil

import pandas as pd

from assess.model.comparison import RenamePart
from assess.operate.compare.pairing import assign, jaccard

LEAST_COLUMNS = 0.6  # Jaccard of columns below which two tables are not one
LEAST_SCORE = 0.6
RIVAL = 0.05  # a second name this near in score makes the match doubtful
MOST_CANDIDATES = 20  # of one table, those with most rare columns in common
MOST_LOOKED = 2000  # tables with a column of a table, the rarest columns first
WEIGHTS = {"columns": 0.6, "name": 0.2, "upstream": 0.1, "rows": 0.1}
ELSEWHERE = 0.8  # least Jaccard of columns, and
FEWEST = 3  # least number of them, for a table in another source to be the same one


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
    known = [None if unknown else int(n) for n, unknown in zip(tables["rows"], tables["rows"].isna(), strict=True)]
    told = (tables[name].tolist() for name in ("id", "source", "name", "columns"))
    return {
        str(table): Known(str(source), str(name), frozenset(columns), frozenset(made.get(table, ())), rows)
        for table, source, name, columns, rows in zip(*told, known, strict=True)
    }


def renames(
    before: Mapping[str, Known], after: Mapping[str, Known], unread: Callable[[str], bool] = lambda table: False
) -> list[RenamePart]:
    """The tables that only changed their name or their source, in order of the old one.

    `unread` says of a table that its source was read in one of the two check-ups only: it is not known to have gone, or
    to have come, and so it can be another one's new name in its own source alone.
    """
    gone = {table: before[table] for table in before if table not in after}
    came = {table: after[table] for table in after if table not in before}
    scores: dict[tuple[str, str], float] = {}
    shared: dict[tuple[str, str], float] = {}
    for old, new in _candidates(gone, came):
        columns = jaccard(gone[old].columns, came[new].columns)
        if columns < LEAST_COLUMNS:
            continue
        if gone[old].source != came[new].source and (
            columns < ELSEWHERE or len(gone[old].columns) < FEWEST or unread(old) or unread(new)
        ):
            continue
        score = _score(gone[old], came[new], columns)
        if score >= LEAST_SCORE:
            scores[old, new], shared[old, new] = score, columns
    best = _two_best(scores)
    found = []
    for old, new in assign(scores).items():
        others = [one for one in (*best[0, old], *best[1, new]) if one[1] not in (old, new)]
        near = max((o for o in others if o[0] >= scores[old, new] - RIVAL), default=None)
        found.append(RenamePart(before=old, after=new, confidence=round(scores[old, new], 4),
                                columns_shared=round(shared[old, new], 4), rival=near[1] if near else ""))  # fmt: skip
    return sorted(found, key=lambda part: part.before)


def _two_best(scores: Mapping[tuple[str, str], float]) -> dict[tuple[int, str], list[tuple[float, str]]]:
    """(0, old) or (1, new) -> its two best partners with their scores."""
    found: dict[tuple[int, str], list[tuple[float, str]]] = defaultdict(list)
    for (old, new), score in scores.items():
        for mine, other in (((0, old), new), ((1, new), old)):
            found[mine] = sorted([*found[mine], (score, other)], reverse=True)[:2]
    return found


def _candidates(gone: Mapping[str, Known], came: Mapping[str, Known]) -> Iterable[tuple[str, str]]:
    """Of each old table the new ones that share most rare columns with it, of equal ones those of its source first.

    To be alike enough two tables share `LEAST_COLUMNS` of the old one's columns at least, so one of its rarest is among
    the shared (the prefix filter of similarity joins), and only those are looked up.
    """
    by_column: dict[str, list[str]] = defaultdict(list)
    for table, known in came.items():
        for column in known.columns:
            by_column[column].append(table)
    for old, known in gone.items():
        ordered = sorted(known.columns, key=lambda one: (len(by_column.get(one, ())), one))
        weight: dict[str, float] = defaultdict(float)
        looked = 0
        for column in ordered[: len(ordered) - ceil(LEAST_COLUMNS * len(ordered)) + 1]:
            sharing = by_column.get(column, [])[: MOST_LOOKED - looked]
            looked += len(sharing)
            for new in sharing:
                weight[new] += 1 / len(by_column[column])
        ranked = sorted(weight, key=lambda one: (-weight[one], came[one].source != known.source, one))
        yield from ((old, new) for new in ranked[:MOST_CANDIDATES])


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
