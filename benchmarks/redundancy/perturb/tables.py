"""A planted table, and how one unit's copy of a logical table comes about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.redundancy.perturb.renames import rename_column
from benchmarks.redundancy.perturb.schemas import Field, Logical
from benchmarks.redundancy.perturb.units import BY_ID, Unit, habit, styled
from benchmarks.redundancy.perturb.values import FIRST

DROPPED, RETYPED, ADDED = 0.03, 0.05, 0.03  # of the columns, beside the renamed ones
DRIFT = 0.02  # of the values of a column that one copy updates later than another
_EXTRA = (
    Field("etl_time", "time", "timestamp", "抽取时间"), Field("etl_batch", "number", "int", ""),
    Field("data_source", "status", "varchar(32)", "数据来源"), Field("is_deleted", "flag", "smallint", ""),
    Field("sync_flag", "flag", "char(1)", "同步标志"), Field("last_modified", "time", "timestamp", ""),
    Field("ext_json", "text", "text", "扩展信息"), Field("belong_unit", "status", "varchar(32)", "归属单位"),
    Field("bz", "text", "varchar(200)", ""), Field("data_dt", "date", "date", "数据日期"),
)  # fmt: skip
_RETYPES = {
    "bigint": ("varchar(20)", "decimal(20,0)"), "int": ("bigint", "varchar(12)"), "smallint": ("int", "varchar(4)"),
    "decimal": ("double", "varchar(24)"), "date": ("varchar(10)", "int", "timestamp"), "timestamp": ("varchar(19)",),
    "char": ("varchar(4)",), "varchar": ("text", "varchar(1000)"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A stored column; `concept` is the logical column it is, with a + before it where the unit added it."""

    name: str
    type: str
    comment: str
    concept: str
    renamed: bool = False


@dataclass(slots=True)
class Table:
    """A stored table. `kind` is why it was planted, `of` the id of the table it was made from, "" for an original.

    `ids` names the rows across all tables of one `family`; `frame` holds the values under the stored names.
    """

    source: str
    schema: str
    name: str
    unit: str
    family: str
    kind: str
    of: str
    columns: list[Column]
    ids: np.ndarray[Any, np.dtype[np.int64]]
    frame: pd.DataFrame
    renamed: bool = False
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return ".".join(part for part in (self.source, self.schema, self.name) if part)

    @property
    def keeper(self) -> Unit:
        return BY_ID[self.unit]


def as_kept(
    logical: Logical, values: pd.DataFrame, unit: Unit, rng: np.random.Generator, renamed: float, changed: bool = True
) -> tuple[list[Column], pd.DataFrame]:
    """Columns and values the way a unit keeps them: its case always; if `changed`, a tenth of the columns otherwise."""
    prefix = "f_" if unit.id == "erp" and changed and rng.random() < 0.25 else ""
    commented = 0.9 if rng.random() < unit.commented else 0.0
    short = "".join(word[0] for word in logical.name.split("_"))
    columns: list[Column] = []
    stored: dict[str, Any] = {}
    for place, told in enumerate(logical.fields):
        name, kind, comment, series = told.name, told.type, told.comment, values[told.name]
        other = False
        if changed and place and rng.random() < DROPPED:
            continue
        if changed and rng.random() < renamed:
            name, comment = rename_column(told, habit(unit, rng), rng, short)
            other = True
        if changed and rng.random() < RETYPED:
            kind, series = retype(kind, series, rng)
        columns.append(_column(name, prefix, kind, comment, told.name, unit, stored, rng.random() < commented, other))
        stored[columns[-1].name] = series
    for told in _extras(logical, rng) if changed else ():
        columns.append(
            _column(
                told.name, "", told.type, told.comment, f"+{told.name}", unit, stored, rng.random() < commented, False
            )
        )
        stored[columns[-1].name] = _extra_values(told, len(values), rng)
    if changed and rng.random() < 0.15:
        first, *rest = columns
        columns = [first, *(rest[i] for i in rng.permutation(len(rest)))]
    return columns, pd.DataFrame({c.name: stored[c.name] for c in columns}, index=values.index)


def drifted(frame: pd.DataFrame, columns: list[Column], logical: Logical, rng: np.random.Generator) -> pd.DataFrame:
    """The frame with a few values of one or two columns that are not keys as they were before or after."""
    kinds = {told.name: told.kind for told in logical.fields}
    loose = [c.name for c in columns if kinds.get(c.concept) in ("status", "amount", "number", "text", "flag")]
    frame = frame.copy()
    for name in rng.permutation(loose)[: int(rng.integers(1, 3))]:
        late = np.flatnonzero(rng.random(len(frame)) < DRIFT)
        if len(late):
            values = frame[name].to_numpy(copy=True)
            values[late] = values[rng.integers(0, len(frame), len(late))]
            frame[name] = values
    return frame


def retype(kind: str, series: pd.Series[Any], rng: np.random.Generator) -> tuple[str, pd.Series[Any]]:
    """Another type that can hold the values, and the values in it."""
    choices = _RETYPES.get(kind.partition("(")[0], ())
    if not choices:
        return kind, series
    chosen = str(rng.choice(choices))
    if kind in ("date", "timestamp") and chosen.startswith("varchar"):
        return chosen, series.dt.strftime("%Y-%m-%d" if kind == "date" else "%Y-%m-%d %H:%M:%S")
    if kind == "date" and chosen == "int":
        return chosen, series.dt.strftime("%Y%m%d").astype("int64")
    if chosen.startswith("varchar") and kind.startswith("decimal"):
        return chosen, series.map(lambda value: f"{value:.2f}" if value == value else None)
    if chosen.startswith("varchar") and series.dtype.kind == "i":
        return chosen, series.astype("string").astype(object)
    return chosen, series


def _column(
    name: str, prefix: str, kind: str, comment: str, concept: str, unit: Unit, taken: dict[str, Any],
    commented: bool, renamed: bool,
) -> Column:  # fmt: skip
    fresh = styled(prefix + name, unit)
    lower = {other.lower() for other in taken}
    while fresh.lower() in lower:
        fresh += "2"
    return Column(fresh, kind, comment if commented else "", concept, renamed)


def _extras(logical: Logical, rng: np.random.Generator) -> list[Field]:
    names = {told.name for told in logical.fields}
    fitting = [told for told in _EXTRA if told.name not in names]
    count = min(int(rng.binomial(len(logical.fields), ADDED)), len(fitting))
    return [fitting[i] for i in rng.choice(len(fitting), count, replace=False)]


def _extra_values(told: Field, rows: int, rng: np.random.Generator) -> Any:
    if told.kind in ("time", "date"):
        days = FIRST + rng.integers(1300, 1420, rows).astype("timedelta64[D]")
        return days if told.kind == "date" else days + rng.integers(0, 7200, rows).astype("timedelta64[s]")
    if told.kind == "number":
        return rng.integers(20260101, 20260131, rows)
    if told.kind == "flag":
        return (rng.random(rows) < 0.05).astype(int) if told.type == "smallint" else np.full(rows, "Y")
    if told.kind == "text":
        return [None if rng.random() < 0.7 else f"补录{i}" for i in rng.integers(0, 500, rows)]
    return rng.choice(["HQ", "EAST", "SOUTH"], rows)
