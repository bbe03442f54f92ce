"""The rows of catalog exports gathered piece by piece into tables and columns, each once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

OF_TABLES = (
    "department", "source", "schema", "table", "kind", "engine", "table_comment", "owner", "rows", "bytes",
    "retention_days", "created", "last_read", "last_written", "reads",
)  # fmt: skip
OF_COLUMNS = ("table_id", "position", "name", "type", "nullable", "comment", "in_key")
CODED = ("table_id", "name", "type", "comment")
MANY = 1_000_000  # columns from which texts stay coded, a tenth of the memory


class Gathered:
    """Rows of one file or of several; `tables` and `columns` have the columns of the evidence."""

    def __init__(self) -> None:
        self._said: list[pd.DataFrame] = []
        self._rows: list[pd.DataFrame] = []
        self._retyped = 0
        self._crowded: list[str] = []
        self.passed_over = 0  # rows that name neither table nor column

    def add(self, rows: pd.DataFrame) -> None:
        """Rows as the file has them: one a column, with what is said of its table."""
        self._said.append(_first_said(rows[["table_id", *OF_TABLES]]))
        coded = {name: _category(rows[name]) if name in CODED else rows[name].array for name in OF_COLUMNS}
        self._rows.append(pd.DataFrame(coded))

    @property
    def rows(self) -> int:
        """How many rows so far."""
        return sum(map(len, self._rows))

    @property
    def seen(self) -> int:
        """How many tables."""
        return len(self.tables)

    @property
    def twice(self) -> int:
        """How many rows repeat a table and column named before."""
        return self.rows - len(self.columns)

    @property
    def retyped(self) -> int:
        """How many of these give another type than the row before, which counts."""
        assert self.columns is not None  # found while they are put in order
        return self._retyped

    @property
    def crowded(self) -> list[str]:
        """Ids of the tables in which two columns have the same position."""
        assert self.columns is not None
        return self._crowded

    @cached_property
    def tables(self) -> pd.DataFrame:
        """One row a table, in the order of the rows: the first value said of it in any of them."""
        said = self._said[0] if len(self._said) == 1 else _first_said(pd.concat(self._said, ignore_index=True))
        known = said["rows"].notna() | said["bytes"].notna()
        tables = said.rename(columns={"table": "name", "table_comment": "comment"})
        tables["volume_from"] = pd.Series("", index=tables.index).where(~known, "export")
        return tables

    @cached_property
    def columns(self) -> pd.DataFrame:
        """One row a column, tables in the order of the rows, columns by position."""
        data: dict[str, Any] = {}
        for name in OF_COLUMNS:
            parts = [rows[name].array for rows in self._rows]
            data[name] = _united(parts) if name in CODED else pd.concat(map(pd.Series, parts), ignore_index=True).array
        rows = pd.DataFrame(data, copy=False)
        table, named = _codes(rows["table_id"]), _codes(rows["name"])
        both = table * (named.max(initial=0) + 1) + named
        ascending = np.sort(both)
        if (ascending[1:] == ascending[:-1]).any():
            once = ~pd.Series(both).duplicated().to_numpy()
            self._retyped = _retyped(both, once, rows["type"])
            rows, table = rows.loc[once], table[once]
        del both, ascending, named
        if rows["position"].isna().any():
            counted = pd.Series(table, index=rows.index).groupby(table, sort=False).cumcount() + 1
            rows["position"] = rows["position"].fillna(counted).astype("Int64")
        place = rows["position"].to_numpy(dtype=np.int64)
        step, further = np.diff(table), np.diff(place)
        if not ((step > 0) | ((step == 0) & (further > 0))).all():
            order = np.lexsort((place, table))
            table, place = table[order], place[order]
            same = (np.diff(table) == 0) & (np.diff(place) == 0)
            names = rows["table_id"].cat.categories
            self._crowded = [str(names[code]) for code in np.unique(table[1:][same])]
            rows = rows.iloc[order]
        if len(rows) < MANY:
            rows = rows.assign(**{name: rows[name].astype("string") for name in CODED})
        return rows.reset_index(drop=True)


def united(files: Iterable[Gathered]) -> Gathered:
    """All rows of several files, in their order."""
    whole = Gathered()
    for gathered in files:
        whole._said += gathered._said
        whole._rows += gathered._rows
    return whole


def _retyped(both: Any, once: Any, types: pd.Series[Any]) -> int:
    """How many of the rows not kept say another type than the one kept, in whatever letters."""
    kinds = pd.factorize(pd.Index(types.cat.categories).str.lower())[0][_codes(types)]
    kept = pd.Series(kinds[once], index=both[once])
    return int((kept.loc[both[~once]].to_numpy() != kinds[~once]).sum())


def _first_said(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a table, in the order of the rows: the first value said of it in any of them."""
    codes, ids = pd.factorize(rows["table_id"])
    code = pd.Series(codes, index=rows.index)
    tables = pd.DataFrame({"table_id": ids})
    for field in OF_TABLES:
        values = rows[field]
        said = values.notna() & (values != "") if values.dtype == rows["table_id"].dtype else values.notna()
        if not said.any():
            tables[field] = values.iloc[:0].reindex(range(len(ids))).array
            continue
        first = ~code[said].duplicated()
        chosen = pd.Series(values[said][first].array, index=code[said][first].array)
        tables[field] = chosen.reindex(range(len(ids))).array
    return tables


def _category(texts: pd.Series[Any]) -> pd.Categorical:
    codes, words = pd.factorize(texts.fillna(""), sort=False)
    return pd.Categorical.from_codes(codes, pd.Index(words))


def _codes(texts: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.asarray(texts.cat.codes, dtype=np.int64)


def _united(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else pd.api.types.union_categoricals(parts)
