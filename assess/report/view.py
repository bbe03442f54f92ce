"""Everything the templates print, computed from a result and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import escape

from assess.model.result import Result
from assess.report import charts
from assess.report.answer import Answer, answer_of
from assess.report.appendix import Appendix, appendix_of, places_of
from assess.report.chapters import Chapter, chapters_of
from assess.report.families import family_name
from assess.report.levels import maturity_of
from assess.report.lineage.atlas import Atlas
from assess.report.parts import Cell, Figure, References, Spread, Table, joined
from assess.report.plan import head_of, saving_steps, stage_of
from assess.report.reading import Reading, examined, reading_of
from assess.report.savings import priorities_of, savings_of
from assess.report.svg import draw
from assess.report.voice import Scale, Voice


@dataclass(frozen=True, slots=True)
class Plan:
    """The roadmap: a figure, who does what when, what each needs, what not to do."""

    title: str
    lead: str
    figure: Figure
    work: Table
    needs: Table
    not_to_do: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One report in one language."""

    language: str
    say: Voice
    refer: References
    client: str
    fictional: bool
    date: str
    clock: str
    run: str
    version: str
    scope: tuple[tuple[str, str], ...]
    answer: Answer
    figure: Figure | None
    health: Figure | None
    health_title: str
    reading: Reading
    maturity: Spread | None
    savings: Spread | None
    priorities: Spread | None
    chapters: tuple[Chapter, ...]
    plan: Plan | None
    appendix: Appendix


def view(result: Result, language: str, atlas: Atlas | None = None) -> Report:
    """The report's pages in `language`; with the `atlas` of its lineage there are pictures of it."""
    say = Voice(language)
    refer = References(places_of(result))
    return Report(
        language=language,
        say=say,
        refer=refer,
        client=result.engagement.client[language],
        fictional=result.engagement.fictional,
        date=say.date(result.run.clock),
        clock=result.run.clock,
        run=result.run.id,
        version=result.run.versions.get("assess", ""),
        scope=_scope(result, say),
        answer=answer_of(result, say),
        figure=_waterfall(result, refer, say),
        health=_health(result, say),
        health_title=_health_title(result, say),
        reading=reading_of(result, refer, say),
        maturity=maturity_of(result, refer, say),
        savings=savings_of(result, refer, say),
        priorities=priorities_of(result, refer, say),
        chapters=chapters_of(result, refer, say, atlas),
        plan=_plan(result, refer, say),
        appendix=appendix_of(result, refer, say),
    )


def _scope(result: Result, say: Voice) -> tuple[tuple[str, str], ...]:
    read = [c for c in result.coverage if c.available]
    n = len(result.engagement.departments)
    told = [
        (say("Scope"), say.many("{n} department", "{n} departments", n)),
        (say("Inputs read"), say("{n} of {all}", n=len(read), all=len(result.coverage))),
    ]
    amounts = examined(result.coverage, say)
    if amounts:
        told.append((say("Examined"), amounts))
    return tuple(told)


def _waterfall(result: Result, refer: References, say: Voice) -> Figure | None:
    chart, steps, saving = (
        charts.savings_waterfall(result, say.language),
        saving_steps(result, say.language),
        result.roadmap.saving,
    )
    if chart is None or saving is None:
        return None
    scale = Scale.of(saving.base, saving.currency, say.language)
    between = "" if say.language == "zh" else " "
    name = between.join(line for line in steps[0].label.split("\n") if line != steps[0].items[0])
    title = say(
        "{name}: {share} of what can be saved; it comes first",
        name=name,
        share=say.percent(steps[0].saving.base / saving.base),
    )
    rows = tuple(
        (
            between.join(line for line in step.label.split("\n") if line not in step.items),
            joined([refer(i) for i in step.items]),
            scale.show(step.saving.base),
        )
        for step in steps
    )
    first = (say("Overspent a year"), "", scale.show(saving.base))
    last = [(say("Cost, once only"), "", scale.show(result.roadmap.cost.base))] if result.roadmap.cost else []
    told: tuple[tuple[Cell, ...], ...] = (first, *rows, *last)
    numbers = Table((say("Treatment"), say("Id"), scale.unit), "llr", (50, 25, 25), told)
    ids = refer.list([i for step in steps for i in step.items])
    source = joined(
        [
            say("Unit: {unit} a year; the cost is paid once. Source:", unit=scale.unit),
            ids,
            say("base case, three figures."),
        ]
    )
    spoken = "; ".join(f"{row[0]} {row[2]}" for row in rows)
    return Figure(title, draw(chart, "waterfall", title, spoken), source, numbers)


