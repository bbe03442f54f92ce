"""Which pairs of derived tables are worth comparing: those that share something rare. Never all pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np

from assess.diagnose.lineage.compare import SIMILAR_ROOTS
from assess.diagnose.lineage.signature import Signature

RAREST = 8  # keys of each kind that a table looks others up by
MOST = 120  # holders of a key above which it tells nothing
LOOKED_UP = 240  # others looked up by one table and kind, the first key aside
SMALL = 40  # tables equal by rule up to which all pairs are made

Whole = np.ndarray[Any, np.dtype[np.int64]]


def candidates(signatures: Iterable[Signature]) -> list[tuple[Signature, Signature]]:
    """Pairs that share a rare root column, root table, computed output, output name or grain, in order of table id.

    Tables that are equal by rule are always paired, all with all while they are few, else each with one of another
    department. Left out are pairs that cannot be alike: another grain, far more roots. Both departments of a pair must
    be known; they may be the same.
    """
    ranked = sorted((s for s in signatures if s.department), key=lambda s: s.table)
    found = [_equal(ranked), *(_sharing(keys) for keys in _keys(ranked))]
    codes = np.unique(np.concatenate(found))
    size = max(len(ranked), 1)
    a, b = codes // size, codes % size
    roots = np.array([len(s.roots) for s in ranked], dtype=np.int64)
    grain = np.array([-1 if s.relation.grain is None else len(s.relation.grain) for s in ranked], dtype=np.int64)
    near = np.minimum(roots[a], roots[b]) >= SIMILAR_ROOTS * np.maximum(roots[a], roots[b])
    able = near & (grain[a] == grain[b])
    pairs = ((ranked[i], ranked[j]) for i, j in zip(a[able].tolist(), b[able].tolist(), strict=True))
    return [(one, other) for one, other in pairs if not one.roots.isdisjoint(other.roots)]


def _keys(ranked: Sequence[Signature]) -> list[list[Sequence[Hashable]]]:
    """Kind by kind, the keys of each table."""
    frames = [(s.relation.sources, s.relation.grain is not None, s.grain) for s in ranked]
    return [
        [sorted(s.columns_read) for s in ranked],
        [sorted(s.roots) for s in ranked],
        [sorted(s.computed) for s in ranked],
        [sorted(s.shapes) for s in ranked],
        [[(grouped, name) for name in s.codes] for s, (_, grouped, _) in zip(ranked, frames, strict=True)],
        [[frame] for frame in frames],
    ]


def _sharing(keys: Sequence[Sequence[Hashable]]) -> Whole:
    """Pairs (a * tables + b, a < b) of those that share one of their rarest keys."""
    numbers: dict[Hashable, int] = {}
    coded = [numbers.setdefault(key, len(numbers)) for own in keys for key in own]
    key = np.array(coded, dtype=np.int64)
    table = np.repeat(np.arange(len(keys), dtype=np.int64), [len(own) for own in keys])
    held = np.bincount(key, minlength=len(numbers) or 1)
    use = (held[key] > 1) & (held[key] <= MOST)
    key, table = key[use], table[use]
    if not len(key):
        return np.empty(0, np.int64)
    by_key = np.argsort(key, kind="stable")
    holders = table[by_key]
    first = np.searchsorted(key[by_key], np.arange(len(held)))
    rank = np.lexsort((key, held[key], table))
    key, table = key[rank], table[rank]
    begins = np.flatnonzero(np.r_[True, table[1:] != table[:-1]])
    lengths = np.diff(np.r_[begins, len(table)])
    place = np.arange(len(table)) - np.repeat(begins, lengths)
    through = np.cumsum(held[key])
    through = through - np.repeat(through[begins] - held[key][begins], lengths)
    keep = (place < RAREST) & ((place == 0) | (through <= LOOKED_UP))
    key, table = key[keep], table[keep]
    counts = held[key]
    starts = np.repeat(first[key] - (np.cumsum(counts) - counts), counts)
    others = holders[starts + np.arange(counts.sum())]
    mine = np.repeat(table, counts)
    differ = mine != others
    low, high = np.minimum(mine, others)[differ], np.maximum(mine, others)[differ]
    return np.unique(low * len(keys) + high)


def _equal(ranked: Sequence[Signature]) -> Whole:
    """Pairs of tables equal by rule."""
    alike: dict[str, list[int]] = defaultdict(list)
    for number, signature in enumerate(ranked):
        alike[signature.exact].append(number)
    pairs: list[int] = []
    for members in alike.values():
        if len(members) <= SMALL:
            pairs += [a * len(ranked) + b for i, a in enumerate(members) for b in members[i + 1 :]]
            continue
        heads: dict[str, int] = {}
        for n in members:
            heads.setdefault(ranked[n].department, n)
        one, *rest = list(heads.values())
        for n in members:
            other = rest[0] if rest and ranked[n].department == ranked[one].department else one
            if other != n:
                pairs.append(min(n, other) * len(ranked) + max(n, other))
    return np.array(pairs, dtype=np.int64)
