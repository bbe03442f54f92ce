"""The page of the health index: what it is, and every point taken from a hundred with its finding and its formula."""

from __future__ import annotations

from assess.model.result import DeductionPart, Result
from assess.report import charts
from assess.report.families import family_name
from assess.report.parts import Cell, Figure, References, Spread, Table, joined, spoken
from assess.report.svg import draw
from assess.report.voice import Voice


def deductions_of(result: Result, refer: References, say: Voice) -> Spread | None:
    """Families as bars, deductions as a table; None where too little was seen for an index."""
    health = result.health
    chart = charts.health_bars(result, say.language)
    if health.index is None or chart is None:
        return None
    family, score = min(health.families.items(), key=lambda pair: (pair[1], pair[0]))
    title = say(
        "Health stands at {index} of 100; “{family}” is lowest at {score}",
        index=f"{health.index:.0f}",
        family=family_name(family, say.language),
        score=f"{100 * score:.0f}",
    )
    taken = [d for d in health.deductions if d.points > 0]
    return Spread(
        title,
        _lead(result, taken, say),
        _figure(result, chart, title, say),
        _table(taken, result, refer, say),
        say.many(
            "{n} deduction makes up the difference to 100", "{n} deductions make up the difference to 100", len(taken)
        ),
        _reckoned(result, taken, say),
    )


def _lead(result: Result, taken: list[DeductionPart], say: Voice) -> str:
    health = result.health
    told = [
        say(
            "{scored} of {asked} checks had evidence to score: the index speaks for {share} of what was asked.",
            scored=health.scored,
            asked=health.asked,
            share=say.percent(health.coverage),
        )
    ]
    if health.scored < health.asked:
        told.append(say("What could not be scored takes no points; it lowers the coverage."))
    if taken:
        told.append(
            say(
                "“{name}” costs most: {points} points.",
                name=taken[0].name[say.language],
                points=_points(taken[0].points),
            )
        )
    return say.stop.join(told)


def _figure(result: Result, chart: object, title: str, say: Voice) -> Figure:
    families = sorted(result.health.families.items(), key=lambda pair: (pair[1], pair[0]))
    rows = tuple((family_name(family, say.language), f"{100 * score:.0f}") for family, score in families)
    numbers = Table((say("Family"), say("Score")), "lr", (70, 30), rows)
    source = say(
        "Score of each family out of 100; {scored} of {asked} checks had evidence to score.",
        scored=result.health.scored,
        asked=result.health.asked,
    )
    return Figure(
        say("Score by family of checks"), draw(chart, "health", title, spoken(numbers)), joined([source]), numbers
    )


def _table(taken: list[DeductionPart], result: Result, refer: References, say: Voice) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            d.id,
            d.name[say.language],
            family_name(d.family, say.language),
            "–" if d.examined is None else f"{d.affected or 0:,} / {d.examined:,}",
            f"{d.weight:.2f}",
            f"−{d.points:.2f}",
            refer.list(d.findings, 3),
        )
        for d in taken
    ]
    left = 100 - sum(d.points for d in taken)
    rows.append(("", say("100 less all deductions"), "", "", "", f"{left:.2f}", ""))
    heads = (say("Id"), say("Check"), say("Family"), say("Affected"), say("At most"), say("Points"), say("Findings"))
    anchors = tuple(d.id for d in taken)
    return Table(heads, "lllrrrl", (7, 22, 15, 12, 9, 9, 26), tuple(rows), anchors)


def _reckoned(result: Result, taken: list[DeductionPart], say: Voice) -> str:
    health = result.health
    full = len(health.deductions) - len(taken)
    told = [
        say(
            "Reckoned as: at most = 100 ÷ {families} families ÷ scored checks of the family; points = at most × "
            "affected ÷ examined. Families count alike, so that many small checks do not drown one large one.",
            families=len(health.families),
        )
    ]
    if full:
        told.append(say.many("{n} check takes nothing.", "{n} checks take nothing.", full))
    return say.stop.join(told)


def _points(value: float) -> str:
    return f"{value:.1f}"
