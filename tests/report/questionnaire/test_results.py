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

from assess.diagnose.maturity.as_json import score_json
from assess.diagnose.maturity.groups import Answers
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
    engine = dimensions_of(Answers.of(bank, frame))
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
    assert compute("Targets", "E12") == pytest.approx(1 - gap / 6)


def test_nothing_of_four_people_is_in_the_file(bank: Bank) -> None:
    """With four executives, or with any other answers of theirs, the file is the same."""
    others = answers(bank, {"middle": 8, "frontline": 12})
    books = []
    for seed in (1, 2):
        executives = answers(bank, {"executive": 4}, seed=seed)
        books.append(made(bank, pd.concat([executives, others], ignore_index=True), "zh"))
    assert _values(books[0]) == _values(books[1])
    assert "不足 5 人，不显示" in {value for value in _values(books[0]).values() if isinstance(value, str)}


def test_no_answer_no_comment_and_no_formula_of_anybody(bank: Bank) -> None:
    data = made(bank, answers(bank, FULL), "zh")
    values = _values(data)
    assert not any(str(value) in ("=SUM(1)", "=1+1") for value in values.values())
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
