"""Exact weighted set-similarity join: every pair over the threshold and no other."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]
FEW, MOST_WORKERS = 5_000, 8
ROUND = 1e-3  # for sums kept as 32-bit numbers: they only decide what is looked at closer
SLACK = 1e-9  # for sums of weights in another order


@njit(cache=True)
def weigh(start: Array, tokens: Array, weights: Array) -> Array:
    """Total weight of each set."""
    total = np.zeros(len(start) - 1)
    for i in range(len(total)):
        for p in range(start[i], start[i + 1]):
            total[i] += weights[tokens[p]]
    return total


def similar_pairs(start: Array, tokens: Array, weights: Array, threshold: float) -> tuple[Array, Array, Array]:
    """Pairs of sets with weighted Jaccard >= threshold, and that similarity, in no order.

    Set i is `tokens[start[i]:start[i + 1]]`: token ids ascending, rarest first, each once. `weights` is the weight of a
    token id, > 0.

    Prefix filter (Chaudhuri, Ganti, Kaushik, ICDE 2006; Bayardo, Ma, Srikant, WWW 2007): if the similarity
    reaches t, the shared tokens weigh at least t times the heavier set, and 2t / (1 + t) times the lighter one. So the
    first shared token of both lies where the rest of each set, itself included, still weighs that much; a set is
    entered under these tokens and looked up by them. Length filter: the lighter set weighs at least t times the
    heavier. Position filter (Xiao et al., PPJoin, WWW 2008): what two sets share lies where their first shared token
    stands or behind it, so what is left there of either must weigh enough. Bitmap filter (Sandes, Teodoro, Melo, 2020):
    64 bits a set tell of most tokens that they are not in it. Candidates are verified by merging. Sets are looked up
    on all processors; the compiled code holds no lock.
    """
    total = weigh(start, tokens, weights)
    order = np.argsort(total, kind="stable").astype(np.int32)
    entered = entries(start, tokens, weights, total, order, threshold)
    sets, workers = len(order), min(os.cpu_count() or 1, MOST_WORKERS)
    # The heavier half takes most of the time: many small pieces keep all processors busy.
    cuts = [sets * k // (8 * workers) for k in range(8 * workers + 1)] if sets > FEW else [0, sets]

    def looked_up(piece: tuple[int, int]) -> tuple[Array, Array, Array]:
        found: tuple[Array, Array, Array] = look_up(
            start, tokens, weights, total, order, *entered, threshold, piece[0], piece[1]
        )
        return found

    with ThreadPoolExecutor(workers) as pool:
        parts = list(pool.map(looked_up, pairwise(cuts)))
    left, right, score = (np.concatenate(column) for column in zip(*parts, strict=True))
    return left, right, score


@njit(cache=True)
def entries(
    start: Array, tokens: Array, weights: Array, total: Array, order: Array, threshold: float
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Which sets are entered under each token: those of token k are `[offset[k]:offset[k + 1]]` of their rank by
    weight (ascending), where the token stands, what the set weighs from there on, and in all, and the marks of its
    tokens from there on."""
    least = 2 * threshold / (1 + threshold)
    offset = np.zeros(len(weights) + 1, dtype=np.int64)
    for i in order:
        rest, p = total[i], start[i]
        while p < start[i + 1] and rest >= least * total[i] - SLACK:
            offset[tokens[p] + 1] += 1
            rest -= weights[tokens[p]]
            p += 1
    offset = np.cumsum(offset)
    ranks, places = np.empty(offset[-1], np.int32), np.empty(offset[-1], np.int64)
    rests, totals = np.empty(offset[-1], np.float32), np.empty(offset[-1], np.float32)
    signs = np.empty(offset[-1], np.uint64)
    last = offset[:-1].copy()
    for rank in range(len(order)):
        i = order[rank]
        sign = np.uint64(0)
        for p in range(start[i], start[i + 1]):
            sign |= _mark(tokens[p])
        rest, p = total[i], start[i]
        while p < start[i + 1] and rest >= least * total[i] - SLACK:
            at = last[tokens[p]]
            ranks[at], places[at], rests[at], totals[at], signs[at] = rank, p, rest, total[i], sign
            last[tokens[p]] = at + 1
            rest -= weights[tokens[p]]
            p += 1
    return offset, ranks, places, rests, totals, signs


@njit(cache=True, nogil=True)
def look_up(
    start: Array, tokens: Array, weights: Array, total: Array, order: Array, offset: Array, ranks: Array, places: Array,
    rests: Array, totals: Array, signs: Array, threshold: float, low: int, high: int,
) -> tuple[Array, Array, Array]:  # fmt: skip
    """The pairs of the sets of rank low..high - 1 with those of lesser rank."""
    first = offset[:-1].copy()  # entries are in ascending weight: what became too light never fits again
    stamp = np.full(high, -1, dtype=np.int32)
    longest = 0
    for rank in range(low, high):
        longest = max(longest, start[order[rank] + 1] - start[order[rank]])
    marks, costs = np.zeros(longest, np.uint64), np.zeros(longest)
    room = max(16, high - low)
    left, right, score = np.zeros(room, np.int32), np.zeros(room, np.int32), np.zeros(room)
    found, share = 0, threshold / (1 + threshold)
    for rank in range(low, high):
        i = order[rank]
        mine, rest = total[i], total[i]
        lightest = threshold * mine - SLACK
        for p in range(start[i], start[i + 1]):
            marks[p - start[i]], costs[p - start[i]] = _mark(tokens[p]), weights[tokens[p]]
        p = start[i]
        while p < start[i + 1] and rest >= lightest:
            token = tokens[p]
            begin, end = first[token], offset[token + 1]
            while begin < end and totals[begin] < lightest - ROUND:
                begin += 1
            first[token] = begin
            for q in range(begin, end):
                other = ranks[q]
                if other >= rank:
                    break
                # What fails here fails under every later token as well: nothing to remember.
                need = share * (mine + totals[q]) - ROUND
                if min(rest, rests[q]) < need or stamp[other] == rank:
                    continue
                stamp[other] = rank
                if _loses(marks, costs, p - start[i], start[i + 1] - start[i], signs[q], rest - need):
                    continue
                j = order[other]
                need = share * (mine + total[j]) - SLACK
                ends = p, start[i + 1], places[q], start[j + 1]
                shared = _shared(tokens, weights, ends, rest, rests[q] + ROUND, need)
                if shared >= need:
                    if found == room:
                        room *= 2
                        left, right, score = _grown(left, room), _grown(right, room), _grown(score, room)
                    left[found], right[found] = i, j
                    score[found] = shared / (mine + total[j] - shared)
                    found += 1
            rest -= weights[token]
            p += 1
    return left[:found], right[:found], score[:found]


@njit(cache=True)
def _mark(token: int) -> Any:
    """One of 64 bits by the token's hash."""
    return np.uint64(1) << ((np.uint64(token) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(58))


@njit(cache=True)
def _loses(marks: Array, costs: Array, low: int, high: int, sign: Any, may: float) -> bool:
    """Whether the tokens that cannot be in the other set, as their bit is not in its sign, weigh more than may be."""
    for k in range(low, high):
        if marks[k] & sign == 0:
            may -= costs[k]
            if may < 0:
                return True
    return False


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
