"""The first sheet: the answer, its live figures, what to decide; and the sheet of savings with native charts."""

from __future__ import annotations

from assess.report.answer import answer_of
from assess.report.plan import short_name
from assess.report.tokens import ACCENT, INK
from assess.report.xlsx.amounts import ENDS, cents
from assess.report.xlsx.assumptions import WORDS
from assess.report.xlsx.book import Book
from assess.report.xlsx.plan import framed, planned
from assess.report.xlsx.work import COST, SAVING, chosen, reckon


def answer(book: Book) -> None:
    """What to do, in words of the day of the run, and the same money as live cells."""
    say, sheet, result = book.say, book.sheets["answer"], book.result
    told = answer_of(result, say)
    sheet.title(told.title, told.lead, 4)
    sheet.sheet.set_row(1, 48)
    if "total" in {key for name, key in book.places if name == "reckoning"} and book.economy.prices:
        _money(book)
    for argument in told.arguments:
        sheet.write(sheet.row, 0, argument.big, "big")
        sheet.sheet.merge_range(
            sheet.row - 1, 1, sheet.row - 1, 4,
            say.stop.join(t for t in (argument.text, argument.detail) if t), book.formats["text"],
        )  # fmt: skip
        sheet.write(sheet.row, 5, " ".join(argument.ids), "id")
        sheet.sheet.set_row(sheet.row - 1, 34)
        sheet.row += 1
    sheet.row += 1
    if told.decisions or told.steps:
        sheet.part(told.asked if told.decisions else say("What to provide next"))
        for n, text in enumerate(told.decisions or told.steps, 1):
            sheet.write(sheet.row, 0, n, "count")
            sheet.sheet.merge_range(sheet.row - 1, 1, sheet.row - 1, 5, text, book.formats["text"])
            sheet.sheet.set_row(sheet.row - 1, 30)
            sheet.row += 1
        sheet.row += 1
    sheet.write(sheet.row, 0, say("Health"), "text")
    sheet.write(sheet.row, 1, float(told.health) if told.health else say("not known"), "count")
    sheet.sheet.merge_range(
        sheet.row - 1, 2, sheet.row - 1, 5,
        say("of 100; {share} of the checks had evidence", share=told.coverage), book.formats["muted"],
    )  # fmt: skip
    sheet.row += 2
    sheet.part(say("Sheets"))
    for key in book.sheets:
        if key != "answer":
            name = book.sheets[key].name
            sheet.sheet.write_url(
                sheet.row - 1, 0, f"internal:{book.sheets[key].quoted}!A1", book.formats["id"], string=name
            )
            sheet.row += 1


def _money(book: Book) -> None:
    say, sheet, total = book.say, book.sheets["answer"], book.places["reckoning", "total"]
    found = [r for r in (reckon(book, row) for row in book.economy.rows) if r.planned]
    currency = book.result.engagement.currency
    sheet.heads([currency, *(say(w) for w in WORDS), say("Scenario shown")], (1, 2, 3, 4))
    for name, columns, cost in ((say("Saving a year"), SAVING, False), (say("Cost, once"), COST, True)):
        at = sheet.row
        sheet.write(at, 0, name, "text")
        amounts = [amount for amount in (r.cost if cost else r.saving for r in found) if amount]
        values = [sum(amount[n] for amount in amounts) for n in range(3)]
        for n in range(len(ENDS)):
            sheet.formula(at, 1 + n, f"={book.cell('reckoning', total, columns[n])}", cents(values[n]), "money")
        sheet.formula(at, 4, f"={chosen(book, total, columns, cost)}", cents(values[1]), "total_money")
        sheet.row += 1
    at, row = sheet.row, book.places["reckoning", "payback"]
    sheet.write(at, 0, say("Payback, months"), "text")
    costs = [sum(r.cost[n] for r in found if r.cost) for n in range(3)]
    savings = [sum(r.saving[n] for r in found if r.saving) for n in range(3)]
    for n in range(3):
        value = cents(costs[n] / savings[2 - n] * 12, 1) if costs[n] and savings[2 - n] else "–"
        sheet.formula(at, 1 + n, f"={book.cell('reckoning', row, COST[n])}", value, "number")
    base = cents(costs[1] / savings[1] * 12, 1) if costs[1] and savings[1] else "–"
    formula = f'=IF(OR(E{at - 1}<=0,E{at - 2}<=0),"–",ROUND(E{at - 1}/E{at - 2}*12,1))'
    sheet.formula(at, 4, formula, base, "total_number")
    sheet.row += 2