def _health(result: Result, say: Voice) -> Figure | None:
    chart = charts.health_bars(result, say.language)
    if chart is None or result.health.index is None:
        return None
    title = _health_title(result, say)
    families = sorted(result.health.families.items(), key=lambda pair: (pair[1], pair[0]))
    rows = tuple((family_name(family, say.language), f"{100 * score:.0f}") for family, score in families)
    numbers = Table((say("Family"), say("Score")), "lr", (70, 30), rows)
    source = say(
        "Score of each family out of 100; {scored} of {asked} checks had evidence to score.",
        scored=result.health.scored,
        asked=result.health.asked,
    )
    return Figure(
        say("Score by family of checks"),
        draw(chart, "health", title, "; ".join(f"{a} {b}" for a, b in rows)),
        escape(source),
        numbers,
    )


def _health_title(result: Result, say: Voice) -> str:
    if result.health.index is None:
        return ""
    family, score = min(result.health.families.items(), key=lambda pair: (pair[1], pair[0]))
    return say(
        "Health stands at {index} of 100; “{family}” is lowest at {score}",
        index=f"{result.health.index:.0f}",
        family=family_name(family, say.language),
        score=f"{100 * score:.0f}",
    )


def _plan(result: Result, refer: References, say: Voice) -> Plan | None:
    items, roadmap = result.roadmap.items, result.roadmap
    chart = charts.roadmap_gantt(result, say.language)
    if chart is None:
        return None
    first_year = [i for i in items if i.end_month <= 12]
    title = say(
        "{n} of {all} treatments are done in the first year; the rest follows in order",
        n=len(first_year),
        all=len(items),
    )
    lead = [say("Year 1 tries it on one case, years 2–3 give it shape, years 4–5 make it routine.")]
    case = next((i for i in items if i.id == roadmap.first_case), None)
    if case:
        lead.append(
            say(
                "The first case people can see, touch and use is {id}: {what}, done by month {month}.",
                id=case.id,
                what=head_of(case.title[say.language]),
                month=case.end_month,
            )
        )

    def months(i: int) -> str:
        item = items[i]
        return str(item.start_month) if item.start_month == item.end_month else f"{item.start_month}–{item.end_month}"

    work = Table(
        (
            say("Id"),
            say("Treatment"),
            say("Owner"),
            say("Months"),
            say("Days"),
            say("After"),
            say("A year"),
            say("Findings"),
        ),
        "lllrrlrl",
        (7, 31, 14, 8, 8, 9, 11, 12),
        tuple(
            (
                i.id,
                i.title[say.language],
                i.owner[say.language],
                months(n),
                f"{i.effort_days.base:,.0f}",
                refer.list(i.depends_on, 3) or "–",
                say.money(i.saving) if i.saving else "–",
                refer.list(i.findings, 3) or "–",
            )
            for n, i in enumerate(items)
        ),
        tuple(i.id for i in items),
    )
    needs = Table(
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
    spoken = "; ".join(
        f"{i.id} {i.title[say.language]}, {stage_of(i.stage, say.language)}, {months(n)}" for n, i in enumerate(items)
    )
    numbers = Table(
        (say("Id"), say("Treatment"), say("Months")),
        "llr",
        (14, 66, 20),
        tuple((refer(i.id), i.title[say.language], months(n)) for n, i in enumerate(items)),
    )
    figure = Figure(
        say("The work, month by month"),
        draw(chart, "roadmap", title, spoken),
        joined([say("Months from the start. Grey: diagnose; dark: treat; light: operate.")]),
        numbers,
    )
    return Plan(title, say.stop.join(lead), figure, work, needs, tuple(t[say.language] for t in roadmap.not_to_do))
