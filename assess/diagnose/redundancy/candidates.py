"""Which tables are worth comparing: those with similar columns, and those with the same values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assess.diagnose.redundancy.catalogue import Catalogue, Ints, Reals
from assess.diagnose.redundancy.coded import Coded

SIMILAR = 0.5  # weighted Jaccard of the column sets from which a pair is compared
MOST_IN_FULL = 400  # pairs of one pair of forms compared one by one; beyond that each with the first of the form


@dataclass(frozen=True)
class Forms:
    """Tables grouped by identical column sets.

    `members[f]` are the tables of form f, ascending; `start`, `tokens` its token ids, rarest first;
    `weights` what a shared token tells: ln(1 + forms / forms with it); `told` the same by the code of the token
    in the catalogue.
    """

    members: list[list[int]]
    start: Ints
    tokens: np.ndarray[Any, np.dtype[np.int32]]
    weights: Reals
    told: Reals


@dataclass(frozen=True)
class Candidates:
    """`pairs` of tables (ascending, in order) to compare, with the similarity of their column sets, the better of
    names and comments; 0 for a pair found by content alone. `forms` is how many column sets there are, `told[code]`
    what a column name of that code tells: ln(1 + forms / forms with it)."""

    pairs: dict[tuple[int, int], float]
    forms: int
    told: Reals


def forms_of(tables: Ints, tokens: Coded, count: int) -> Forms:
    """Forms of `count` tables from one row a column, tables ascending: the table's index and the column's token.

    A token that occurs twice in a table counts as two: name, name#2. The empty token counts for nothing.
    """
    from assess.diagnose.redundancy.compiled.forms import hash_sets, sort_within

    codes = tokens.codes
    if "" in tokens.words:
        keep = codes != tokens.words.index("")
        tables, codes = tables[keep], codes[keep]
    start = np.searchsorted(tables, np.arange(count + 1, dtype=tables.dtype)).astype(np.int64)
    codes = codes.astype(np.int32)  # a copy, to be sorted
    if sort_within(start, codes):
        codes = _numbered(start, codes, len(tokens.words))
    filled = np.flatnonzero(np.diff(start) > 0)
    one, other = (part[filled] for part in hash_sets(start, codes))
    order = np.lexsort((other, one))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (one[order][1:] != one[order][:-1]) | (other[order][1:] != other[order][:-1])
    return _rarest_first(filled[order], np.flatnonzero(fresh), start, codes, len(tokens.words))


def similar_forms(forms: Forms, threshold: float = SIMILAR) -> tuple[Ints, Ints, Reals]:
    """Pairs of forms whose weighted Jaccard reaches the threshold, exactly, with that similarity."""
    from assess.diagnose.redundancy.compiled.join import similar_pairs

    a, b, score = similar_pairs(forms.start, forms.tokens, forms.weights, threshold)
    a, b = np.minimum(a, b), np.maximum(a, b)
    ranked = np.lexsort((b, a))
    return a[ranked].astype(np.int64), b[ranked].astype(np.int64), score[ranked]


def candidates_of(catalogue: Catalogue) -> Candidates:
    """The pairs of tables to compare: by column names, by comments and by content."""
    by_name = forms_of(catalogue.table, catalogue.by_name, catalogue.count)
    found: dict[tuple[int, int], float] = {}
    _add(found, by_name)
    if catalogue.commented:
        _add(found, forms_of(catalogue.table, catalogue.by_comment, catalogue.count))
    if len(catalogue.hashes):
        from assess.diagnose.redundancy.same_values import pairs_by_content

        for pair in pairs_by_content(catalogue):
            found.setdefault(pair, 0.0)
    return Candidates(dict(sorted(found.items())), len(by_name.members), by_name.told)


def _add(found: dict[tuple[int, int], float], forms: Forms) -> None:
    for members in forms.members:
        if len(members) > 1:
            found.update(dict.fromkeys(_within(members), 1.0))
    left, right, scores = similar_forms(forms)
    for a, b, score in zip(left.tolist(), right.tolist(), scores.tolist(), strict=True):
        for pair in _between(forms.members[a], forms.members[b]):
            found[pair] = max(found.get(pair, 0.0), score)


def _numbered(start: Ints, codes: np.ndarray[Any, Any], width: int) -> np.ndarray[Any, Any]:
    """Sorted codes of which the second a table has becomes a code of its own, the same in every table."""
    again = np.flatnonzero(codes[1:] == codes[:-1]) + 1
    again = again[np.isin(again, start, invert=True)]
    places = np.arange(len(again))
    fresh_run = np.diff(again, prepend=np.int64(-2)) > 1
    nth = places - np.maximum.accumulate(np.where(fresh_run, places, 0))
    fresh, _ = pd.factorize(codes[again].astype(np.int64) * len(codes) + nth, sort=True)
    codes[again] = width + fresh
    return codes


def _rarest_first(tables: Ints, first: Ints, start: Ints, codes: np.ndarray[Any, Any], words: int) -> Forms:
    """Forms from the tables in the order of their forms, of which each begins at a place of `first`."""
    from assess.diagnose.redundancy.compiled.forms import count_codes, ranked_within

    if not len(tables):
        return Forms([], np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0), np.zeros(words))
    heads = tables[first]  # the order is stable: the first table of each form
    by_head = np.argsort(heads)
    heads, in_order = heads[by_head], tables.tolist()
    ends = np.append(first[1:], len(tables))
    members = [in_order[a:b] for a, b in zip(first[by_head].tolist(), ends[by_head].tolist(), strict=True)]
    lengths = np.diff(start)[heads]
    bounds = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    seen = np.zeros(max(words, int(codes.max()) + 1), dtype=np.int64)
    count_codes(heads, start, codes, seen)
    rank = np.argsort(seen, kind="stable")
    place = np.empty(len(seen), dtype=np.int32)
    place[rank] = np.arange(len(seen), dtype=np.int32)
    tokens = codes[: int(bounds[-1])]  # in place: a form never lies behind its first table
    ranked_within(heads, start, codes, place, bounds, tokens)
    told = np.log1p(len(members) / np.maximum(seen, 1))
    return Forms(members, bounds, tokens, told[rank], np.where(seen[:words] > 0, told[:words], 0.0))


def _within(members: list[int]) -> list[tuple[int, int]]:
    if len(members) * (len(members) - 1) // 2 <= MOST_IN_FULL:
        return [(a, b) for i, a in enumerate(members) for b in members[i + 1 :]]
    return [(members[0], other) for other in members[1:]]


def _between(one: list[int], other: list[int]) -> list[tuple[int, int]]:
    if len(one) * len(other) <= MOST_IN_FULL:
        pairs = [(a, b) for a in one for b in other]
    else:
        pairs = [(one[0], b) for b in other] + [(a, other[0]) for a in one]
    return [(min(a, b), max(a, b)) for a, b in pairs]
