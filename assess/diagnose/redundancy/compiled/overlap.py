"""Shared hashes of two bottom-k sketches, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]


@njit(cache=True)
def shared_counts(hashes: Array, start: Array, stop: Array, whole: Array, left: Array, right: Array) -> Array:
    """For each pair (left, right) of sketches: [comparable hashes of left, of right, shared].

    A sketch is `hashes[start:stop]`, ascending; `whole` says that it holds every distinct value. Two
    sketches are comparable below the smaller of their largest hashes; a cut sketch is complete strictly
    below its last hash only.
    """
    out = np.zeros((len(left), 3), dtype=np.int64)
    for pair in range(len(left)):
        a, b = left[pair], right[pair]
        i, i_end = start[a], stop[a]
        j, j_end = start[b], stop[b]
        if i == i_end or j == j_end:
            continue
        limit = np.uint64(0xFFFFFFFFFFFFFFFF)
        if not whole[a]:
            limit = min(limit, hashes[i_end - 1])
        if not whole[b]:
            limit = min(limit, hashes[j_end - 1])
        in_a, in_b, both = 0, 0, 0
        while True:
            more_a = i < i_end and hashes[i] < limit
            more_b = j < j_end and hashes[j] < limit
            if not more_a and not more_b:
                break
            if more_a and more_b and hashes[i] == hashes[j]:
                in_a += 1
                in_b += 1
                both += 1
                i += 1
                j += 1
            elif not more_b or (more_a and hashes[i] < hashes[j]):
                in_a += 1
                i += 1
            else:
                in_b += 1
                j += 1
        out[pair, 0], out[pair, 1], out[pair, 2] = in_a, in_b, both
    return out


@njit(cache=True)
def pairs_in_runs(columns: Array, bounds: Array, most: int) -> Array:
    """Pairs packed as smaller * 2**31 + larger, one a shared hash; runs longer than `most` are skipped.

    `columns[bounds[r]:bounds[r + 1]]` are the columns, ascending, that have hash r.
    """
    size = 0
    for r in range(len(bounds) - 1):
        n = bounds[r + 1] - bounds[r]
        if 2 <= n <= most:
            size += n * (n - 1) // 2
    out = np.empty(size, dtype=np.int64)
    at = 0
    for r in range(len(bounds) - 1):
        n = bounds[r + 1] - bounds[r]
        if 2 <= n <= most:
            for p in range(bounds[r], bounds[r + 1]):
                for q in range(p + 1, bounds[r + 1]):
                    out[at] = columns[p] * 2147483648 + columns[q]
                    at += 1
    return out
