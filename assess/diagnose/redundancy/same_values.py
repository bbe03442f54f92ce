"""Tables that hold the same values, whatever their columns are called."""

from __future__ import annotations

import numpy as np

from assess.diagnose.redundancy.catalogue import UNIQUE, Catalogue, Ints
from assess.diagnose.redundancy.content import sampled

COLUMNS = 10  # columns a table that are looked up, the most distinct ones
DEPTH = 192  # smallest hashes a column that are looked up
MOST_HOLDERS = 48  # a value held by more columns than this (running numbers, dates) tells nothing
SAME = 0.5  # share of the values from which two columns count as the same
SAME_KEY = 0.8  # both ways, of two keys: then one column is enough to look closer
COLUMNS_SHARED = 2


def pairs_by_content(catalogue: Catalogue) -> list[tuple[int, int]]:
    """Pairs of tables that share half the values in two columns, or nearly all values of a key; sorted."""
    from assess.diagnose.redundancy.compiled.overlap import pairs_in_runs

    columns = _telling_columns(catalogue)
    lengths = np.minimum(catalogue.sketched[columns], DEPTH)
    owner = np.repeat(columns, lengths)
    first = np.concatenate(([0], np.cumsum(lengths)))[:-1]
    place = np.repeat(catalogue.sketch[:-1][columns] - first, lengths) + np.arange(len(owner))
    hashes = catalogue.hashes[place]
    order = np.argsort(hashes, kind="stable")  # columns come in order and stay so within a hash
    hashes, owner = hashes[order], owner[order]
    fresh = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1]))) if len(hashes) else np.zeros(0, int)
    packed = pairs_in_runs(owner, np.append(fresh, len(hashes)).astype(np.int64), MOST_HOLDERS)
    pairs, times = np.unique(packed, return_counts=True)
    pairs = pairs[times >= 4]
    left, right = pairs >> 31, pairs & (2**31 - 1)
    table = catalogue.table
    apart = table[left] != table[right]
    left, right = left[apart], right[apart]
    counts = sampled(catalogue, left.tolist(), right.tolist())
    shares = counts[:, 2:] / np.maximum(counts[:, :2], 1)
    alike = shares.max(axis=1, initial=0) >= SAME
    left, right, shares = left[alike], right[alike], shares[alike]
    keys = np.minimum(catalogue.uniqueness[left], catalogue.uniqueness[right]) >= UNIQUE
    one_key = keys & (shares.min(axis=1, initial=1) >= SAME_KEY)
    same: dict[tuple[int, int], tuple[set[int], set[int]]] = {}
    found: set[tuple[int, int]] = set()
    for a, b, enough in zip(left.tolist(), right.tolist(), one_key.tolist(), strict=True):
        pair = int(table[a]), int(table[b])
        mine, theirs = same.setdefault(pair, (set(), set()))
        mine.add(a)
        theirs.add(b)
        if enough or min(len(mine), len(theirs)) >= COLUMNS_SHARED:
            found.add(pair)
    return sorted(found)


def _telling_columns(catalogue: Catalogue) -> Ints:
    """The most distinct columns of each table, ascending."""
    wide = np.flatnonzero(catalogue.telling)
    table = catalogue.table[wide]
    order = np.lexsort((wide, -np.nan_to_num(catalogue.distinct[wide]), table))
    wide, table = wide[order], table[order]
    fresh = np.concatenate(([True], table[1:] != table[:-1])) if len(table) else np.zeros(0, bool)
    places = np.arange(len(wide))
    nth = places - np.maximum.accumulate(np.where(fresh, places, 0))
    return np.sort(wide[nth < COLUMNS]).astype(np.int64)
