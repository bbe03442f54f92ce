"""A log added up: each different query once, whatever its constants, with how often it ran, for whom, at what cost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from assess.collect.dialects import BACKSLASH_ESCAPES
from assess.collect.ownership import Ownership
from assess.collect.queries.rows import Row

OURS = "assess"
LONGEST = 200_000  # characters of a query that are looked at


@dataclass
class Sum:
    """How often something ran; times are None where no row has one, seconds and bytes where a row lacks them."""

    calls: int = 0
    first: datetime | None = None
    last: datetime | None = None
    seconds: float | None = 0.0
    bytes: int | None = 0

    def add(self, row: Row) -> None:
        self.calls += row.calls
        if row.at is not None:
            self.first = row.at if self.first is None else min(self.first, row.at)
            self.last = row.at if self.last is None else max(self.last, row.at)
        self.seconds = None if row.seconds is None or self.seconds is None else self.seconds + row.seconds
        self.bytes = None if row.bytes is None or self.bytes is None else self.bytes + row.bytes


@dataclass
class Query:
    """One query as its constants are gone; by department what it cost."""

    text: str
    line: int
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    sums: dict[str, Sum] = field(default_factory=dict)


@dataclass
class Log:
    """All different queries in the order they first came; `rows` counts all, `own` those of assess itself."""

    queries: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Query] = field(default_factory=dict)
    rows: int = 0
    own: int = 0


def added_up(rows: Iterable[Row], dialect: str, rules: Ownership, department: str) -> Log:
    """The log added up. A row's department is that of the rule for its user, else its own, else `department`."""
    log = Log()
    bare = _Bare(dialect)
    for row in rows:
        log.rows += 1
        if row.application == OURS:
            log.own += 1
            continue
        text = bare.of(row.text)
        key = (text, row.reads, row.writes)
        query = log.queries.get(key)
        if query is None:
            query = log.queries[key] = Query(text, row.line, row.reads, row.writes)
        whose = rules.of_user(*row.users) or row.department or department
        query.sums.setdefault(whose, Sum()).add(row)
    return log


class _Bare:
    """A query without its constants and comments, blanks made one."""

    def __init__(self, dialect: str) -> None:
        quoted = r"'(?:[^'\\]|\\.|'')*'" if dialect in BACKSLASH_ESCAPES else r"'(?:[^']|'')*'"
        double = r'|"(?:[^"\\]|\\.)*"' if dialect in BACKSLASH_ESCAPES - {"snowflake"} else ""
        self.values = re.compile(
            rf"(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<text>[eEnNbBxX]?(?:{quoted}){double}|\$(\w*)\$.*?\$\3\$)"
            r"|(?<![\w$.\"`])(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])",
            re.DOTALL,
        )
        self.lists = re.compile(r"\(\s*(?:'\?'|0)(?:\s*,\s*(?:'\?'|0))+\s*\)")
        self.rows = re.compile(r"(\bVALUES\s*\([^()]*\))(?:\s*,\s*\([^()]*\))+", re.IGNORECASE)

    def of(self, text: str) -> str:
        short = self.values.sub(self._blank, text[:LONGEST])
        short = self.lists.sub("('?')", " ".join(short.split()))
        return self.rows.sub(r"\1", short).rstrip("; ")

    @staticmethod
    def _blank(found: re.Match[str]) -> str:
        if found["comment"]:
            return " "
        return "'?'" if found["text"] else "0"
