"""The evidence's tables as integer-coded arrays: what every step of the copy search reads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from assess.diagnose.redundancy.coded import Coded, coded
from assess.diagnose.redundancy.likeness import Likeness, likeness_of
from assess.diagnose.redundancy.names import Glossary, column_tokens
from assess.diagnose.redundancy.profiles import Profiles, profiles_of
from assess.diagnose.redundancy.types import BOOLEAN, INTEGER, family
from assess.model.evidence import Evidence

UNIQUE = 0.9  # distinct over rows from which a column is a key; below one because a sketch counts to about 3 %

Ints = np.ndarray[Any, np.dtype[np.int64]]
Reals = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Catalogue:
    """Stored tables (no views: they keep no rows), their columns and, where profiled, their sketches.

    `tables` is the evidence's frame sorted by table_id, index 0..n-1. Columns are sorted by table and position;
    those of table t are `start[t]` to `start[t + 1] - 1`, and every array of columns has that order: `table`
    (index of the table), `names`, `types` and `families` (of types), `by_name` and `by_comment` (canonical tokens,
    codes of one vocabulary), `nullable` (1 yes, 0 no, -1 unknown), `in_key`. What values said of them is in `profiles`.
    A million tables of forty columns take about 1.5 GB.
    """

    tables: pd.DataFrame
    start: Ints
    table: Ints
    names: Coded
    types: Coded
    families: Coded
    by_name: Coded
    by_comment: Coded
    nullable: np.ndarray[Any, np.dtype[np.int8]]
    in_key: Flags
    profiles: Profiles
    views: int

    @property
    def count(self) -> int:
        return len(self.tables)

    def name(self, table: int) -> str:
        return self.ids[table]

    def span(self, table: int) -> range:
        return range(int(self.start[table]), int(self.start[table + 1]))

    def column(self, table: int, name: str) -> int | None:
        """The column of a table by its name as stored; None where it has none."""
        return next((c for c in self.span(table) if self.names[c] == name), None)

    @cached_property
    def ids(self) -> list[str]:
        return [str(name) for name in self.tables["table_id"]]

    @cached_property
    def at(self) -> dict[str, int]:
        """Index of a table by its id."""
        return {name: i for i, name in enumerate(self.ids)}

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
    def said(self) -> dict[str, list[Any]]:
        """What the catalogue says of each table, by field (department, owner, rows, bytes, retention_days); None is
        unknown. Lists, since asking a frame for one row costs as much as a judgement."""
        fields = ("department", "owner", "rows", "bytes", "retention_days")
        return {
            name: self.tables[name].astype(object).where(self.tables[name].notna(), None).tolist() for name in fields
        }

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
    def commented(self) -> bool:
        """Whether any comment says more than the name beside it."""
        return not np.array_equal(self.by_name.codes, self.by_comment.codes)

    @cached_property
    def likeness(self) -> Likeness:
        return likeness_of(self)

    @property
    def column_names(self) -> Coded:
        return self.names

    @cached_property
    def counting(self) -> Flags:
        """Whether a column holds whole numbers or flags."""
        return self.families.among((INTEGER, BOOLEAN))

    @cached_property
    def telling(self) -> Flags:
        """Whether a column's values say what it is about: ten distinct ones, twenty where they are whole numbers."""
        if not self.profiles.any:
            return np.broadcast_to(np.False_, len(self.table))
        return np.asarray(self.sketched >= np.where(self.counting, 20, 10))

    @property
    def hashes(self) -> np.ndarray[Any, np.dtype[np.uint64]]:
        """All sketches, one after the other: that of column c is `hashes[sketch[c]:sketch[c + 1]]`."""
        return self.profiles.hashes

    @property
    def sketch(self) -> Ints:
        return self.profiles.sketch

    @property
    def sketched(self) -> Ints:
        """How many hashes each column has: 0 where it was not profiled or holds only nulls."""
        return self.profiles.sketched

    @property
    def whole(self) -> Flags:
        """Whether a column's sketch holds every distinct value."""
        return self.profiles.whole

    @property
    def distinct(self) -> Reals:
        """Distinct values of each column; NaN where not profiled."""
        return self.profiles.distinct

    @property
    def filled(self) -> Reals:
        """Rows in which the column is not null, when profiled."""
        return self.profiles.filled

    @property
    def uniqueness(self) -> Reals:
        """Distinct values over filled rows of each column, at most 1; 0 where not profiled or empty."""
        return self.profiles.uniqueness

    @cached_property
    def profiled(self) -> list[bool]:
        """Whether a table has a sketch of any column."""
        some: list[bool] = (self.sketch[self.start[1:]] > self.sketch[self.start[:-1]]).tolist()
        return some

    @cached_property
    def rows(self) -> Reals:
        """Rows of each table: from the catalogue, else from the profile; NaN is unknown."""
        known = self.tables["rows"].to_numpy(dtype=float, na_value=np.nan)
        if not self.profiles.any:
            return known
        seen = np.full(self.count, np.nan)
        np.fmax.at(seen, self.table, self.profiles.rows)
        return np.where(np.isnan(known), seen, known)


