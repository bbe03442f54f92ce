"""The workbook of scores computes the engine's figures and holds nothing about fewer than five people."""

from __future__ import annotations

import importlib.util
import io
import random
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from assess.diagnose.maturity.as_json import answers_shown, score_json
from assess.diagnose.maturity.privacy.release import ReleaseLog
from assess.diagnose.maturity.scores import dimensions_of
from assess.model.bank import LEVELS, Bank
from assess.report.questionnaire.results_xlsx import made
from assess.store.bank_file import load_bank

_spec = importlib.util.spec_from_file_location("formulas", Path(__file__).with_name("formulas.py"))
assert _spec and _spec.loader
formulas = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(formulas)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank("base")


def answers(bank: Bank, counts: dict[str, int], missing: float = 0.0, seed: int = 1) -> pd.DataFrame:
    """People of each level who answer at random and leave out some questions."""
    dice, rows = random.Random(seed), []
    for level, count in counts.items():
        for person in range(count):
            for item in bank.asked_of(level):
                drawn = dice.random()
                state = "answered" if drawn >= missing else "dont_know" if drawn > missing / 2 else "not_applicable"
                value = dice.randint(1, 5) if state == "answered" else None
                rows.append((f"{level}{person}", level, "=SUM(1)", item.id, value, state, "=1+1"))
    columns = ["respondent", "level", "department", "item", "value", "state", "comment"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "Int64"})


FULL = {"executive": 6, "middle": 9, "frontline": 25}


@pytest.mark.parametrize("missing", [0.0, 0.25])
@pytest.mark.parametrize("counts", [FULL, {**FULL, "executive": 3}, {"frontline": 5}, {"frontline": 4}])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_formulas_give_the_engines_figures(bank: Bank, counts: dict[str, int], missing: float, language: Any) -> None:
    frame = answers(bank, counts, missing)
    written = io.BytesIO(made(bank, frame, language))
    compute, sheets = formulas.Computed(written), openpyxl.load_workbook(written).sheetnames
    kept = openpyxl.load_workbook(written, data_only=True)[sheets[2]]
    engine = dimensions_of(answers_shown(bank, frame, ReleaseLog()))
    for row, dimension in enumerate(bank.dimensions, 2):
        levels = engine[dimension.id]
        for letter, level in zip("EIM", LEVELS, strict=True):
            estimate, found = levels.groups[level].estimate, compute(sheets[2], f"{letter}{row}")
            assert found == pytest.approx(estimate.mean, abs=1e-9) if estimate else isinstance(found, str)
            if estimate:
                assert kept[f"{letter}{row}"].value == pytest.approx(estimate.mean, abs=1e-9)
        found = compute(sheets[2], f"O{row}")
        assert found == (pytest.approx(levels.company.mean, abs=1e-9) if levels.company else "")
    told = score_json(bank, frame)
    total = compute(sheets[2], f"O{len(bank.dimensions) + 2}")
    assert total == ("" if told["overall"] is None else pytest.approx(told["overall"], abs=1e-4))


def test_a_changed_item_moves_its_dimension_the_company_and_the_total(bank: Bank) -> None:
    written = io.BytesIO(made(bank, answers(bank, FULL), "en"))
    compute = formulas.Computed(written)
    before = [compute("Dimensions", place) for place in ("I2", "O2", "O12")]
    items = compute.book["Items"]
    row = next(cells[0].row for cells in items.iter_rows() if cells[0].value == "q1_1")
    items[f"E{row}"].value += 1.0
    asked = sum("middle" in item.audience for item in bank.of_dimension("D1"))
    after = [compute("Dimensions", place) for place in ("I2", "O2", "O12")]
    moved = [b - a for a, b in zip(before, after, strict=True)]
    assert moved == pytest.approx([1 / asked, 1 / asked / 3, 1 / asked / 3 / 10])


