"""`assess score --json`: what an outside program reads."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest

from assess.diagnose.maturity.as_json import score_json
from assess.model.bank import LEVELS, Bank
from assess.model.evidence import frame
from assess.store.bank_file import load_bank


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank("base")


def rows(bank: Bank, sizes: dict[str, int], seed: int = 3) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    return [
        {
            "respondent": f"{level}{person}",
            "level": level,
            "item": item.id,
            "value": rng.choice((1, 2, 2, 3, 3, 4)),
            "state": "answered",
        }
        for level in LEVELS
        for person in range(sizes[level])
        for item in bank.asked_of(level)
    ]


def test_scores_have_their_number_of_people_their_mean_and_their_interval(bank: Bank) -> None:
    found = score_json(bank, frame("answers", rows(bank, {"executive": 4, "middle": 12, "frontline": 20})))
    assert json.loads(json.dumps(found)) == found
    assert [d["id"] for d in found["dimensions"]] == [d.id for d in bank.dimensions]
    for dimension in found["dimensions"]:
        if dimension["mean"] is not None:
            assert 1 <= dimension["low"] <= dimension["mean"] <= dimension["high"] <= 5
        assert set(dimension["levels"]) == set(LEVELS)
    assert {"dimension": "D1", "level": "executive"} in found["suppressed"]
    assert found["dimensions"][0]["levels"]["executive"]["n"] is None
    assert found["respondents"] == {"executive": None, "middle": 12, "frontline": 20}


def test_agreement_is_told_from_chance_and_two_camps_are_named(bank: Bank) -> None:
    def item(identifier: str, values: list[int]) -> list[dict[str, Any]]:
        return [
            {"respondent": f"m{i}", "level": "middle", "item": identifier, "value": value, "state": "answered"}
            for i, value in enumerate(values)
        ]

    answers = item("q8_1", [3, 3, 3, 3, 4, 3, 3, 3]) + item("q8_2", [1, 2, 1, 1, 5, 5, 4, 5])
    dissent = {part["item"]: part for part in score_json(bank, frame("answers", answers))["dissent"]}
    assert (dissent["q8_1"]["agreed"], dissent["q8_1"]["split"]) == (True, False)
    assert (dissent["q8_2"]["agreed"], dissent["q8_2"]["split"]) == (False, True)


def test_nobody_answered_is_nothing_scored(bank: Bank) -> None:
    found = score_json(bank, frame("answers", []))
    assert (found["overall"], found["badge"], found["floor"], found["gaps"]) == (None, None, None, [])


def test_two_hundred_people_are_scored_with_everything_in_seconds(bank: Bank) -> None:
    answers = frame("answers", rows(bank, {"executive": 20, "middle": 60, "frontline": 120}))
    score_json(bank, answers)
    began = time.process_time()
    score_json(bank, answers)
    assert time.process_time() - began < 2
