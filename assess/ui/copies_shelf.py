"""The groups of the newest run and what was decided on them, held once for all visitors of the app."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from assess.model.decision import Decision, standing
from assess.store.copies_file import CopiesFile, copies_of_run

REJECTED = "rejected"
CLAIMED = ("exact_copy", "near_copy", "subset", "version")
ALIKE = ("shard", "layer", "environment", "template", "false_friend")
UNDECIDED = "open"
ORDERS = {
    "saving": (["saving_base", "tables", "id"], [False, False, True]),
    "tables": (["tables", "id"], [False, True]),
    "rows": (["rows", "id"], [False, True]),
    "unsure": (["confidence", "id"], [True, True]),
    "name": (["master", "id"], [True, True]),
}


@dataclass(frozen=True)
class Shelf:
    """`index` is the file's index with `tables` (how many) and `names` (all table ids in small letters)."""

    file: CopiesFile
    index: pd.DataFrame

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of a group by its id."""
        return {str(identifier): row for row, identifier in enumerate(self.index["id"])}

    @cached_property
    def rows_with(self) -> Mapping[str, Sequence[int]]:
        """The rows in which a table stands."""
        found: dict[str, list[int]] = {}
        for row, (master, members) in enumerate(zip(self.index["master"], self.index["members"], strict=True)):
            for table in (master, *members):
                found.setdefault(table, []).append(row)
        return found

    def facts(self, row: int) -> dict[str, Any]:
        """The index of one group as plain values; what is not known is None."""
        found: dict[str, Any] = {str(name): self.index[name].iat[row] for name in self.index.columns}
        return {name: None if isinstance(value, float) and isnan(value) else value for name, value in found.items()}

    def tables(self, row: int) -> tuple[str, ...]:
        """The tables of a group, the master first."""
        members: Any = self.index["members"].iat[row]
        return (str(self.index["master"].iat[row]), *members)

    def decided(self, history: Iterable[Decision]) -> dict[int, Decision]:
        """The decision that stands on each group: on exactly its tables, else the latest that shares two of them."""
        found: dict[int, Decision] = {}
        for decision in sorted(standing(history), key=lambda d: d.at):
            some = set(decision.tables)
            for row in {row for table in some for row in self.rows_with.get(table, ())}:
                tables = set(self.tables(row))
                exact = row in found and set(found[row].tables) == tables
                if len(tables & some) > 1 and (some == tables or not exact):
                    found[row] = decision
        return found

    def select(
        self,
        decided: Mapping[int, Decision],
        kinds: Sequence[str] = (),
        department: str = "",
        state: str = "",
        typed: str = "",
        order: str = "saving",
    ) -> list[int]:
        """Rows that fit every choice made, in order; `state` is accept, reject, again or open."""
        index = self.index
        keep = pd.Series(True, index=index.index)
        if kinds:
            keep &= index["verdict"].isin(kinds)
        if department:
            keep &= pd.Series([department in some for some in index["departments"]], index=index.index, dtype=bool)
        if state:
            states = [decided[row].verdict if row in decided else UNDECIDED for row in range(len(index))]
            keep &= pd.Series(states, index=index.index, dtype="object") == state
        for word in typed.lower().split():
            keep &= index["names"].str.contains(word, regex=False)
        columns, ascending = ORDERS[order]
        return [int(row) for row in index[keep].sort_values(columns, ascending=ascending, kind="stable").index]


def shelf_of(folder: Path) -> Shelf | None:
    """The groups of the engagement's newest run; None where it has none."""
    path = copies_of_run(folder)
    return _opened(str(path), path.stat().st_mtime_ns) if path else None


@st.cache_resource(show_spinner=False, max_entries=4)
def _opened(path: str, written: int) -> Shelf:
    """The index read once a run; another file in its place is read anew."""
    file = CopiesFile(Path(path))
    index = file.index
    members: list[Any] = index["members"].tolist()
    return Shelf(
        file,
        index.assign(
            tables=[1 + len(some) for some in members],
            names=["\n".join((m, *some)).lower() for m, some in zip(index["master"], members, strict=True)],
        ),
    )
