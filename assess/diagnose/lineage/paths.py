"""How many of the shortest paths between tables pass through each: Brandes (2001), on whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import networkx as nx
import numpy as np

EXACT = 5_000  # tables up to which every source counts
SAMPLE = 1_500  # sources beyond, drawn with a fixed seed


def betweenness(graph: nx.DiGraph, exact: int = EXACT, sample: int = SAMPLE) -> dict[str, float]:
    """Betweenness of each table as networkx defines it: directed, normalised by (n-1)(n-2), to six places.

    Above `exact` tables it is estimated from paths out of `sample` of them, as Brandes and Pich (2007) do.
    """
    names = list(graph)
    count = len(names)
    if count < 3:
        return {}
    number = {name: n for n, name in enumerate(names)}
    starts = np.zeros(count + 1, dtype=np.int64)
    ends = np.array([number[down] for name in names for down in graph._succ[name]], dtype=np.int32)
    np.cumsum([len(graph._succ[name]) for name in names], out=starts[1:])
    sources = np.arange(count)
    if count > exact:
        sources = np.sort(np.random.default_rng(0).choice(count, sample, replace=False))
    totals = _compiled()(starts, ends, sources.astype(np.int32)) * (count / len(sources))
    scaled = totals / ((count - 1) * (count - 2))
    return {name: round(float(scaled[n]), 6) for n, name in enumerate(names)}


@cache
def _compiled() -> Callable[..., np.ndarray]:
    from numba import njit  # here, so that reading a kept result needs no compiler

    return njit(cache=True)(_totals)


def _totals(starts: np.ndarray, ends: np.ndarray, sources: np.ndarray) -> np.ndarray:
    """Sum of dependencies on each node over the sources given."""
    count = len(starts) - 1
    total = np.zeros(count)
    paths = np.zeros(count)
    depth = np.full(count, -1, dtype=np.int32)
    share = np.zeros(count)
    order = np.empty(count, dtype=np.int32)
    for source in sources:
        order[0] = source
        depth[source], paths[source] = 0, 1.0
        done, seen = 0, 1
        while done < seen:
            step = order[done]
            done += 1
            for at in range(starts[step], starts[step + 1]):
                down = ends[at]
                if depth[down] < 0:
                    depth[down] = depth[step] + 1
                    order[seen] = down
                    seen += 1
                if depth[down] == depth[step] + 1:
                    paths[down] += paths[step]
        for place in range(seen - 1, -1, -1):
            step = order[place]
            for at in range(starts[step], starts[step + 1]):
                down = ends[at]
                if depth[down] == depth[step] + 1:
                    share[step] += paths[step] / paths[down] * (1.0 + share[down])
            if step != source:
                total[step] += share[step]
        for place in range(seen):
            step = order[place]
            depth[step] = -1
            paths[step] = 0.0
            share[step] = 0.0
    return total
