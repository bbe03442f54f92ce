"""The chapters: one theme each, a title with a number, an exhibit, what follows, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assess.model.finding import Outcome
from assess.model.result import FindingPart, Result
from assess.report.evidence import departments
from assess.report.exhibits import Exhibit, exhibits_of
from assess.report.families import OTHER, THEMES, Theme, claims, family_name, theme_of
from assess.report.lineage.atlas import Atlas
from assess.report.lineage.figures import lineage_figures
from assess.report.parts import Cell, Figure, References, Table, joined
from assess.report.plan import treated_by
from assess.report.ranking import heaviest, severity
from assess.report.reading import outcome_text
from assess.report.voice import Voice

MOST = 12


@dataclass(frozen=True, slots=True)
class Chapter:
    """`checks` are lines on what was looked at and found in order."""

    id: str
    name: str
    title: str
    lead: str
    table: Table
    more: str
    figures: tuple[Figure, ...]
    exhibits: tuple[Exhibit, ...]
    so_what: Markup
    source: Markup
    checks: tuple[Markup, ...]


def chapters_of(result: Result, refer: References, say: Voice, atlas: Atlas | None = None) -> tuple[Chapter, ...]:
    """One chapter a theme in which something was found, in the order of the themes."""
    made = []
    for theme in (*THEMES, OTHER):
        of_theme = [f for f in result.findings if theme_of(f) == theme.id]
        if claims(of_theme):
            figures = lineage_figures(result, atlas, refer, say) if atlas and theme.id == "lineage" else ()
            made.append(_chapter(theme, of_theme, figures, result, refer, say))
    return tuple(made)


def _chapter(
    theme: Theme, findings: Sequence[FindingPart], figures: tuple[Figure, ...], result: Result, refer: References,
    say: Voice,
) -> Chapter:  # fmt: skip
    found = heaviest(claims(findings))
    shown = _fairly(found, MOST)
    by = treated_by(result)
    top = found[0]
    families = list(dict.fromkeys(f.family for f in findings))
    return Chapter(
        id=theme.id,
        name=say(
            "{one} and {other}",
            one=family_name(families[0], say.language),
            other=_small(family_name(families[1], say.language), say),
        )
        if len(families) > 1
        else family_name(families[0], say.language),
        title=theme.title(findings, result, say),
        lead=top.why[say.language],
        table=_table(shown, result, refer, say),
        more=say("{n} more are in the appendix and in result.json.", n=len(found) - len(shown))
        if len(found) > len(shown)
        else "",
        figures=figures,
        exhibits=exhibits_of(theme.id, found, result, refer, say),
        so_what=_so_what(top, by, result, refer, say),
        source=joined(
            [
                say("Source: findings {ids}.", ids="\0").split("\0")[0],
                refer.list([f.id for f in found], 8),
                say("Source: findings {ids}.", ids="\0").split("\0")[1],
            ],
            "",
        ),
        checks=_checks(findings, refer, say),
    )


def _small(name: str, say: Voice) -> str:
    return name[:1].lower() + name[1:] if say.language == "en" else name


def _fairly(found: Sequence[FindingPart], most: int) -> list[FindingPart]:
    """The first `most`, in order, with at least the heaviest three of each detector among them."""
    if len(found) <= most:
        return list(found)
    seen: dict[str, int] = {}
    keep: set[str] = set()
    for finding in found:
        seen[finding.detector] = seen.get(finding.detector, 0) + 1
        if seen[finding.detector] <= 3 and len(keep) < most:
            keep.add(finding.id)
    for finding in found:
        if len(keep) < most:
            keep.add(finding.id)
    return [finding for finding in found if finding.id in keep]


def _table(found: Sequence[FindingPart], result: Result, refer: References, say: Voice) -> Table:
    priced, placed = any(f.saving for f in found), any(f.departments for f in found)
    rows: list[tuple[Cell, ...]] = []
    for f in found:
        where = [departments(f.departments, result, say)] if placed else []
        money = [say.money(f.saving) if f.saving else "–"] if priced else []
        rows.append((refer(f.id), f.title[say.language], *where, severity(f, say), *money))
    heads = (
        say("Id"),
        say("Finding"),
        *([say("Departments")] if placed else []),
        say("Weight"),
        *([say("A year")] if priced else []),
    )
    widths = (10, 81 - 21 * placed - 14 * priced, *([21] if placed else []), 9, *([14] if priced else []))
    return Table(heads, "ll" + "l" * placed + "l" + "r" * priced, widths, tuple(rows))


def _so_what(top: FindingPart, by: dict[str, tuple[str, ...]], result: Result, refer: References, say: Voice) -> Markup:
    parts: list[Cell] = [top.remedy[say.language]]
    items = [item for item in result.roadmap.items if item.id in by.get(top.id, ())]
    if items:
        first = items[0]
        when = (
            say("month {n}", n=first.start_month)
            if first.start_month == first.end_month
            else say("months {a}–{b}", a=first.start_month, b=first.end_month)
        )
        parts.append(
            joined([refer(first.id), say("{owner}, {when}.", owner=first.owner[say.language], when=when)], " ")
        )
    return joined(parts, " ")


def _checks(findings: Sequence[FindingPart], refer: References, say: Voice) -> tuple[Markup, ...]:
    words = {
        Outcome.OK: say("in order"),
        Outcome.NOT_AVAILABLE: say("no evidence"),
        Outcome.NOT_APPLICABLE: say("not applicable"),
        Outcome.ERROR: say("failed"),
    }
    return tuple(
        joined(
            [
                refer(f.id),
                say(
                    "{name}, {result}: {title}",
                    name=f.name[say.language],
                    result=words[f.outcome],
                    title=outcome_text(f, say),
                ),
            ]
        )
        for f in findings
        if f.outcome is not Outcome.FINDING
    )
