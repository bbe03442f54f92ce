"""What query logs say of the use of tables, and as of when they say anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from assess.diagnose.clock import moment_of
from assess.diagnose.registry import Case

Moments = dict[str, pd.Timestamp]
GAP = pd.Timedelta(days=31)  # a log that ends longer before the check-up says nothing of today; nor across such a hole


@dataclass(frozen=True)
class Logged:
    """`last` end read of each table that has a dated one; `undated` are read by somebody, nobody says when.

    `begins`: for each table whose source a log covers up to the check-up, since when. A covered table without an end
    read was not read by anybody since then; before that nobody knows.
    """

    last: Mapping[str, pd.Timestamp]
    undated: frozenset[str]
    begins: Mapping[str, pd.Timestamp]


def logged(case: Case) -> Logged:
    """What the check-up's logs say; use as `case.once(logged)`."""
    reads = case.evidence.reads
    if reads.empty:
        return Logged({}, frozenset(), {})
    last = {str(k): v for k, v in reads.groupby("table_id")["last_read"].max().items() if not pd.isna(v)}
    undated = frozenset(reads.loc[reads["last_read"].isna(), "table_id"].astype(object))
    return Logged(last, undated, _begins(case))


def _begins(case: Case) -> Moments:
    tables = case.evidence.tables
    keeper = dict(zip(tables["table_id"].astype(object), tables["source"].astype(object), strict=True))
    since = {
        source: begin
        for source, spans in _spans(case, keeper).items()
        if (begin := _unbroken(spans, case.clock)) is not None
    }
    return {str(table): since[str(source)] for table, source in keeper.items() if str(source) in since}


def _spans(case: Case, keeper: Mapping[str, str]) -> dict[str, list[tuple[pd.Timestamp, pd.Timestamp]]]:
    """By source of tables the first and last moment of each query log on it.

    That a report or an event names a table makes it no log of the rest. A log whose engagement does not say what it
    reads from is one of the source of which it names most tables.
    """
    named: dict[str, dict[str, int]] = {}
    ends: dict[str, tuple[pd.Timestamp, pd.Timestamp]] = {}
    for frame, table, first, last in (
        (case.evidence.reads, "table_id", "first_read", "last_read"),
        (case.evidence.runs, "downstream", "first_run", "last_run"),
    ):
        columns = [frame[c].astype(object).tolist() for c in ("source", table, first, last)]
        for log, name, begin, end in zip(*columns, strict=True):
            if pd.isna(begin) or pd.isna(end):
                continue
            low, high = ends.get(log, (begin, end))
            ends[log] = (min(low, begin), max(high, end))
            if name in keeper:
                counts = named.setdefault(log, {})
                counts[keeper[name]] = counts.get(keeper[name], 0) + 1
    spans: dict[str, list[tuple[pd.Timestamp, pd.Timestamp]]] = {}
    told = {source.id: source for source in case.engagement.sources}
    for log, span in ends.items():
        if log in told and told[log].kind != "queries":
            continue
        counts = named.get(log, {})
        most = min(counts, key=lambda s: (-counts[s], s)) if counts else ""
        spans.setdefault((told[log].reads_from if log in told else "") or most, []).append(span)
    return spans


def _unbroken(spans: list[tuple[pd.Timestamp, pd.Timestamp]], clock: datetime) -> pd.Timestamp | None:
    """Since when the logs, read backwards from the check-up, have no hole of more than a month; None where one is now.

    A log is taken to hold everything between its first and its last line.
    """
    begin: pd.Timestamp | None = None
    reach = moment_of(clock)
    for first, last in sorted(spans, key=lambda span: (span[1], span[0]), reverse=True):
        if reach - last > GAP:
            break
        reach = begin = min(reach, first)
    return begin
