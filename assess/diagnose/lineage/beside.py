"""Two derived tables side by side, column by column, and what the redundant jobs cost by the logs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from assess.diagnose.lineage.relation import Term
from assess.diagnose.lineage.signature import Signature
from assess.diagnose.metrics.show import show
from assess.diagnose.registry import Case

YEAR = 365.25
SHORTEST = 7  # days of a log from which a year is told


def written(signature: Signature, value: Term) -> Term:
    """A value as the statement literally has it."""
    name = next(n for n, v in signature.relation.columns.items() if v == value)
    return signature.written.columns.get(name, value)


def beside(left: Signature, right: Signature) -> list[dict[str, Any]]:
    """Columns of two tables paired: {column, other, a, b, same}.

    First those that say the same, whatever they are called, then those of one name that do not, then those of one
    side only (null on the other).
    """
    rights = dict(right.relation.columns)
    same: list[dict[str, Any]] = []
    rest: list[tuple[str, Term]] = []
    for name, value in left.relation.columns.items():
        other = name if rights.get(name) == value else next((n for n, v in rights.items() if v == value), None)
        if other is None:
            rest.append((name, value))
            continue
        rights.pop(other)
        same.append({"column": name, "other": other, "a": _shown(left, name, value), "b": _shown(right, other, value),
                     "same": True})  # fmt: skip
    differ: list[dict[str, Any]] = []
    alone: list[dict[str, Any]] = []
    for name, value in rest:
        if name in rights:
            other_value = rights.pop(name)
            differ.append({"column": name, "other": name, "a": _shown(left, name, value),
                           "b": _shown(right, name, other_value), "same": False})  # fmt: skip
        else:
            alone.append({"column": name, "other": None, "a": _shown(left, name, value), "b": None, "same": False})
    alone += [{"column": None, "other": name, "a": None, "b": _shown(right, name, value), "same": False}
              for name, value in rights.items()]  # fmt: skip
    return [*same, *differ, *alone]


def _shown(signature: Signature, name: str, value: Term) -> str:
    return show(signature.written.columns.get(name, value))


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
