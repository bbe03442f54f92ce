"""The findings as a table to filter, and the lines of saving behind them, table by table."""

from __future__ import annotations

from assess.model.result import FindingPart
from assess.report.evidence import department, departments
from assess.report.families import claims
from assess.report.plan import treated_by
from assess.report.ranking import SEVERITIES, heaviest
from assess.report.voice import noted
from assess.report.xlsx.amounts import ENDS, cents, line_formula
from assess.report.xlsx.assumptions import WORDS, picked
from assess.report.xlsx.book import Book, column_name

PART_WORDS = {
    "storage": noted("storage"),
    "moved": noted("storage, hot to cold"),
    "refresh": noted("rebuilds"),
    "upkeep": noted("upkeep"),
}
NET, CHOSEN = (9, 10, 11), 12
AMOUNT, COUNTED = (9, 10, 11), 12


def ordered(book: Book) -> list[FindingPart]:
    return heaviest(claims(book.result.findings))


def lines(book: Book) -> None:
    """One row a finding and table; the amounts are formulas of its bytes, its share and the prices."""
    say, sheet, economy = book.say, book.sheets["lines"], book.economy
    tables = len({line.table for line in economy.lines})
    sheet.title(
        say.many("{n} table has a saving; each is counted once",
                 "{n} tables have a saving; each is counted once", tables)
        if tables
        else say("No table has a volume and a finding that could be priced"),
        say("Saving a year = what is priced × the share of the table's rows and columns that can go. 1 under “counted” "
            "means that no earlier finding has claimed the table."),
        10,
    )  # fmt: skip
    heads = [
        say("Finding"), say("Table"), say("Department"), say("Size, bytes"), say("Rows"), say("What is priced"),
        *(say("Share, {end}", end=say(w)) for w in WORDS), *(say("Saving, {end}", end=say(w)) for w in WORDS),
        say("Counted"), say("Note"),
    ]  # fmt: skip
    if not economy.lines:
        return sheet.reason(
            say("A saving needs a finding on a table, the table's size, and a price. Give the sizes in the table "
                "catalogs and the prices in engagement.yaml.")
        )  # fmt: skip
    sheet.heads(heads, (3, 4, 6, 7, 8, 9, 10, 11, 12), freeze=2)
    book.places["lines", "first"] = sheet.row
    for line in economy.lines:
        row = sheet.row
        kinds = say.listing([say(PART_WORDS[part]) for part in line.parts]) if line.parts else "–"
        fields = (line.finding, line.table, department(line.department, book.result, say), line.bytes, line.rows, kinds)
        for column, (value, style) in enumerate(
            zip(fields, ("id", "text", "text", "count", "count", "muted"), strict=True)
        ):
            sheet.write(row, column, value, style)
        for n, end in enumerate(ENDS):
            sheet.write(row, 6 + n, line.share[n], "exact")
            if line.fixed is not None:
                sheet.write(row, AMOUNT[n], line.fixed[n], "money")
            else:
                formula = line_formula(line.parts, f"$D{row}", f"{column_name(6 + n)}{row}", end)
                sheet.formula(row, AMOUNT[n], formula, line.amount[n], "money")
        sheet.write(row, COUNTED, int(line.counted), "count")
        note = "" if line.fixed is None else say("as stated; not reckoned from the prices")
        sheet.write(row, 13, note or (say("claimed by an earlier finding") if not line.counted else None), "muted")
        sheet.row += 1
    book.places["lines", "last"] = sheet.row - 1
    first, last = book.places["lines", "first"], book.places["lines", "last"]
    sheet.sheet.autofilter(first - 2, 0, last - 1, 13)
    return None


