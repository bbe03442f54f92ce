"""MySQL's and MariaDB's general log and slow log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from assess.collect.queries.cells import Row, time_of

# 2026-01-01T10:00:01.123456Z<tab>    8 Query<tab>SELECT 1, or 260101 10:00:01<tab>…, or no time within one second
ENTRY = re.compile(
    r"^(?P<at>\d{4}-\d\d-\d\dT\S+|\d{6}\s+\d{1,2}:\d\d:\d\d)?\s+(?P<id>\d+)\s"
    r"(?P<verb>Query|Execute|Prepare|Connect|Init DB|Quit|Close stmt|Reset stmt|Field List|Statistics|Ping|Change user"
    r"|Long Data|Fetch|Set option|Reset connection|Create DB|Drop DB|Refresh|Shutdown|Processlist|Kill|Debug|Daemon"
    r"|Binlog Dump|Table Dump|Delayed insert|Connect Out|Register Slave|Sleep|Time|Error)(?:\t|\s*$)(?P<what>.*)",
    re.DOTALL,
)
SLOW = re.compile(r"^# (?:Time:|User@Host:)")
SLOW_TIME = re.compile(r"^# Time:\s*(?P<at>.+?)\s*$")
SLOW_USER = re.compile(r"^# User@Host:\s*(?P<user>[^\[\s]*)")
SLOW_COST = re.compile(r"^# Query_time:\s*(?P<seconds>\d+(?:\.\d+)?)")
SLOW_SPACE = re.compile(r"(?:^use\s+|\bSchema:\s*)`?(?P<space>[\w$]+)", re.IGNORECASE)
SLOW_STAMP = re.compile(r"^SET timestamp=(?P<at>\d{1,11})(?:\.\d+)?;\s*$", re.IGNORECASE)
HEADER = re.compile(r"^(?:Time\s+Id\s+Command\s+Argument|Tcp port:|\S*mysqld\S*, Version:|\S*mariadbd\S*, Version:)")
CONNECT = re.compile(r"(?P<user>[^@\s]*)@\S*(?:\s+(?:on|as anonymous on)\s+(?P<space>[\w$]+))?")


def is_general_log(head: Sequence[str]) -> bool:
    """Whether the first lines are of a general log or a slow log."""
    return any(HEADER.match(line) or SLOW.match(line) for line in head) or bool(head and ENTRY.match(head[0]))


def general_log(lines: Iterator[str], zone: ZoneInfo) -> Iterator[Row]:
    """Queries of either log."""
    first = next(lines, "")
    skipped = 1
    while first and not ENTRY.match(first) and not SLOW.match(first):
        first = next(lines, "")
        skipped += 1
    if SLOW.match(first):
        yield from _slow(first, lines, zone, skipped)
    elif first:
        yield from _general(first, lines, zone, skipped)


def _general(first: str, lines: Iterator[str], zone: ZoneInfo, line: int) -> Iterator[Row]:
    """A query goes on over lines that are no entry; the connection says whose it is, and in which database."""
    users: dict[str, str] = {}
    spaces: dict[str, str] = {}
    at: datetime | None = None
    open_row: Row | None = None
    for number, text in enumerate(_with(first, lines), line):
        found = ENTRY.match(text)
        if found is None:
            if open_row is not None and not HEADER.match(text):
                open_row = open_row._replace(text=open_row.text + text)
            continue
        if open_row is not None:
            yield open_row._replace(text=open_row.text.strip())
            open_row = None
        at = _time(found["at"], zone) or at
        who, what = found["id"], found["what"]
        if found["verb"] in ("Connect", "Change user"):
            said = CONNECT.match(what)
            users[who], spaces[who] = (said["user"], said["space"] or "") if said else ("", "")
        elif found["verb"] == "Init DB":
            spaces[who] = what.strip()
        elif found["verb"] == "Quit":
            users.pop(who, None)
            spaces.pop(who, None)
        elif found["verb"] in ("Query", "Execute"):
            used = re.match(r"use\s+`?([\w$]+)", what, re.IGNORECASE)
            if used:
                spaces[who] = used[1]
            open_row = Row(what, at, (users.get(who, ""),), line=number, space=spaces.get(who, ""))
    if open_row is not None:
        yield open_row._replace(text=open_row.text.strip())


def _slow(first: str, lines: Iterator[str], zone: ZoneInfo, line: int) -> Iterator[Row]:
    row = Row("", None, line=line)
    space, within = "", False
    for number, text in enumerate(_with(first, lines), line):
        if text.startswith("#"):
            if within and row.text.strip():
                yield row._replace(text=row.text.strip().rstrip(";"), space=space)
            if within:
                row, within = Row("", row.at, line=number), False
            if found := SLOW_TIME.match(text):
                row = row._replace(at=_time(found["at"], zone))
            elif found := SLOW_USER.match(text):
                row = row._replace(users=(found["user"],))
            elif found := SLOW_COST.match(text):
                row = row._replace(seconds=float(found["seconds"]))
            if found := SLOW_SPACE.search(text):
                space = found["space"]
            continue
        if stamp := SLOW_STAMP.match(text):
            row = row._replace(at=datetime.fromtimestamp(int(stamp["at"]), UTC))
        elif not row.text and (found := SLOW_SPACE.match(text)):
            space = found["space"]
        elif not HEADER.match(text):
            row = row._replace(text=row.text + text, line=row.line if row.text else number)
        within = True
    if row.text.strip():
        yield row._replace(text=row.text.strip().rstrip(";"), space=space)


def _with(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _time(text: str | None, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    old = re.fullmatch(r"(\d\d)(\d\d)(\d\d)\s+(\d{1,2}):(\d\d:\d\d)", text)
    return time_of(f"20{old[1]}-{old[2]}-{old[3]} {int(old[4]):02}:{old[5]}" if old else text, zone)
