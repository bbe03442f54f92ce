"""How many of one column's values another holds, read from their sketches, with an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assess.diagnose.redundancy.catalogue import Catalogue, Ints

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """A share between 0 and 1 with its 95 % interval; `of` is how many values it was read from."""

    low: float
    base: float
    high: float
    of: int

    def as_dict(self) -> dict[str, float]:
        return {"low": round(self.low, 4), "base": round(self.base, 4), "high": round(self.high, 4)}


def share_of(hits: int, of: int, exact: bool = False) -> Share:
    """hits / of with Wilson's interval; no interval when every value was seen.

    Wilson (1927): with p = hits / n and z = 1.96, centre (p + z²/2n) / (1 + z²/n),
    half-width z / (1 + z²/n) * sqrt(p(1 - p)/n + z²/4n²).
    """
    if of <= 0:
        return Share(0.0, 0.0, 1.0, 0)
    p = hits / of
    if exact:
        return Share(p, p, p, of)
    spread = Z95 * Z95 / of
    centre = (p + spread / 2) / (1 + spread)
    half = Z95 / (1 + spread) * math.sqrt(p * (1 - p) / of + spread / (4 * of))
    return Share(min(p, max(0.0, centre - half)), p, max(p, min(1.0, centre + half)), of)


@dataclass(frozen=True, slots=True)
class Containment:
    """Two columns compared: how many sampled values each has, how many both have; `exact` when all were seen."""

    of_a: int
    of_b: int
    shared: int
    exact: bool

    @property
    def a_in_b(self) -> Share:
        """What column a has in column b."""
        return share_of(self.shared, self.of_a, self.exact)

    @property
    def b_in_a(self) -> Share:
        """What column b has in column a."""
        return share_of(self.shared, self.of_b, self.exact)

    @property
    def larger(self) -> float:
        """The greater of both shares."""
        return self.shared / max(1, min(self.of_a, self.of_b))

    @property
    def smaller(self) -> float:
        """The lesser of both shares."""
        return self.shared / max(1, self.of_a, self.of_b)


def containments(catalogue: Catalogue, left: Sequence[int], right: Sequence[int]) -> list[Containment]:
    """Containment of each pair of columns (indices into `catalogue.columns`).

    Estimate: below the smaller of the two sketches' largest hashes both sketches are complete, and the
    values there are a random sample of each column's distinct values, since a hash knows nothing of what
    it stands for (bottom-k sketches: Broder, "On the resemblance and containment of documents", 1997;
    Beyer et al., "On synopses for distinct-value estimation under multiset operations", SIGMOD 2007).
    So |A ∩ B| / |A| is the share of a's sampled values that b's sketch has too. Where both sketches hold
    every value the share is exact.
    """
    counts = sampled(catalogue, left, right)
    if not len(left):
        return []
    exact = (catalogue.whole[np.asarray(left)] & catalogue.whole[np.asarray(right)]).tolist()
    return [
        Containment(of_a, of_b, shared, done) for (of_a, of_b, shared), done in zip(counts.tolist(), exact, strict=True)
    ]


def sampled(catalogue: Catalogue, left: Sequence[int], right: Sequence[int]) -> Ints:
    """For each pair of columns the sampled values of the left, of the right, and those in both (n × 3)."""
    if not len(left):
        return np.zeros((0, 3), dtype=np.int64)
    from assess.diagnose.redundancy.compiled.overlap import shared_counts

    a, b = np.asarray(left, dtype=np.int64), np.asarray(right, dtype=np.int64)
    ends = catalogue.sketch[:-1], catalogue.sketch[1:]
    found: Ints = shared_counts(catalogue.hashes, *ends, catalogue.whole, a, b)
    return found


def key_containment(catalogue: Catalogue, one: int, other: int) -> Containment | None:
    """Containment of two tables' keys of several columns; None where either has no sketch of one."""
    from assess.diagnose.redundancy.compiled.overlap import shared_counts

    keys = catalogue.profiles.keys
    if one not in keys or other not in keys:
        return None
    (mine, hashes), (theirs, others) = keys[one], keys[other]
    cut = np.array([0, len(hashes), len(hashes) + len(others)])
    whole = np.array([mine == len(hashes), theirs == len(others)])
    at = np.array([0]), np.array([1])
    of_a, of_b, shared = shared_counts(np.concatenate([hashes, others]), cut[:-1], cut[1:], whole, *at)[0].tolist()
    return Containment(of_a, of_b, shared, bool(whole.all()))
