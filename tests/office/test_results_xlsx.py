"""The workbook of a questionnaire's scores: LibreOffice computes it afresh and says what the engine says."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable
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

Convert = Callable[[Path, str], Path]
TARGETS = {"D1": 4.0, "D5": 3.5, "D8": 1.5, "D10": 5.0}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank("base")


def answers(bank: Bank, counts: dict[str, int], missing: float, raised: dict[str, int] | None = None) -> pd.DataFrame:
    """People who leave out some questions; `raised` adds to everybody's answers to an item, up to 5."""
    dice, rows = random.Random(11), []
    for level, count in counts.items():
        for person in range(count):
            for item in bank.asked_of(level):
                state = "dont_know" if dice.random() < missing else "answered"
                value = min(5, dice.randint(1, 4) + (raised or {}).get(item.id, 0)) if state == "answered" else None
                rows.append((f"{level}{person}", level, "", item.id, value, state, "=1+1"))
    columns = ["respondent", "level", "department", "item", "value", "state", "comment"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "Int64"})


def recalculated(
    bank: Bank, frame: pd.DataFrame, language: Any, folder: Path, convert: Convert, change: Any = None
) -> Any:
    """The workbook without any kept value, `change` made to it, as LibreOffice computes it."""
    (folder / "scores.xlsx").write_bytes(made(bank, frame, language, targets=TARGETS))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(folder / "scores.xlsx")
        if change:
            change(book)
        book.save(folder / "bare.xlsx")
        (folder / "out").mkdir()
        return openpyxl.load_workbook(convert(folder / "bare.xlsx", "xlsx"), data_only=True)


@pytest.mark.parametrize(
    ("language", "counts", "missing"),
    [
        ("zh", {"executive": 6, "middle": 9, "frontline": 25}, 0.2),
        ("en", {"executive": 3, "middle": 14, "frontline": 30}, 0.05),
        ("en", {"frontline": 4}, 0.0),
    ],
)
def test_every_score_is_the_engines(
    bank: Bank, language: Any, counts: dict[str, int], missing: float, tmp_path: Path, convert: Convert
) -> None:
    frame = answers(bank, counts, missing)
    book = recalculated(bank, frame, language, tmp_path, convert)
    dimensions, targets = book.worksheets[2], book.worksheets[3]
    engine = dimensions_of(answers_shown(bank, frame, ReleaseLog()))
    told = score_json(bank, frame, targets=TARGETS)
    for row, dimension in enumerate(bank.dimensions, 2):
        levels = engine[dimension.id]
        for letter, level in zip("EIM", LEVELS, strict=True):
            assert same(dimensions[f"{letter}{row}"].value, levels.groups[level].estimate)
        assert same(dimensions[f"O{row}"].value, levels.company) and same(targets[f"C{row}"].value, levels.company)
        aim = TARGETS.get(dimension.id)
        gap = None if aim is None or levels.company is None else max(0.0, aim - levels.company.mean)
        assert targets[f"E{row}"].value == (pytest.approx(gap, abs=1e-9) if gap is not None else None)
    last = len(bank.dimensions) + 2
    for place, wanted in ((dimensions[f"O{last}"], told["overall"]), (targets[f"E{last}"], told["target"]["reached"])):
        assert place.value == (None if wanted is None else pytest.approx(wanted, abs=1e-4))
    lowest = [score["mean"] for score in told["dimensions"] if score["id"] == told["floor"]]
    assert dimensions[f"O{last + 1}"].value == (pytest.approx(lowest[0], abs=1e-4) if lowest else None)
    assert not [cell for sheet in book for cells in sheet.iter_rows() for cell in cells if is_error(cell.value)]


def test_a_mean_that_is_changed_by_hand_moves_what_follows_from_it_as_new_answers_would(
    bank: Bank, tmp_path: Path, convert: Convert
) -> None:
    counts = {"executive": 6, "middle": 9, "frontline": 25}
    frame, higher = (answers(bank, counts, 0.0, raised) for raised in (None, {"q5_4": 1}))
    wanted = answers_shown(bank, higher, ReleaseLog())

    def typed(book: Any) -> None:
        sheet = book.worksheets[1]
        row = next(cells[0].row for cells in sheet.iter_rows() if cells[0].value == "q5_4")
        for letter, level in zip("DEF", LEVELS, strict=True):
            estimate = wanted.item("q5_4").groups[level].estimate
            assert estimate is not None and sheet[f"{letter}{row}"].value != estimate.mean
            sheet[f"{letter}{row}"].value = estimate.mean

    sheet = recalculated(bank, frame, "zh", tmp_path, convert, typed).worksheets[2]
    for row, dimension in enumerate(bank.dimensions, 2):
        assert same(sheet[f"O{row}"].value, wanted.dimension(dimension.id).company)
    overall = score_json(bank, higher)["overall"]
    assert sheet[f"O{len(bank.dimensions) + 2}"].value == pytest.approx(overall, abs=1e-4)


def same(found: Any, estimate: Any) -> bool:
    """The cell holds the mean; where there is none, it holds words or nothing."""
    if estimate is None:
        return found is None or isinstance(found, str)
    return bool(found == pytest.approx(estimate.mean, abs=1e-9))


def is_error(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("#")
