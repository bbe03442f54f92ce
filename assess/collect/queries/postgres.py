"""PostgreSQL's own logs: csvlog, jsonlog, and the plain one under any log_line_prefix that begins with the time."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from assess.collect.queries.cells import Row, time_of

MESSAGE, USER, SESSION, LEVEL, APPLICATION = 13, 1, 5, 11, 22  # columns of csvlog
OPEN = 10_000  # sessions whose last query is held until its run time may have come
# what a prepared query does before it runs (parse, bind) and when more of its rows are fetched is not another run
STATEMENT = re.compile(
    r"(?:duration: (?P<ms>\d+(?:\.\d+)?) ms\s+)?(?:statement|execute (?!fetch from)[^:]*): (?P<sql>.*)", re.DOTALL
)
DURATION = re.compile(r"duration: (?P<ms>\d+(?:\.\d+)?) ms\s*$")
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: ?[A-Z]{2,5}\b| ?[+-]\d\d(?::?\d\d)?)?")
ENTRY = re.compile(
    rf"^(?P<at>{TIME.pattern})(?P<who>.*?)"
    r"(?P<level>LOG|ERROR|STATEMENT|DETAIL|HINT|WARNING|FATAL|PANIC|NOTICE|INFO|CONTEXT|QUERY|LOCATION|DEBUG\d?):\s+"
    r"(?P<message>.*)",
    re.DOTALL,
)
WHO = re.compile(r"(?:user|usr|u)=(?P<named>[\w.-]+)|(?P<user>[\w.-]+)@(?P<db>[\w.-]*)")
PID = re.compile(r"\[(\d+)(?:-\d+)?\]|pid=(\d+)")
PROGRAM = re.compile(r"(?:app|application|application_name)=([^\s,\]]+)")

Said = tuple[str, Row | None, float | None]
"""session, its query, or seconds of the query before it"""


def is_csv_log(line: str) -> bool:
    """Whether the first line is one of csvlog, which has no header."""
    cells = next(csv.reader([line]), [])
    return len(cells) > MESSAGE - 2 and bool(TIME.fullmatch(cells[0]))


def is_plain_log(head: Sequence[str]) -> bool:
    """Whether one of the first lines is an entry of the plain log."""
    return any(ENTRY.match(line) for line in head)


def csv_log(lines: Iterator[str], zone: ZoneInfo) -> Iterator[Row]:
    """Queries of csvlog."""

    def rows() -> Iterator[Said]:
        reader = csv.reader(lines)
        line = 1
        for cells in reader:
            if len(cells) > MESSAGE and cells[LEVEL] == "LOG":
                program = cells[APPLICATION] if len(cells) > APPLICATION else ""
                yield _said(cells[MESSAGE], cells[0], zone, cells[USER], program, line, cells[SESSION])
            line = reader.line_num + 1

    return _timed(rows())


def of_json_log(record: Mapping[str, Any], zone: ZoneInfo, line: int) -> Iterator[Row]:
    """The query of one entry of jsonlog."""
    if record.get("error_severity") == "LOG":
        at, user, program = (str(record.get(key) or "") for key in ("timestamp", "user", "application_name"))
        row = _said(str(record["message"]), at, zone, user, program, line, "")[1]
        if row is not None:
            yield row


def plain_log(lines: Iterator[str], zone: ZoneInfo) -> Iterator[Row]:
    """Queries of the plain log: an entry goes on over lines that begin with a tab or have no time."""

    def rows() -> Iterator[Said]:
        entry: list[str] = []
        began = 1
        for number, line in enumerate(chain(lines, [""]), 1):
            if line and not ENTRY.match(line):
                entry.append(line.removeprefix("\t"))
                continue
            found = ENTRY.match("".join(entry)) if entry else None
            if found and found["level"] == "LOG":
                who, pid, program = (look.search(found["who"]) for look in (WHO, PID, PROGRAM))
                yield _said(
                    found["message"].strip(), found["at"], zone, (who["named"] or who["user"] or "") if who else "",
                    program[1] if program else "", began, (pid[1] or pid[2]) if pid else "",
                )  # fmt: skip
            entry, began = [line], number

    return _timed(rows())


def _said(message: str, at: str, zone: ZoneInfo, user: str, program: str, line: int, session: str) -> Said:
    found = STATEMENT.match(message)
    if found:
        seconds = None if found["ms"] is None else float(found["ms"]) / 1000
        row = Row(found["sql"].strip(), time_of(at, zone), (user,), seconds=seconds, application=program, line=line)
        return session, row, None
    alone = DURATION.match(message)
    return session, None, float(alone["ms"]) / 1000 if alone else None


def _timed(found: Iterator[Said]) -> Iterator[Row]:
    """Each query with its run time, which log_duration writes as an entry of its own after it."""
    held: dict[str, Row] = {}
    for session, row, seconds in found:
        if row is None:
            before = held.pop(session, None)
            if before is not None:
                yield before._replace(seconds=seconds) if seconds is not None else before
            continue
        before = held.pop(session, None)
        if before is not None:
            yield before
        if row.seconds is not None or not session:
            yield row
            continue
        held[session] = row
        if len(held) > OPEN:
            yield held.pop(next(iter(held)))
    yield from held.values()