def test_targets_compute_the_share_reached(bank: Bank) -> None:
    compute = formulas.Computed(io.BytesIO(made(bank, answers(bank, FULL), "en")))
    sheet = compute.book["Targets"]
    assert compute("Targets", "E12") == ""
    sheet["D2"], sheet["D3"] = 5, 1
    gap = 5 - compute("Dimensions", "O2")
    assert compute("Targets", "E2") == pytest.approx(gap) and compute("Targets", "E3") == 0
    assert compute("Targets", "E12") == pytest.approx(1 - gap / 4)


def test_targets_given_beforehand_stand_in_their_cells_and_give_the_engines_share(bank: Bank) -> None:
    frame, targets = answers(bank, FULL), {"D1": 4.5, "D7": 1.0, "D9": 4.0}
    written = io.BytesIO(made(bank, frame, "en", targets=targets))
    compute = formulas.Computed(written)
    assert [compute("Targets", f"D{row}") for row in (2, 3, 8, 10)] == [4.5, None, 1.0, 4.0]
    reached = score_json(bank, frame, targets=targets)["target"]["reached"]
    assert compute("Targets", "E12") == pytest.approx(reached, abs=1e-4)
    kept = openpyxl.load_workbook(written, data_only=True)["Targets"]["E12"].value
    assert kept == pytest.approx(compute("Targets", "E12"))


def test_an_export_after_another_shows_what_that_one_showed(bank: Bank) -> None:
    """Three more people of the front line: every cell of the workbook is as it was."""
    log, three_more = ReleaseLog(), FULL | {"frontline": FULL["frontline"] + 3}
    first = made(bank, one_by_one(bank, FULL), "en", log)
    assert made(bank, one_by_one(bank, three_more), "en", log) == first
    assert made(bank, one_by_one(bank, three_more), "en") != first


def one_by_one(bank: Bank, counts: dict[str, int]) -> pd.DataFrame:
    """Answers in which a person says the same whoever else is there."""
    people = [
        answers(bank, {level: 1}, seed=n).assign(respondent=f"{level}{n}", comment=f"{level} says {n}")
        for level, count in counts.items()
        for n in range(count)
    ]
    return pd.concat(people, ignore_index=True)


def test_comments_stand_without_anybody_beside_them_and_only_from_ten_people_on(bank: Bank) -> None:
    few = _values(made(bank, one_by_one(bank, {"frontline": 9}), "en"))
    many = _values(made(bank, one_by_one(bank, {"frontline": 12}), "en"))
    said = [value for (sheet, place), value in many.items() if sheet == "Comments" and place[0] == "C"][1:13]
    assert not [value for value in few.values() if "says" in str(value)]
    assert sorted(said) == sorted(f"frontline says {n}" for n in range(12)) and said != sorted(said)
    assert any("Names inside a comment are not masked" in str(value) for value in few.values())


def test_nothing_of_four_people_is_in_the_file(bank: Bank) -> None:
    """With four executives, or with any other answers of theirs, the file is the same."""
    others = answers(bank, {"middle": 8, "frontline": 12})
    books = []
    for seed in (1, 2):
        executives = answers(bank, {"executive": 4}, seed=seed)
        books.append(made(bank, pd.concat([executives, others], ignore_index=True), "zh"))
    assert _values(books[0]) == _values(books[1])
    assert "不足 5 人，不显示" in {value for value in _values(books[0]).values() if isinstance(value, str)}


def test_no_respondent_no_department_and_no_formula_of_anybody(bank: Bank) -> None:
    data = made(bank, answers(bank, FULL), "zh")
    book = openpyxl.load_workbook(io.BytesIO(data))
    said = [cell for sheet in book for cells in sheet.iter_rows() for cell in cells if cell.value == "=1+1"]
    assert said and {cell.data_type for cell in said} == {"s"}  # a comment, and words only
    values = _values(data)
    assert not any(str(value) == "=SUM(1)" for value in values.values())
    assert not any(str(value).startswith(("executive", "frontline")) for value in values.values())
    assert made(bank, answers(bank, FULL), "zh") == data


def _values(data: bytes) -> dict[tuple[str, str], Any]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for cells in sheet.iter_rows()
        for cell in cells
        if cell.value is not None
    }
