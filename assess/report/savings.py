"""The pages on money: what each treatment saves, and what comes first."""

from __future__ import annotations

from assess.model.result import MoneyPart, Result
from assess.report import charts
from assess.report.families import claims
from assess.report.parts import Cell, Figure, References, Spread, Table, joined, spoken
from assess.report.plan import effort_and_value, saving_steps, treated_by
from assess.report.ranking import heaviest, severity
from assess.report.svg import draw
from assess.report.voice import Scale, Voice

TOP = 10


def savings_of(result: Result, refer: References, say: Voice) -> Spread | None:
    """What each treatment saves, low to high; None where nothing is priced."""
    saving, steps = result.roadmap.saving, saving_steps(result, say.language)
    chart = charts.family_savings(result, say.language)
    if saving is None or chart is None:
        return None
    share = steps[0].saving.base / saving.base if saving.base else 0.0
    name = steps[0].label.split("\n" + steps[0].items[0])[0].replace("\n", "" if say.language == "zh" else " ")
    title = say(
        "{money} a year can be saved; {share} of it by one treatment: {name}",
        money=say.money(saving),
        share=say.percent(share),
        name=_lower(name, say),
    )
    scale = Scale.of(saving.high, saving.currency, say.language)
    by_item = {item.id: item for item in result.roadmap.items}
    rows: list[tuple[Cell, ...]] = [
        (
            joined([refer(i) for i in step.items]),
            say.listing([by_item[i].title[say.language] for i in step.items], 1),
            *_ranged(step.saving, scale),
            refer.list([f for i in step.items for f in by_item[i].findings], 4),
        )
        for step in steps
    ]
    rows.append(("", say("Together, each table counted once"), *_ranged(saving, scale), ""))
    heads = (say("Id"), say("Treatment"), say("low"), say("base"), say("high"), say("Findings"))
    table = Table(heads, "llrrrl", (12, 39, 10, 10, 10, 19), tuple(rows))
    figure = Figure(
        say("Saving a year by treatment"),
        draw(chart, "savings", title, spoken(table)),
        joined([say("{unit} a year; bar to the base, line from low to high.", unit=scale.unit)]),
        table,
    )
    lead = say("Low and high come from the prices given, not from chance: {range}.", range=say.money_range(saving))
    return Spread(
        title,
        lead,
        figure,
        table,
        say("Savings by treatment, {unit} a year", unit=scale.unit),
        result.roadmap.formula[say.language],
    )


def _lower(name: str, say: Voice) -> str:
    return name[:1].lower() + name[1:] if say.language == "en" else name


def _ranged(money: MoneyPart, scale: Scale) -> tuple[str, str, str]:
    return scale.show(money.low), scale.show(money.base), scale.show(money.high)


def priorities_of(result: Result, refer: References, say: Voice) -> Spread | None:
    """Effort against saving, and the ten heaviest findings; None where nothing was found."""
    found = heaviest(claims(result.findings))[:TOP]
    if not found:
        return None
    by = treated_by(result)
    points = effort_and_value(result)
    quick = sorted(points, key=lambda p: (-p.saving / max(p.days, 1), p.id))[:1]
    if quick:
        title = say(
            "{id} saves most for each day of work: {money} a year for {days} days",
            id=quick[0].id,
            money=say.money(MoneyPart(currency=quick[0].currency, low=0, base=quick[0].saving, high=quick[0].saving)),
            days=round(quick[0].days),
        )
    else:
        high = sum(f.severity == "high" for f in found)
        title = (
            say("The {n} heaviest findings", n=len(found))
            if not high
            else say.many(
                "{n} finding is of high weight; it comes first",
                "{n} findings are of high weight; they come first",
                high,
            )
        )
    rows = tuple(
        (
            refer(f.id),
            f.title[say.language],
            severity(f, say),
            say.money(f.saving) if f.saving else "–",
            refer.list(by.get(f.id, ()), 3),
        )
        for f in found
    )
    heads = (say("Id"), say("Finding"), say("Weight"), say("A year"), say("Treated by"))
    table = Table(heads, "lllrl", (10, 52, 9, 15, 14), rows)
    chart = charts.findings_matrix(result, say.language)
    figure = None
    if chart is not None:
        numbers = Table(
            (say("Id"), say("Effort, person-days"), say("A year")),
            "lrr",
            (30, 35, 35),
            tuple(
                (
                    refer(p.id),
                    say.count(p.days),
                    say.money(MoneyPart(currency=p.currency, low=0, base=p.saving, high=p.saving)),
                )
                for p in points
            ),
        )
        source = joined(
            [
                say(
                    "Roadmap items with a saving; the dark one is the first case. The higher and the further "
                    "left, the earlier."
                )
            ]
        )
        figure = Figure(
            say("Effort and yearly saving by treatment"),
            draw(chart, "matrix", title, spoken(numbers)),
            source,
            numbers,
        )
    return Spread(title, "", figure, table, say("The {n} heaviest findings", n=len(found)), "")