def findings(book: Book) -> None:
    """Every finding with its weight, place, saving and what is done about it."""
    say, sheet, economy, result = book.say, book.sheets["findings"], book.economy, book.result
    found = ordered(book)
    sheet.title(
        say.many("{n} finding, the most costly first", "{n} findings, the most costly first", len(found))
        if found
        else say("No finding; {scored} of {asked} checks had evidence",
                 scored=result.health.scored, asked=result.health.asked),
        say("Filter by weight, check or department. “Saving” is what the finding is worth alone; “net” leaves out "
            "tables that an earlier finding has claimed, so that nets can be added up. Amounts in {currency} a year.",
            currency=result.engagement.currency),
        10,
    )  # fmt: skip
    if not found:
        return sheet.reason(say("What was looked at, and what was not, stands on the sheet of coverage."))
    by = treated_by(result)
    heads = [
        say("Id"), say("Finding"), say("Check"), say("Weight"), say("Departments"), say("Subjects"),
        *(say("Saving, {end}", end=say(w)) for w in WORDS), *(say("Net, {end}", end=say(w)) for w in WORDS),
        say("Net, chosen"), say("Treated by"), say("Why it matters"), say("What to do"),
    ]  # fmt: skip
    first = sheet.row + 1
    sheet.sheet.add_table(
        sheet.row - 1, 0, sheet.row - 1 + len(found), len(heads) - 1,
        {"name": "Findings", "style": None, "columns": [{"header": h} for h in heads]},
    )  # fmt: skip
    sheet.heads(heads, (5, 6, 7, 8, 9, 10, 11, 12), freeze=2)
    for f in found:
        row = sheet.row
        texts = (f.id, f.title[say.language], f.name[say.language], say(SEVERITIES[f.severity]) if f.severity else None,
                 departments(f.departments, result, say, 9), len(f.subjects))  # fmt: skip
        for column, (value, style) in enumerate(zip(texts, ("id", *["text"] * 4, "count"), strict=True)):
            sheet.write(row, column, value, style)
        for n in range(3):
            _sum(book, row, 6 + n, n, f, False)
            _sum(book, row, NET[n], n, f, True)
        if f.id in economy.net:
            pick = picked(f"${column_name(NET[0])}{row}", f"${column_name(NET[2])}{row}")
            sheet.formula(row, CHOSEN, f"={pick}", economy.net[f.id][1], "money")
        else:
            sheet.write(row, CHOSEN, None, "money")
        sheet.write(row, 13, " ".join(by.get(f.id, ())) or "–", "id")
        sheet.write(row, 14, f.why[say.language], "muted")
        sheet.write(row, 15, f.remedy[say.language], "muted")
        book.places["finding", f.id] = row
        sheet.row += 1
    last = sheet.row - 1
    book.places["findings", "first"], book.places["findings", "last"] = first, last
    for word, style in (("high", "bad"), ("medium", "watch")):
        sheet.sheet.conditional_format(
            first - 1, 3, last - 1, 3,
            {"type": "cell", "criteria": "==", "value": f'"{say(SEVERITIES[word])}"', "format": book.formats[style]},
        )  # fmt: skip
    sheet.sheet.conditional_format(
        first - 1, NET[1], last - 1, NET[1], {"type": "data_bar", "bar_color": "#9DBCC4", "bar_solid": True}
    )
    return None


def _sum(book: Book, row: int, column: int, end: int, finding: FindingPart, net: bool) -> None:
    """The finding's lines added up, live; an empty cell where it has none."""
    sheet, economy = book.sheets["findings"], book.economy
    lines_ = economy.lines_of(finding.id)
    if not lines_ or (finding.saving is None and not any(any(line.amount) for line in lines_)):
        shown = None if finding.saving is None or not net else economy.net.get(finding.id, (0.0, 0.0, 0.0))[end]
        if not lines_:
            return sheet.write(row, column, shown, "money")
    first, last = book.places["lines", "first"], book.places["lines", "last"]
    wanted = f"{book.area('lines', 0, first, last)},$A{row}"
    if net:
        wanted += f",{book.area('lines', COUNTED, first, last)},1"
    value = cents(sum(line.amount[end] for line in lines_ if line.counted or not net))
    formula = f"=ROUND(SUMIFS({book.area('lines', AMOUNT[end], first, last)},{wanted}),2)"
    return sheet.formula(row, column, formula, value, "money")
