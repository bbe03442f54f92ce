"""Slides of money and time: savings, effort against value, the plan, who answers, what would turn it."""

from __future__ import annotations

from assess.model.result import MoneyPart, Result
from assess.report.charts_plan import END, place
from assess.report.plan import effort_and_value, head_of, saving_steps, stage_of
from assess.report.pptx.canvas import Deck
from assess.report.pptx.story import notes
from assess.report.pptx.texts import shortened
from assess.report.voice import Scale, Voice


def waterfall(deck: Deck, result: Result, say: Voice) -> None:
    """What is overspent a year, what each treatment takes off, and the cost beside it."""
    saving, steps = result.roadmap.saving, saving_steps(result, say.language)
    if saving is None or not steps:
        text = (
            say("No saving is stated: nothing that was found has both a volume and a price.")
            if result.engagement.priced
            else say("No saving is stated, because engagement.yaml gives no prices.")
        )
        canvas = deck.slide(say("Savings: 0 can be stated yet"), notes(say, []))
        canvas.text(deck.room, [(text, 18, "ink")])
        return
    between = "" if say.language == "zh" else " "
    first = between.join(part for part in steps[0].label.split("\n") if part not in steps[0].items)
    title = say("{money} a year can be saved; {share} of it by one treatment: {name}", money=say.money(saving),
                share=say.percent(steps[0].saving.base / saving.base if saving.base else 0), name=first)  # fmt: skip
    by = {i.id: i for i in result.roadmap.items}
    canvas = deck.slide(title, notes(say, [x for s in steps for i in s.items for x in (i, *by[i].findings)]))
    scale = Scale.of(saving.base, saving.currency, say.language)
    names, tones = [say("Overspent\na year")], ["total"]
    bases, tops, labels = [0.0], [saving.base], [scale.show(saving.base)]
    left_over = saving.base
    for step in steps:
        left_over -= step.saving.base
        names.append(step.label)
        bases.append(max(0.0, left_over))
        tops.append(step.saving.base)
        labels.append(scale.show(-step.saving.base))
        tones.append("saving")
    if result.roadmap.cost:
        cost = result.roadmap.cost.base
        names.append(say("Cost,\nonce only"))
        bases.append(0.0)
        tops.append(cost)
        labels.append("+" + scale.show(cost))
        tones.append("cost")
    left, top, width, height = deck.room
    told = ", ".join(f"{n} {v}" for n, v in zip(names, labels, strict=True)).replace("\n", " ")
    shown = [name.replace(f"\n{i}", f" {i}") if (i := name.rsplit("\n", 1)[-1])[:2] == "T-" else name for name in names]
    shown = [name.replace("\n", between) for name in shown]
    canvas.waterfall((left, top, width, height - 420000), shown, bases, tops, labels, tones, f"{title}. {told}")
    source = say("Unit: {unit}. Range of the saving: {range}. Each table is counted once.", unit=scale.unit,
                 range=say.money_range(saving))  # fmt: skip
    canvas.text((left, top + height - 380000, width, 360000), [(source, 11, "muted")])


