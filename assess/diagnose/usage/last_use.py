"""When each stored table was last used by somebody, through whatever is made from it, and what that says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import pandas as pd

from assess.diagnose.clock import days_since, moment_of
from assess.diagnose.lineage.graph import lineage_graph
from assess.diagnose.lineage.reach import Condensed, parts
from assess.diagnose.registry import Case
from assess.diagnose.usage.logs import Logged, logged

NEVER = pd.Timestamp(0, tz="UTC")


@dataclass(frozen=True, slots=True)
class Use:
    """A table's last use lies between `earliest` and `latest`; the same twice is known, NEVER and now is unknown."""

    earliest: pd.Timestamp
    latest: pd.Timestamp


@dataclass(frozen=True)
class LastUse:
    """What is known of the last use of the stored tables (no views).

    `tables`, in order of id, have `read_days`, `written_days` and `used_days`: days since the last use, the last write
    and the later of both, at the check-up's clock; read_days and used_days are NaN where the use is unknown. `used` is
    the moment of the last use; with `at_least` it is one after which there was none, the use itself being older.
    `via` names the table or view through which a table was last used, where it was not by itself.
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
    """Last use of every stored table; ask with `case.once(last_use)`.

    Where a query log covers a table's source, its own use is its last end read: that of people, reports and programs,
    not of jobs. One the log does not name was not read since the log begins, and unless it begins before the hot days
    that leaves its use unknown. Elsewhere it is the last read recorded, which may be a job's. A table is used when
    anything made from it is; without a log no later than anything was recorded to read it, unless through a view.

    A table of whose reads nothing is known stays unknown, however long ago it was written: a table can be read every
    day and written once.
    """
    evidence, graph, log = case.evidence, case.once(lineage_graph), case.once(logged)
    now = moment_of(case.clock)
    whole = evidence.tables.drop_duplicates("table_id").sort_values("table_id").reset_index(drop=True)
    columns = [whole[c].astype(object).tolist() for c in ("table_id", "kind", "last_read")]
    views = {name for name, kind, _ in zip(*columns, strict=True) if kind == "view"}
    recorded = {name: read for name, _, read in zip(*columns, strict=True) if not pd.isna(read)}
    names = {*columns[0], *graph}
    own = {name: _own(name, log, recorded.get(name), now) for name in names}
    capped = {name for name in recorded if name not in log.begins and name not in log.undated}
    use, via = _through(graph, case.once(parts), own, views, capped)
    tables = _dated(whole[whole["kind"] != "view"].reset_index(drop=True), use, case)
    unread = set(tables.loc[tables["read_days"] > case.engagement.tiers.hot_days, "table_id"].astype(object))
    return LastUse(tables, int(tables["read_days"].notna().sum()), via, _dead(graph, tables, unread, log, case))


def _own(name: str, log: Logged, recorded: pd.Timestamp | None, now: pd.Timestamp) -> Use:
    """A table's use by itself. What was recorded as its last read is anybody's, so its use can be no later."""
    last = log.last.get(name)
    latest = recorded if recorded is not None else now
    if name in log.undated:
        return Use(NEVER if last is None else last, now)
    if name in log.begins:
        return Use(last, last) if last is not None else Use(NEVER, min(log.begins[name], latest))
    if last is not None:
        return Use(last, max(last, latest))
    return Use(NEVER, now) if recorded is None else Use(recorded, recorded)


def _through(
    graph: nx.DiGraph, whole: Condensed, own: Mapping[str, Use], views: set[str], capped: set[str]
) -> tuple[dict[str, Use], dict[str, str]]:
    """Use with that of everything made from a table, and through what. A circle is used when one of its tables is."""
    use: dict[str, Use] = dict(own)
    via: dict[str, str] = {}
    for part in range(len(whole.members) - 1, -1, -1):
        circle = set(whole.members[part])
        for name in circle:
            mine = own[name]
            downs = [d for d in graph._succ[name] if d not in circle and (name not in capped or d in views)]
            others = [*downs, *(circle - {name} if name not in capped else ())]
            earliest, latest = mine.earliest, mine.latest
            for down in sorted(others):
                theirs = own[down] if down in circle else use[down]
                if theirs.earliest > earliest:
                    earliest = theirs.earliest
                    via[name] = via.get(down, down)
                if name not in capped:
                    latest = max(latest, theirs.latest)
            use[name] = Use(earliest, max(earliest, latest))
        if len(circle) > 1:
            joint = [name for name in circle if name not in capped]
            both = Use(max((use[n].earliest for n in joint), default=NEVER),
                       max((use[n].latest for n in joint), default=NEVER))  # fmt: skip
            use |= dict.fromkeys(joint, both)
    return use, via


def _dated(tables: pd.DataFrame, use: Mapping[str, Use], case: Case) -> pd.DataFrame:
    """The tables with what their use says at the check-up's clock."""
    hot = moment_of(case.clock) - pd.Timedelta(days=case.engagement.tiers.hot_days)
    used: list[pd.Timestamp | None] = []
    at_least: list[bool] = []
    for name in tables["table_id"].astype(object):
        found = use[name]
        known = found.earliest == found.latest or found.earliest >= hot
        used.append(found.earliest if known else found.latest if found.latest < hot else None)
        at_least.append(not known)
    tables = tables.assign(used=pd.to_datetime(pd.Series(used, dtype=object), utc=True), at_least=at_least)
    read, written = days_since(tables["used"], case.clock), days_since(tables["last_written"], case.clock)
    latest = pd.concat([read, written], axis=1).min(axis=1).where(read.notna())
    return tables.assign(read_days=read, written_days=written, used_days=latest)


def _dead(graph: nx.DiGraph, tables: pd.DataFrame, unread: set[str], log: Logged, case: Case) -> dict[str, list[str]]:
    """Tables read lately, but only to fill tables that nobody uses: table -> the tables it feeds.

    Where a log tells jobs from people, those are unused tables that jobs still read or from which they still write.
    Elsewhere a table joins when all it feeds are unread or have joined, and its last read is no later than the day of
    their last write, so that the refresh explains it.
    """
    hot = moment_of(case.clock) - pd.Timedelta(days=case.engagement.tiers.hot_days)
    columns = [tables[c].astype(object).tolist() for c in ("table_id", "last_read", "last_written")]
    read = {name: moment for name, moment, _ in zip(*columns, strict=True) if not pd.isna(moment)}
    written = {name: moment for name, _, moment in zip(*columns, strict=True) if not pd.isna(moment)}
    joined: dict[str, list[str]] = {}
    whole = case.once(parts)
    stored = set(columns[0])
    for part in range(len(whole.members) - 1, -1, -1):
        if len(whole.members[part]) > 1:
            continue  # the tables of a circle wait for each other
        name = whole.members[part][0]
        fed = sorted(graph._succ[name])
        if name not in stored or not fed:
            continue
        if name in log.begins:
            busy = any(moment >= hot for moment in (read.get(name, NEVER), *(written.get(f, NEVER) for f in fed)))
            if name in unread and busy:
                joined[name] = fed
        elif name not in unread and all(f in unread or f in joined for f in fed):
            last = max((written[f] for f in fed if f in written), default=NEVER)
            if name in read and name not in log.last and read[name].normalize() <= last.normalize():
                joined[name] = fed
    return joined
