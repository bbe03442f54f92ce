"""All statements traced to their columns, sources before what is made of them, whichever file they stand in."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assess.collect.lineage.columns import Decided, Tracer, by_place
from assess.collect.lineage.known import Known
from assess.collect.lineage.relation import OPEN, Column, Relation, Source, of_type
from assess.collect.sql import plan
from assess.collect.sql.fill import Fill

# engines in which a column may name one before it in the same SELECT; of unknown ones that is assumed
LATERAL = frozenset(("", "snowflake", "redshift", "databricks", "spark", "teradata", "duckdb", "clickhouse"))
SURE, GUESSED = 1.0, 0.5


@dataclass(frozen=True, slots=True)
class Job:
    """A statement to trace. `target` is the table it fills, `scratch` a temporary one, both empty where it only reads;
    `reads` are the tables whose writers go first, under the names of the result."""

    file: str
    dialect: str
    kind: str
    target: str
    reads: Sequence[str]
    fill: Fill | None
    scratch: str = ""
    opaque: str = ""
    guessed: bool = False
    meant: Callable[[str], str] | None = None
    variables: frozenset[str] = frozenset()


@dataclass(slots=True)
class Traced:
    """What became of one statement: its level, how sure, why not deeper, its columns and what decides on its rows.

    `columns` are (column written, sources); the column is * where those of a source are not known.
    """

    level: str
    confidence: float | None
    reason: str = ""
    columns: list[tuple[str, list[Source]]] = field(default_factory=list)
    decides: list[Decided] = field(default_factory=list)


def trace(jobs: Sequence[Job], known: Known) -> list[Traced]:
    """Each statement traced, in the order given; `known` learns the columns of what is made."""
    known.expect(job.target for job in jobs if job.target)
    _declared(jobs, known)
    scratch: dict[tuple[str, str], list[tuple[int, Relation]]] = {}
    found: dict[int, Traced] = {}
    for place in in_order(jobs, known.key):
        found[place] = _one(place, jobs[place], known, scratch)
    return [found[place] for place in range(len(jobs))]


def _declared(jobs: Sequence[Job], known: Known) -> None:
    """Tables whose columns a CREATE TABLE lists with their types."""
    for job in jobs:
        if job.target and job.fill is not None and job.fill.plan is None and any(job.fill.types):
            pairs = zip(job.fill.names, job.fill.types, strict=False)
            known.learn(
                job.target, [of_type(name, kind, frozenset([(job.target, name)])) for name, kind in pairs], True
            )


def in_order(jobs: Sequence[Job], key: Callable[[str], str] = str.lower) -> list[int]:
    """Places of the jobs, each after those that write what it reads; a circle is entered where it is first written.

    Names with the same `key` are one table.
    """
    writers: dict[str, list[int]] = {}
    makers: dict[tuple[str, str], list[int]] = {}
    for place, job in enumerate(jobs):
        if job.target:
            writers.setdefault(key(job.target), []).append(place)
        if job.scratch:
            makers.setdefault((job.file, job.scratch.lower()), []).append(place)
    waits: list[int] = [0] * len(jobs)
    next_ones: list[list[int]] = [[] for _ in jobs]
    for place, job in enumerate(jobs):
        before = {w for name in job.reads for w in writers.get(key(name), ())}
        if job.fill is not None and job.fill.plan is not None and makers:
            names = {name.lower() for name in names_in(job.fill.plan)}
            before |= {w for name in names for w in makers.get((job.file, name), ()) if w < place}
        before.discard(place)
        waits[place] = len(before)
        for other in before:
            next_ones[other].append(place)
    ready = [place for place, count in enumerate(waits) if count == 0]
    heapq.heapify(ready)
    order: list[int] = []
    done = [False] * len(jobs)
    first_left = 0
    while len(order) < len(jobs):
        if not ready:
            while done[first_left]:
                first_left += 1
            ready = [first_left]
        place = heapq.heappop(ready)
        if done[place]:
            continue
        done[place] = True
        order.append(place)
        for other in next_ones[place]:
            waits[other] -= 1
            if waits[other] == 0 and not done[other]:
                heapq.heappush(ready, other)
    return order


def names_in(query: object) -> set[str]:
    """Every table a plan names, common table expressions among them."""
    found: set[str] = set()
    waiting = [query]
    while waiting:
        step = waiting.pop()
        if isinstance(step, plan.Named):
            found.add(step.name)
        elif isinstance(step, tuple):
            waiting.extend(part for part in step if isinstance(part, tuple))
    return found


def _one(place: int, job: Job, known: Known, scratch: dict[tuple[str, str], list[tuple[int, Relation]]]) -> Traced:
    if job.opaque:
        return Traced("opaque", 0.0, job.opaque)
    fill = job.fill
    if fill is None or fill.plan is None:
        if not job.reads:
            return Traced("none", None)
        return Traced("table", GUESSED if job.guessed else 0.9, "" if job.guessed else "It names no columns.")
    if job.meant is not None:
        known.meant = job.meant

    def tables(name: str) -> Relation:
        for at, relation in reversed(scratch.get((job.file, name.lower()), ())):
            if at < place:
                return relation
        return known.relation(name)

    tracer = Tracer(tables, job.dialect in LATERAL, job.variables)
    try:
        relation = tracer.relation(fill.plan)
    except RecursionError:
        return Traced("table", 0.9, "It is nested too deeply for its columns to be traced.")
    columns = _named(job, fill, relation, known)
    if job.scratch:
        before = scratch.setdefault((job.file, job.scratch.lower()), [])
        made = Relation(columns, relation.open, relation.tables)
        added = before and job.kind != "CREATE"
        before.append((place, by_place([before[-1][1], made]) if added else made))
    elif job.target and columns and not relation.open and not fill.partial and not _has_star(columns):
        known.learn(job.target, columns, job.kind == "CREATE")
    return _told(job, tracer, relation, columns)


def _has_star(columns: Sequence[Column]) -> bool:
    return any(column.name == "*" for column in columns)


def _named(job: Job, fill: Fill, relation: Relation, known: Known) -> list[Column]:
    """The columns under the names they have in the target."""
    order = relation.order
    if fill.by_name:
        return order
    names = list(fill.names)
    if not names and job.kind == "INSERT" and job.target and not relation.open:
        names = [name for name in known.names(job.target) if name.lower() not in fill.fixed]
        if len(names) != len(order):
            names = []
    return [column.called(names[n]) if n < len(names) else column for n, column in enumerate(order)]


def _told(job: Job, tracer: Tracer, relation: Relation, columns: Sequence[Column]) -> Traced:
    rows: dict[str, dict[Source, None]] = {}
    for column in columns:
        into = rows.setdefault(column.name, {})
        for source in sorted(column.sources):
            into[source] = None
    if relation.open:
        rows["*"] = {(table, "*"): None for table in relation.open}
    reasons = list(tracer.problems)
    if relation.open:
        reasons.insert(0, f"the columns of {', '.join(sorted(relation.open)[:3])} are not known")
    elif "*" in rows and not reasons:
        reasons.append("a star stands for columns that are not known")
    unsure = sum(any(table == OPEN for table, _ in sources) for sources in rows.values())
    if unsure:
        reasons.append(f"whose {unsure} of {len(rows)} columns are stays open")
    total = max(len(rows), 1)
    doubtful = min(max(unsure, tracer.unsure, 1 if relation.open else 0), total)
    level = (
        "table" if relation.open or any(name == "*" for name in rows) or (tracer.problems and not rows) else "column"
    )
    if not job.reads and not rows:
        level = "none"
    confidence = round(1 - 0.5 * doubtful / total, 3)
    reason = f"{'; '.join(reasons)[:1].upper()}{'; '.join(reasons)[1:]}." if reasons else ""
    return Traced(
        level, confidence if level != "none" else None, reason, [(n, list(s)) for n, s in rows.items()],
        sorted(tracer.decides),
    )  # fmt: skip
