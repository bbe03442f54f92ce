"""When each stored table was last used by somebody, through whatever is made from it, and what that says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import pandas as pd

from assess.diagnose.clock import days_since
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.lineage.reach import condensed
from assess.diagnose.registry import Case
from assess.model.evidence import Evidence

Moments = dict[str, pd.Timestamp]


@dataclass(frozen=True)
class LastUse:
    """`tables` are the stored tables (no views) with read_days, written_days and used_days: days since the last
    use, the last write and the later of both, at the check-up's clock; read_days and used_days are NaN where no use
    is known. `via` names the table or view through which a table was last used, where it was not by itself.

    `dead` are tables that only jobs read, for tables that nobody uses: table -> the tables it feeds.
    """

    tables: pd.DataFrame
    known: int
    via: Mapping[str, str]
    dead: Mapping[str, list[str]]

    @property
    def unknown(self) -> int:
        return len(self.tables) - self.known


def last_use(case: Case) -> LastUse:
    """Last use of every stored table, by id; ask with `case.once(last_use)`.

    Where a query log covers a table's source, a table's own use is its last end read; that of people, reports and
    programs, not of jobs. One the log does not name was not read since the log begins. Elsewhere it is the last read
    recorded, which may be a job's. A table is used when anything made from it is: of two tables of which one is made
    from the other the latter's use counts for both, as far as the former was read at all.

    A table of which nobody recorded a read stays unknown, however long ago it was written: a table can be read every
    day and written once.
    """
    evidence, graph = case.evidence, case.once(lineage_graph)
    whole = evidence.tables.drop_duplicates("table_id").sort_values("table_id").reset_index(drop=True)
    logged = _logged(evidence)
    own = _own(whole, logged)
    used, via = _through(graph, own, _views(whole, graph), set(logged.covered))
    names = whole["table_id"].astype(object).tolist()
    whole = whole.assign(used=pd.Series([used.get(str(n), pd.NaT) for n in names], dtype="datetime64[us, UTC]"))
    tables = whole[whole["kind"] != "view"].reset_index(drop=True)
    read, written = days_since(tables["used"], case.clock), days_since(tables["last_written"], case.clock)
    latest = pd.concat([read, written], axis=1).min(axis=1).where(read.notna())
    tables = tables.assign(read_days=read, written_days=written, used_days=latest)
    hot = case.engagement.tiers.hot_days
    unread = set(tables.loc[tables["read_days"] > hot, "table_id"])
    return LastUse(tables, int(read.notna().sum()), via, _dead(graph, tables, unread, set(logged.covered)))


@dataclass(frozen=True)
class _Log:
    """What query logs say: last end read by table, the tables whose source a log covers, when that log begins."""

    last: Moments
    covered: Mapping[str, pd.Timestamp]


def _logged(evidence: Evidence) -> _Log:
    reads = evidence.reads
    if reads.empty:
        return _Log({}, {})
    source_of = dict(zip(evidence.tables["table_id"], evidence.tables["source"], strict=True))
    last = {str(k): v for k, v in reads.groupby("table_id")["last_read"].max().items() if pd.notna(v)}
    begins: dict[str, pd.Timestamp] = {}
    for table, first in reads.groupby("table_id")["first_read"].min().items():
        source = source_of.get(str(table))
        if source is not None and pd.notna(first):
            begins[str(source)] = min(begins.get(str(source), first), first)
    return _Log(last, {str(t): begins[str(s)] for t, s in source_of.items() if str(s) in begins})


def _own(tables: pd.DataFrame, log: _Log) -> Moments:
    """Each table's own last use where it is known."""
    found: Moments = {}
    columns = [tables[c].astype(object).tolist() for c in ("table_id", "last_read")]
    for name, read in zip(*columns, strict=True):
        if name in log.covered:
            # not in the log: no later than its beginning, perhaps earlier where another record says so
            found[name] = log.last.get(name, log.covered[name])
        elif not pd.isna(read):
            found[name] = read
    return found


def _views(tables: pd.DataFrame, graph: nx.DiGraph) -> set[str]:
    """Views, which are read through rather than read from."""
    return {str(n) for n in tables.loc[tables["kind"] == "view", "table_id"]} & set(graph)


def _through(graph: nx.DiGraph, own: Moments, views: set[str], covered: set[str]) -> tuple[Moments, dict[str, str]]:
    """Last use with that of everything made from a table, and through what."""
    whole = condensed(graph)
    used: Moments = dict(own)
    via: dict[str, str] = {}
    for part in range(len(whole.members) - 1, -1, -1):
        for name in whole.members[part]:
            for down in graph._succ[name]:
                # without a log a table was read no later than its own record says, unless through a view
                counts = down in used and (name in covered or name not in own or down in views)
                if counts and (name not in used or used[down] > used[name]):
                    if name not in own and down not in views and name not in views:
                        continue  # nobody recorded reads of it at all
                    used[name] = used[down]
                    via[name] = via.get(down, down)
    return used, via


def _dead(graph: nx.DiGraph, tables: pd.DataFrame, unread: set[str], covered: set[str]) -> dict[str, list[str]]:
    """Tables read lately, but only to fill tables that nobody uses: table -> the tables it feeds.

    A table joins when all it feeds are unread or have joined, and its last read is no later than the day of their
    last write, so that the refresh explains it. Where a log tells jobs from people, that is known already.
    """
    columns = [tables[c].astype(object).tolist() for c in ("table_id", "last_read", "last_written")]
    moments = {name: (read, written) for name, read, written in zip(*columns, strict=True)}
    joined: dict[str, list[str]] = {}
    whole = condensed(graph)
    for part in range(len(whole.members) - 1, -1, -1):
        if len(whole.members[part]) > 1:
            continue  # the tables of a circle wait for each other
        name = whole.members[part][0]
        fed = sorted(graph._succ[name])
        if name in unread or name not in moments or not fed or name in covered:
            continue
        if all(f in unread or f in joined for f in fed) and _explained(moments, name, fed):
            joined[name] = fed
    return joined


def _explained(moments: Mapping[str, tuple[object, object]], name: str, fed: list[str]) -> bool:
    read = pd.Timestamp(moments[name][0]) if not pd.isna(moments[name][0]) else None  # type: ignore[arg-type,call-overload]
    writes = [pd.Timestamp(moments[f][1]) for f in fed if f in moments and not pd.isna(moments[f][1])]  # type: ignore[arg-type,call-overload]
    return read is not None and bool(writes) and bool(read.normalize() <= max(writes).normalize())
