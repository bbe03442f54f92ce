"""Two lists of things put together one to one: the pairs that are alike enough, and the best assignment of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar
from zlib import crc32

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

Left = TypeVar("Left", bound=Hashable)
Right = TypeVar("Right", bound=Hashable)
_TIE, _NONE = 1e-6, 1e-9  # below what a score tells, and below that


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared over all, 0..1; two empty sets share nothing."""
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared) if shared else 0.0


def assign(scores: Mapping[tuple[Left, Right], float]) -> dict[Left, Right]:
    """The one-to-one assignment of greatest total score over the scored candidates; pairs not scored are never made.

    Scores are above 0. Among assignments of the same total the ids decide, and alike whichever side is called left.
    Sparse Jonker-Volgenant (scipy): each left also has a partner of its own that stands for none, so an assignment of
    all lefts exists.
    """
    if not scores:
        return {}
    lefts = sorted({a for a, _ in scores}, key=str)
    rights = sorted({b for _, b in scores}, key=str)
    row, column = {a: n for n, a in enumerate(lefts)}, {b: n for n, b in enumerate(rights)}
    alone = np.arange(len(lefts))
    i = np.concatenate([np.fromiter((row[a] for a, _ in scores), int, len(scores)), alone])
    j = np.concatenate([np.fromiter((column[b] for _, b in scores), int, len(scores)), alone + len(rights)])
    told = np.fromiter((score + _tie(a, b) for (a, b), score in scores.items()), float, len(scores))
    weights = np.concatenate([told, np.full(len(lefts), _NONE)])
    matrix = csr_array((weights, (i, j)), shape=(len(lefts), len(rights) + len(lefts)))
    found = zip(*min_weight_full_bipartite_matching(matrix, maximize=True), strict=True)
    return {lefts[a]: rights[b] for a, b in found if b < len(rights)}


def _tie(a: Hashable, b: Hashable) -> float:
    return _TIE * (1 + crc32("\n".join(sorted((str(a), str(b)))).encode()) / 2**32)
