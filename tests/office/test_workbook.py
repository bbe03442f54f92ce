"""The workbook against the engine: whatever price is changed, LibreOffice and the check-up say the same."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assess.model.result import Result
from assess.report.xlsx import write_xlsx
from assess.report.xlsx.assumptions import SCENARIOS

Convert = Callable[[Path, str], Path]
PRICES = {
    "storage_per_tb_year": (7100.0, 10400.0, 18000.0),
    "replicas": (1.0, 2.0, 4.0),
    "backups": (0.5, 1.0, 2.0),  # the sample gives none
    "refresh_per_tb": (95.0, 210.0, 777.0),
    "refreshes_per_year": (52.0, 180.0, 365.0),
    "table_upkeep_per_year": (900.0, 15000.0, 31000.0),
    "cold_storage_share": (0.05, 0.31, 0.6),
    "person_day": (900.0, 1250.0, 1800.0),
}


class Read:
    """A recalculated workbook, by the names of its cells and the heads of its columns."""

    def __init__(self, path: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.book = openpyxl.load_workbook(path, data_only=True)

    def table(self, sheet: str, head: str = "Id") -> list[dict[str, Any]]:
        rows = list(self.book[sheet].iter_rows(values_only=True))
        start = next(n for n, row in enumerate(rows) if row[0] == head)
        return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :] if any(row)]


def changed(path: Path, **cells: Any) -> Path:
    """The workbook with named cells set to other values and no value kept for any formula."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
        for name, value in cells.items():
            sheet, place = next(iter(book.defined_names[name].destinations))
            book[sheet][place].value = value
        target = path.with_name(f"changed-{'-'.join(cells)[:40]}.xlsx")
        book.save(target)
    return target


def near(found: Any, wanted: float | None) -> bool:
    return abs(float(found or 0) - float(wanted or 0)) <= 1e-6 * max(1.0, abs(float(wanted or 0)))


def ends(price: str, values: tuple[float, float, float]) -> dict[str, float]:
    return {f"{price}_{end}": value for end, value in zip(("low", "base", "high"), values, strict=True)}


def assert_same(read: Read, wanted: Result, before: Result) -> None:
    """Every saving, cost and payback of the workbook is the engine's; findings are matched by their keys."""
    key_of = {f.id: f.key for f in before.findings}
    engine = {f.key: f for f in wanted.findings}
    for row in read.table("Findings"):
        finding = engine[key_of[row["Id"]]]
        for end in ("low", "base", "high"):
            assert near(row[f"Saving, {end}"], getattr(finding.saving, end) if finding.saving else 0), (row, end)
    places = {(i.treatment, i.title.en): i for i in wanted.roadmap.items}
    same = {i.treatment: [j for j in wanted.roadmap.items if j.treatment == i.treatment] for i in before.roadmap.items}
    rows = {row["Id"]: row for row in read.table("Reckoning") if row["Id"] and row["Id"] != "–"}
    for item in before.roadmap.items:
        alike = [i for i in before.roadmap.items if i.treatment == item.treatment]
        twin = places.get((item.treatment, item.title.en)) or (
            same[item.treatment][alike.index(item)] if len(same[item.treatment]) > alike.index(item) else None
        )
        for end in ("low", "base", "high"):
            row = rows[item.id]
            cost = getattr(twin.cost, end) if twin and twin.cost else 0
            saving = getattr(twin.saving, end) if twin and twin.saving else 0
            assert near(row[f"Cost, {end}"], cost), (item.id, end, row, cost)
            assert near(row[f"Saving, {end}"], saving), (item.id, end, row, saving)
    whole = {str(row["CNY"]): row for row in read.table("Answer", "CNY")}
    for name, money in (("Saving a year", wanted.roadmap.saving), ("Cost, once", wanted.roadmap.cost)):
        for end in ("low", "base", "high"):
            assert near(whole[name][end], getattr(money, end)), (name, end)
    assert wanted.roadmap.payback_months
    for end in ("low", "base", "high"):
        assert near(whole["Payback, months"][end], getattr(wanted.roadmap.payback_months, end))


@pytest.mark.parametrize("price", PRICES)
def test_a_changed_price_gives_what_the_engine_gives(
    price: str, sample: Any, before: Result, convert: Convert, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(write_xlsx(before, "en"))
    read = Read(convert(changed(path, **ends(price, PRICES[price])), "xlsx"))
    assert_same(read, sample.result(**{price: PRICES[price]}), before)


def test_all_prices_at_once(sample: Any, before: Result, convert: Convert, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(write_xlsx(before, "en"))
    cells = {name: value for price, values in PRICES.items() for name, value in ends(price, values).items()}
    assert_same(Read(convert(changed(path, **cells), "xlsx")), sample.result(**PRICES), before)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_scenario_picks_saving_and_cost(number: int, before: Result, convert: Convert, tmp_path: Path) -> None:
    """Cautious is the lowest saving and the highest cost; its payback is the engine's high."""
    path = tmp_path / "report.xlsx"
    path.write_bytes(write_xlsx(before, "en"))
    read = Read(convert(changed(path, scenario=SCENARIOS[number]), "xlsx"))
    saving, cost, payback = before.roadmap.saving, before.roadmap.cost, before.roadmap.payback_months
    assert saving and cost and payback
    end, other = ("low", "base", "high")[number], ("high", "base", "low")[number]
    shown = {str(row["CNY"]): row["Scenario shown"] for row in read.table("Answer", "CNY")}
    assert near(shown["Saving a year"], getattr(saving, end))
    assert near(shown["Cost, once"], getattr(cost, other))
    assert near(shown["Payback, months"], getattr(payback, other))
    items = {row["Id"]: row for row in read.table("Roadmap") if row["Id"]}
    for item in before.roadmap.items:
        assert near(items[item.id]["A year"], getattr(item.saving, end) if item.saving else 0)
        assert near(items[item.id]["Cost"], getattr(item.cost, other) if item.cost else 0)
    years = [row for row in read.table("By year") if row["Treatment"] and str(row["Treatment"]).startswith("Year ")]
    assert len(years) == 5
    for year, wanted in zip(years, before.roadmap.cash, strict=False):
        if wanted.cumulative:
            assert abs(year[read_head("Net so far", read)] - getattr(wanted.cumulative, end)) < 1


def read_head(name: str, read: Read) -> str:
    """The head over the column in which `name` stands further down the sheet."""
    rows = list(read.book["By year"].iter_rows(values_only=True))
    column = next(row.index(name) for row in rows if name in row)
    return str(next(row for row in rows if row[0] == "Id")[column])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_values_kept_in_the_file_are_those_of_its_formulas(
    language: str, before: Result, convert: Convert, tmp_path: Path
) -> None:
    """A viewer that does not recalculate shows what one that does would."""
    path = tmp_path / "report.xlsx"
    path.write_bytes(write_xlsx(before, language))
    kept, fresh = Read(path).book, Read(convert(path, "xlsx")).book
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = openpyxl.load_workbook(path)
    live = [
        (sheet.title, cell.coordinate)
        for sheet in told
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(live) > 1000
    for sheet, place in live:
        a, b = kept[sheet][place].value, fresh[sheet][place].value
        assert a == b or near(b, a), (sheet, place, a, b)
