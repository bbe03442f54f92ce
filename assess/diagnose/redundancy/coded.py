"""Texts as whole numbers: forty million column names are a few hundred thousand words and an array."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Coded:
    """Text i is `words[codes[i]]`; reads like a list of texts. A null is the empty text."""

    codes: np.ndarray[Any, np.dtype[np.int32]]
    words: list[str]

    def __getitem__(self, place: int) -> str:
        return self.words[int(self.codes[place])]

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, places: np.ndarray[Any, Any]) -> Coded:
        """The texts at `places`, with the same codes."""
        return Coded(self.codes[places], self.words)

    def among(self, some: Collection[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether each text is one of `some`."""
        wanted = np.array([word in some for word in self.words], dtype=bool)
        return wanted[self.codes] if len(wanted) else np.zeros(0, dtype=bool)


@overload
def coded(texts: pd.Series[Any]) -> Coded: ...
@overload
def coded(texts: pd.Series[Any], second: pd.Series[Any]) -> tuple[Coded, Coded]: ...
def coded(texts: pd.Series[Any], second: pd.Series[Any] | None = None) -> Coded | tuple[Coded, Coded]:
    """The texts coded in the order of first appearance; two series share one vocabulary."""
    codes, words = _factorized(texts)
    if second is None:
        return Coded(codes, words)
    if second is texts:
        return Coded(codes, words), Coded(codes, words)
    more, others = _factorized(second)
    known = {word: code for code, word in enumerate(words)}
    place = np.array([known.setdefault(word, len(known)) for word in others], dtype=np.int32)
    words = list(known)
    return Coded(codes, words), Coded(place[more] if len(place) else more, words)


def _factorized(texts: pd.Series[Any]) -> tuple[np.ndarray[Any, np.dtype[np.int32]], list[str]]:
    raw, words = _encoded(texts)
    found: list[str] = words if all(map(str.__instancecheck__, words)) else [str(word) for word in words]
    codes = raw.astype(np.int32, copy=False)
    if (codes < 0).any():
        if "" not in found:
            found.append("")
        codes = np.where(codes < 0, np.int32(found.index("")), codes)
    return codes, found


def _encoded(texts: pd.Series[Any]) -> tuple[np.ndarray[Any, Any], list[Any]]:
    """Codes (-1 is null) and words of any kind of series; text is coded where Arrow keeps it, in 32 bits."""
    if isinstance(texts.dtype, pd.CategoricalDtype):
        return texts.cat.codes.to_numpy(), texts.cat.categories.tolist()
    if isinstance(texts.dtype, pd.StringDtype) and texts.dtype.storage == "pyarrow" and len(texts):
        encoded = texts.array.__arrow_array__().dictionary_encode()  # no copy of the text
        parts = [chunk.indices.fill_null(-1) if chunk.null_count else chunk.indices for chunk in encoded.chunks]
        words = encoded.chunk(encoded.num_chunks - 1).dictionary.to_pylist()  # one dictionary for all chunks
        return np.concatenate([np.asarray(part) for part in parts]) if len(parts) > 1 else np.asarray(parts[0]), words
    raw, words = pd.factorize(texts, sort=False)
    return raw, words.tolist()
