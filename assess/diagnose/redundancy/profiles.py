"""What the values of a catalogue's columns said, aligned with them; costs nothing where no value was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from assess.diagnose.redundancy.coded import Coded

Reals = np.ndarray[Any, np.dtype[np.float64]]
_NONE: np.ndarray[Any, np.dtype[np.uint64]] = np.zeros(0, dtype=np.uint64)


@dataclass(frozen=True)
class Profiles:
    """One entry a column of the catalogue: `rows`, `nulls`, `distinct` (NaN where not profiled), `sampled` (share of
    the rows read; 1 where all), `least` and `most` (canonical text, "" where unknown); its hashes, ascending, are
    `hashes[sketch[c]:sketch[c + 1]]`. `any` says whether any column was profiled. `keys` are, by table, the distinct
    values and hashes of its key of several columns."""

    any: bool
    rows: Reals
    nulls: Reals
    distinct: Reals
    sampled: Reals
    least: dict[int, str]
    most: dict[int, str]
    hashes: np.ndarray[Any, np.dtype[np.uint64]]
    sketch: np.ndarray[Any, np.dtype[np.int64]]
    keys: dict[int, tuple[float, np.ndarray[Any, np.dtype[np.uint64]]]] = field(default_factory=dict)

    @cached_property
    def sketched(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """How many hashes each column has."""
        return np.diff(self.sketch) if self.any else np.broadcast_to(np.int64(0), len(self.rows))

    @cached_property
    def whole(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether a column's sketch holds every distinct value."""
        return np.asarray(self.sketched == np.nan_to_num(self.distinct, nan=-1))

    @cached_property
    def filled(self) -> Reals:
        """Rows in which a column is not null."""
        return self.rows - self.nulls if self.any else self.rows

    @cached_property
    def uniqueness(self) -> Reals:
        """Distinct values over filled rows, at most 1; 0 where not profiled or empty."""
        if not self.any:
            return np.broadcast_to(np.float64(0), len(self.rows))
        known = (self.filled > 0) & (self.distinct > 0)
        share = np.divide(self.distinct, self.filled, out=np.zeros(len(known)), where=known)
        return np.minimum(1.0, share)


def profiles_of(sketches: pd.DataFrame, ids: pd.Series[Any], table: np.ndarray[Any, Any], names: Coded) -> Profiles:
    """The profiles of the columns (index of their table, name) from the evidence's sketches; `ids` are the tables'."""
    size = len(table)
    places = _places(sketches, ids, table, names)
    profile = sketches.loc[places >= 0]
    places = places[places >= 0]
    if not len(places):
        nothing = np.broadcast_to(np.float64(np.nan), size)
        ends = np.broadcast_to(np.int64(0), size + 1)
        return Profiles(False, nothing, nothing, nothing, nothing, {}, {}, _NONE, ends)

    def spread(name: str) -> Reals:
        column = np.full(size, np.nan)
        column[places] = profile[name].to_numpy(dtype=float, na_value=np.nan)
        return column

    parts = [_ascending(cell) for cell in profile["hashes"].tolist()]
    lengths = np.zeros(size, dtype=np.int64)
    lengths[places] = [len(part) for part in parts]
    in_order = [parts[i] for i in np.argsort(places, kind="stable")]
    sampled = spread("sampled") if "sampled" in profile else np.full(size, np.nan)
    return Profiles(
        True,
        spread("rows"),
        spread("nulls"),
        spread("distinct"),
        np.where(np.isnan(sampled), 1.0, sampled),
        _texts(profile, "min", places),
        _texts(profile, "max", places),
        np.concatenate([*in_order, _NONE]),
        np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        _keys(sketches, ids),
    )


def _places(
    sketches: pd.DataFrame, ids: pd.Series[Any], table: np.ndarray[Any, Any], names: Coded
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Index of the column each sketch is of; -1 for none, and for a second sketch of one column."""
    if not len(sketches):
        return np.zeros(0, dtype=np.int64)
    width = max(len(names.words), 1)
    of = pd.Index(ids).get_indexer(pd.Index(sketches["table_id"]))
    known = {word: code for code, word in enumerate(names.words)}
    name = np.array([known.get(str(word), -1) for word in sketches["column"]], dtype=np.int64)
    keys = np.where((of < 0) | (name < 0), -1, of.astype(np.int64) * width + name)
    column = table * width + names.codes
    order = np.argsort(column, kind="stable")
    at = np.minimum(np.searchsorted(column[order], keys), max(len(order) - 1, 0))
    found = np.where(len(order) and column[order][at] == keys, order[at], -1) if len(order) else np.full(len(keys), -1)
    again = pd.Series(keys).duplicated().to_numpy()
    return np.where(again, -1, found).astype(np.int64)


def _keys(sketches: pd.DataFrame, ids: pd.Series[Any]) -> dict[int, tuple[float, np.ndarray[Any, np.dtype[np.uint64]]]]:
    """By table, the sketch of its key of several columns, which is named (a, b)."""
    found = sketches.loc[sketches["column"].str.startswith("(").fillna(False)]
    of = pd.Index(ids).get_indexer(pd.Index(found["table_id"]))
    rows = zip(of.tolist(), found["distinct"].tolist(), found["hashes"].tolist(), strict=True)
    return {int(table): (float(distinct), _ascending(cell)) for table, distinct, cell in rows if table >= 0}


def _texts(profile: pd.DataFrame, name: str, places: np.ndarray[Any, Any]) -> dict[int, str]:
    if name not in profile:
        return {}
    said = profile[name].fillna("").astype(str).tolist()
    return {int(place): text for place, text in zip(places, said, strict=True) if text}


def _ascending(cell: Any) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """A sketch's hashes strictly ascending, as evidence of others may not be."""
    if not isinstance(cell, list | np.ndarray):
        return _NONE
    part = np.asarray(cell, dtype=np.uint64)
    return np.unique(part) if (part[1:] <= part[:-1]).any() else part
