"""Whether a source says something about its tables at all: silence of a whole source is unknown, not missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from assess.diagnose.registry import Case


@dataclass(frozen=True)
class Recorded:
    """Tables of the sources that record the matter; `silent` are sources with no record for any table."""

    tables: pd.DataFrame
    silent: tuple[str, ...]
    silent_tables: int


def recorded(case: Case, has: pd.Series[Any]) -> Recorded:
    """`has` says for each row of evidence.tables whether the matter is recorded there.

    A source speaks when it records the matter for any table, or when it is covered by a catalogue export and
    some export of this company records the matter: then the export left it empty.
    """
    tables = case.evidence.tables.assign(has=has.astype(bool))
    tables = tables.drop_duplicates("table_id").sort_values("table_id")
    exported = tables["volume_from"] == "export"
    speaks = tables.groupby("source")["has"].transform("any")
    if (tables["has"] & exported).any():
        speaks |= exported.groupby(tables["source"]).transform("any")
    silent = tables[~speaks]
    return Recorded(tables[speaks], tuple(sorted(set(silent["source"].astype(str)))), len(silent))


def by_department(tables: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Tables of each department, by its id."""
    return [(str(department), part) for department, part in tables.groupby("department", sort=True)]
