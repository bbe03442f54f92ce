"""Which column of one table is which column of another, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from assess.diagnose.redundancy.catalogue import UNIQUE, Catalogue
from assess.diagnose.redundancy.content import Containment, containments, sampled
from assess.diagnose.redundancy.types import agreement

SOME = 1e-9  # of two columns of one name: types that can hold the same are enough
ACCEPT = 0.42  # least score of a match; a whole content agreement without any name gives up to 0.5
ACCEPT_PROVEN = 0.25  # the same once telling columns prove that the rows are the same
UNNAMED = 0.99  # name of a match at most that was not found by the names of its two columns
PROVEN_WEIGHT = 0.6  # of content, then, even for columns with two or three values


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
    mine, theirs = catalogue.span(one), catalogue.span(other)
    named = catalogue.likeness.matched(mine, theirs, ACCEPT)
    if not (catalogue.profiled[one] and catalogue.profiled[other]):
        alike = [Match(a, b, score, name, None, False) for a, b, score, name in named.rows()]
        return tuple(sorted((*alike[: named.sure], *_assign(alike[named.sure :])), key=lambda m: m.a))
    pairs = [(a, b) for a, b, _, _ in named.rows(named.sure)]
    sure = [m for m in _score_all(catalogue, pairs, SOME) if m.agrees]
    left = _rest(mine, {m.a for m in sure})
    right = _rest(theirs, {m.b for m in sure})
    more = _assign(_scored(catalogue, left, right, ACCEPT))
    if _proven(catalogue, (*sure, *more)):
        left, right = _rest(left, {m.a for m in more}), _rest(right, {m.b for m in more})
        more += _assign(_scored(catalogue, left, right, ACCEPT_PROVEN, PROVEN_WEIGHT))
    return tuple(sorted((*sure, *more), key=lambda m: m.a))


def match_of(catalogue: Catalogue, a: int, b: int, score: float, name: float) -> Match | None:
    """Two columns somebody says are one, by name as sure as `score`; None where types or values speak against it."""
    if not agreement(catalogue.families[a], catalogue.families[b]):
        return None
    seen = bool(catalogue.sketched[a] and catalogue.sketched[b])
    content = containments(catalogue, [a], [b])[0] if seen else None
    told = seen and bool(catalogue.telling[a] and catalogue.telling[b])
    match = Match(a, b, score, min(name, UNNAMED), content, told)
    return match if match.agrees else None


def _proven(catalogue: Catalogue, matches: Sequence[Match]) -> bool:
    """Three telling columns with the same values, or two of which one is unique in both tables."""
    same = [m for m in matches if m.telling and m.content and m.content.larger >= 0.8]
    unique = any(min(float(catalogue.uniqueness[m.a]), float(catalogue.uniqueness[m.b])) >= UNIQUE for m in same)
    return len(same) >= (2 if unique else 3)


def differences(catalogue: Catalogue, one: int, other: int) -> list[dict[str, Any]]:
    """How the column `other` differs from the master's column `one`: name, type, nullable."""
    found: list[dict[str, Any]] = []
    for field, texts in (("name", catalogue.names), ("type", catalogue.types)):
        if texts[one].lower() != texts[other].lower():
            found.append({"what": field, "master": texts[one], "found": texts[other]})
    mine, theirs = int(catalogue.nullable[one]), int(catalogue.nullable[other])
    if -1 not in (mine, theirs) and mine != theirs:
        found.append({"what": "nullable", "master": bool(mine), "found": bool(theirs)})
    return found


def _scored(
    catalogue: Catalogue, left: Sequence[int], right: Sequence[int], accept: float, least: float = 0.0
) -> list[Match]:
    return _score_all(catalogue, [(a, b) for a in left for b in right], accept, least)


def _score_all(
    catalogue: Catalogue, pairs: Sequence[tuple[int, int]], accept: float, least: float = 0.0
) -> list[Match]:
    """Matches of the pairs whose score reaches `accept`; content weighs at least `least` where it was seen."""
    kinds, sketched = catalogue.families, catalogue.sketched
    fits = [agreement(kinds[a], kinds[b]) for a, b in pairs]
    names = [catalogue.likeness.similarity(a, b) if fit else 0.0 for (a, b), fit in zip(pairs, fits, strict=True)]
    score = np.array(fits) * np.array(names)
    seen = np.array([i for i, (a, b) in enumerate(pairs) if fits[i] and sketched[a] and sketched[b]], dtype=np.int64)
    if len(seen):
        left, right = np.array(pairs, dtype=np.int64)[seen].T
        counts = sampled(catalogue, left, right)
        shares = counts[:, 2:] / np.maximum(counts[:, :2], 1)
        fewest = np.minimum(catalogue.distinct[left], catalogue.distinct[right])
        weight = np.clip(np.log2(1 + np.nan_to_num(fewest)) / np.log2(33), least, 1.0)
        # Running numbers lie inside each other by accident; texts, amounts and moments hardly ever do.
        numeric = catalogue.counting[left] | catalogue.counting[right]
        larger = np.where(numeric, 0.6, 0.9)
        same = larger * shares.max(axis=1) + (1 - larger) * shares.min(axis=1)
        score[seen] = score[seen] * (1 - 0.5 * weight) + 0.5 * weight * same
    good = [int(i) for i in np.flatnonzero((score >= accept) & (np.array(fits) > 0))]
    with_content = set(seen.tolist())
    compared = [i for i in good if i in with_content]
    content = dict(zip(compared, containments(catalogue, *_sides([pairs[i] for i in compared])), strict=True))
    told = catalogue.telling
    out = []
    for i in good:
        a, b = pairs[i]
        out.append(Match(a, b, float(score[i]), names[i], content.get(i), i in content and bool(told[a] and told[b])))
    return out


def _sides(pairs: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [a for a, _ in pairs], [b for _, b in pairs]


def _assign(good: list[Match]) -> list[Match]:
    if not good:
        return []
    rows, columns = sorted({m.a for m in good}), sorted({m.b for m in good})
    if len(rows) == len(columns) == len(good):
        return good
    from scipy.optimize import linear_sum_assignment

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


def _rest(columns: Sequence[int], taken: set[int]) -> list[int]:
    return [column for column in columns if column not in taken]
