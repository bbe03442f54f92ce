"""How alike columns are by name and comment, ready for the compiled loops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from assess.diagnose.redundancy.coded import Coded
from assess.diagnose.redundancy.types import agreement

if TYPE_CHECKING:
    from assess.diagnose.redundancy.catalogue import Catalogue

Array = np.ndarray[Any, Any]
COMMON_WORDS = frozenset({"id", "name", "code", "time", "date", "type", "status", "amount", "count", "flag", "no"})


@dataclass(frozen=True, slots=True)
class Named:
    """Columns `left[i]`, `right[i]` alike by name, with score and similarity of the names. The first `sure` have the
    same name, each column once; the rest are all that come into question for the columns left over."""

    left: Array
    right: Array
    score: Array
    name: Array
    sure: int

    def rows(self, most: int | None = None) -> Iterator[tuple[int, int, float, float]]:
        """(left, right, score, name) of the first `most`, or of all."""
        each = (part[:most].tolist() for part in (self.left, self.right, self.score, self.name))
        return zip(*each, strict=True)


@dataclass(frozen=True)
class Likeness:
    """Columns as codes: their `token`, the token of their comment (`said`), their name in lower case (`lower`), the
    family of their type (`kind`). `fits[k, l]` is the agreement of two families. Token t consists of the words
    `words[start[t]:start[t + 1]]`, ascending, each with its `weight`: words every table has weigh half."""

    token: Array
    said: Array
    lower: Array
    kind: Array
    fits: Array
    start: Array
    words: Array
    weight: Array

    def matched(self, mine: range, theirs: range, accept: float) -> Named:
        """Which columns of two tables match by name, see compiled/names.py."""
        from assess.diagnose.redundancy.compiled.names import named_alike

        ends = mine.start, mine.stop, theirs.start, theirs.stop
        names, book = (self.token, self.said, self.lower), (self.start, self.words, self.weight)
        return Named(*named_alike(*names, self.kind, self.fits, *book, ends, accept))

    def similarity(self, a: int, b: int) -> float:
        """Of two columns' names, 0..1."""
        from assess.diagnose.redundancy.compiled.names import similarity

        return float(similarity(self.token, self.said, self.start, self.words, self.weight, a, b))


def likeness_of(catalogue: Catalogue) -> Likeness:
    """The likeness of a catalogue's columns."""
    kinds = catalogue.families.words
    fits = np.array([[agreement(a, b) for b in kinds] for a in kinds], dtype=float).reshape(len(kinds), len(kinds))
    tokens = catalogue.by_comment.words  # the longer of the two: both count from one vocabulary
    numbers: dict[str, int] = {}
    parts = [sorted({numbers.setdefault(word, len(numbers)) for word in token.split()}) for token in tokens]
    lengths = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
    return Likeness(
        catalogue.by_name.codes,
        catalogue.by_comment.codes,
        _lower(catalogue.names),
        catalogue.families.codes,
        fits,
        np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        np.fromiter((word for part in parts for word in part), dtype=np.int64, count=int(lengths.sum())),
        np.array([0.5 if word in COMMON_WORDS else 1.0 for word in numbers], dtype=float),
    )


def _lower(names: Coded) -> Array:
    """Codes of the names in lower case."""
    known: dict[str, int] = {}
    code = np.array([known.setdefault(word.lower(), len(known)) for word in names.words], dtype=np.int32)
    return code[names.codes] if len(code) else names.codes
