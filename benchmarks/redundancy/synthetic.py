"""A catalogue of any size: 20-60 columns a table, names by Zipf's law, two in five tables in families."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

VOCABULARY = 193_000
EXPONENT = 0.8  # makes the commonest name stand in about half of the tables
IN_FAMILIES, EDITED = 0.4, 0.1


@dataclass(frozen=True)
class Sets:
    """`tokens[start[t]:start[t + 1]]` are the ids of table t's column names, each once."""

    start: np.ndarray[Any, np.dtype[np.int64]]
    tokens: np.ndarray[Any, np.dtype[np.int64]]

    @property
    def count(self) -> int:
        return len(self.start) - 1

    def names(self) -> pd.Series[Any]:
        """The column names, one a row, as a catalogue has them."""
        coded = pa.DictionaryArray.from_arrays(pa.array(self.tokens.astype(np.int32)), pa.array(column_names()))
        return pd.Series(coded.cast(pa.large_string()), dtype="str")


def column_names() -> np.ndarray[Any, Any]:
    """Names of the vocabulary that no glossary knows: four random letters a syllable pair, no digits, no marks."""
    rng = np.random.default_rng(7)
    letters = np.array(list("bcdfghjklmnpqrstvwxz"))
    vowels = np.array(list("aeiou"))
    pools = [letters, vowels] * 3
    parts = [pool[rng.integers(0, len(pool), VOCABULARY)] for pool in pools]
    names = parts[0]
    for part in parts[1:]:
        names = np.char.add(names, part)
    return np.char.add(names, np.char.add("_", np.arange(VOCABULARY).astype("U6"))).astype(object)


def synthetic(tables: int, seed: int = 1) -> Sets:
    """Tables alone and families of 2 to 12, each member with a tenth of its columns exchanged, in random order."""
    rng = np.random.default_rng(seed)
    weight = 1.0 / np.arange(1, VOCABULARY + 1) ** EXPONENT
    bounds = np.cumsum(weight / weight.sum())
    sets: list[np.ndarray[Any, Any]] = []
    in_families = 0
    while len(sets) < tables:
        size = int(rng.integers(20, 61))
        columns = _drawn(rng, bounds, size)
        if in_families < IN_FAMILIES * (len(sets) + 1):
            members = min(int(rng.integers(2, 13)), tables - len(sets))
            in_families += members
            for _ in range(members):
                kept = columns[rng.random(len(columns)) >= EDITED]
                sets.append(np.unique(np.concatenate((kept, _drawn(rng, bounds, len(columns) - len(kept))))))
        else:
            sets.append(columns)
    order = rng.permutation(len(sets))
    chosen = [sets[i] for i in order]
    start = np.concatenate(([0], np.cumsum([len(one) for one in chosen]))).astype(np.int64)
    return Sets(start, np.concatenate(chosen))


def write_catalog(sets: Sets, path: Path) -> None:
    """The sets as a catalog file (CSV) in the contract's form; eight departments, twenty sources."""
    names = column_names()
    kinds = ("bigint", "varchar(64)", '"decimal(18,2)"', "timestamp", "int", "date")
    with path.open("w", encoding="utf-8") as file:
        file.write("department,source,schema,table,column,position,type\n")
        for t in range(sets.count):
            head = f"d{t % 8},s{t % 20},p{t % 7},t{t:07d}x"
            columns = sets.tokens[sets.start[t] : sets.start[t + 1]]
            file.writelines(f"{head},{names[c]},{i},{kinds[c % 6]}\n" for i, c in enumerate(columns.tolist(), 1))


def _drawn(rng: np.random.Generator, bounds: np.ndarray[Any, Any], size: int) -> np.ndarray[Any, Any]:
    return np.unique(np.searchsorted(bounds, rng.random(size)))[:size].astype(np.int64)
