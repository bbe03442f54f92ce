"""What each treatment takes and saves, reckoned: which findings pay, days, cost, saving, and money by year."""

from __future__ import annotations

from dataclasses import dataclass

from assess.report.voice import noted
from assess.report.xlsx.amounts import ENDS, Triple, cents
from assess.report.xlsx.assumptions import WORDS, picked
from assess.report.xlsx.book import Book, column_name
from assess.report.xlsx.economy import Row
from assess.report.xlsx.findings import NET

COUNT, DAYS, COST, SAVING, PLANNED = 2, (12, 13, 14), (15, 16, 17), (18, 19, 20), 21
YEARS = 5
_HEADS = (
    noted("Fixed, {end}"), noted("Each, {end}"), noted("Cap, {end}"), noted("Days, {end}"), noted("Cost, {end}"),
    noted("Saving, {end}"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The value of a row: how many findings pay, days, cost (None without a price) and saving, low to high."""

    findings: int
    days: Triple
    cost: Triple | None
    saving: Triple | None
    planned: bool


def reckon(book: Book, row: Row) -> Reckoned:
    """The row as the formulas give it."""
    economy = book.economy
    links = economy.links_of(row.id)
    paying = [link for link in links if economy.pays(link)]
    n = len(paying)
    days = row.days
    if row.live:
        reach = [f + e * n for f, e in zip(row.fixed, row.each, strict=True)]
        most = row.most or (float("inf"),) * 3
        days = tuple(min(a, b) for a, b in zip(reach, most, strict=True))  # type: ignore[assignment]
        days = days if n or not links else (0.0, 0.0, 0.0)
    price = economy.prices.get("person_day")
    cost = tuple(cents(d * p) for d, p in zip(days, price, strict=True)) if price else None
    saved = [economy.net[link.finding] for link in paying if link.saves and link.finding in economy.net]
    saving = tuple(cents(sum(s[k] for s in saved)) for k in range(3)) if saved else None
    planned = row.planned or (row.id.endswith(" –") and n > 0)
    return Reckoned(n, days, cost, saving, planned)  # type: ignore[arg-type]


def links(book: Book) -> None:
    """Which finding is answered by what, and whether its own treatment pays within the horizon."""
    say, sheet, economy = book.say, book.sheets["links"], book.economy
    sheet.title(
        say("A merger is done where it saves within {n} years more than its own work costs", n=economy.horizon),
        say("1 is yes, 0 is no. “Saving booked” is where a finding answered twice is counted. “Must pay” holds for "
            "mergers only; what compliance or ownership asks for is done whatever it saves."),
        7,
    )  # fmt: skip
    if not economy.links:
        return sheet.reason(say("No finding asks for a treatment."))
    sheet.heads(
        [say("Finding"), say("Treatment"), say("Saving booked"), say("Must pay"), say("Own effort, days"),
         say("Net, {end}", end=say(WORDS[1])), say("Pays"), say("Title")],
        (2, 3, 4, 5, 6), freeze=2,
    )  # fmt: skip
    first = book.places["links", "first"] = sheet.row
    titles = {f.id: f.title[say.language] for f in book.result.findings}
    for link in economy.links:
        row = sheet.row
        sheet.write(row, 0, link.finding, "id")
        sheet.write(row, 1, link.row, "id")
        for column, number in enumerate((int(link.saves), int(link.tested), link.each), 2):
            sheet.write(row, column, number, "number" if column == 4 else "count")
        place = book.places.get(("finding", link.finding))
        net = economy.net.get(link.finding, (0.0, 0.0, 0.0))[1]
        if place:
            sheet.formula(row, 5, f"=N({book.cell('findings', place, NET[1])})", net, "money")
        else:
            sheet.write(row, 5, net, "money")
        formula = f"=IF($D{row}=0,1,IF(N(person_day_base)=0,1,IF($F{row}*horizon_years>=$E{row}*person_day_base,1,0)))"
        sheet.formula(row, 6, formula, int(economy.pays(link)), "count")
        sheet.write(row, 7, titles.get(link.finding), "muted")
        sheet.row += 1
    book.places["links", "last"] = sheet.row - 1
    sheet.sheet.autofilter(first - 2, 0, sheet.row - 2, 7)
    return None


def reckoning(book: Book) -> None:
    """One row an item: effort rule, days, cost, saving; the totals and the payback."""
    say, sheet, economy = book.say, book.sheets["reckoning"], book.economy
    sheet.title(
        say("Cost is person-days × the price of a day; saving is the net of the findings that pay"),
        say("Effort = fixed + each × findings, at most the cap. A treatment marked – is left out because nothing in it "
            "pays; once something does, it joins the totals."),
        12,
    )  # fmt: skip
    if not economy.rows:
        return sheet.reason(say("There is no roadmap, because nothing was found that asks for a treatment."))
    heads = [say("Id"), say("Treatment"), say("Findings")]
    for name in _HEADS:
        heads += [say(name, end=say(word)) for word in WORDS]
    sheet.heads([*heads, say("In the plan")], tuple(range(2, 22)), freeze=2)
    first = book.places["reckoning", "first"] = sheet.row
    for row in economy.rows:
        _row(book, row)
    last = book.places["reckoning", "last"] = sheet.row - 1
    found = [reckon(book, row) for row in economy.rows]
    sheet.write(sheet.row, 1, say("Together, each table counted once"), "total")
    total = book.places["reckoning", "total"] = sheet.row
    for n in range(3):
        for columns, values in (
            (DAYS, [r.days[n] for r in found if r.planned]),
            (COST, [r.cost[n] for r in found if r.planned and r.cost]),
            (SAVING, [r.saving[n] for r in found if r.planned and r.saving]),
        ):
            letter, plan = column_name(columns[n]), column_name(PLANNED)
            formula = f"=ROUND(SUMPRODUCT({letter}{first}:{letter}{last},{plan}{first}:{plan}{last}),2)"
            sheet.formula(total, columns[n], formula, cents(sum(values)), "total_money")
    sheet.row += 2
    _payback(book, total, found)
    return None


def _row(book: Book, row: Row) -> None:
    sheet, found, at = book.sheets["reckoning"], reckon(book, row), book.sheets["reckoning"].row
    book.places["row", row.id] = at
    sheet.write(at, 0, row.id if row.item else "–", "id")
    sheet.write(at, 1, row.title[book.say.language], "text")
    links_ = book.economy.links_of(row.id)
    key = f'"{row.id}"'
    if links_:
        span = (book.places["links", "first"], book.places["links", "last"])
        where = f"{book.area('links', 1, *span)},{key},{book.area('links', 6, *span)},1"
        sheet.formula(at, COUNT, f"=COUNTIFS({where})", found.findings, "count")
    else:
        where = ""
        sheet.write(at, COUNT, 0, "count")
    for n in range(3):
        sheet.write(at, 3 + n, row.fixed[n], "number")
        sheet.write(at, 6 + n, row.each[n], "number")
        sheet.write(at, 9 + n, row.most[n] if row.most else None, "number")
        if row.live:
            fixed, each, most = (f"{column_name(c + n)}{at}" for c in (3, 6, 9))
            reach = f"{fixed}+{each}*$C{at}"
            inner = f"IF(ISNUMBER({most}),MIN({reach},{most}),{reach})"
            formula = f"=IF($C{at}=0,0,{inner})" if links_ else f"={inner}"
            sheet.formula(at, DAYS[n], formula, found.days[n], "number")
        else:
            sheet.write(at, DAYS[n], row.days[n], "number")
        day, end = f"{column_name(DAYS[n])}{at}", ENDS[n]
        sheet.formula(at, COST[n], f"=ROUND({day}*N(person_day_{end}),2)", found.cost[n] if found.cost else 0, "money")
        if where and any(link.saves and ("finding", link.finding) in book.places for link in links_):
            terms = _saving(book, row.id, n)
            sheet.formula(at, SAVING[n], terms, found.saving[n] if found.saving else 0.0, "money")
        else:
            sheet.write(at, SAVING[n], found.saving[n] if found.saving else 0, "money")
    if row.id.endswith(" –"):
        sheet.formula(at, PLANNED, f"=IF($C{at}>0,1,0)", int(found.planned), "count")
    else:
        sheet.write(at, PLANNED, int(row.planned), "count")
    sheet.row += 1


def _saving(book: Book, row: str, end: int) -> str:
    """Net of the findings booked on a row, where they pay."""
    first, last = book.places["links", "first"], book.places["links", "last"]
    column = 8 + end  # the nets beside the links, written by `nets`
    where = f'{book.area("links", 1, first, last)},"{row}",{book.area("links", 2, first, last)},1'
    return f"=ROUND(SUMIFS({book.area('links', column, first, last)},{where},{book.area('links', 6, first, last)},1),2)"


def nets(book: Book) -> None:
    """Beside each link the net of its finding, low to high, for the sums of the reckoning."""
    sheet, economy = book.sheets["links"], book.economy
    if not economy.links:
        return
    first = book.places["links", "first"]
    for n, word in enumerate(WORDS):
        sheet.write(first - 1, 8 + n, book.say("Net, {end}", end=book.say(word)), "head_right")
        for at, link in enumerate(economy.links, first):
            place = book.places.get(("finding", link.finding))
            value = economy.net.get(link.finding, (0.0, 0.0, 0.0))[n]
            if place:
                sheet.formula(at, 8 + n, f"=N({book.cell('findings', place, NET[n])})", value, "money")
            else:
                sheet.write(at, 8 + n, value, "money")


def _payback(book: Book, total: int, found: list[Reckoned]) -> None:
    """Payback in months: cost / saving x 12, low from the lowest cost and the highest saving."""
    say, sheet = book.say, book.sheets["reckoning"]
    sheet.write(sheet.row, 1, say("Payback, months = cost ÷ saving × 12"), "text")
    for n in range(3):
        cost, saving = f"{column_name(COST[n])}{total}", f"{column_name(SAVING[2 - n])}{total}"
        costs = sum(r.cost[n] for r in found if r.planned and r.cost)
        savings = sum(r.saving[2 - n] for r in found if r.planned and r.saving)
        value = cents(costs / savings * 12, 1) if costs and savings else "–"
        formula = f'=IF(OR({cost}<=0,{saving}<=0),"–",ROUND({cost}/{saving}*12,1))'
        sheet.formula(sheet.row, COST[n], formula, value, "number")
    book.places["reckoning", "payback"] = sheet.row
    sheet.row += 1


def chosen(book: Book, row: int, columns: Triple | tuple[int, int, int], cost: bool = False) -> str:
    """Formula: a reckoning row's amount in the scenario chosen."""
    low, high = book.cell("reckoning", row, int(columns[0])), book.cell("reckoning", row, int(columns[2])).split("!")[1]
    return picked(low, high, cost)
