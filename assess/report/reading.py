"""Page 3: what was seen, what was not, and how the numbers are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assess.model.finding import Outcome
from assess.model.result import CoveragePart, FindingPart, Result
from assess.report.evidence import department
from assess.report.parts import Cell, References, Table, breakable, joined
from assess.report.voice import Voice, noted

MOST_UNSEEN = 14

KINDS = {
    "database": noted("Databases"),
    "lake": noted("Data lakes"),
    "catalog": noted("Table catalogs"),
    "ddl": noted("Table definitions"),
    "sql": noted("SQL scripts"),
    "dbt": noted("dbt projects"),
    "openlineage": noted("OpenLineage events"),
    "queries": noted("Query logs"),
    "metrics": noted("Metric dictionaries"),
    "usage": noted("Usage logs"),
    "answers": noted("Questionnaires"),
    "decisions": noted("Decisions on copies"),
}
VALUES = noted("Values, as salted hashes")


@dataclass(frozen=True, slots=True)
class Reading:
    """Page 3: what was seen, what was not and why, which checks could not be made."""

    title: str
    seen: Table | None
    unseen: Table | None
    more_unseen: str
    unasked: Table | None
    notes: tuple[str, ...]


def reading_of(result: Result, refer: References, say: Voice) -> Reading:
    """Everything a reader must know before believing a number."""
    coverage = result.coverage
    read = [c for c in coverage if c.available]
    lacking = [c for c in coverage if not c.available or c.why[say.language]]
    unasked = [
        f for f in result.findings if f.outcome in (Outcome.NOT_AVAILABLE, Outcome.ERROR, Outcome.NOT_APPLICABLE)
    ]
    if coverage:
        title = say(
            "{read} of {named} inputs were read; {scored} of {asked} checks have a result",
            read=len(read),
            named=len(coverage),
            scored=result.health.scored,
            asked=result.health.asked,
        )
    else:
        title = say(
            "No input was given; {scored} of {asked} checks have a result",
            scored=result.health.scored,
            asked=result.health.asked,
        )
    return Reading(
        title,
        _seen(coverage, say),
        _lacking(lacking[:MOST_UNSEEN], result, refer, say),
        say("{n} more are listed in the appendix.", n=len(lacking) - MOST_UNSEEN) if len(lacking) > MOST_UNSEEN else "",
        _unasked(unasked, refer, say),
        _notes(result, say),
    )


def _seen(coverage: Sequence[CoveragePart], say: Voice) -> Table | None:
    rows: list[tuple[Cell, ...]] = []
    for kind in [*KINDS, *sorted({c.kind for c in coverage} - set(KINDS))]:
        for values in (False, True):
            of_kind = [c for c in coverage if c.kind == kind and c.input.endswith(": values") is values]
            if of_kind:
                name = say(VALUES) if values else say(KINDS[kind]) if kind in KINDS else kind
                share = say("{n} of {all}", n=sum(c.available for c in of_kind), all=len(of_kind))
                rows.append((name, share, _amounts(of_kind, say) or say("nothing")))
    if not rows:
        return None
    return Table((say("Input"), say("Read"), say("What was in it")), "lrl", (34, 18, 48), tuple(rows))


def _amounts(parts: Sequence[CoveragePart], say: Voice) -> str:
    counted: dict[str, int] = {}
    for part in parts:
        if part.available and part.seen:
            counted[part.unit[say.language]] = counted.get(part.unit[say.language], 0) + part.seen
    return say.comma.join(f"{say.count(n)} {unit}" for unit, n in counted.items())


def examined(coverage: Sequence[CoveragePart], say: Voice) -> str:
    """What was looked at, each thing once though several inputs tell of it: the largest count of each unit."""
    most: dict[str, int] = {}
    for kind in KINDS:
        counted: dict[str, int] = {}
        for part in coverage:
            if part.kind == kind and part.available and part.seen and not part.input.endswith(": values"):
                counted[part.unit[say.language]] = counted.get(part.unit[say.language], 0) + part.seen
        most = {
            unit: max(most.get(unit, 0), counted.get(unit, 0))
            for unit in [*most, *(u for u in counted if u not in most)]
        }
    return say.comma.join(f"{say.count(n)} {unit}" for unit, n in most.items())


def input_name(part: CoveragePart, say: Voice) -> Cell:
    """An input as the client knows it; the part read for values is said in words."""
    if part.input.endswith(": values"):
        return joined([breakable(part.input.removesuffix(": values")), say("(values)")])
    return breakable(part.input.split(": ")[-1])


def _lacking(parts: Sequence[CoveragePart], result: Result, refer: References, say: Voice) -> Table | None:
    if not parts:
        return None
    rows = tuple(
        (
            refer(c.id),
            input_name(c, say),
            department(c.department, result, say),
            (
                say("not read: {why}", why=c.why[say.language])
                if not c.available
                else say("in part: {why}", why=c.why[say.language])
            ),
        )
        for c in parts
    )
    return Table(
        (say("Id"), say("Input"), say("Department"), say("What is missing, and why")), "llll", (9, 24, 16, 51), rows
    )


def _unasked(findings: Sequence[FindingPart], refer: References, say: Voice) -> Table | None:
    """One row for each result and reason, with all the checks that have it."""
    if not findings:
        return None
    words = {
        Outcome.NOT_AVAILABLE: say("no evidence"),
        Outcome.NOT_APPLICABLE: say("not applicable"),
        Outcome.ERROR: say("failed"),
    }
    alike: dict[tuple[str, str], list[FindingPart]] = {}
    for f in findings:
        alike.setdefault((words[f.outcome], outcome_text(f, say)), []).append(f)
    rows = tuple(
        (result, joined([joined([refer(f.id), f.name[say.language]]) for f in of], say.comma), why)
        for (result, why), of in alike.items()
    )
    return Table((say("Result"), say("Checks"), say("Why")), "lll", (13, 50, 37), rows)


def outcome_text(finding: FindingPart, say: Voice) -> str:
    """Why a check has the result it has; a fault of the program is not told in the program's words."""
    if finding.outcome is Outcome.ERROR:
        return say("The check failed; result.json holds the message.")
    return finding.title[say.language]


def _notes(result: Result, say: Voice) -> tuple[str, ...]:
    return (
        say("Unknown is never good: a check without evidence has no score, and a cell without answers stays grey."),
        say(
            "Money is a yearly amount with a low, a base and a high; a table is counted once, however many "
            "findings name it."
        ),
        say("Groups of fewer than five people are not shown."),
        say("Ids lead to the evidence: letters and a number for a finding, T for the roadmap, C for an input."),
    )
