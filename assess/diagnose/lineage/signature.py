"""The signature of each derived table: what it is made of and by which rule, in a form that two tables can share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import networkx as nx
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from assess.diagnose.lineage.describe import describe
from assess.diagnose.lineage.graph import lineage_graph, ordered, roots_of
from assess.diagnose.lineage.relation import Relation, Term, base_table, union
from assess.diagnose.registry import Case
from assess.model.evidence import Evidence


@dataclass(frozen=True)
class Job:
    """One statement that writes a table: where it stands and what it says."""

    statement_id: str
    department: str
    file: str
    line: int
    dialect: str
    sql: str


@dataclass(frozen=True)
class Signature:
    """A derived table: its jobs, the tables it comes from in the end, its relation, and that as literally written."""

    table: str
    department: str
    jobs: tuple[Job, ...]
    roots: frozenset[str]
    relation: Relation
    written: Relation

    @cached_property
    def values(self) -> frozenset[Term]:
        """The distinct output terms."""
        return frozenset(self.relation.columns.values())

    @cached_property
    def exact(self) -> str:
        """Equal for tables that are the same by rule, whatever their columns are called."""
        text = repr((self.relation.digest, sorted(repr(v) for v in self.values)))
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    @cached_property
    def template(self) -> str:
        """Equal for tables made by one template over different sources."""
        bare = [_without_tables(list(part)) for part in (
            self.relation.filters, self.relation.grain or (), self.relation.extra, self.values)]  # fmt: skip
        text = repr((len(self.relation.sources), [sorted(map(repr, part)) for part in bare]))
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def signatures(case: Case) -> dict[str, Signature]:
    """Signatures by table id of every table some statement derives; use as `case.once(signatures)`."""
    return signatures_of(case.evidence, case.once(lineage_graph))


def signatures_of(evidence: Evidence, graph: nx.DiGraph) -> dict[str, Signature]:
    jobs = _jobs(evidence)
    sources = _sources(evidence)
    columns = _columns(evidence)
    roots = roots_of(graph)
    relations: tuple[dict[str, Relation], dict[str, Relation]] = ({}, {})

    def lookup_for(job: Job, target: str, known: dict[str, Relation]) -> Callable[[str], Relation]:
        upstream = sources.get(job.statement_id, ())

        def lookup(written: str) -> Relation:
            identifier = _resolved(written, upstream)
            derived = known.get(identifier) if identifier != target else None
            return derived or base_table(identifier, columns.get(identifier, ()))

        return lookup

    found: dict[str, Signature] = {}
    for table in ordered(graph):
        kept: list[Job] = []
        parts: tuple[list[Relation], list[Relation]] = ([], [])
        for job in jobs.get(table, ()):
            tree = _tree(job)
            both = [
                _written(tree, lookup_for(job, table, known), columns.get(table, ()), loose)
                for known, loose in zip(relations, (True, False), strict=True)
            ]
            if all(r is not None and (r.columns or r.open) for r in both):
                kept.append(job)
                for side, relation in zip(parts, both, strict=True):
                    side.extend([relation] if relation is not None else [])
        if not kept:
            continue
        for known, side in zip(relations, parts, strict=True):
            known[table] = union(side, "jobs") if len({p.digest for p in side}) > 1 else side[0]
        department = kept[0].department or graph.nodes[table]["department"]
        own = frozenset([table])
        found[table] = Signature(
            table, department, tuple(kept), roots[table] - own, relations[0][table], relations[1][table]
        )
    return found


def _jobs(evidence: Evidence) -> dict[str, list[Job]]:
    # what no parser read in a process of its own is not parsed in ours
    rows = evidence.statements[(evidence.statements.target != "") & (evidence.statements.status == "table")]
    found: dict[str, list[Job]] = {}
    for row in rows.sort_values(["file", "line", "statement_id"], kind="stable").to_dict("records"):
        job = Job(row["statement_id"], row["department"], row["file"], _whole(row["line"]), row["dialect"], row["sql"])
        found.setdefault(row["target"], []).append(job)
    return found


def _sources(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for up, statement in zip(evidence.edges.upstream, evidence.edges.statement_id, strict=True):
        found.setdefault(statement, set()).add(up)
    return {statement: tuple(sorted(names)) for statement, names in found.items()}


def _columns(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    rows = evidence.columns.sort_values(["table_id", "position"], kind="stable")
    found: dict[str, list[str]] = {}
    for table, name in zip(rows.table_id, rows.name, strict=True):
        found.setdefault(table, []).append(name.lower())
    return {table: tuple(names) for table, names in found.items()}


def _resolved(written: str, upstream: tuple[str, ...]) -> str:
    """The table id a name means in a statement whose sources are known; the name itself where it is none of them."""
    name = written.lower()
    fitting = [u for u in upstream if u.lower() == name or u.lower().endswith(f".{name}")]
    if not fitting:
        last = name.rsplit(".", 1)[-1]
        fitting = [u for u in upstream if u.lower().rsplit(".", 1)[-1] == last]
    return fitting[0] if len(fitting) == 1 else written


def _tree(job: Job) -> Any:
    try:
        return sqlglot.parse_one(job.sql, read=job.dialect or None)
    except (SqlglotError, RecursionError, ValueError):
        return None


def _written(
    tree: Any, lookup: Callable[[str], Relation], target_columns: tuple[str, ...], loose: bool
) -> Relation | None:
    """What a statement writes, None for one without a query or that cannot be read."""
    try:
        if isinstance(tree, exp.Merge):
            return _merged(tree, lookup, loose)
        query = tree if isinstance(tree, exp.Query) else tree.args.get("expression") if tree is not None else None
        if not isinstance(query, exp.Query):
            return None
        relation = describe(_with_outer_names(query, tree), lookup, loose=loose)
    except (SqlglotError, RecursionError, ValueError):
        return None
    names: list[str] = []
    if isinstance(tree.this, exp.Schema):
        names = [e.name.lower() for e in tree.this.expressions]
    elif isinstance(tree, exp.Insert) and len(target_columns) == len(relation.columns) and not relation.open:
        names = list(target_columns)
    if names and len(names) == len(relation.columns):
        return replace(relation, columns=dict(zip(names, relation.columns.values(), strict=True)))
    return relation


def _with_outer_names(query: Any, statement: Any) -> Any:
    """The query with the WITH that some dialects put before INSERT."""
    with_ = statement.args.get("with_") if statement is not query else None
    if with_ is not None and query.args.get("with_") is None:
        query.set("with_", with_)
    return query


def _merged(tree: Any, lookup: Callable[[str], Relation], loose: bool) -> Relation | None:
    """MERGE by its insert branch: the columns named and the values given, over the rows of USING."""
    for when in tree.args["whens"].expressions:
        then = when.args.get("then")
        if isinstance(then, exp.Insert) and isinstance(then.this, exp.Tuple):
            values = then.expression.expressions
            if len(values) != len(then.this.expressions):
                return None
            query = exp.Select(
                expressions=[exp.alias_(v.copy(), n.name) for n, v in zip(then.this.expressions, values, strict=True)],
                from_=exp.From(this=tree.args["using"].copy()),
            )
            return describe(query, lookup, loose=loose)
    return None


def _without_tables(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_tables(p) for p in part]
    if isinstance(part, tuple):
        if len(part) == 3 and part[0] == "col":
            return ("col", part[2])
        if part and part[0] in ("of", "join", "set"):
            return (part[0], *(_without_tables(p) for p in part[2:]))
        return tuple(_without_tables(p) for p in part)
    return part


def _whole(value: Any) -> int:
    return 0 if value is None or str(value) == "<NA>" else int(value)
