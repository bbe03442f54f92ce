"""The roadmap in the scenario chosen, its money by year, its months as a picture, and who answers for what."""

from __future__ import annotations

from typing import Any

from assess.model.result import RoadmapItemPart
from assess.model.roadmap import PartyPart
from assess.report.plan import stage_of
from assess.report.tokens import ACCENT, INK, MUTED, WATCH
from assess.report.xlsx.amounts import cents
from assess.report.xlsx.book import Book, column_name
from assess.report.xlsx.economy import Row
from assess.report.xlsx.work import COST, DAYS, SAVING, YEARS, chosen, reckon

START, END = 4, 5  # columns of the roadmap's months
_NONE = "There is no roadmap, because nothing was found that asks for a treatment."


def planned(book: Book) -> list[Row]:
    return [row for row in book.economy.rows if row.item is not None]


def roadmap(book: Book) -> None:
    """Who does what when, for how much, with what result; months are inputs, the picture and the years follow."""
    say, sheet, rows = book.say, book.sheets["roadmap"], planned(book)
    first_year = [row for row in rows if row.item and row.item.end_month <= 12]
    sheet.title(
        say("{n} of {all} treatments are done in the first year; the rest follows in order",
            n=len(first_year), all=len(rows))
        if rows
        else say("No treatment is planned"),
        say("Days, cost and saving are those of the scenario chosen. Months are inputs: move one and the picture and "
            "the years follow; prerequisites and capacity are not checked here."),
        8,
    )  # fmt: skip
    if not rows:
        return sheet.reason(say(_NONE))
    sheet.heads(
        [say("Id"), say("Treatment"), say("Stage"), say("Owner"), say("First month"), say("Last month"), say("After"),
         say("Days"), say("Cost"), say("A year"), say("Payback, months"), say("Findings"), say("Sign of success"),
         say("Why it stands here")],
        (4, 5, 7, 8, 9, 10), freeze=2,
    )  # fmt: skip
    book.places["roadmap", "first"] = sheet.row
    for row in rows:
        assert row.item is not None
        _item(book, row, row.item)
    book.places["roadmap", "last"] = sheet.row - 1
    total, at = book.places["reckoning", "total"], sheet.row
    found = [r for r in (reckon(book, row) for row in book.economy.rows) if r.planned]
    sheet.write(at, 1, say("Together, each table counted once"), "total")
    cost, saving = sum(r.cost[1] for r in found if r.cost), sum(r.saving[1] for r in found if r.saving)
    sheet.formula(at, 7, f"={chosen(book, total, DAYS, True)}", sum(r.days[1] for r in found), "total_money")
    sheet.formula(at, 8, f"={chosen(book, total, COST, True)}", cents(cost), "total_money")
    sheet.formula(at, 9, f"={chosen(book, total, SAVING)}", cents(saving), "total_money")
    months = cents(cost / saving * 12, 1) if cost and saving else "–"
    sheet.formula(at, 10, f'=IF(OR(I{at}<=0,J{at}<=0),"–",ROUND(I{at}/J{at}*12,1))', months, "total_number")
    book.places["roadmap", "total"] = at
    sheet.row += 2
    left = [*book.result.roadmap.not_to_do, *(d.consequence for d in book.result.roadmap.dropped)]
    if left:
        sheet.part(say("What not to do"))
        for text in left:
            sheet.sheet.merge_range(sheet.row - 1, 0, sheet.row - 1, 8, text[say.language], book.formats["lead"])
            sheet.sheet.set_row(sheet.row - 1, 30)
            sheet.row += 1
    return None


def _item(book: Book, row: Row, item: RoadmapItemPart) -> None:
    say, sheet, at, found = book.say, book.sheets["roadmap"], book.sheets["roadmap"].row, reckon(book, row)
    place = book.places["row", row.id]
    language = say.language
    sheet.write(at, 0, item.id, "id")
    sheet.write(at, 1, item.title[language], "text")
    sheet.write(at, 2, stage_of(item.stage, language), "text")
    sheet.write(at, 3, item.owner[language], "text")
    sheet.write(at, START, item.start_month, "input")
    sheet.write(at, END, item.end_month, "input")
    sheet.write(at, 6, " ".join(item.depends_on) or "–", "muted")
    sheet.formula(at, 7, f"={chosen(book, place, DAYS, True)}", found.days[1], "number")
    sheet.formula(at, 8, f"={chosen(book, place, COST, True)}", found.cost[1] if found.cost else 0, "money")
    sheet.formula(at, 9, f"={chosen(book, place, SAVING)}", found.saving[1] if found.saving else 0, "money")
    own = cents(found.cost[1] / found.saving[1] * 12, 1) if found.cost and found.saving and found.saving[1] else "–"
    sheet.formula(at, 10, f'=IF(OR(I{at}<=0,J{at}<=0),"–",ROUND(I{at}/J{at}*12,1))', own, "number")
    sheet.write(at, 11, " ".join(item.findings) or "–", "muted")
    sheet.write(at, 12, item.indicator[language], "muted")
    marks = [
        say("first case") if item.id == book.result.roadmap.first_case else "",
        say("critical path") if item.critical else "",
        say("quick win") if item.quick_win else "",
        say("gate: comes first whatever it saves") if item.gate else "",
    ]
    sheet.write(at, 13, say.comma.join(m for m in marks if m) or None, "muted")
    sheet.row += 1


