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
    tokens: Ints
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
    codes = tokens.codes
    if "" in tokens.words:
        keep = codes != tokens.words.index("")
        tables, codes = tables[keep], codes[keep]
    owner, numbered = _numbered(tables, codes, len(tokens.words))
    bounds = np.searchsorted(owner, np.arange(count + 1))
    seen: dict[bytes, int] = {}
    members: list[list[int]] = []
    for table in range(count):
        low, high = bounds[table], bounds[table + 1]
        if low == high:
            continue
        form = seen.setdefault(numbered[low:high].tobytes(), len(members))
        if form == len(members):
            members.append([])
        members[form].append(table)
    return _rarest_first(members, bounds, numbered, len(tokens.words))


def similar_forms(forms: Forms, threshold: float = SIMILAR) -> tuple[Ints, Ints, Reals]:
    """Pairs of forms whose weighted Jaccard reaches the threshold, exactly, with that similarity."""
    from assess.diagnose.redundancy.compiled.join import similar_pairs

    sizes = np.add.reduceat(forms.weights[forms.tokens], forms.start[:-1]) if forms.members else np.zeros(0)
    order = np.argsort(sizes, kind="stable")
    lengths = np.diff(forms.start)[order]
    start = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    pick = np.repeat(forms.start[:-1][order] - start[:-1], lengths) + np.arange(start[-1])
    left, right, score = similar_pairs(start, forms.tokens[pick], forms.weights, threshold)
    a, b = order[left], order[right]
    a, b = np.minimum(a, b), np.maximum(a, b)
    ranked = np.lexsort((b, a))
    return a[ranked], b[ranked], score[ranked]


def candidates_of(catalogue: Catalogue) -> Candidates:
    """The pairs of tables to compare: by column names, by comments and by content."""
    by_name = forms_of(catalogue.table, catalogue.by_name, catalogue.count)
    found: dict[tuple[int, int], float] = {}
    _add(found, by_name)
    if not np.array_equal(catalogue.by_comment.codes, catalogue.by_name.codes):
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


def _numbered(owner: Ints, codes: np.ndarray[Any, Any], width: int) -> tuple[Ints, Ints]:
    """(owner, code) sorted, each once: the second time a table has a code it becomes a code of its own."""
    packed = np.sort(owner * width + codes)
    again = np.flatnonzero(packed[1:] == packed[:-1]) + 1
    owner, codes = packed // max(width, 1), packed % max(width, 1)
    if len(again):
        del packed
        places = np.arange(len(again))
        fresh_run = np.diff(again, prepend=np.int64(-2)) > 1
        nth = places - np.maximum.accumulate(np.where(fresh_run, places, 0))
        fresh, _ = pd.factorize(codes[again] * len(codes) + nth, sort=True)
        codes[again] = width + fresh
        packed = np.sort(owner * (width + int(fresh.max()) + 1) + codes)
        owner, codes = packed // (width + int(fresh.max()) + 1), packed % (width + int(fresh.max()) + 1)
    return owner, codes


def _rarest_first(members: list[list[int]], bounds: Ints, codes: Ints, words: int) -> Forms:
    heads = [m[0] for m in members]
    lengths = np.array([bounds[h + 1] - bounds[h] for h in heads], dtype=np.int64)
    start = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    if not members:
        return Forms([], start, np.zeros(0, np.int64), np.zeros(0), np.zeros(words))
    pick = np.repeat(bounds[heads] - start[:-1], lengths) + np.arange(start[-1])
    tokens = codes[pick]
    seen = np.bincount(tokens, minlength=max(words, int(codes.max()) + 1))
    rank = np.argsort(seen, kind="stable")
    place = np.empty(len(seen), dtype=np.int64)
    place[rank] = np.arange(len(seen))
    form = np.repeat(np.arange(len(members)), lengths)
    tokens = np.sort(form * len(seen) + place[tokens]) % len(seen)
    told = np.log1p(len(members) / np.maximum(seen, 1))
    return Forms(members, start, tokens, told[rank], np.where(seen[:words] > 0, told[:words], 0.0))


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
