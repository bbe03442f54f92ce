"""The sheet of assumptions: prices low, base and high, the scenario, the horizon; every amount follows from them."""

from __future__ import annotations

from assess.report.facts import PRICES
from assess.report.voice import noted
from assess.report.xlsx.amounts import ENDS
from assess.report.xlsx.book import Book

SCENARIOS = (noted("cautious"), noted("base case"), noted("favourable"))
WORDS = (noted("low"), noted("base"), noted("high"))


def assumptions(book: Book) -> None:
    """Input cells, each with a name of its own: storage_per_tb_year_low and so on."""
    say, result, sheet = book.say, book.result, book.sheets["assumptions"]
    given = len(book.economy.prices)
    sheet.title(
        say.many("{n} price stands behind every amount; change one and all sheets follow",
                 "{n} prices stand behind every amount; change one and all sheets follow", given)
        if given
        else say("No price was given, so no amount can be stated; put one in and the sheets reckon with it"),
        say("Yellow cells are inputs. An empty price leaves out what it prices: it is not zero, it is not known. "
            "Dates and the choice of the largest group stand as planned; to plan again, change engagement.yaml and run "
            "the check-up."),
        5,
    )  # fmt: skip
    sheet.part(say("Scenario"))
    row = sheet.row
    words = [say(word) for word in SCENARIOS]
    sheet.write(row, 0, say("Scenario shown"), "text")
    sheet.write(row, 1, words[1], "choice")
    sheet.sheet.data_validation(row - 1, 1, row - 1, 1, {"validate": "list", "source": words})
    sheet.write(row, 5, say("cautious: lowest saving, highest cost; favourable: highest saving, lowest cost"), "muted")
    _name(book, "scenario", row, 1)
    sheet.row += 1
    listed = ",".join(f'"{word}"' for word in words)
    sheet.write(sheet.row, 0, say("Its number, 1 to 3"), "text")
    sheet.formula(sheet.row, 1, f"=MATCH(scenario,{{{listed}}},0)", 2, "count")
    _name(book, "scenario_number", sheet.row, 1)
    sheet.row += 2
    sheet.part(say("Prices"))
    sheet.heads([say("Price"), *(say(word) for word in WORDS), say("Unit"), say("Where it comes from")], (1, 2, 3))
    for key, (label, unit) in PRICES.items():
        price = book.economy.prices.get(key)
        sheet.write(sheet.row, 0, say(label), "text")
        for column, end in enumerate(ENDS, 1):
            sheet.write(sheet.row, column, None if price is None else price[column - 1], "input")
            _name(book, f"{key}_{end}", sheet.row, column)
            sheet.sheet.data_validation(
                sheet.row - 1, column, sheet.row - 1, column,
                {"validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True},
            )  # fmt: skip
        sheet.write(sheet.row, 4, say(unit, currency=result.engagement.currency), "muted")
        sheet.write(sheet.row, 5, "engagement.yaml" if price else say("not given"), "muted")
        sheet.row += 1
    sheet.row += 1
    sheet.part(say("Rules"))
    sheet.write(sheet.row, 0, say("Years in which a merger must pay for itself"), "text")
    sheet.write(sheet.row, 1, book.economy.horizon, "input")
    _name(book, "horizon_years", sheet.row, 1)
    sheet.row += 1
    capacity = result.roadmap.capacity_days_per_year
    sheet.write(sheet.row, 0, say("Person-days a year the plan may use"), "text")
    sheet.write(sheet.row, 1, capacity, "count")
    told = say("given") if result.roadmap.capacity_given else say("assumed")
    sheet.write(sheet.row, 5, say("{how}; the dates were planned with it and stand", how=told), "muted")
    sheet.row += 2
    if result.roadmap.formula[say.language]:
        sheet.part(say("How it is reckoned"))
        sheet.sheet.merge_range(
            sheet.row - 1, 0, sheet.row - 1, 5, result.roadmap.formula[say.language], book.formats["lead"]
        )
        sheet.sheet.set_row(sheet.row - 1, 48)


def _name(book: Book, name: str, row: int, column: int) -> None:
    book.book.define_name(name, "=" + book.cell("assumptions", row, column))


def picked(low: str, high: str, cost: bool = False) -> str:
    """Formula part: of the cells low..high of one row, the one of the scenario; costs the other way round."""
    return f"INDEX({low}:{high},1,{'4-' if cost else ''}scenario_number)"
