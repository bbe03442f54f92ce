"""Exact weighted set-similarity join: every pair over the threshold and no other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]
SLACK = 1e-9  # for sums of weights in another order


@njit(cache=True)
def similar_pairs(start: Array, tokens: Array, weights: Array, threshold: float) -> tuple[Array, Array, Array]:
    """Pairs (i > j) of sets with weighted Jaccard >= threshold, and that similarity.

    Set i is `tokens[start[i]:start[i + 1]]`: token ids ascending, rarest first, each once; sets come in
    ascending order of total weight. `weights` is the weight of a token id, > 0.

    Prefix filter (Chaudhuri, Ganti, Kaushik, ICDE 2006; Bayardo, Ma, Srikant, WWW 2007): if the similarity
    reaches t, the shared tokens weigh at least t times either set. So the first shared token of both lies
    where the rest of each set, itself included, still weighs that much; only these tokens are looked up.
    Length filter: the lighter set weighs at least t times the heavier. Position filter (Xiao et al., PPJoin, WWW
    2008): what two sets share lies where their first shared token stands or behind it, so what is left there of
    either must weigh enough. Candidates are verified by merging from there on.
    """
    sets = len(start) - 1
    total, prefix, sizes = _prefixes(start, tokens, weights, threshold)
    offset = np.cumsum(sizes)
    first = offset[:-1].copy()  # lists are in ascending weight: what became too light never fits again
    last = offset[:-1].copy()
    lists, spots, rests = np.zeros(offset[-1], np.int32), np.zeros(offset[-1], np.int32), np.zeros(offset[-1])
    stamp = np.full(sets, -1, dtype=np.int32)
    room = max(16, sets)
    left, right, score = np.zeros(room, np.int64), np.zeros(room, np.int64), np.zeros(room)
    found = 0
    for i in range(sets):
        rest, mine, lightest = total[i], total[i], threshold * total[i] - SLACK
        for p in range(start[i], prefix[i]):
            token = tokens[p]
            begin, end = first[token], last[token]
            while begin < end and total[lists[begin]] < lightest:
                begin += 1
            first[token] = begin
            for q in range(begin, end):
                j = lists[q]
                if stamp[j] == i:
                    continue
                stamp[j] = i
                need = threshold / (1 + threshold) * (mine + total[j]) - SLACK
                if min(rest, rests[q]) < need:
                    continue
                ends = p, start[i + 1], start[j] + spots[q], start[j + 1]
                shared = _shared(tokens, weights, ends, rest, rests[q], need)
                if shared >= need:
                    if found == room:
                        room *= 2
                        left, right, score = _grown(left, room), _grown(right, room), _grown(score, room)
                    left[found], right[found] = i, j
                    score[found] = shared / (mine + total[j] - shared)
                    found += 1
            lists[end], spots[end], rests[end] = i, p - start[i], rest
            last[token] = end + 1
            rest -= weights[token]
    return left[:found], right[:found], score[:found]


@njit(cache=True)
def _prefixes(start: Array, tokens: Array, weights: Array, threshold: float) -> tuple[Array, Array, Array]:
    """Each set's weight, where the tokens end by which it is looked up, and how many sets look a token up (from 1)."""
    sets = len(start) - 1
    total = np.zeros(sets)
    prefix = np.zeros(sets, dtype=np.int64)
    sizes = np.zeros(len(weights) + 1, dtype=np.int64)
    for i in range(sets):
        for p in range(start[i], start[i + 1]):
            total[i] += weights[tokens[p]]
        rest = total[i]
        p = start[i]
        while p < start[i + 1] and rest >= threshold * total[i] - SLACK:
            sizes[tokens[p] + 1] += 1
            rest -= weights[tokens[p]]
            p += 1
        prefix[i] = p
    return total, prefix, sizes


@njit(cache=True)
def _shared(
    tokens: Array, weights: Array, ends: tuple[int, int, int, int], rest_a: float, rest_b: float, need: float
) -> float:
    """Weight of the shared tokens, or -1 as soon as `need` is out of reach."""
    a, a_end, b, b_end = ends
    lose_a, lose_b = rest_a - need, rest_b - need  # what may yet go unshared
    shared = 0.0
    while a < a_end and b < b_end:
        one, other = tokens[a], tokens[b]
        if one == other:
            shared += weights[one]
            a += 1
            b += 1
        elif one < other:
            lose_a -= weights[one]
            if lose_a < -SLACK:
                return -1.0
            a += 1
        else:
            lose_b -= weights[other]
            if lose_b < -SLACK:
                return -1.0
            b += 1
    return shared


@njit(cache=True)
def _grown(array: Array, size: int) -> Array:
    wider = np.zeros(size, array.dtype)
    wider[: len(array)] = array
    return wider
