"""All signatures of a check-up, source tables first, and the tables that have none, with the reason."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import networkx as nx

from assess.diagnose.lineage.graph import lineage_graph, ordered, roots_of
from assess.diagnose.lineage.known import Catalogue
from assess.diagnose.lineage.relations.bags import bag
from assess.diagnose.lineage.relations.relation import Lookup, Relation, base_table, union
from assess.diagnose.lineage.signature import Signature
from assess.diagnose.lineage.statement import NO_TEXT, Job, read_job
from assess.diagnose.registry import Case
from assess.model.evidence import Evidence
from assess.model.text import Text

COLLECT_EVERY = 300  # statements: trees are cyclic, and freeing them all along takes twice the time


class Signatures(dict[str, Signature]):
    """Signatures by table id of every table some statement derives.

    `unread` says why a derived table has none; `literal(table)` is its relation as the statements have it.
    """

    def __init__(self, found: Mapping[str, Signature], unread: Mapping[str, Text],
                 literal: Callable[[str], Relation | None]) -> None:  # fmt: skip
        super().__init__(found)
        self.unread = dict(unread)
        self.literal = literal

    def reasons(self) -> list[dict[str, Any]]:
        """[{zh, en, tables}], the commonest first: what could not be read, and how many tables it costs."""
        counts = Counter((why.zh, why.en) for why in self.unread.values())
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [{"zh": zh, "en": en, "tables": n} for (zh, en), n in ranked]


def signatures(case: Case) -> Signatures:
    """Use as `case.once(signatures)`."""
    return signatures_of(case.evidence, case.once(lineage_graph))


def signatures_of(evidence: Evidence, graph: nx.DiGraph) -> Signatures:
    """Each statement is parsed once, and no tree is kept; two statements of one text are read as one."""
    catalogue = Catalogue(evidence)
    jobs = _jobs(evidence)
    roots = roots_of(graph)
    order = ordered(graph)
    loose = _Reading(catalogue, jobs, loose=True)
    with _collector_off() as tidy:
        for table in order:
            loose.read(table)
            tidy(loose.parsed)
    found: dict[str, Signature] = {}
    for table, relation in loose.relations.items():
        kept = loose.kept[table]
        department = kept[0].department or graph.nodes[table]["department"]
        above = [found[up] for up in graph.predecessors(table) if up in found and up != table]
        inherited: set[int | str] = {up.relation.digest for up in above}
        inherited.update(*(up.outputs for up in above))
        found[table] = Signature(table, department, kept, roots[table] - {table}, relation, frozenset(inherited))
    written = set(evidence.statements.target) - {""}
    unread = {
        t: loose.reasons.get(t, NO_TEXT) for t in order if t not in found and (graph.in_degree(t) or t in written)
    }
    return Signatures(found, unread, _Literal(catalogue, jobs, graph, order).of)


class _Reading:
    """Relations of tables read so far; a table is read after those it is made of."""

    def __init__(self, catalogue: Catalogue, jobs: Mapping[str, list[Job]], *, loose: bool) -> None:
        self.catalogue, self.jobs, self.loose = catalogue, jobs, loose
        self.relations: dict[str, Relation] = {}
        self.kept: dict[str, tuple[Job, ...]] = {}
        self.reasons: dict[str, Text] = {}
        self.parsed = 0
        self._same: dict[Hashable, Relation | Text] = {}

    def read(self, table: str) -> None:
        kept, parts = [], []
        for job in self.jobs.get(table, ()):
            found = self._once(job, table)
            if isinstance(found, Relation):
                kept.append(job)
                parts.append(found)
            else:
                self.reasons.setdefault(table, found)
        if not kept:
            return
        self.kept[table] = tuple(kept)
        several = list({p.digest: p for p in parts}.values())
        together = bag(several) if self.loose and len(several) > 1 and all(p.transparent for p in several) else None
        self.relations[table] = together or union(several, "jobs all")

    def _once(self, job: Job, table: str) -> Relation | Text:
        """What the job writes; a text read before over the same sources is not read again."""
        upstream, columns = self.catalogue.sources(job.statement_id), self.catalogue.columns(table)
        key = (job.dialect, job.text_without(table), upstream, columns)
        if table in upstream:
            return self._read(job, table, columns)
        if key not in self._same:
            self._same[key] = self._read(job, table, columns)
        return self._same[key]

    def _read(self, job: Job, table: str, columns: tuple[str, ...]) -> Relation | Text:
        self.parsed += 1
        return read_job(job, self._lookup(job, table), columns, loose=self.loose, filled=self.catalogue.filled)

    def _lookup(self, job: Job, target: str) -> Lookup:
        def lookup(written: str) -> Relation:
            identifier = self.catalogue.resolved(written, job.statement_id)
            derived = self.relations.get(identifier) if identifier != target else None
            return derived or base_table(identifier, self.catalogue.columns(identifier))

        return lookup


class _Literal:
    """Relations as literally written, of the few tables that a finding shows and of what these are made of."""

    def __init__(
        self, catalogue: Catalogue, jobs: Mapping[str, list[Job]], graph: nx.DiGraph, order: list[str]
    ) -> None:
        self.reading = _Reading(catalogue, jobs, loose=False)
        self.graph = graph
        self.place = {table: n for n, table in enumerate(order)}
        self.done: set[str] = set()

    def of(self, table: str) -> Relation | None:
        needed, waiting = {table}, [table]
        while waiting:
            fresh = set(self.graph.predecessors(waiting.pop())) - needed - self.done if waiting else set()
            needed |= fresh
            waiting += fresh
        with _collector_off():
            for name in sorted(needed - self.done, key=lambda t: self.place[t]):
                self.reading.read(name)
        self.done |= needed
        return self.reading.relations.get(table)


def _jobs(evidence: Evidence) -> dict[str, list[Job]]:
    # what no parser read in a process of its own is not parsed in ours
    rows = evidence.statements[(evidence.statements.target != "") & (evidence.statements.status == "table")]
    found: dict[str, list[Job]] = {}
    for row in rows.sort_values(["file", "line", "statement_id"], kind="stable").to_dict("records"):
        job = Job(row["statement_id"], row["department"], row["file"], _whole(row["line"]), row["dialect"], row["sql"])
        found.setdefault(row["target"], []).append(job)
    return found


def _whole(value: Any) -> int:
    return 0 if value is None or str(value) == "<NA>" else int(value)


@contextmanager
def _collector_off() -> Iterator[Callable[[int], None]]:
    """The garbage collector rests while trees come and go; the function given sweeps them up now and then."""
    was, swept = gc.isenabled(), [0]
    gc.disable()

    def tidy(parsed: int) -> None:
        if parsed - swept[0] >= COLLECT_EVERY:
            swept[0] = parsed
            gc.collect(1)

    try:
        yield tidy
    finally:
        if was:
            gc.enable()
