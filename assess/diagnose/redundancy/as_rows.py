"""All groups of a check-up as rows that can be listed and opened one by one: what the explorer page reads."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assess.diagnose.redundancy.catalogue import Catalogue
from assess.diagnose.redundancy.claims import copies_of
from assess.diagnose.redundancy.describe import chosen, columns_of, kept, members_of
from assess.diagnose.redundancy.groups import Copies, Group, find_copies
from assess.diagnose.run import Diagnosis
from assess.model.decision import Decision, rejected
from assess.model.evidence import Evidence
from assess.model.finding import Finding, Outcome
from assess.model.money import Money, total

REJECTED = "rejected"


def rows_of(diagnosis: Diagnosis) -> Iterator[dict[str, Any]]:
    """Every group in order, then what the consultant rejected; none where tables could not be compared.

    A row has the columns of `store.copies_file.SCHEMA`. Its `details` are: `master`, `master_facts` (department,
    rows, bytes, retention_days, owner), `members` and `columns` as in a finding's facts, `types` (the type of
    each of those columns, in order) and, where a master was chosen, why (`describe.chosen`).
    """
    verdict = diagnosis.verdicts.get("redundant-tables")
    if verdict is None or verdict.outcome not in (Outcome.OK, Outcome.FINDING):
        return
    case = diagnosis.case
    claimed: dict[str, list[Finding]] = {}
    for finding in diagnosis.findings:
        group = finding.evidence.get("group")
        if isinstance(group, str) and finding.outcome is Outcome.FINDING:
            claimed.setdefault(group, []).append(finding)
    copies = case.once(copies_of)
    for found in copies.groups:
        yield _row(copies.catalogue, found, found.id, found.verdict, claimed.get(found.id, []))
    for number, (decision, small) in enumerate(_rejected(case.evidence, case.decisions), 1):
        yield _rejected_row(decision, small, f"R{number:04d}")


def _row(
    catalogue: Catalogue, group: Group, identifier: str, verdict: str, findings: Sequence[Finding]
) -> dict[str, Any]:
    claims = [finding for finding in findings if "columns" in finding.evidence]  # others name the group for their ends
    said = claims[0].evidence if claims else {}
    whole = len(claims) == 1 and len(said.get("members", ())) == len(group.members)
    members = said["members"] if whole else members_of(catalogue, group.members)
    columns = said["columns"] if whole else columns_of(catalogue, group, group.members)
    master, first = catalogue.name(group.master), kept(catalogue, group.master)
    saving = total(f.saving for f in findings if f.saving)
    details = {
        "master": master,
        "master_facts": first,
        "members": members,
        "columns": columns,
        "types": _types(catalogue, group, columns),
        **chosen(group),
    }
    return {
        "id": identifier,
        "verdict": verdict,
        "master": master,
        "members": [member["table"] for member in members],
        "departments": sorted({one["department"] for one in (first, *members)} - {""}),
        "confidence": group.confidence,
        "overlap": _median(member["rows_in_master"] for member in members),
        "rows": _known(member["rows"] for member in members),
        "bytes": _known(member["bytes"] for member in members),
        **_saving(saving),
        "findings": [finding.id for finding in findings],
        "details": details,
    }


def _types(catalogue: Catalogue, group: Group, columns: Sequence[Mapping[str, Any]]) -> list[str]:
    """The type of each column in the comparison: the master's, or of a column it lacks the member's."""
    kinds, names = catalogue.types, catalogue.column_names
    tables = {catalogue.name(t): t for t in (group.master, *(m.table for m in group.members))}
    known: dict[str, dict[str, str]] = {}
    out = []
    for column in columns:
        table = next(iter(column["members"]))
        if table not in known:
            known[table] = {names[c]: kinds[c] for c in catalogue.span(tables[table])}
        out.append(known[table].get(column["name"], ""))
    return out


def _rejected(evidence: Evidence, history: Iterable[Decision]) -> Iterator[tuple[Decision, Copies | None]]:
    """Each standing rejection of tables that are still there, with what would be said of them alone."""
    there = set(evidence.tables["table_id"])
    decisions = [d for d in rejected(history) if len(there.intersection(d.tables)) > 1]
    if decisions:
        some = _only(evidence, {table for decision in decisions for table in decision.tables})
        for decision in decisions:
            alone = _only(some, set(decision.tables))
            yield decision, None if alone.columns.empty else find_copies(alone)


def _only(evidence: Evidence, tables: set[str]) -> Evidence:
    """The tables, columns and sketches of some tables, and nothing else."""
    frames = {name: evidence[name] for name in ("tables", "columns", "sketches")}
    return Evidence.of({name: frame[frame["table_id"].isin(tables)] for name, frame in frames.items()})


def _rejected_row(decision: Decision, copies: Copies | None, identifier: str) -> dict[str, Any]:
    """A rejection with the comparison of its tables, where they still resemble each other."""
    for group in copies.groups if copies else ():
        if copies and len(group.members) + 1 == len(decision.tables):
            return _row(copies.catalogue, group, identifier, REJECTED, ()) | {"confidence": None}
    master = decision.master or decision.tables[0]
    at = copies.catalogue.at if copies else {}
    known = {t: kept(copies.catalogue, at[t]) for t in decision.tables if copies and t in at}
    members = [{"table": table, **known.get(table, {})} for table in decision.tables if table != master]
    return {
        "id": identifier,
        "verdict": REJECTED,
        "master": master,
        "members": [member["table"] for member in members],
        "departments": sorted({facts["department"] for facts in known.values()} - {""}),
        "confidence": None,
        "overlap": None,
        "rows": None,
        "bytes": None,
        **_saving(None),
        "findings": [],
        "details": {
            "master": master, "master_facts": known.get(master, {}), "members": members, "columns": [], "types": [],
        },
    }  # fmt: skip


def _saving(money: Money | None) -> dict[str, float | None]:
    return {f"saving_{end}": getattr(money, end) if money else None for end in ("low", "base", "high")}


def _median(shares: Iterable[Mapping[str, Any] | None]) -> float | None:
    known = [float(share["base"]) for share in shares if share]
    return round(statistics.median(known), 4) if known else None


def _known(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
