"""Evidence: what was collected, as frames whose columns are documented in `evidence_schema`.

The same tables, under the same names and with the same comments, are in `evidence.duckdb`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import pandas as pd

from assess.model.evidence_schema import HASHES, SCHEMA, TEXT, TIME


@dataclass(frozen=True)
class Evidence:
    """All frames of one check-up; each has exactly the columns and dtypes of `SCHEMA`."""

    sources: pd.DataFrame
    tables: pd.DataFrame
    columns: pd.DataFrame
    sketches: pd.DataFrame
    personal: pd.DataFrame
    statements: pd.DataFrame
    edges: pd.DataFrame
    column_edges: pd.DataFrame
    reads: pd.DataFrame
    runs: pd.DataFrame
    metrics: pd.DataFrame
    answers: pd.DataFrame
    coverage: pd.DataFrame
    inputs: pd.DataFrame

    @classmethod
    def of(cls, rows: Mapping[str, Iterable[Mapping[str, Any]] | pd.DataFrame] | None = None) -> Evidence:
        """Evidence from rows or frames by table name; what is not given is empty, a missing cell null."""
        given = dict(rows or {})
        unknown = set(given) - set(SCHEMA)
        if unknown:
            raise ValueError(f"no evidence table named {sorted(unknown)}; there are {sorted(SCHEMA)}")
        return cls(**{name: frame(name, given.get(name, ())) for name in SCHEMA})

    def __getitem__(self, name: str) -> pd.DataFrame:
        return getattr(self, name)  # type: ignore[no-any-return]

    def plus(self, other: Evidence) -> Evidence:
        """Rows of both, this one's first."""
        pairs = {f.name: [part for part in (self[f.name], other[f.name]) if len(part)] for f in fields(self)}
        return Evidence.of({name: pd.concat(both, ignore_index=True) for name, both in pairs.items() if both})


def frame(name: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> pd.DataFrame:
    """A frame of evidence table `name` with its documented columns, in order, and dtypes.

    A text column given as a category stays one: forty million column names fit in memory only so.
    """
    raw = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    if raw.empty and not len(raw.columns):
        return _empty(name).copy()
    if _is_typed(name, raw):
        return raw.reset_index(drop=True)
    return _built(name, raw)


def _built(name: str, raw: pd.DataFrame) -> pd.DataFrame:
    columns = SCHEMA[name][1]
    extra = set(raw.columns) - {column for column, _, _ in columns}
    if extra:
        raise ValueError(f"evidence table {name} has no column {sorted(extra)}")
    data: dict[str, pd.Series[Any]] = {}
    for column, dtype, _ in columns:
        values = raw[column] if column in raw else pd.Series([None] * len(raw), index=raw.index, dtype="object")
        data[column] = _typed(values, dtype)
    return pd.DataFrame(data).reset_index(drop=True)


@cache
def _empty(name: str) -> pd.DataFrame:
    return _built(name, pd.DataFrame())


def _is_typed(name: str, raw: pd.DataFrame) -> bool:
    """Whether nothing is left to do: most frames come from other evidence, and typing ten of them takes 0.1 s."""
    empty = _empty(name)
    if list(raw.columns) != list(empty.columns) or not all(map(_fits, raw.dtypes, empty.dtypes)):
        return False
    return not any(raw[column].hasnans for column, dtype, _ in SCHEMA[name][1] if dtype == TEXT)


def _fits(found: Any, wanted: Any) -> bool:
    return bool(found == wanted or (isinstance(found, pd.CategoricalDtype) and isinstance(wanted, pd.StringDtype)))


def _typed(values: pd.Series[Any], dtype: str) -> pd.Series[Any]:
    if dtype == TIME:
        return pd.to_datetime(values, utc=True).astype(TIME)  # type: ignore[call-overload,no-any-return]
    if dtype == TEXT:
        return values.astype("string").fillna("")
    if dtype == HASHES:
        return values.astype("object")
    return values.astype(dtype)  # type: ignore[call-overload,no-any-return]
