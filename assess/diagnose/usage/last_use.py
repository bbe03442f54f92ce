"""When each stored table was last used, and what that says about it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from assess.diagnose.clock import days_since
from assess.diagnose.registry import Case


@dataclass(frozen=True)
class LastUse:
    """`tables` are the stored tables (no views) with read_days, written_days and used_days: days since the last
    read, the last write and the later of both, at the check-up's clock; used_days is NaN without a known read."""

    tables: pd.DataFrame
    known: int

    @property
    def unknown(self) -> int:
        return len(self.tables) - self.known


def last_use(case: Case) -> LastUse:
    """Last use of every stored table, by id; ask with `case.once(last_use)`.

    A table whose last read nobody recorded stays unknown, however long ago it was written: a table can be
    read every day and written once.
    """
    tables = case.evidence.tables
    tables = tables[tables["kind"] != "view"].drop_duplicates("table_id").sort_values("table_id").reset_index(drop=True)
    read, written = (days_since(tables[name], case.clock) for name in ("last_read", "last_written"))
    used = pd.concat([read, written], axis=1).min(axis=1).where(read.notna())
    return LastUse(tables.assign(read_days=read, written_days=written, used_days=used), int(read.notna().sum()))
