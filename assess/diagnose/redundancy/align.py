"""Which column of one table is which column of another, and what differs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assess.diagnose.redundancy.catalogue import Catalogue
from assess.diagnose.redundancy.content import Containment, containments
from assess.diagnose.redundancy.types import BOOLEAN, INTEGER, agreement

ACCEPT = 0.42  # least score of a match; a whole content agreement without any name gives up to 0.5
ACCEPT_PROVEN = 0.25  # the same once three telling columns prove that the rows are the same
PROVEN_WEIGHT = 0.6  # of content, then, even for columns with two or three values
TELLING = 20  # distinct values from which content says which column it is
_COMMON_WORDS = frozenset({"id", "name", "code", "time", "date", "type", "status", "amount", "count", "flag", "no"})


@dataclass(frozen=True, slots=True)
class Match:
    """Column `a` of one table is column `b` of the other: by name (0..1), by content (None: not both profiled)."""

    a: int
    b: int
    score: float
    name: float
    content: Containment | None
    telling: bool

    @property
    def agrees(self) -> bool:
        """Whether nothing seen speaks against the match."""
        return self.content is None or not self.telling or self.content.larger >= 0.1


def align(catalogue: Catalogue, one: int, other: int) -> tuple[Match, ...]:
    """One-to-one matches between the columns of two tables, in the order of the first.

    Equal names that content does not contradict are matched first; the rest by the assignment of highest
    total score (scipy's linear_sum_assignment). Score: name similarity times agreement of types; where both
    columns are profiled, half of it gives way to content in the measure in which content is telling.
    """
    mine, theirs = list(catalogue.span(one)), list(catalogue.span(other))
    pairs = _same_name(catalogue, mine, theirs)
    sure = [m for m in _matches(catalogue, pairs) if m.agrees]
    left = _rest(mine, {m.a for m in sure})
    right = _rest(theirs, {m.b for m in sure})
    more = _assign(_scored(catalogue, left, right), ACCEPT)
    proven = [m for m in (*sure, *more) if m.telling and m.content and m.content.larger >= 0.8]
    if len(proven) >= 3:
        left, right = _rest(left, {m.a for m in more}), _rest(right, {m.b for m in more})
        more += _assign(_scored(catalogue, left, right, PROVEN_WEIGHT), ACCEPT_PROVEN)
    return tuple(sorted((*sure, *more), key=lambda m: m.a))


def differences(catalogue: Catalogue, one: int, other: int) -> list[dict[str, Any]]:
    """How the column `other` differs from the master's column `one`: name, type, nullable."""
    frame = catalogue.columns
    found: list[dict[str, Any]] = []
    for field in ("name", "type", "nullable"):
        mine: Any = frame[field].iat[one]
        theirs: Any = frame[field].iat[other]
        if field == "nullable":
            if pd.isna(mine) or pd.isna(theirs):
                continue
            mine, theirs = bool(mine), bool(theirs)
        elif str(mine).lower() == str(theirs).lower():
            continue
        if mine != theirs:
            found.append({"what": field, "master": mine, "found": theirs})
    return found


def _same_name(catalogue: Catalogue, mine: Sequence[int], theirs: Sequence[int]) -> list[tuple[int, int]]:
    token, names = catalogue.by_name, catalogue.column_names
    by_token: dict[str, list[int]] = {}
    for column in theirs:
        by_token.setdefault(token[column], []).append(column)
    count: dict[str, int] = {}
    for column in mine:
        count[token[column]] = count.get(token[column], 0) + 1
    pairs = []
    for column in mine:
        same = by_token.get(token[column], []) if token[column] else []
        exact = [other for other in same if names[other].lower() == names[column].lower()]
        if len(exact) == 1:
            pairs.append((column, exact[0]))
        elif len(same) == 1 and count[token[column]] == 1:
            pairs.append((column, same[0]))
    return pairs


def _matches(catalogue: Catalogue, pairs: list[tuple[int, int]]) -> list[Match]:
    return [m for m in _score_all(catalogue, pairs) if m.score > 0]


def _scored(catalogue: Catalogue, left: Sequence[int], right: Sequence[int], least: float = 0.0) -> list[Match]:
    return _score_all(catalogue, [(a, b) for a in left for b in right], least)


def _score_all(catalogue: Catalogue, pairs: list[tuple[int, int]], least: float = 0.0) -> list[Match]:
    kinds, sketched = catalogue.families, catalogue.sketched
    fits = [agreement(kinds[a], kinds[b]) for a, b in pairs]
    seen = [i for i, (a, b) in enumerate(pairs) if fits[i] and sketched[a] and sketched[b]]
    content = dict(
        zip(seen, containments(catalogue, [pairs[i][0] for i in seen], [pairs[i][1] for i in seen]), strict=True)
    )
    out = []
    for i, (a, b) in enumerate(pairs):
        if not fits[i]:
            continue
        name = _name_similarity(catalogue, a, b)
        found = content.get(i)
        if found is None:
            out.append(Match(a, b, name * fits[i], name, None, False))
            continue
        fewest = float(np.nanmin((catalogue.distinct[a], catalogue.distinct[b])))
        weight = max(least, min(1.0, math.log2(1 + max(fewest, 0)) / math.log2(33)))
        small, large = sorted((found.a_in_b.base, found.b_in_a.base))
        # Running numbers lie inside each other by accident; texts, amounts and moments hardly ever do.
        numbers = {kinds[a], kinds[b]} & {INTEGER, BOOLEAN}
        same = 0.6 * large + 0.4 * small if numbers else 0.9 * large + 0.1 * small
        score = name * fits[i] * (1 - 0.5 * weight) + 0.5 * weight * same
        out.append(Match(a, b, score, name, found, fewest >= TELLING))
    return out


def _assign(matches: list[Match], least: float) -> list[Match]:
    from scipy.optimize import linear_sum_assignment

    good = [m for m in matches if m.score >= least]
    if not good:
        return []
    rows, columns = sorted({m.a for m in good}), sorted({m.b for m in good})
    at_row, at_column = {c: i for i, c in enumerate(rows)}, {c: i for i, c in enumerate(columns)}
    matrix = np.zeros((len(rows), len(columns)))
    known = {}
    for m in good:
        # Position breaks ties only: copies mostly keep the order of their columns.
        near = 1e-3 / (1 + abs((m.a - rows[0]) - (m.b - columns[0])))
        matrix[at_row[m.a], at_column[m.b]] = m.score + near
        known[at_row[m.a], at_column[m.b]] = m
    picked = zip(*linear_sum_assignment(matrix, maximize=True), strict=True)
    return [known[i, j] for i, j in ((int(i), int(j)) for i, j in picked) if (i, j) in known]


def _name_similarity(catalogue: Catalogue, a: int, b: int) -> float:
    mine, theirs = catalogue.by_name[a], catalogue.by_name[b]
    if mine and mine == theirs:
        return 1.0
    said_a, said_b = catalogue.by_comment[a], catalogue.by_comment[b]
    if said_a and said_a == said_b:
        return 0.95
    best = max(_word_similarity(mine, theirs), _word_similarity(said_a, said_b))
    return 0.9 * best if best >= 0.5 else 0.0


def _word_similarity(one: str, other: str) -> float:
    """Weight of shared words over all words; words every table has (id, name, time) weigh half."""
    a, b = set(one.split()), set(other.split())
    if not a or not b:
        return 0.0

    def weigh(words: set[str]) -> float:
        return sum(0.5 if word in _COMMON_WORDS else 1.0 for word in words)

    return weigh(a & b) / weigh(a | b)


def _rest(columns: Sequence[int], taken: set[int]) -> list[int]:
    return [column for column in columns if column not in taken]
