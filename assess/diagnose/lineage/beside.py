"""Two derived tables side by side, column by column, and what the redundant jobs cost by the logs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pandas as pd

from assess.diagnose.lineage.relations.relation import Relation
from assess.diagnose.lineage.signature import Signature
from assess.diagnose.metrics.show import show
from assess.diagnose.registry import Case

YEAR = 365.25
SHORTEST = 7  # days of a log from which a year is told


class Beside:
    """Two derived tables side by side, their terms shown as the statements have them."""

    def __init__(self, left: Signature, right: Signature, literal: Callable[[str], Relation | None]) -> None:
        self.left, self.right = left, right
        self._texts = {s.table: _texts(s, literal(s.table)) for s in (left, right)}

    def columns(self) -> list[dict[str, Any]]:
        """Columns paired: {column, other, a, b, same}.

        First those that say the same, whatever they are called, then those of one name that do not, then those of one
        side only (null on the other).
        """
        rights = dict(self.right.codes)
        by_code: dict[int, list[str]] = {}
        for name, number in rights.items():
            by_code.setdefault(number, []).append(name)
        same, rest = [], []
        for name, number in self.left.codes.items():
            names = [n for n in by_code.get(number, []) if n in rights]
            if not names:
                rest.append(name)
                continue
            other = name if name in names else names[0]
            rights.pop(other)
            same.append(self._pair(name, other, True))
        differ = [self._pair(n, n, False) for n in rest if n in rights]
        alone = [self._pair(n, None, False) for n in rest if n not in rights]
        alone += [self._pair(None, n, False) for n in rights if n not in rest]
        return [*same, *differ, *alone]

    def _pair(self, column: str | None, other: str | None, same: bool) -> dict[str, Any]:
        return {
            "column": column, "other": other,
            "a": None if column is None else self._texts[self.left.table][column],
            "b": None if other is None else self._texts[self.right.table][other],
            "same": same,
        }  # fmt: skip


def _texts(signature: Signature, literal: Relation | None) -> dict[str, str]:
    """Each output's formula as written; in its canonical form where the literal one is not known."""
    values = literal.columns if literal is not None else {}
    return {name: show(values.get(name, value)) for name, value in signature.relation.columns.items()}


def logged(case: Case, tables: Collection[str]) -> dict[str, Any]:
    """What the jobs that fill these tables took by the logs, and in a year where the log covers a week or more.

    {"runs": runs, "run_seconds", "run_bytes": sums (null where a job's is not known), "log_days": days between the
    first and the last run, "yearly_seconds", "yearly_bytes"}; empty where no log knows any of them.
    """
    runs = case.evidence.runs
    mine = runs[runs["downstream"].isin(set(tables))]
    if mine.empty:
        return {}
    seconds = None if mine["seconds"].isna().any() else float(mine["seconds"].sum())
    volume = None if mine["bytes"].isna().any() else int(mine["bytes"].sum())
    first, last = mine["first_run"].min(), mine["last_run"].max()
    days = (last - first).days + 1 if pd.notna(first) and pd.notna(last) else None
    yearly = YEAR / days if days is not None and days >= SHORTEST else None
    return {
        "runs": int(mine["runs"].sum()), "run_seconds": seconds, "run_bytes": volume, "log_days": days,
        "yearly_seconds": None if seconds is None or yearly is None else round(seconds * yearly),
        "yearly_bytes": None if volume is None or yearly is None else round(volume * yearly),
    }  # fmt: skip
