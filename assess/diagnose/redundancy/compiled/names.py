"""Columns of two tables matched by what their names and comments say, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]

SAME, SAME_COMMENT, SIMILAR, HALF = 1.0, 0.95, 0.9, 0.5


@njit(cache=True)
def named_alike(
    token: Array, said: Array, lower: Array, kind: Array, fits: Array, start: Array, words: Array, weight: Array,
    ends: tuple[int, int, int, int], accept: float,
) -> tuple[Array, Array, Array, Array, int]:  # fmt: skip
    """Columns a..a_end of one table against b..b_end of another: (a, b, score, name, sure).

    The first `sure` rows have the same name: one column of that token in each table, or of that very spelling,
    with types that can hold the same. The others are all pairs of the columns left over whose score (fit of the
    types times similarity of the names) reaches `accept`; a column may occur in several of them.
    """
    a, a_end, b, b_end = ends
    used_a, used_b = np.zeros(a_end - a, np.bool_), np.zeros(b_end - b, np.bool_)
    room = min(a_end - a, b_end - b) + 16
    left, right = np.empty(room, np.int64), np.empty(room, np.int64)
    score, name = np.empty(room), np.empty(room)
    found = 0
    for i in range(a, a_end):
        last = _namesake(token, lower, start, i, ends)
        if last < 0:
            continue
        fit = fits[kind[i], kind[last]]
        if fit > 0 and not used_b[last - b]:
            used_a[i - a], used_b[last - b] = True, True
            left[found], right[found], score[found], name[found] = i, last, fit, SAME
            found += 1
    sure = found
    for i in range(a, a_end):
        for j in range(b, b_end):
            if used_a[i - a] or used_b[j - b]:
                continue
            fit = fits[kind[i], kind[j]]
            if fit < accept:
                continue
            alike = similarity(token, said, start, words, weight, i, j)
            if fit * alike >= accept:
                if found == room:
                    room *= 2
                    left, right = _grown(left, room), _grown(right, room)
                    score, name = _grown(score, room), _grown(name, room)
                left[found], right[found], score[found], name[found] = i, j, fit * alike, alike
                found += 1
    return left[:found], right[:found], score[:found], name[:found], sure


@njit(cache=True)
def _namesake(token: Array, lower: Array, start: Array, i: int, ends: tuple[int, int, int, int]) -> int:
    """The other table's one column of column i's token, or of its very spelling; -1 for none."""
    nameless = start[token[i]] == start[token[i] + 1]  # no letter and no digit: only its spelling tells
    a, a_end, b, b_end = ends
    same, exact, last, spelled = 0, 0, -1, -1
    for j in range(b, b_end):
        if token[j] == token[i]:
            same += 1
            last = j
            if lower[j] == lower[i]:
                exact += 1
                spelled = j
    if exact == 1:
        return spelled
    if nameless:
        return -1
    return last if same == 1 and _times(token, token[i], a, a_end) == 1 else -1


@njit(cache=True)
def similarity(token: Array, said: Array, start: Array, words: Array, weight: Array, i: int, j: int) -> float:
    """How alike two columns are by name and comment: 1 the same token, 0.95 the same comment, else up to 0.9."""
    if token[i] == token[j] and start[token[i]] < start[token[i] + 1]:
        return SAME
    if said[i] == said[j] and start[said[i]] < start[said[i] + 1]:
        return SAME_COMMENT
    best = _shared(start, words, weight, token[i], token[j])
    if said[i] != token[i] or said[j] != token[j]:
        best = max(best, _shared(start, words, weight, said[i], said[j]))
    return SIMILAR * best if best >= HALF else 0.0


@njit(cache=True)
def shared_weight(token: Array, weights: Array, ends: tuple[int, int, int, int]) -> float:
    """Weight of the tokens that columns a..a_end have one for one with columns b..b_end."""
    a, a_end, b, b_end = ends
    used = np.zeros(b_end - b, np.bool_)
    both = 0.0
    for i in range(a, a_end):
        for j in range(b, b_end):
            if token[i] == token[j] and not used[j - b]:
                used[j - b] = True
                both += weights[token[i]]
                break
    return both


@njit(cache=True)
def _shared(start: Array, words: Array, weight: Array, one: int, other: int) -> float:
    """Weight of the shared words over the weight of all words of two tokens."""
    p, p_end, q, q_end = start[one], start[one + 1], start[other], start[other + 1]
    if p == p_end or q == q_end:
        return 0.0
    both, every = 0.0, 0.0
    while p < p_end or q < q_end:
        if q == q_end or (p < p_end and words[p] < words[q]):
            every += weight[words[p]]
            p += 1
        elif p == p_end or words[q] < words[p]:
            every += weight[words[q]]
            q += 1
        else:
            both += weight[words[p]]
            every += weight[words[p]]
            p += 1
            q += 1
    return both / every


@njit(cache=True)
def _times(token: Array, wanted: int, low: int, high: int) -> int:
    count = 0
    for i in range(low, high):
        count += token[i] == wanted
    return count


@njit(cache=True)
def _grown(array: Array, size: int) -> Array:
    wider = np.empty(size, array.dtype)
    wider[: len(array)] = array
    return wider