def cash(book: Book) -> None:
    """Cost and saving by year, their difference and the sum so far, with a native chart."""
    say, sheet, rows = book.say, book.sheets["cash"], planned(book)
    sheet.title(
        say("Money by year: cost while the work is done, saving from the month after it ends"),
        say("Cost falls where the days are planned, evenly once months are moved; the saving starts the month after "
            "the end. Scenario: the one chosen."),
        8,
    )  # fmt: skip
    if not rows or not book.economy.prices:
        return sheet.reason(
            say(_NONE) if not rows else say("No price was given, so there is no money to spread over the years.")
        )
    years = [say("Year {n}", n=n) for n in range(1, YEARS + 1)]
    part = [say("Cost, {year}", year=y) for y in years] + [say("Saving, {year}", year=y) for y in years]
    worked = [say("Share of days, {year}", year=y) for y in years]
    heads = [say("Id"), say("Treatment"), *part, *worked, say("First month"), say("Last month")]
    sheet.heads(heads, tuple(range(2, 19)), freeze=2)
    first = sheet.row
    sums = [0.0] * (2 * YEARS)
    for n, row in enumerate(rows):
        assert row.item is not None
        at, line, found = sheet.row, book.places["roadmap", "first"] + n, reckon(book, row)
        start, end = book.cell("roadmap", line, START), book.cell("roadmap", line, END)
        cost, saving = book.cell("roadmap", line, 8), book.cell("roadmap", line, 9)
        sheet.write(at, 0, row.id, "id")
        sheet.write(at, 1, row.title[say.language], "text")
        a, b = row.item.start_month, row.item.end_month
        shares = _shares(row.item)
        for column, value in enumerate((*shares, a, b), 2 + 2 * YEARS):
            sheet.write(at, column, value, "exact" if column < 2 + 3 * YEARS else "count")
        for year in range(1, YEARS + 1):
            low, high = 12 * (year - 1), 12 * year
            spent = (found.cost[1] if found.cost else 0) * shares[year - 1]
            saved = (found.saving[1] if found.saving else 0) * max(0, high - max(b, low)) / 12
            sums[year - 1] += spent
            sums[YEARS + year - 1] += saved
            months = f"MAX(0,MIN({end},{high})-MAX({start},{low + 1})+1)"
            planned_ = f"{column_name(1 + 2 * YEARS + year)}{at}"
            share = f"IF(AND({start}=R{at},{end}=S{at}),{planned_},{months}/({end}-{start}+1))"
            sheet.formula(at, 1 + year, f"={cost}*{share}", spent, "money")
            sheet.formula(at, 1 + YEARS + year, f"={saving}*MAX(0,{high}-MAX({end},{low}))/12", saved, "money")
        sheet.row += 1
    last = sheet.row - 1
    sheet.row += 1
    _years(book, years, first, last, sums)
    return None


def _shares(item: RoadmapItemPart) -> list[float]:
    """Share of an item's days in each year: as planned, else evenly over its months."""
    total = sum(item.days_by_year)
    if total > 0:
        return [days / total for days in item.days_by_year]
    a, b = item.start_month, item.end_month
    return [max(0, min(b, 12 * y + 12) - max(a, 12 * y + 1) + 1) / (b - a + 1) for y in range(YEARS)]


def _years(book: Book, years: list[str], first: int, last: int, sums: list[float]) -> None:
    say, sheet = book.say, book.sheets["cash"]
    sheet.part(say("By year"))
    sheet.heads(["", say("Year"), say("Cost"), say("Saving"), say("Net"), say("Net so far")], (2, 3, 4, 5))
    top, so_far = sheet.row, 0.0
    for n, name in enumerate(years):
        at = sheet.row
        net = sums[YEARS + n] - sums[n]
        so_far += net
        sheet.write(at, 1, name, "text")
        for column, offset in ((2, 2 + n), (3, 2 + YEARS + n)):
            letter = column_name(offset)
            value = sums[n] if column == 2 else sums[YEARS + n]
            sheet.formula(at, column, f"=SUM({letter}{first}:{letter}{last})", value, "money")
        sheet.formula(at, 4, f"=D{at}-C{at}", net, "money")
        sheet.formula(at, 5, f"=SUM(E${top}:E{at})", so_far, "total_money")
        sheet.row += 1
    book.places["cash", "first"] = top
    chart = book.book.add_chart({"type": "column"})
    for column, colour in ((2, WATCH), (3, ACCENT)):
        chart.add_series({
            "name": [sheet.name, top - 2, column], "categories": [sheet.name, top - 1, 1, sheet.row - 2, 1],
            "values": [sheet.name, top - 1, column, sheet.row - 2, column], "fill": {"color": colour}, "gap": 60,
        })  # fmt: skip
    line = book.book.add_chart({"type": "line"})
    line.add_series({
        "name": [sheet.name, top - 2, 5], "categories": [sheet.name, top - 1, 1, sheet.row - 2, 1],
        "values": [sheet.name, top - 1, 5, sheet.row - 2, 5], "line": {"color": INK, "width": 2},
    })  # fmt: skip
    chart.combine(line)
    framed(chart, say("Cost, saving and net so far by year, {currency}", currency=book.result.engagement.currency))
    sheet.sheet.insert_chart(top - 3, 6, chart, {"object_position": 2, "description": say("Money by year")})


