"""Exhibits of the chapters: the largest group of copies, two definitions side by side, gaps, gates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assess.model.result import FindingPart, Result
from assess.report.evidence import side_by_side, table_of
from assess.report.parts import References, Table
from assess.report.voice import Voice, noted

MOST_PAIRS = 2


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A table under the sentence it shows."""

    title: str
    table: Table


def exhibits_of(
    theme: str, found: Sequence[FindingPart], result: Result, refer: References, say: Voice
) -> tuple[Exhibit, ...]:
    """What a chapter shows beside its list of findings."""
    makers: dict[str, Callable[[], tuple[Exhibit, ...]]] = {
        "copies": lambda: _group(found, result, say),
        "definitions": lambda: _definitions(found, result, say),
        "gates": lambda: _gates(result, refer, say),
    }
    return makers[theme]() if theme in makers else ()


def _group(found: Sequence[FindingPart], result: Result, say: Voice) -> tuple[Exhibit, ...]:
    """The members of the heaviest group of copies."""
    for finding in found:
        members = finding.evidence.get("members")
        if (
            finding.detector == "redundant-tables"
            and isinstance(members, list)
            and members
            and isinstance(members[0], Mapping)
        ):
            table = table_of([*_master(finding), *members], result, say, 14)
            if table:
                title = say("{id}: {n} tables, one content", id=finding.id, n=len(finding.subjects))
                return (Exhibit(title, table),)
    return ()


def _master(finding: FindingPart) -> list[dict[str, Any]]:
    """The master as the first row of its group, with what is known of it."""
    facts = finding.evidence
    if not facts.get("master") or any(m.get("table") == facts["master"] for m in facts["members"]):
        return []
    known = facts.get("master_facts")
    return [{"table": facts["master"], "verdict": "master", **(known if isinstance(known, Mapping) else {})}]


def _definitions(found: Sequence[FindingPart], result: Result, say: Voice) -> tuple[Exhibit, ...]:
    """The definitions of the heaviest conflicts, facet by facet, what differs in bold."""
    made = []
    for finding in found:
        sides = finding.evidence.get("definitions")
        if finding.detector == "metric-conflicts" and isinstance(sides, list) and len(sides) > 1:
            made.append(Exhibit(f"{finding.id} {finding.title[say.language]}", side_by_side(sides, result, say)))
        if len(made) == MOST_PAIRS:
            break
    return tuple(made)


_MET = {True: noted("met"), False: noted("not met"), None: noted("not known")}


def _gates(result: Result, refer: References, say: Voice) -> tuple[Exhibit, ...]:
    gates = result.applicability.gates
    if not gates:
        return ()
    rows = tuple((refer(g.finding), g.name[say.language], say(_MET[g.met]), g.title[say.language]) for g in gates)
    table = Table((say("Id"), say("Gate"), say("Result"), say("What was seen")), "llll", (10, 20, 14, 56), rows)
    return (Exhibit(say("{n} of {all} gates are met", n=sum(g.met is True for g in gates), all=len(gates)), table),)
