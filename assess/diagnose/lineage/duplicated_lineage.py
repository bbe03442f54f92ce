"""Do several departments derive the same thing from the same sources?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx

from assess.diagnose import pricing
from assess.diagnose.lineage.beside import Beside, logged
from assess.diagnose.lineage.duplicates import Group, duplicates
from assess.diagnose.lineage.graph import lineage_graph, reading_departments
from assess.diagnose.lineage.relations.relation import Term
from assess.diagnose.lineage.signature import Signature
from assess.diagnose.lineage.signatures import Signatures, signatures
from assess.diagnose.metrics.show import show
from assess.diagnose.registry import Case, detector
from assess.model.finding import Claim, Severity, Verdict, found
from assess.model.money import Money, total

MOST_LINES = 12
_CLASS = {"duplicate": "A", "diverging": "C", "contained": "D", "chain": "E"}


@detector("duplicated-lineage", code="DL", needs=("statements", "edges"))
def judge(case: Case) -> Verdict:
    """One claim a group of tables that at least two departments make from the same sources."""
    graph, known, seen = case.once(lineage_graph), case.once(signatures), case.once(duplicates)
    claims = [_claim(group, known, graph, case) for group in seen.groups]
    affected = len({t for claim in claims for t in claim.subjects})
    return found(
        claims, examined=len(known), affected=affected, tables=len(known), compared=seen.compared,
        templates=seen.templates, template_tables=seen.template_tables, within=seen.within,
        unread=sum(r["tables"] for r in known.reasons()), unread_why=known.reasons(),
    )  # fmt: skip


def _claim(group: Group, known: Signatures, graph: nx.DiGraph, case: Case) -> Claim:
    keeper = _keeper(group, known, graph)
    tables = [keeper, *(t for t in group.tables if t != keeper)]
    chained = [t for level in group.chain for t in level]
    departments = tuple(sorted({known[t].department for t in tables} - {""}))
    redundant = {t: graph.nodes[t]["bytes"] for t in tables[1:]} | {
        t: graph.nodes[t]["bytes"] for level in group.chain for t in _others(level, known, graph)
    }
    savings = _savings(redundant, case) if group.kind == "duplicate" else {}
    saving = total(savings.values())
    facts: dict[str, Any] = {
        "kind": group.kind,
        "class": _CLASS["chain" if group.chain else group.kind],
        "count": len(tables),
        "keeper": keeper,
        "tables": [_shown(known[t]) for t in tables],
        "roots": sorted(frozenset.intersection(*(known[t].roots for t in tables))),
        "grain": _grain(known[keeper]),
        "chain": [list(level) for level in group.chain],
        "removable_jobs": sum(len(known[t].jobs) for t in redundant) if group.kind == "duplicate" else 0,
        **_comparison(group, known),
        **(logged(case, redundant) if group.kind == "duplicate" else {}),
    }
    if group.kind == "duplicate":
        facts["reckoned"] = {
            t: pricing.reckoned(b, ("refresh",)) for t, b in sorted(redundant.items()) if b is not None
        }
    if saving is not None:
        facts["formula"] = pricing.REFRESH_FORMULA
        facts["inputs"] = {"bytes": {t: b for t, b in sorted(redundant.items()) if b is not None}}
        facts["by_table"] = {table: money.range.as_dict() for table, money in sorted(savings.items())}
    severity = {"diverging": Severity.HIGH, "duplicate": Severity.MEDIUM, "contained": Severity.LOW}[group.kind]
    if group.kind == "duplicate" and (len(departments) > 2 or group.chain):
        severity = Severity.HIGH
    return Claim((*tables, *chained), departments, severity, facts, saving)


def _keeper(group: Group, known: Mapping[str, Signature], graph: nx.DiGraph) -> str:
    """The table to keep: the widest of a containment, else the one most departments read."""
    if group.kind == "contained":
        return group.tables[0]
    return min(group.tables, key=lambda t: _rank(t, known, graph))


def _rank(table: str, known: Mapping[str, Signature], graph: nx.DiGraph) -> tuple[int, int, int, str]:
    return (-len(reading_departments(graph, table)), -graph.out_degree(table), -len(known[table].outputs), table)


def _others(level: tuple[str, ...], known: Mapping[str, Signature], graph: nx.DiGraph) -> list[str]:
    return sorted(level, key=lambda t: _rank(t, known, graph))[1:]


def _savings(redundant: Mapping[str, int | None], case: Case) -> dict[str, Money]:
    """Refresh of each table that need not be made, where its volume and the prices are known."""
    priced = {table: pricing.refresh(volume, case.engagement) for table, volume in redundant.items()}
    return {table: money for table, money in priced.items() if money is not None}


def _shown(signature: Signature) -> dict[str, Any]:
    job = signature.jobs[0]
    return {
        "table": signature.table,
        "department": signature.department,
        "file": job.file,
        "line": job.line,
        "where": [f"{j.file}:{j.line}" for j in signature.jobs],
        "sql": shortened(job.sql),
    }


def shortened(sql: str) -> str:
    """The statement's first lines, enough to recognise it."""
    lines = [line.rstrip() for line in sql.strip().splitlines() if line.strip()]
    return "\n".join([*lines[:MOST_LINES], "…"] if len(lines) > MOST_LINES else lines)


def _grain(signature: Signature) -> list[str]:
    grain = signature.relation.grain
    return sorted(show(t) for t in grain) if grain else []


def _comparison(group: Group, known: Signatures) -> dict[str, Any]:
    """What is equal and what differs, for the pair that differs most."""
    (a, b), how = min(group.pairs.items(), key=lambda item: (item[1].values, item[0]))
    columns = Beside(known[a], known[b], known.literal).columns()
    same, other = [c for c in columns if c["same"]], [c for c in columns if not c["same"]]
    return {
        "pair": [a, b],
        "columns": columns,
        "likeness": {"roots": round(how.roots, 4), "expressions": round(how.values, 4)},
        "equal": sorted({c["a"] for c in same if c["a"] == c["b"]}),
        "written_differently": sorted(
            ({"a": c["a"], "b": c["b"]} for c in same if c["a"] != c["b"]), key=lambda pair: (pair["a"], pair["b"])
        ),
        "different": [{"column": c["column"] or c["other"], "a": c["a"], "b": c["b"]} for c in other],
        "filters": {"a": _conditions(how.filters_only_a), "b": _conditions(how.filters_only_b)},
    }


def _conditions(terms: frozenset[Term]) -> list[str]:
    """Conditions as a person reads them; what only names sources or branches says nothing to one."""
    return sorted(show(t) for t in terms if t[0] not in ("join", "union", "set") or t[:2] == ("set", "qualify"))
