"""The chapters of a report: which families each holds, and the sentence with a number that opens it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assess.model.finding import Outcome
from assess.model.money import Money, total
from assess.model.result import FindingPart, Result
from assess.report.voice import Voice, noted

FAMILY_NAMES = {
    "redundancy": noted("Copied tables"),
    "metrics": noted("Metric definitions"),
    "lineage": noted("Lineage and hubs"),
    "usage": noted("Unused and cold data"),
    "gaps": noted("Owners and documentation"),
    "maturity": noted("Maturity"),
    "contradictions": noted("Claims against evidence"),
    "gates": noted("Gates"),
}


def family_name(family: str, language: str) -> str:
    return Voice(language)(FAMILY_NAMES.get(family, noted("Further checks")))


@dataclass(frozen=True, slots=True)
class Theme:
    """A chapter: its families in order, and how its title is made of its findings."""

    id: str
    families: tuple[str, ...]
    title: Callable[[Sequence[FindingPart], Result, Voice], str]


def claims(findings: Sequence[FindingPart], detector: str = "") -> list[FindingPart]:
    """The findings that claim something, of one detector or of all."""
    return [f for f in findings if f.outcome is Outcome.FINDING and detector in ("", f.detector)]


def saved(findings: Sequence[FindingPart]) -> Money | None:
    """Yearly saving of the findings added up; a table two of them name is in it twice."""
    return total(Money(f.saving.currency, f.saving.low, f.saving.base, f.saving.high) for f in findings if f.saving)


def subjects(findings: Sequence[FindingPart]) -> int:
    return len({subject for finding in findings for subject in finding.subjects})


def _redundancy(findings: Sequence[FindingPart], result: Result, say: Voice) -> str:
    groups, versions = claims(findings, "redundant-tables"), claims(findings, "table-versions")
    money = saved(groups)
    if groups and money:
        return say.many(
            "{n} group of copied tables costs {money} a year too much",
            "{n} groups of copied tables cost {money} a year too much",
            len(groups),
            money=say.money(money),
        )
    if groups:
        return say.many(
            "{n} group of tables holds the same rows more than once",
            "{n} groups of tables hold the same rows more than once",
            len(groups),
        )
    personal = claims(findings, "personal-copies")
    if not versions and personal:
        return say.many(
            "{n} copied table holds personal data where it should not",
            "{n} copied tables hold personal data where they should not",
            sum(len(finding.subjects) - 1 for finding in personal),
        )
    n = subjects(versions)
    return say.many(
        "{n} backup or old version lies among the tables in use",
        "{n} backups and old versions lie among the tables in use",
        n,
    )


def _metrics(findings: Sequence[FindingPart], result: Result, say: Voice) -> str:
    conflicts, synonyms = claims(findings, "metric-conflicts"), claims(findings, "metric-synonyms")
    if conflicts:
        return say.many(
            "{n} metric name stands for more than one calculation",
            "{n} metric names stand for more than one calculation each",
            len(conflicts),
        )
    return say.many("{n} calculation goes by several names", "{n} calculations go by several names each", len(synonyms))


def _lineage(findings: Sequence[FindingPart], result: Result, say: Voice) -> str:
    twice = [f for f in claims(findings, "duplicated-lineage") if f.evidence.get("kind") == "duplicate"]
    hubs = claims(findings, "lineage-hubs")
    parts = []
    if twice:
        parts.append(
            say.many(
                "{n} result is computed more than once in parallel",
                "{n} results are computed more than once in parallel",
                len(twice),
            )
        )
    if hubs:
        parts.append(
            say.many(
                "{n} hub table carries many departments without a fallback",
                "{n} hub tables carry many departments without a fallback",
                len(hubs),
            )
        )
    if not parts:
        n = len(claims(findings))
        return say.many("{n} weak point in how tables are made from each other",
                        "{n} weak points in how tables are made from each other", n)  # fmt: skip
    return say("{one}; {other}", one=parts[0], other=parts[1]) if len(parts) > 1 else parts[0]


def _usage(findings: Sequence[FindingPart], result: Result, say: Voice) -> str:
    unused, cold = claims(findings, "unused-tables"), claims(findings, "cold-data")
    money = saved(unused + cold)
    n = subjects(unused + cold)
    if money:
        return say.many(
            "{n} table is unread or on the wrong storage, {money} a year",
            "{n} tables are unread or on the wrong storage, {money} a year",
            n,
            money=say.money(money),
        )
    return say.many("{n} table is unread or on the wrong storage", "{n} tables are unread or on the wrong storage", n)


def _gaps(findings: Sequence[FindingPart], result: Result, say: Voice) -> str:
    n = subjects(claims(findings))
    return say.many(
        "{n} table lacks an owner, a description or a retention period",
        "{n} tables lack an owner, a description or a retention period",
        n,
    )


def _maturity(findings: Sequence[FindingPart], result: Result, say: Voice) -> str:
    against = [f for f in claims(findings) if f.family == "contradictions"]
    gaps = result.maturity.gaps
    if gaps and against:
        return say(
            "Levels differ by up to {levels}; the evidence contradicts {claims}",
            levels=say.many("{n} level", "{n} levels", 2).replace("2", say.level(max(g.difference for g in gaps))),
            claims=say.many("{n} claim", "{n} claims", len(against)),
        )
    if against:
        return say.many("The evidence contradicts {n} claim", "The evidence contradicts {n} claims", len(against))
    if gaps:
        return say.many(
            "The levels of the company see {n} thing differently",
            "The levels of the company see {n} things differently",
            len(gaps),
        )
    return say.many(
        "{n} dimension needs to rise by a level", "{n} dimensions need to rise by a level", len(claims(findings))
    )


def _gates(findings: Sequence[FindingPart], result: Result, say: Voice) -> str:
    n = len([gate for gate in result.applicability.gates if gate.met is not True]) or len(claims(findings))
    return say.many(
        "{n} gate is not met; what stands behind it comes first",
        "{n} gates are not met; what stands behind them comes first",
        n,
    )


def _other(findings: Sequence[FindingPart], result: Result, say: Voice) -> str:
    return say.many("{n} finding of further checks", "{n} findings of further checks", len(claims(findings)))


THEMES = (
    Theme("copies", ("redundancy",), _redundancy),
    Theme("definitions", ("metrics",), _metrics),
    Theme("lineage", ("lineage",), _lineage),
    Theme("use", ("usage",), _usage),
    Theme("owners", ("gaps",), _gaps),
    Theme("people", ("maturity", "contradictions"), _maturity),
    Theme("gates", ("gates",), _gates),
)


def theme_of(finding: FindingPart) -> str:
    """Id of the chapter a finding belongs to."""
    return next((theme.id for theme in THEMES if finding.family in theme.families), OTHER.id)


OTHER = Theme("further", (), _other)
