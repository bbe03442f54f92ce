"""The roadmap's pages on money: cost and saving by year, and which assumption would turn the decision."""

from __future__ import annotations

from assess.model.parts import MoneyPart
from assess.model.result import Result
from assess.model.roadmap import CashPart, SensitivityPart
from assess.report import charts_plan
from assess.report.parts import Cell, Figure, Spread, Table, joined, spoken
from assess.report.svg import draw
from assess.report.voice import Scale, Voice


def cash_of(result: Result, say: Voice) -> Spread | None:
    """Net of each year and since the start; None where nothing is priced."""
    years = [c for c in result.roadmap.cash if c.net and c.cumulative]
    chart = charts_plan.money_by_year(result, say.language)
    if not years or chart is None:
        return None
    nets: list[MoneyPart] = [c.cumulative for c in years if c.cumulative]
    scale = Scale.of(max(max(abs(m.low), abs(m.high)) for m in nets), nets[0].currency, say.language)
    month = result.roadmap.payback_month
    last = nets[-1]
    if month and month.base:
        title = say(
            "Paid back in month {month}; {money} ahead after five years", month=month.base, money=say.money(last)
        )
    else:
        title = say("Not paid back within five years: {money} short", money=say.money(_flipped(last)))
    rows = tuple(
        (
            say("Year {n}", n=c.year),
            *(scale.show(part.base) if part else "–" for part in (c.cost, c.saving, c.net, c.cumulative)),
            _low_high(c, scale),
        )
        for c in years
    )
    heads = (
        say("Year"), say("Cost"), say("Saving"), say("Net"), say("Since the start"), say("low to high"),
    )  # fmt: skip
    table = Table(heads, "lrrrrr", (14, 16, 16, 16, 18, 20), rows)
    figure = Figure(
        say("Net by year, and since the start"),
        draw(chart, "cash", title, spoken(table)),
        joined([say("{unit}; bars: net of each year; line: since the start, low to high.", unit=scale.unit)]),
        table,
    )
    lead = say("A saving counts from the month after its treatment ends; the cost is spread over the months of work.")
    return Spread(title, lead, figure, table, say("Cost and saving by year, {unit}", unit=scale.unit), "")


def _low_high(part: CashPart, scale: Scale) -> str:
    told = part.cumulative
    return f"{scale.show(told.low)} – {scale.show(told.high)}" if told else "–"


def _flipped(money: MoneyPart) -> MoneyPart:
    return MoneyPart(currency=money.currency, low=-money.high, base=-money.base, high=-money.low)


def risks_of(result: Result, say: Voice) -> Spread | None:
    """What each assumption alone does to the net; None where none was moved."""
    moved = sorted(result.roadmap.sensitivity, key=lambda s: (-abs(s.net_at_high - s.net_at_low), s.id))
    chart = charts_plan.tornado(result, say.language)
    if not moved or chart is None:
        return None
    turning = [s for s in moved if s.flips_at is not None]
    money = [s for s in turning if s.flips == "net"]
    if money:
        title = say.many(
            "{n} of {all} assumptions would turn the decision: {names}",
            "{n} of {all} assumptions would turn the decision: {names}",
            len(money),
            all=len(moved),
            names=say.listing([s.name[say.language] for s in money], 2),
        )
    elif turning:
        title = say.many(
            "The money holds under each of {all} assumptions; {n} would change the first case",
            "The money holds under each of {all} assumptions; {n} would change the first case",
            len(turning),
            all=len(moved),
        )
    else:
        title = say("None of {n} assumptions turns the decision within its range", n=len(moved))
    table = Table(
        (say("Id"), say("Assumption"), say("Range"), say("Net at its ends"), say("What would turn it")),
        "llrrl",
        (8, 23, 17, 20, 32),
        tuple(_moved(s, result, say) for s in moved),
        tuple(s.id for s in moved),
    )
    figure = Figure(
        say("Net over five years when one assumption moves"),
        draw(chart, "risks", title, spoken(table)),
        joined([say("Each assumption alone from its low to its high, the plan made again; the line is the base.")]),
        table,
    )
    given = sum(s.given for s in moved)
    lead = say(
        "{given} of {all} ranges come from the client, the others are ours and marked.", given=given, all=len(moved)
    )
    return Spread(title, lead, figure, table, say("Assumption by assumption"), "")


def _moved(one: SensitivityPart, result: Result, say: Voice) -> tuple[Cell, ...]:
    currency = result.engagement.currency

    def money(value: float) -> str:
        return say.money(MoneyPart(currency=currency, low=value, base=value, high=value))

    name = one.name[say.language] if one.given else say("{name} (assumed)", name=one.name[say.language])
    between = f"{one.low:g}–{one.high:g} {one.unit[say.language]}".strip()
    return one.id, name, between, f"{money(one.net_at_low)} – {money(one.net_at_high)}", one.says[say.language]
