"""What logs of queries say, one row a table and department, and put on the tables: last read, last written, reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from assess.model.evidence import Evidence

KEYS = {"reads": ("table_id", "department", "source"), "runs": ("downstream", "statement_id", "department", "source")}
FIRST = {"reads": ("first_read", "last_read"), "runs": ("first_run", "last_run")}


def with_logged(evidence: Evidence) -> Evidence:
    """The evidence with `reads` and `runs` added up under the tables' ids, and their dates on the tables.

    A job that fills a table from others has read those when it ran. A usage export, which counts what the engine saw,
    decides on how often a table was read; of all dates the last counts.
    """
    frames = {name: evidence[name] for name in Evidence.__dataclass_fields__}
    for name in ("reads", "runs"):
        frames[name] = _added_up(evidence[name], name)
    reads, runs = frames["reads"], frames["runs"]
    if reads.empty and runs.empty:
        return evidence
    jobs = evidence.edges[["upstream", "statement_id"]].drop_duplicates().merge(runs, on="statement_id")
    used = pd.concat(
        [
            reads[["table_id", "last_read", "reads"]],
            jobs[["upstream", "last_run", "runs"]].set_axis(["table_id", "last_read", "reads"], axis=1),
        ],
        ignore_index=True,
    ).groupby("table_id")
    said = {
        "last_read": used["last_read"].max(),
        "last_written": runs.groupby("downstream")["last_run"].max(),
        "reads": used["reads"].sum(min_count=1),
    }
    tables = evidence.tables.set_index("table_id")
    for column, found in said.items():
        new = found.reindex(tables.index)
        old = tables[column]
        tables[column] = old.where(old.notna(), new) if column == "reads" else old.where(~(new > old), new).fillna(new)
    return Evidence.of(frames | {"tables": tables.reset_index()})


def unknown_in_logs(evidence: Evidence) -> Evidence:
    """Coverage of tables that logs of queries name and no source has, a row a source; none where no source has any."""
    if evidence.tables.empty:
        return Evidence.of()
    known = set(evidence.tables["table_id"])
    logs = evidence.sources[evidence.sources["kind"] == "queries"]
    rows = []
    for source, department in zip(logs["source"], logs["department"], strict=True):
        reads, runs = (frame[frame["source"] == source] for frame in (evidence.reads, evidence.runs))
        names = sorted({str(n) for n in (*reads["table_id"], *runs["downstream"])} - known)
        if names:
            rows.append(unknown_row(str(source), str(department), "queries", names))
    return Evidence.of({"coverage": rows})


def unknown_row(source: str, department: str, kind: str, names: Sequence[str]) -> dict[str, Any]:
    """What coverage says of tables that a log names and no source has."""
    some, more = names[:5], " …" if len(names) > 5 else ""
    return {
        "input": f"{source}: unknown tables", "kind": kind, "department": department, "available": False,
        "seen": len(names), "unit_zh": "张表", "unit_en": "tables",
        "why_zh": f"日志里出现，但没有任何来源包含：{'、'.join(some)}{more}。",
        "why_en": f"In the log, but in no source that was read: {', '.join(some)}{more}.",
    }  # fmt: skip


def _added_up(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    keys = list(KEYS[name])
    if not rows.duplicated(keys).any():
        return rows
    first, last = FIRST[name]
    grouped = rows.groupby(keys, sort=True)
    whole = pd.DataFrame(
        {
            name: grouped[name].sum(min_count=1),
            first: grouped[first].min(),
            last: grouped[last].max(),
            "seconds": grouped["seconds"].sum(min_count=1),
            "bytes": grouped["bytes"].sum(min_count=1),
        }
    )
    return whole.reset_index()
