"""Tables as sets of whole numbers: sorted within each table, and two hashes by which equal sets are known."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

Array = np.ndarray[Any, Any]


@njit(cache=True)
def sort_within(start: Array, codes: Array) -> bool:
    """Sorts codes[start[t]:start[t + 1]] of each table in place; whether a table has one twice."""
    twice = False
    for t in range(len(start) - 1):
        low, high = start[t], start[t + 1]
        _sort(codes, low, high)
        for p in range(low + 1, high):
            twice |= codes[p] == codes[p - 1]
    return twice


@njit(cache=True)
def hash_sets(start: Array, codes: Array) -> tuple[Array, Array]:
    """Two 64-bit hashes of each table's set: sums of its codes' hashes, the same in any order (splitmix64, Steele,
    Lea and Flood, OOPSLA 2014). Two sets of a million agree in both by accident once in 10^26."""
    one, other = np.zeros(len(start) - 1, np.uint64), np.zeros(len(start) - 1, np.uint64)
    for t in range(len(start) - 1):
        a = b = np.uint64(0)
        for p in range(start[t], start[t + 1]):
            mixed = _mixed(np.uint64(codes[p]) + np.uint64(0x9E3779B97F4A7C15))
            a += mixed
            b += _mixed(mixed + np.uint64(0x9E3779B97F4A7C15))
        one[t], other[t] = a, b
    return one, other


@njit(cache=True)
def count_codes(heads: Array, start: Array, codes: Array, seen: Array) -> None:
    """Adds to `seen[code]` in how many of the tables `heads` the code is."""
    for table in heads:
        for p in range(start[table], start[table + 1]):
            seen[codes[p]] += 1


@njit(cache=True)
def ranked_within(heads: Array, start: Array, codes: Array, place: Array, first: Array, out: Array) -> None:
    """`out[first[f]:first[f + 1]]`: the places of the codes of table heads[f], ascending. `out` may be the beginning of
    `codes`, as heads ascend."""
    for f in range(len(heads)):
        low, size = start[heads[f]], first[f + 1] - first[f]
        for p in range(size):
            out[first[f] + p] = place[codes[low + p]]
        _sort(out, first[f], first[f + 1])


@njit(cache=True)
def _mixed(x: Any) -> Any:
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@njit(cache=True)
def _sort(array: Array, low: int, high: int) -> None:
    """By insertion up to 64 numbers, which beats everything else there."""
    if high - low > 64:
        array[low:high] = np.sort(array[low:high])
        return
    for i in range(low + 1, high):
        x = array[i]
        j = i - 1
        while j >= low and array[j] > x:
            array[j + 1] = array[j]
            j -= 1
        array[j + 1] = x
