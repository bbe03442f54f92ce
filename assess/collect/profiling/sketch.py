"""What is kept of a column's values, and how many different ones there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

FORMAT = 1  # of what is kept of a table: another number makes every table be read again
SPACE = 2**60
MOST = 4096  # hashes of a column; a share read from 2,401 is within two points of the truth at 95 %
MOST_OF_KEY = 16_384  # of a column whose values are nearly all different: rows are compared by it
SCALE = 512  # of more, one in so many: two large columns stay comparable however different their sizes
KEY_LIKE = 0.9
FEWEST = 5  # of fewer different values nothing is shown
_PLAIN = re.compile(r"-?[0-9][0-9 :.-]*")
_LONG = re.compile(r"-?[0-9]{10,}")  # may be a phone, an ID or a card number


@dataclass(frozen=True)
class Sketch:
    """One column, or one key of several columns named by `key_name`.

    `hashes` (uint64, ascending) are all distinct values' hashes below some bound; `distinct` is exact, and then
    equals their number, or estimated. `least` and `most` are canonical text, empty where they are not told.
    """

    column: str
    nulls: int
    distinct: int
    hashes: Any
    least: str = ""
    most: str = ""


@dataclass(frozen=True)
class Profile:
    """One table as it was when read: `rows` were read, which is the share `sampled` of all."""

    rows: int
    sketches: tuple[Sketch, ...]
    sampled: float = 1.0


def key_name(columns: Sequence[str]) -> str:
    """The name under which the sketch of a key of several columns is kept."""
    return "(" + ", ".join(columns) + ")"


def kept(found: Any, below: int, filled: int) -> tuple[int, Any] | None:
    """Distinct values and the hashes to keep of `found` (ascending, different: all there are below `below`; 2^60 is
    all there are). None where too few were found to tell.

    What is kept follows from the values alone, so it is the same whatever the engine found beyond it: the 4,096
    smallest (16,384 where nearly all values differ) and all below 2^60 / 512. Distinct by the k minimum values:
    (k - 1) / (k-th smallest hash / 2^60), Beyer et al., SIGMOD 2007.
    """
    whole = below >= SPACE
    if whole and len(found) <= MOST:
        return len(found), found
    if len(found) < MOST or below < SPACE // SCALE:
        return None
    size = MOST_OF_KEY if _estimate(found[:MOST]) >= KEY_LIKE * filled else MOST
    if whole and len(found) <= size:
        return len(found), found
    if len(found) <= size:
        return None
    size = max(size, int(np.searchsorted(found, np.uint64(SPACE // SCALE))))
    return min(filled, max(size + 1, _estimate(found[:size]))), found[:size].copy()


def ends(least: str, most: str, distinct: int) -> tuple[str, str]:
    """Least and greatest value where there are five different ones or more, both are plain numbers or moments, and
    neither is a number so long that it may be a phone, an ID or a card."""
    if distinct < FEWEST:
        return "", ""
    both = (least, most)
    if not all(_PLAIN.fullmatch(end) for end in both) or any(_LONG.fullmatch(end) for end in both):
        return "", ""
    return both


def _estimate(smallest: Any) -> int:
    return round((len(smallest) - 1) * SPACE / (int(smallest[-1]) + 1))