def matrix(deck: Deck, result: Result, say: Voice) -> None:
    """Effort against saving: further up and left comes earlier."""
    points = effort_and_value(result)
    if not points:
        items = sorted(result.roadmap.items, key=lambda i: (i.start_month, i.id))[:10]
        title = say.many("{n} treatment has no price yet; it comes by prerequisite",
                         "{n} treatments have no price yet; they come by prerequisite",
                         len(result.roadmap.items))  # fmt: skip
        canvas = deck.slide(title, notes(say, [i.id for i in items]))
        if not items:
            canvas.text(deck.room, [(say("There is no roadmap, because nothing was found that asks for a treatment."),
                                     18, "ink")])  # fmt: skip
            return
        rows = [(i.id, i.title[say.language], f"{i.effort_days.base:,.0f}") for i in items]
        canvas.table(deck.room, (say("Id"), say("Treatment"), say("Effort, person-days")), rows, (10, 70, 20), title,
                     right=(2,))  # fmt: skip
        return
    quick = min(points, key=lambda p: (-p.saving / max(p.days, 1), p.id))
    title = say("{id} saves most for each day of work: {money} a year for {days} days", id=quick.id,
                money=say.money(MoneyPart(currency=quick.currency, low=0, base=quick.saving, high=quick.saving)),
                days=round(quick.days))  # fmt: skip
    canvas = deck.slide(title, notes(say, [p.id for p in points]))
    scale = Scale.of(max(p.saving for p in points), points[0].currency, say.language)
    left, top, width, height = deck.room
    axes = (say("Effort, person-days"), say("Saving a year, {unit}", unit=scale.unit))
    chart = int(width * 0.62)
    told = "; ".join(f"{p.id} {p.days:,.0f}, {scale.show(p.saving)}" for p in points)
    canvas.dots((left, top, chart, height), [(p.id, p.days, round(p.saving / scale.step, 3), p.lead) for p in points],
                axes, f"{title}. {told}")  # fmt: skip
    by = {i.id: i for i in result.roadmap.items}
    shown = sorted(points, key=lambda p: (-p.saving, p.id))[:7]
    listed = [
        (f"{p.id}  {shortened(head_of(by[p.id].title[say.language]), width * 0.34 / 12700, 13, 2)}", 13, "ink")
        for p in shown
    ]
    listed.append((say("The dark one is the first case. The higher and the further left, the earlier."), 11, "muted"))
    canvas.text((left + chart + 250000, top + 150000, width - chart - 250000, height - 150000), listed)


def roadmap(deck: Deck, result: Result, say: Voice) -> None:
    """The items over sixty months, as shapes that can be moved."""
    items = result.roadmap.items
    done = [i for i in items if i.end_month <= 12]
    if not items:
        canvas = deck.slide(say("Roadmap: 0 treatments are planned"), notes(say, []))
        canvas.text(deck.room, [(say("There is no roadmap, because nothing was found that asks for a treatment."), 18,
                                 "ink")])  # fmt: skip
        return
    title = say("{n} of {all} treatments are done in the first year; the rest follows in order", n=len(done),
                all=len(items))  # fmt: skip
    canvas = deck.slide(title, notes(say, [i.id for i in items]))
    left, top, width, height = deck.room
    names, bottom = int(width * 0.42), 300000
    months = width - names
    rows = min(len(items), 24)
    pitch = (height - 330000 - bottom) / rows
    for year in range(5):
        x = left + names + months * place(12 * year) / END
        wide = months * (place(12 * year + 12) - place(12 * year)) / END
        if year % 2 == 0:
            canvas.bar((x, top + 300000, wide, height - 300000 - bottom), "quiet", say("Year {n}", n=year + 1))
        canvas.text((x + 30000, top, wide, 280000), [(say("Year {n}", n=year + 1), 11, "muted")])
    size = 10 if rows > 16 else 12
    for n, item in enumerate(items[:rows]):
        y = top + 320000 + n * pitch
        mark = "★ " if item.id == result.roadmap.first_case else ""
        text = shortened(f"{item.id} {mark}{head_of(item.title[say.language])}", names / 12700 - 6, size, 1)
        canvas.text((left, y, names - 60000, pitch), [(text, size, "ink")])
        x = left + names + months * place(item.start_month - 1) / END
        wide = months * (place(item.end_month) - place(item.start_month - 1)) / END
        canvas.bar((x, y + pitch * 0.15, wide, pitch * 0.6), item.stage,
                   f"{item.id} {stage_of(item.stage, say.language)} {item.start_month}–{item.end_month}")  # fmt: skip
    legend = say("Grey: diagnose; dark: treat; light: operate. ★ the first case. The first year is drawn wider.")
    if len(items) > rows:
        legend += say.stop + say("{n} more are in the report.", n=len(items) - rows)
    canvas.text((left, top + height - bottom + 40000, width, 250000), [(legend, 10, "muted")])


