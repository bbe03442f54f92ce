"""Exact weighted set-similarity join: every pair over the threshold and no other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]


@njit(cache=True)
def similar_pairs(start: Array, tokens: Array, weights: Array, threshold: float) -> tuple[Array, Array, Array]:
    """Pairs (i > j) of sets with weighted Jaccard >= threshold, and that similarity.

    Set i is `tokens[start[i]:start[i + 1]]`: token ids ascending, rarest first, each once; sets come in
    ascending order of total weight. `weights` is the weight of a token id, > 0.

    Prefix filter (Chaudhuri, Ganti, Kaushik, ICDE 2006; Bayardo, Ma, Srikant, WWW 2007): if the similarity
    reaches t, the shared tokens weigh at least t times either set. So the first shared token of both lies
    where the rest of each set, itself included, still weighs that much; only these tokens are looked up.
    Length filter: the lighter set weighs at least t times the heavier. Candidates are verified by merging.
    """
    sets = len(start) - 1
    total = np.zeros(sets)
    prefix = np.zeros(sets, dtype=np.int64)
    sizes = np.zeros(len(weights) + 1, dtype=np.int64)
    for i in range(sets):
        for p in range(start[i], start[i + 1]):
            total[i] += weights[tokens[p]]
        rest = total[i]
        p = start[i]
        while p < start[i + 1] and rest >= threshold * total[i] - 1e-9:
            sizes[tokens[p] + 1] += 1
            rest -= weights[tokens[p]]
            p += 1
        prefix[i] = p
    offset = np.cumsum(sizes)
    first = offset[:-1].copy()  # lists are in ascending weight: what became too light never fits again
    last = offset[:-1].copy()
    lists = np.zeros(offset[-1], dtype=np.int64)
    stamp = np.full(sets, -1, dtype=np.int64)
    room = max(16, sets)
    left, right, score = np.zeros(room, np.int64), np.zeros(room, np.int64), np.zeros(room)
    found = 0
    for i in range(sets):
        for p in range(start[i], prefix[i]):
            token = tokens[p]
            while first[token] < last[token] and total[lists[first[token]]] < threshold * total[i] - 1e-9:
                first[token] += 1
            for q in range(first[token], last[token]):
                j = lists[q]
                if stamp[j] == i:
                    continue
                stamp[j] = i
                need = threshold / (1 + threshold) * (total[i] + total[j]) - 1e-9
                ends = start[i], start[i + 1], start[j], start[j + 1]
                shared = _shared(tokens, weights, ends, total[i], total[j], need)
                if shared >= need:
                    if found == room:
                        room *= 2
                        left, right, score = _grown(left, room), _grown(right, room), _grown(score, room)
                    left[found], right[found] = i, j
                    score[found] = shared / (total[i] + total[j] - shared)
                    found += 1
            lists[last[token]] = i
            last[token] += 1
    return left[:found], right[:found], score[:found]


@njit(cache=True)
def _shared(
    tokens: Array, weights: Array, ends: tuple[int, int, int, int], rest_a: float, rest_b: float, need: float
) -> float:
    """Weight of the shared tokens, or -1 as soon as `need` is out of reach."""
    a, a_end, b, b_end = ends
    shared = 0.0
    while a < a_end and b < b_end:
        if shared + min(rest_a, rest_b) < need:
            return -1.0
        if tokens[a] == tokens[b]:
            shared += weights[tokens[a]]
            rest_a -= weights[tokens[a]]
            rest_b -= weights[tokens[b]]
            a += 1
            b += 1
        elif tokens[a] < tokens[b]:
            rest_a -= weights[tokens[a]]
            a += 1
        else:
            rest_b -= weights[tokens[b]]
            b += 1
    return shared


@njit(cache=True)
def _grown(array: Array, size: int) -> Array:
    wider = np.zeros(size, array.dtype)
    wider[: len(array)] = array
    return wider