def savings(book: Book) -> None:
    """What each treatment saves, no table twice, as a waterfall and as effort against saving."""
    say, sheet, result = book.say, book.sheets["savings"], book.result
    rows = [row for row in planned(book) if (reckon(book, row).saving or (0, 0, 0))[2] > 0]
    rows.sort(key=lambda row: (-(reckon(book, row).saving or (0, 0, 0))[1], row.id))
    sheet.title(
        say("{money} a year can be saved, each table counted once", money=say.money(result.roadmap.saving))
        if result.roadmap.saving
        else say("No saving can be stated yet"),
        say("The order is that of the base case. Amounts in {currency} a year, scenario chosen.",
            currency=result.engagement.currency), 6,
    )  # fmt: skip
    if not rows:
        return sheet.reason(
            say("No saving is stated: nothing that was found has both a volume and a price.")
            if result.engagement.priced
            else say("No saving is stated, because engagement.yaml gives no prices.")
        )
    sheet.heads([say("Treatment"), say("Id"), say("Before"), say("Saving"), say("Left"), say("Days"), say("Share")],
                (2, 3, 4, 5, 6), freeze=1)  # fmt: skip
    first, total = sheet.row, book.places["roadmap", "total"]
    whole = cents(sum((reckon(book, row).saving or (0, 0, 0))[1] for row in rows))
    order = [row.id for row in planned(book)]
    left = whole
    for row in rows:
        at, line, found = sheet.row, book.places["roadmap", "first"] + order.index(row.id), reckon(book, row)
        assert row.item is not None and found.saving is not None
        sheet.write(at, 0, short_name(row.item, result, say).replace("\n", "" if say.language == "zh" else " "), "text")
        sheet.write(at, 1, row.id, "id")
        before = book.cell("roadmap", total, 9) if at == first else f"E{at - 1}"
        sheet.formula(at, 2, f"={before}", left, "money")
        sheet.formula(at, 3, f"={book.cell('roadmap', line, 9)}", found.saving[1], "money")
        left = max(0.0, cents(left - found.saving[1]))
        sheet.formula(at, 4, f"=MAX(0,ROUND(C{at}-D{at},2))", left, "money")
        sheet.formula(at, 5, f"={book.cell('roadmap', line, 7)}", found.days[1], "number")
        sheet.formula(at, 6, f"=IF({book.cell('roadmap', total, 9)}=0,0,D{at}/{book.cell('roadmap', total, 9)})",
                      found.saving[1] / whole if whole else 0, "share")  # fmt: skip
        sheet.row += 1
    last = sheet.row - 1
    sheet.row += 2
    fall = book.book.add_chart({"type": "bar", "subtype": "stacked"})
    names = [sheet.name, first - 1, 0, last - 1, 0]
    fall.add_series({"name": say("Left"), "categories": names, "values": [sheet.name, first - 1, 4, last - 1, 4],
                     "fill": {"none": True}, "border": {"none": True}, "gap": 60})  # fmt: skip
    fall.add_series({"name": say("Saving"), "categories": names, "values": [sheet.name, first - 1, 3, last - 1, 3],
                     "fill": {"color": ACCENT},
                     "data_labels": {"value": True, "num_format": "#,##0",
                                     "font": {"color": INK, "size": 9}}})  # fmt: skip
    framed(fall, say("Saving a year by treatment"), legend=False)
    fall.set_y_axis({"reverse": True, "num_font": {"name": "Microsoft YaHei", "size": 9}, "line": {"none": True}})
    fall.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    sheet.sheet.insert_chart(
        sheet.row - 1, 0, fall, {"object_position": 2, "description": say("Saving a year by treatment")}
    )
    dots = book.book.add_chart({"type": "scatter"})
    dots.add_series({
        "name": say("Saving"), "categories": [sheet.name, first - 1, 5, last - 1, 5],
        "values": [sheet.name, first - 1, 3, last - 1, 3],
        "marker": {"type": "circle", "size": 9, "fill": {"color": ACCENT}, "border": {"none": True}},
        "data_labels": {"custom": [{"value": row.id} for row in rows], "value": True, "position": "above",
                        "font": {"size": 9}},
    })  # fmt: skip
    framed(dots, say("Effort and yearly saving by treatment"), legend=False)
    dots.set_x_axis({"name": say("Effort, person-days"), "min": 0, "major_gridlines": {"visible": False},
                     "num_format": "#,##0"})  # fmt: skip
    dots.set_y_axis(
        {"name": say("Saving a year"), "min": 0, "major_gridlines": {"visible": False}, "num_format": "#,##0"}
    )
    sheet.sheet.insert_chart(
        sheet.row - 1, 3, dots,
        {"object_position": 2, "x_offset": 60, "description": say("Effort and yearly saving by treatment")},
    )  # fmt: skip
    return None
