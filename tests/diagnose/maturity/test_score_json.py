"""`assess score --json`: what an outside program reads."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from assess.diagnose.maturity.as_json import score_json
from assess.diagnose.maturity.privacy.release import ReleaseLog
from assess.diagnose.maturity.privacy.thresholds import Thresholds
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


def test_two_exports_before_and_after_one_more_answer_show_the_same_figures(bank: Bank) -> None:
    before = rows(bank, {"executive": 6, "middle": 9, "frontline": 20})
    one_more = [row | {"respondent": "late"} for row in before if row["respondent"] == "middle0"]
    log = ReleaseLog()
    first, second = (score_json(bank, frame("answers", answers), log) for answers in (before, before + one_more))
    assert (first["waiting"], second["waiting"]) == ([], ["middle"])
    assert {**second, "waiting": []} == first
    alone = score_json(bank, frame("answers", before + one_more))
    assert alone["dimensions"][0]["levels"]["middle"]["n"] == 10


def test_departments_are_shown_as_far_as_they_give_nobody_away(bank: Bank) -> None:
    answers = rows(bank, {"executive": 6, "middle": 9, "frontline": 20})
    for row in answers:
        number = int("".join(c for c in row["respondent"] if c.isdigit()))
        row["department"] = "hq" if row["level"] == "executive" or row["respondent"] == "middle0" else f"d{number % 2}"
    found = {(d["department"], d["dimension"]): d for d in score_json(bank, frame("answers", answers))["departments"]}
    # the front line and middle management less both departments are the one at hq, so the second stays back
    assert found["d0", "D5"]["n"] == 14 and found["d1", "D5"]["suppressed"]
    # six executives and one other: the difference to the executives is that one
    assert all(d["suppressed"] or not d["n"] for (name, _), d in found.items() if name == "hq")
    assert (
        score_json(bank, frame("answers", rows(bank, {"executive": 6, "middle": 9, "frontline": 20})))["departments"]
        == []
    )


def test_questions_have_intervals_and_gaps_have_theirs_and_what_could_be_seen(bank: Bank) -> None:
    answers = rows(bank, {"executive": 10, "middle": 12, "frontline": 30})
    for row in answers:
        if row["level"] == "executive":
            row["value"] = 5
    found = score_json(bank, frame("answers", answers))
    assert found["items"] and all(1 <= i["low"] <= i["mean"] <= i["high"] <= 5 and i["n"] >= 5 for i in found["items"])
    assert found["gaps"]
    for gap in found["gaps"]:
        assert gap["low"] <= gap["difference"] <= gap["high"] and gap["low"] > 0
        assert gap["hedges_g_low"] < gap["hedges_g"] < gap["hedges_g_high"]
    visible = {tuple(pair["levels"]): pair for pair in found["gaps_visible"]}
    assert (
        0.4 < visible["executive", "middle"]["power_one_level"] < visible["middle", "frontline"]["power_one_level"] < 1
    )
    assert found["overall_low"] < found["overall"] < found["overall_high"]
    assert found["careless"]["flagged"] == 10
    assert found["thresholds"] == {"scores": 5, "comments": 10}


def test_an_answer_left_out_keeps_a_question_back_in_the_json_too(bank: Bank) -> None:
    answers = rows(bank, {"executive": 0, "middle": 7, "frontline": 0})
    mine = [item.id for item in bank.asked_of("middle") if item.dimension == "D5"]
    answers = [row for row in answers if (row["respondent"], row["item"]) != ("middle3", mine[0])]
    found = score_json(bank, frame("answers", answers))
    (back,) = found["withheld"]
    assert back["level"] == "middle" and back["item"] in mine
    assert back["item"] not in {part["item"] for part in found["items"]}
    assert back["item"] not in {part["item"] for part in found["dissent"]}
    item = bank.item(back["item"])
    assert item is not None and not item.anchor


def test_the_state_of_one_newcomer_is_not_seen_in_the_counts_of_those_who_do_not_know(bank: Bank) -> None:
    before = rows(bank, {"executive": 0, "middle": 9, "frontline": 0})
    one_more = [
        row | {"respondent": "late", "value": None, "state": "dont_know"}
        for row in before
        if row["respondent"] == "middle0"
    ]
    log = ReleaseLog()
    score_json(bank, frame("answers", before), log)
    found = score_json(bank, frame("answers", before + one_more), log)
    assert found["dont_know"] == []
    assert all(not dimension["unsure"]["dont_know"] for dimension in found["dimensions"])
    assert score_json(bank, frame("answers", before + one_more))["dont_know"]


def test_stricter_thresholds_hold_in_every_number(bank: Bank) -> None:
    answers = frame("answers", rows(bank, {"executive": 6, "middle": 9, "frontline": 20}))
    found = score_json(bank, answers, ReleaseLog(Thresholds(8)))
    assert found["respondents"] == {"executive": None, "middle": 9, "frontline": 20}
    assert found["dimensions"][0]["levels"]["executive"] == {
        "n": None, "mean": None, "low": None, "high": None, "suppressed": True,
    }  # fmt: skip
    assert {part["level"] for part in found["items"]} == {"middle", "frontline"}
    assert found["withheld"] == []


def test_three_executives_are_left_out_or_merged_or_shown_because_they_agreed(bank: Bank) -> None:
    given = rows(bank, {"executive": 3, "middle": 9, "frontline": 20})
    answers = frame("answers", given)

    def executives(**how: Any) -> tuple[Any, Any, list[str]]:
        found = score_json(bank, answers, **how)
        levels = found["dimensions"][0]["levels"]
        return levels["executive"]["n"], levels["middle"]["n"], found["merged"]

    assert executives() == (None, 9, [])
    assert executives(executives="merge") == (0, 12, ["executive", "middle"])
    agreed = ReleaseLog(consented=frozenset({"executive0", "executive1", "executive2"}))
    assert executives(log=agreed) == (3, 9, [])


def test_the_way_to_each_item_s_target_is_told_and_what_does_not_apply_can_count_as_there(bank: Bank) -> None:
    given = [
        {"respondent": f"m{n}", "level": "middle", "item": item, "value": 2, "state": "answered"}
        for item in ("q8_1", "q8_2")
        for n in range(6)
    ]
    found = score_json(bank, frame("answers", given), targets={"q8_1": 4.0, "q8_2": 2.0, "q1_1": 3.0})
    assert found["target"] == {
        "reached": 0.5, "measured": 2, "asked": 3, "gaps": [{"item": "q8_1", "gap": 2.0}],
    }  # fmt: skip
    excused = given[:-5] + [row | {"value": None, "state": "not_applicable"} for row in given[-5:]]
    eighth = [
        score_json(bank, frame("answers", excused), targets={"q8_2": 5.0}, not_applicable=policy)["dimensions"][7]
        for policy in ("leave_out", "target")
    ]
    assert [part["mean"] for part in eighth] == [2.0, round((2 + 5 * 3.5) / 6, 4)]
    assert score_json(bank, frame("answers", given))["target"] is None
