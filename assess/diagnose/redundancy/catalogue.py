"""The evidence's tables as integer-coded arrays: what every step of the copy search reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from assess.diagnose.redundancy.names import Glossary, column_tokens
from assess.diagnose.redundancy.types import BOOLEAN, INTEGER, family
from assess.model.evidence import Evidence

UNIQUE = 0.9  # distinct over rows from which a column is a key; below one because a sketch counts to about 3 %

Ints = np.ndarray[Any, np.dtype[np.int64]]
Reals = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Catalogue:
    """Stored tables (no views: they keep no rows), their columns and, where profiled, their sketches.

    `tables` is the evidence's frame sorted by table_id, index 0..n-1. `columns` is sorted by table and
    position with table (index of the table), name, type, family, nullable, comment, in_key, by_name, by_comment
    (canonical tokens), rows, nulls, distinct (Float, NaN where not profiled). Columns of table t are the
    rows `start[t]:start[t + 1]`; the sketch of column c is `hashes[sketch[c]:sketch[c + 1]]`.
    """

    tables: pd.DataFrame
    columns: pd.DataFrame
    start: Ints
    hashes: np.ndarray[Any, np.dtype[np.uint64]]
    sketch: Ints
    views: int

    @property
    def count(self) -> int:
        return len(self.tables)

    def name(self, table: int) -> str:
        return self.ids[table]

    @cached_property
    def ids(self) -> list[str]:
        return [str(name) for name in self.tables["table_id"]]

    @cached_property
    def places(self) -> list[tuple[str, str, str]]:
        """Source, schema and name of each table."""
        frame = self.tables
        return [
            (str(a), str(b), str(c)) for a, b, c in zip(frame["source"], frame["schema"], frame["name"], strict=True)
        ]

    @cached_property
    def departments(self) -> list[str]:
        return [str(name) for name in self.tables["department"]]

    @cached_property
    def counting(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether a column holds whole numbers or flags."""
        return self.columns["family"].isin([INTEGER, BOOLEAN]).to_numpy(dtype=bool)

    @cached_property
    def owners(self) -> list[str]:
        return [str(name).strip() for name in self.tables["owner"]]

    @cached_property
    def retention(self) -> Reals:
        """Days each table is kept; NaN where no rule is known."""
        return self.tables["retention_days"].to_numpy(dtype=float, na_value=np.nan)

    @cached_property
    def written(self) -> Reals:
        """Days from 1970 to the last write; NaN is unknown."""
        since = self.tables["last_written"] - pd.Timestamp(0, tz="UTC")
        return np.asarray(since.dt.total_seconds().to_numpy(dtype=float) / 86400, dtype=float)

    @cached_property
    def telling(self) -> list[bool]:
        """Whether a column's values say what it is about: ten distinct ones, twenty where they are whole numbers."""
        least = np.where(self.counting, 20, 10)
        return [bool(enough) for enough in self.sketched >= least]

    @cached_property
    def at(self) -> dict[str, int]:
        """Index of a table by its id."""
        return {name: i for i, name in enumerate(self.ids)}

    def span(self, table: int) -> range:
        return range(int(self.start[table]), int(self.start[table + 1]))

    @cached_property
    def column_names(self) -> list[str]:
        return [str(name) for name in self.columns["name"]]

    @cached_property
    def families(self) -> list[str]:
        return [str(name) for name in self.columns["family"]]

    @cached_property
    def by_name(self) -> list[str]:
        return [str(token) for token in self.columns["by_name"]]

    @cached_property
    def by_comment(self) -> list[str]:
        return [str(token) for token in self.columns["by_comment"]]

    @cached_property
    def in_key(self) -> list[bool]:
        return [bool(flag) for flag in self.columns["in_key"].fillna(False)]

    @cached_property
    def distinct(self) -> Reals:
        return self.columns["distinct"].to_numpy(dtype=float)

    @cached_property
    def filled(self) -> Reals:
        """Rows in which the column is not null, when profiled."""
        return (self.columns["rows"] - self.columns["nulls"]).to_numpy(dtype=float)

    @cached_property
    def uniqueness(self) -> Reals:
        """Distinct values over filled rows of each column, at most 1; 0 where not profiled or empty."""
        known = (self.filled > 0) & (self.distinct > 0)
        share = np.divide(self.distinct, self.filled, out=np.zeros(len(known)), where=known)
        return np.minimum(1.0, share)

    @cached_property
    def sketched(self) -> Ints:
        """How many hashes each column has: 0 where it was not profiled or holds only nulls."""
        return np.diff(self.sketch)

    @cached_property
    def whole(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether a column's sketch holds every distinct value."""
        return self.sketched == np.nan_to_num(self.distinct, nan=-1)

    @cached_property
    def profiled(self) -> list[bool]:
        """Whether a table has a sketch of any column."""
        totals = np.add.reduceat(np.append(self.sketched, 0), self.start[:-1]) if self.count else np.zeros(0)
        empty = np.diff(self.start) == 0
        return [bool(total > 0 and not none) for total, none in zip(totals, empty, strict=True)]

    @cached_property
    def rows(self) -> Reals:
        """Rows of each table: from the catalogue, else from the profile; NaN is unknown."""
        known = self.tables["rows"].to_numpy(dtype=float, na_value=np.nan)
        seen = self.columns.groupby("table")["rows"].max().reindex(range(self.count)).to_numpy(dtype=float)
        return np.where(np.isnan(known), seen, known)


def read_catalogue(evidence: Evidence, glossary: Glossary | None = None) -> Catalogue:
    """The catalogue of the evidence; duplicates of a table or a column count once, views not at all."""
    stored = evidence.tables.loc[evidence.tables["kind"] != "view"]
    tables = stored.drop_duplicates("table_id").sort_values("table_id", kind="stable").reset_index(drop=True)
    places = pd.Series(tables.index, index=tables["table_id"])
    columns = evidence.columns.drop_duplicates(["table_id", "name"])
    columns = columns.assign(table=columns["table_id"].map(places)).dropna(subset="table")
    columns = columns.astype({"table": "int64"}).sort_values(["table", "position", "name"], kind="stable")
    columns = columns.reset_index(drop=True)
    engines = tables["engine"].to_numpy()[columns["table"].to_numpy()] if len(columns) else []
    tokens = column_tokens(columns)
    columns = columns.assign(
        family=pd.Series(
            [family(str(t), str(e)) for t, e in zip(columns["type"], engines, strict=True)], dtype="object"
        ),
        by_name=tokens["by_name"],
        by_comment=tokens["by_comment"],
    )
    columns, hashes, sketch = _with_sketches(columns, evidence.sketches)
    counts = np.bincount(columns["table"].to_numpy(), minlength=len(tables)) if len(tables) else np.zeros(0, int)
    start = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return Catalogue(tables, columns, start, hashes, sketch, int((evidence.tables["kind"] == "view").sum()))


def _with_sketches(columns: pd.DataFrame, sketches: pd.DataFrame) -> tuple[pd.DataFrame, Any, Ints]:
    profile = sketches.drop_duplicates(["table_id", "column"]).rename(columns={"column": "name"})
    merged = columns.merge(profile, on=["table_id", "name"], how="left", validate="one_to_one")
    for name in ("rows", "nulls", "distinct"):
        merged[name] = merged[name].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    parts = [
        np.asarray(cell, dtype=np.uint64) if isinstance(cell, list | np.ndarray) else _NONE
        for cell in merged["hashes"].tolist()
    ]
    for i in _unsorted(parts):
        parts[i] = np.unique(parts[i])
    sketch = np.concatenate(([0], np.cumsum([len(part) for part in parts]))).astype(np.int64)
    hashes = np.concatenate(parts) if parts else _NONE
    return merged.drop(columns="hashes"), hashes, sketch


def _unsorted(parts: list[np.ndarray[Any, np.dtype[np.uint64]]]) -> list[int]:
    """Sketches that are not strictly ascending, as evidence of others may be."""
    flat = np.concatenate([*parts, _NONE])
    ends = np.cumsum([len(part) for part in parts])
    falls = np.flatnonzero(flat[1:] <= flat[:-1]) + 1
    return sorted(set(np.searchsorted(ends, falls[~np.isin(falls, ends)], side="right").tolist()))


_NONE: np.ndarray[Any, np.dtype[np.uint64]] = np.zeros(0, dtype=np.uint64)