def read_catalogue(evidence: Evidence, glossary: Glossary | None = None) -> Catalogue:
    """The catalogue of the evidence, in the words of `glossary` (the shipped one where none is given).

    A table or a column that is there twice counts once, views not at all.
    """
    stored = evidence.tables.loc[evidence.tables["kind"] != "view"]
    tables = stored.drop_duplicates("table_id").sort_values("table_id", kind="stable").reset_index(drop=True)
    views = int((evidence.tables["kind"] == "view").sum())
    frame, table = evidence.columns, _tables_of(evidence.columns["table_id"], tables["table_id"])
    names = coded(frame["name"])
    chosen = _in_order(table, frame["position"], names)
    tokens = column_tokens(frame[["table_id", "name", "comment"]], glossary)
    by_name, by_comment = coded(tokens["by_name"], tokens["by_comment"])
    del tokens
    table = table[chosen]
    types = coded(frame["type"]).take(chosen)
    return Catalogue(
        tables=tables,
        start=np.searchsorted(table, np.arange(len(tables) + 1)).astype(np.int64),
        table=table,
        names=names.take(chosen),
        types=types,
        families=_families(types, table, tables["engine"]),
        by_name=by_name.take(chosen),
        by_comment=by_comment.take(chosen),
        nullable=frame["nullable"].astype("Int8").fillna(-1).to_numpy(dtype=np.int8)[chosen].astype(np.int8),
        in_key=frame["in_key"].fillna(False).to_numpy(dtype=bool)[chosen],
        profiles=profiles_of(evidence.sketches, tables["table_id"], table, names.take(chosen)),
        views=views,
    )


def _tables_of(of: pd.Series[Any], ids: pd.Series[Any]) -> Ints:
    """Index of each column's table among `ids`; -1 where it is none of them."""
    codes, seen = pd.factorize(of, sort=False)
    place = pd.Index(ids).get_indexer(pd.Index(seen))
    return np.asarray(np.append(place, -1)[codes], dtype=np.int64)


def _in_order(table: Ints, position: pd.Series[Any], names: Coded) -> Ints:
    """Rows of the columns by table, position and name; without those of no table, and each name once."""
    rows = np.flatnonzero(table >= 0)
    both = table[rows] * max(len(names.words), 1) + names.codes[rows]
    ascending = np.sort(both)
    if (ascending[1:] == ascending[:-1]).any():
        rows = rows[~pd.Series(both).duplicated().to_numpy()]
    del both, ascending
    place = position.to_numpy(dtype=float, na_value=np.inf)[rows]
    step = np.diff(table[rows])
    if not ((step > 0) | ((step == 0) & (np.diff(place) > 0))).all():
        rank = np.empty(len(names.words), dtype=np.int64)
        rank[sorted(range(len(names.words)), key=names.words.__getitem__)] = np.arange(len(names.words))
        rows = rows[np.lexsort((rank[names.codes[rows]], place, table[rows]))]
    return rows


def _families(types: Coded, table: Ints, engines: pd.Series[Any]) -> Coded:
    """The family of each column's type in its table's engine, asked once for each pair that occurs."""
    codes, words = pd.factorize(engines.fillna(""), sort=False)
    pairs, where = pd.factorize(types.codes * np.int64(len(words) + 1) + codes[table], sort=False)
    kinds = [family(types.words[int(w) // (len(words) + 1)], str(words[int(w) % (len(words) + 1)])) for w in where]
    kind, names = pd.factorize(np.array(kinds, dtype=object))
    return Coded(kind.astype(np.int32)[pairs] if kinds else np.zeros(0, np.int32), [str(n) for n in names])
