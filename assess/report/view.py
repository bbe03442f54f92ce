"""Everything the templates print, computed from a result and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from assess.model.result import Result
from assess.report import charts
from assess.report.answer import Answer, answer_of
from assess.report.appendix import Appendix, appendix_of, places_of
from assess.report.chapters import Chapter, chapters_of
from assess.report.health import deductions_of
from assess.report.levels import maturity_of
from assess.report.lineage.atlas import Atlas
from assess.report.parts import Cell, Figure, References, Spread, Table, joined
from assess.report.plan import saving_steps
from assess.report.reading import Reading, examined, reading_of
from assess.report.roadmap import Plan, plan_of
from assess.report.savings import priorities_of, savings_of
from assess.report.svg import draw
from assess.report.treatments import Treatments, treatment_of
from assess.report.voice import Scale, Voice


@dataclass(frozen=True, slots=True)
class Report:
    """One report in one language."""

    language: str
    say: Voice
    refer: References
    client: str
    fictional: bool
    accent: str
    logo: str
    date: str
    clock: str
    run: str
    version: str
    scope: tuple[tuple[str, str], ...]
    answer: Answer
    figure: Figure | None
    deductions: Spread | None
    reading: Reading
    maturity: Spread | None
    savings: Spread | None
    priorities: Spread | None
    chapters: tuple[Chapter, ...]
    treatments: Treatments
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
        accent=result.engagement.accent,
        logo=_logo(result),
        date=say.date(result.run.clock),
        clock=result.run.clock,
        run=result.run.id,
        version=result.run.versions.get("assess", ""),
        scope=_scope(result, say),
        answer=answer_of(result, say),
        figure=_waterfall(result, refer, say),
        deductions=deductions_of(result, refer, say),
        reading=reading_of(result, refer, say),
        maturity=maturity_of(result, refer, say),
        savings=savings_of(result, refer, say),
        priorities=priorities_of(result, refer, say),
        chapters=chapters_of(result, refer, say, atlas),
        treatments=treatment_of(result, refer, say),
        plan=plan_of(result, refer, say),
        appendix=appendix_of(result, refer, say),
    )


def _logo(result: Result) -> str:
    """The client's logo as an address that holds the picture itself; "" where there is none."""
    logo = result.engagement.logo
    return f"data:{logo.media_type};base64,{logo.base64}" if logo else ""


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
