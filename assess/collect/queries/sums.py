"""A log added up: each different query once, whatever its constants, with how often it ran, for whom, at what cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from assess.collect.ownership import Ownership
from assess.collect.queries.bare import LONGEST, Bare
from assess.collect.queries.cells import Row, Value

OURS = "assess"


@dataclass
class Sum:
    """How often something ran; times are None where no row has one, seconds and bytes where a row lacks them."""

    calls: int = 0
    first: datetime | None = None
    last: datetime | None = None
    seconds: float | None = 0.0
    bytes: int | None = 0

    def add(self, row: Row) -> None:
        self._more(row.calls, row.at, row.at, row.seconds, row.bytes)

    def join(self, other: Sum) -> None:
        self._more(other.calls, other.first, other.last, other.seconds, other.bytes)

    def _more(
        self, calls: int, first: datetime | None, last: datetime | None, seconds: float | None, size: int | None
    ) -> None:
        self.calls += calls
        if first is not None and (self.first is None or first < self.first):
            self.first = first
        if last is not None and (self.last is None or last > self.last):
            self.last = last
        self.seconds = None if seconds is None or self.seconds is None else self.seconds + seconds
        self.bytes = None if size is None or self.bytes is None else self.bytes + size


@dataclass
class Query:
    """One query as its constants are gone; by department what it cost. The rest as `Row` has it."""

    text: str
    line: int
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    space: str = ""
    base: tuple[str, ...] = ()
    values: dict[Value, None] = field(default_factory=dict)
    sums: dict[str, Sum] = field(default_factory=dict)

    @property
    def department(self) -> str:
        """The department that runs it most often; of several the first in the alphabet."""
        return min(self.sums, key=lambda name: (-self.sums[name].calls, name))


Key = tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


@dataclass
class Log:
    """All different queries in the order they first came; `rows` counts all, `own` those of assess itself.

    `undated` counts those whose time is missing or could not be read, `cut` are lines of queries too long to be looked
    at to the end.
    """

    queries: dict[Key, Query] = field(default_factory=dict)
    rows: int = 0
    own: int = 0
    undated: int = 0
    cut: list[int] = field(default_factory=list)


def added_up(rows: Iterable[Row], dialect: str, rules: Ownership, department: str) -> Log:
    """The log added up. A row's department is that of the rule for its user, else its own, else `department`."""
    log = Log()
    bare = Bare(dialect)
    for row in rows:
        log.rows += 1
        if row.application == OURS:
            log.own += 1
            continue
        log.undated += row.at is None
        if len(row.text) > LONGEST:
            log.cut.append(row.line)
        text = bare.of(row.text)
        key = (text, row.space, row.reads, row.writes, row.base)
        query = log.queries.get(key)
        if query is None:
            query = log.queries[key] = Query(text, row.line, row.reads, row.writes, row.space, row.base)
        if row.values:
            query.values.update(dict.fromkeys(row.values))
        whose = rules.of_user(*row.users) or row.department or department
        total = query.sums.get(whose)
        if total is None:
            total = query.sums[whose] = Sum()
        total.add(row)
    return log