def framed(chart: Any, title: str, legend: bool = True) -> None:
    """Our quiet hand for a native chart."""
    font = {"name": "Microsoft YaHei", "size": 9, "color": MUTED}
    chart.set_title({"name": title, "name_font": {**font, "size": 11, "bold": False, "color": INK}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": font} if legend else {"none": True})
    chart.set_y_axis({
        "num_font": font, "major_gridlines": {"visible": False}, "num_format": "#,##0", "line": {"none": True},
    })  # fmt: skip
    chart.set_x_axis({"num_font": font, "label_position": "low", "line": {"color": MUTED}})
    chart.set_size({"width": 640, "height": 320})


def gantt(book: Book) -> None:
    """Sixty months as cells; the bars follow the months of the roadmap."""
    say, sheet, rows = book.say, book.sheets["gantt"], planned(book)
    sheet.title(
        say("Year 1 tries it on one case, years 2–3 give it shape, years 4–5 make it routine."),
        say("Months from the start. Grey: diagnose; dark: treat; light: operate."), 30,
    )  # fmt: skip
    if not rows:
        return sheet.reason(say(_NONE))
    sheet.sheet.set_column(2, 61, 1.9)
    for year in range(YEARS):
        sheet.sheet.merge_range(
            sheet.row - 1, 2 + 12 * year, sheet.row - 1, 13 + 12 * year, say("Year {n}", n=year + 1),
            book.formats["head"],
        )  # fmt: skip
    sheet.row += 1
    sheet.write(sheet.row, 0, say("Id"), "head")
    sheet.write(sheet.row, 1, say("Treatment"), "head")
    for month in range(1, 61):
        sheet.write(sheet.row, 1 + month, month, "month")
    head = sheet.row
    sheet.sheet.freeze_panes(sheet.row, 2)
    sheet.row += 1
    looks = {"diagnose": "bar_quiet", "treat": "bar", "operate": "bar_soft"}
    for n, row in enumerate(rows):
        assert row.item is not None
        at, line = sheet.row, book.places["roadmap", "first"] + n
        sheet.write(at, 0, row.id, "id")
        sheet.write(at, 1, row.title[say.language], "text")
        start, end = book.cell("roadmap", line, START), book.cell("roadmap", line, END)
        sheet.sheet.conditional_format(
            at - 1, 2, at - 1, 61,
            {"type": "formula", "criteria": f"=AND(C${head}>={start},C${head}<={end})",
             "format": book.formats[looks[row.item.stage]]},
        )  # fmt: skip
        sheet.row += 1
    return None


def raci(book: Book) -> None:
    """Exactly one who answers for each item, who does it, who is asked, who is told."""
    say, sheet, rows = book.say, book.sheets["raci"], planned(book)
    unnamed = sum(row.item.raci.unnamed for row in rows if row.item and row.item.raci)
    sheet.title(
        say.many("One answers for each treatment; {n} role has no name yet",
                 "One answers for each treatment; {n} roles have no name yet", unnamed)
        if unnamed
        else say("One answers for each of {n} treatments", n=len(rows)),
        "", 5,
    )  # fmt: skip
    if not rows:
        return sheet.reason(say(_NONE))
    sheet.heads(
        [say("Id"), say("Treatment"), say("Answers for it (A)"), say("Does it (R)"), say("Is asked (C)"),
         say("Is told (I)")], freeze=2,
    )  # fmt: skip
    for row in rows:
        assert row.item is not None
        part = row.item.raci
        cells = [row.id, row.title[say.language]]
        if part is None:
            cells += [row.item.owner[say.language], "–", "–", "–"]
        else:
            groups = ([part.accountable], part.responsible, part.consulted, part.informed)
            cells += ["\n".join(party(book, p) for p in group) or "–" for group in groups]
        sheet.line(cells, ["id", *["text"] * 5])
    return None


def party(book: Book, one: PartyPart) -> str:
    """A role with its person, or that nobody is named."""
    say = book.say
    role, person = one.role[say.language], one.person
    return say("{role} ({person})", role=role, person=person) if person else role
