"""The roadmap's pages: when, who and after what, who answers, the money by year, what would turn the decision."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from assess.model.result import Result
from assess.model.roadmap import PartyPart, RaciPart, RoadmapItemPart
from assess.report import charts_plan
from assess.report.parts import Cell, Figure, References, Spread, Table, joined, spoken
from assess.report.plan import head_of, stage_of
from assess.report.plan_money import cash_of, risks_of
from assess.report.svg import draw
from assess.report.voice import Voice

MOST_BARS = 30  # of one figure; more do not fit on a sheet under its title


@dataclass(frozen=True, slots=True)
class Plan:
    """Figures of the months, who does what when, what each needs, what not to do, what is left out."""

    title: str
    lead: str
    figures: tuple[Figure, ...]
    work_title: str
    work: Table
    needs: Table
    raci: Spread | None
    cash: Spread | None
    risks: Spread | None
    dropped: Table | None
    not_title: str
    not_to_do: tuple[str, ...]


def plan_of(result: Result, refer: References, say: Voice) -> Plan | None:
    """The roadmap in one language; None where nothing is to be treated."""
    items, roadmap = result.roadmap.items, result.roadmap
    if not items:
        return None
    first_year = [i for i in items if i.end_month <= 12]
    title = say(
        "{n} of {all} treatments are done in the first year; the rest follows in order",
        n=len(first_year),
        all=len(items),
    )
    return Plan(
        title,
        _lead(result, say),
        tuple(_months(result, title, refer, say)),
        _work_title(items, say),
        _work(items, refer, say),
        _needs(items, refer, say),
        _raci(items, refer, say),
        cash_of(result, say),
        risks_of(result, say),
        _dropped(result, refer, say),
        say.many(
            "{n} thing to leave alone", "{n} things to leave alone", len(roadmap.not_to_do) + len(roadmap.dropped)
        ),
        tuple(t[say.language] for t in roadmap.not_to_do),
    )


def _lead(result: Result, say: Voice) -> str:
    items, roadmap = result.roadmap.items, result.roadmap
    told = [say("Year 1 tries it on one case, years 2–3 give it shape, years 4–5 make it routine.")]
    case = next((i for i in items if i.id == roadmap.first_case), None)
    if case:
        told.append(
            say(
                "The first case people can see, touch and use is {id}: {what}, done by month {month}.",
                id=case.id,
                what=head_of(case.title[say.language]),
                month=case.end_month,
            )
        )
    if roadmap.quick_wins:
        told.append(
            say.many(
                "{n} quick win: {ids}.", "{n} quick wins: {ids}.", len(roadmap.quick_wins),
                ids=say.listing(roadmap.quick_wins, 6),
            )
        )  # fmt: skip
    return say.stop.join(told)


def _months(result: Result, title: str, refer: References, say: Voice) -> list[Figure]:
    items, figures = result.roadmap.items, []
    parts = -(-len(items) // MOST_BARS)
    size = -(-len(items) // parts)
    for part in range(parts):
        shown = items[part * size : (part + 1) * size]
        numbers = Table(
            (say("Id"), say("Treatment"), say("Stage"), say("Months")),
            "lllr",
            (12, 52, 16, 20),
            tuple(
                (refer(i.id), i.title[say.language], stage_of(i.stage, say.language), _span(i)) for i in shown
            ),
        )  # fmt: skip
        chart = charts_plan.roadmap_months(result, shown, say.language)
        name = say("The work, month by month")
        told = [
            say("Months from the start, the first year drawn wider. Grey: diagnose; dark: treat; light: operate."),
        ]
        if any(i.critical for i in shown):
            told.append(say("A ring marks the critical path: a month later there, and the whole ends a month later."))
        figures.append(
            Figure(
                f"{name} ({part + 1}/{parts})" if parts > 1 else name,
                draw(chart, f"roadmap{part or ''}", title, spoken(numbers)),
                joined([say.stop.join(told)]),
                numbers,
            )
        )
    return figures


def _span(item: RoadmapItemPart) -> str:
    return str(item.start_month) if item.start_month == item.end_month else f"{item.start_month}–{item.end_month}"


def _work_title(items: list[RoadmapItemPart], say: Voice) -> str:
    return say.many(
        "{n} treatment, {days} days of work: who, when, and after what",
        "{n} treatments, {days} days of work: who, when, and after what",
        len(items),
        days=say.count(sum(i.effort_days.base for i in items)),
    )


def _work(items: list[RoadmapItemPart], refer: References, say: Voice) -> Table:
    heads = (
        say("Id"), say("Treatment"), say("Owner"), say("Months"), say("Days"), say("After"), say("A year"),
        say("Findings"),
    )  # fmt: skip
    rows = tuple(
        (
            i.id,
            i.title[say.language],
            i.owner[say.language],
            _span(i),
            f"{i.effort_days.base:,.0f}",
            refer.list(i.depends_on, 3) or "–",
            say.money(i.saving) if i.saving else "–",
            refer.list(i.findings, 3) or "–",
        )
        for i in items
    )
    return Table(heads, "lllrrlrl", (7, 31, 14, 8, 8, 9, 11, 12), rows, tuple(i.id for i in items))


def _needs(items: list[RoadmapItemPart], refer: References, say: Voice) -> Table:
    return Table(
        (say("Id"), say("Sign of success"), say("Tool"), say("Consumable"), say("Talent")),
        "lllll",
        (7, 27, 23, 20, 23),
        tuple(
            (
                refer(i.id),
                i.indicator[say.language],
                i.tool[say.language],
                i.consumable[say.language],
                i.talent[say.language],
            )
            for i in items
        ),
    )


def _raci(items: list[RoadmapItemPart], refer: References, say: Voice) -> Spread | None:
    told = [(i, i.raci) for i in items if i.raci]
    if not told:
        return None
    unnamed = sum(not raci.accountable.person for _, raci in told)
    title = (
        say.many(
            "{n} of {all} treatments has no name to answer for it yet",
            "{n} of {all} treatments have no name to answer for them yet",
            unnamed,
            all=len(told),
        )
        if unnamed
        else say("One name answers for each of the {n} treatments", n=len(told))
    )
    heads = (
        say("Id"), say("Treatment"), say("Accountable"), say("Responsible"), say("Consulted"), say("Informed"),
    )  # fmt: skip
    rows = tuple((refer(i.id), head_of(i.title[say.language]), *_parties(raci, say)) for i, raci in told)
    return Spread(
        title,
        say("Accountable is exactly one: who decides and answers for the result, not who does the work."),
        None,
        Table(heads, "llllll", (7, 29, 17, 17, 15, 15), rows),
        say("Who answers, who does it, who is asked, who is told"),
        say("Fill the missing names at the first meeting; a role without a person answers for nothing.")
        if unnamed
        else "",
    )


def _parties(raci: RaciPart, say: Voice) -> tuple[Cell, ...]:
    def names(parties: list[PartyPart]) -> str:
        return say.listing([_party(p, say) for p in parties], 3) if parties else "–"

    return _party(raci.accountable, say), names(raci.responsible), names(raci.consulted), names(raci.informed)


def _party(party: PartyPart, say: Voice) -> Markup | str:
    role = party.role[say.language]
    return say("{role}: {person}", role=role, person=party.person) if party.person else role


def _dropped(result: Result, refer: References, say: Voice) -> Table | None:
    left = result.roadmap.dropped
    if not left:
        return None
    rows = tuple(
        (
            d.title[say.language],
            d.consequence[say.language],
            say.money(d.saving) if d.saving else "–",
            refer.list(d.findings, 3),
        )
        for d in left
    )
    heads = (say("Treatment"), say("Why it is out, and what follows"), say("Forgone a year"), say("Findings"))
    return Table(heads, "llrl", (34, 36, 13, 17), rows)