def raci(deck: Deck, result: Result, say: Voice) -> None:
    """One who answers for each treatment."""
    items = result.roadmap.items
    if not items:
        return
    owners = len({i.raci.accountable.role.en if i.raci else i.owner.en for i in items})
    title = say("{owners} roles answer for {n} treatments, one for each", owners=owners, n=len(items))
    canvas = deck.slide(title, notes(say, [i.id for i in items]))
    left, top, width, height = deck.room
    rows: list[tuple[str, ...]] = []
    language = say.language
    for item in items[: int((height - 330000) / (10.5 * 2.6 * 12700)) - 1]:
        part = item.raci
        name = shortened(head_of(item.title[language]), width * 0.36 / 12700, 10.5, 1)
        if part is None:
            rows.append((item.id, name, item.owner[language], "–", "–", "–"))
            continue
        one = part.accountable
        who = say("{role} ({person})", role=one.role[language], person=one.person) if one.person else one.role[language]
        others = [say.listing([p.role[language] for p in group], 2) or "–"
                  for group in (part.responsible, part.consulted, part.informed)]  # fmt: skip
        rows.append((item.id, name, who, *(shortened(o, width * 0.15 / 12700, 10.5, 1) for o in others)))
    heads = (say("Id"), say("Treatment"), say("Answers for it (A)"), say("Does it (R)"), say("Is asked (C)"),
             say("Is told (I)"))  # fmt: skip
    canvas.table((left, top, width, height - 330000), heads, rows, (6, 36, 16, 15, 15, 12), title, size=10.5)
    if len(items) > len(rows):
        text = say("{n} more are in the report.", n=len(items) - len(rows))
        canvas.text((left, top + height - 260000, width, 250000), [(text, 10, "muted")])


def sensitivity(deck: Deck, result: Result, say: Voice) -> None:
    """What would turn the decision, and what not to do."""
    told = result.roadmap.sensitivity
    flips = [s for s in told if s.flips]
    left, top, width, height = deck.room
    left_out = [t[say.language] for t in result.roadmap.not_to_do]
    if told:
        title = (
            say.many("{n} assumption can turn the decision within its range",
                     "{n} assumptions can turn the decision within their range", len(flips))
            if flips
            else say("None of {n} assumptions turns the decision within its range", n=len(told))
        )  # fmt: skip
        canvas = deck.slide(title, notes(say, [s.id for s in told]))
        shown = sorted(told, key=lambda s: (not s.flips, -abs(s.net_at_high - s.net_at_low), s.id))[:7]
        rows = [(s.name[say.language], _shown(s.net_at_low, result, say), _shown(s.net_at_high, result, say),
                 shortened(s.says[say.language], width * 0.44 / 12700, 11, 2)) for s in shown]  # fmt: skip
        heads = (say("Assumption"), say("Net at its low"), say("Net at its high"), say("What it means"))
        canvas.table((left, top, width, int(height * 0.66)), heads, rows, (20, 16, 16, 48), title, right=(1, 2))
        space = top + int(height * 0.7)
    else:
        saving = result.roadmap.saving
        title = (
            say("The saving lies between {low} and {high} a year; prices decide where",
                low=_shown(saving.low, result, say), high=_shown(saving.high, result, say))
            if saving
            else say.many("{n} thing not to do", "{n} things not to do", len(left_out))
        )  # fmt: skip
        canvas = deck.slide(title, notes(say, []))
        space = top
        if saving is None and not left_out:
            canvas.text(deck.room, [(say("No risk can be priced before savings are."), 18, "ink")])
    if left_out:
        room = top + height - space
        most = 3 if told else 6
        texts = [(shortened(t, width / 12700, 13, 2), 13, "ink") for t in left_out[:most]]
        canvas.text((left, space, width, room), [(say("What not to do"), 13, "bold"), *texts])


def _shown(value: float, result: Result, say: Voice) -> str:
    return say.money(MoneyPart(currency=result.engagement.currency, low=value, base=value, high=value))
