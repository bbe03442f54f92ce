"""Ten dimensions, three levels, one company: and nobody in a group of four is ever seen."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import fmean
from typing import Any

import pandas as pd
import pytest

from assess.diagnose.maturity.groups import Answers
from assess.diagnose.maturity.privacy.release import ReleaseLog
from assess.diagnose.maturity.scores import maturity_of
from assess.diagnose.registry import Case
from assess.diagnose.run import diagnose
from assess.model.bank import LEVELS, Bank
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence, frame
from assess.model.finding import Verdict, found
from assess.model.result import MaturityPart
from assess.store.bank_file import load_bank

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)
MET = {
    "number_one": {"name": "Lin", "since": "2026-01-05", "decision": "Board minute 12"},
    "duties": [{"id": "consent", "name": {"en": "Consent"}, "met": True, "evidence": "Report 7"}],
}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank("base")


def given(level: str, item: str, values: Sequence[int | None], start: int = 0) -> list[dict[str, Any]]:
    return [
        {
            "respondent": f"{level}-{start + i:02d}",
            "level": level,
            "item": item,
            "value": value,
            "state": "dont_know" if value is None else "answered",
        }
        for i, value in enumerate(values)
    ]


def scored(
    rows: list[dict[str, Any]],
    organisation: dict[str, Any] | None = None,
    verdicts: dict[str, Verdict] | None = None,
) -> MaturityPart:
    engagement = Engagement.model_validate(
        {
            "client": {"en": "A company"},
            "departments": [{"id": "it", "name": {"en": "IT"}}],
            "organisation": organisation or {},
        }
    )
    return maturity_of(Case(Evidence.of({"answers": rows}), engagement, CLOCK, dict(verdicts or {})))


def crowd(bank: Bank, sizes: dict[str, int], centre: dict[str, float], seed: int = 1) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    rows = []
    for level in LEVELS:
        for person in range(sizes[level]):
            lean = rng.gauss(centre[level], 0.5)
            for item in bank.asked_of(level):
                rows += given(level, item.id, [min(5, max(1, round(rng.gauss(lean, 0.6))))], person)
    return rows


def test_the_company_is_the_mean_of_its_levels_worked_by_hand() -> None:
    part = scored(given("executive", "q1_1", [4, 4, 5, 4, 3]) + given("frontline", "q1_1", [2] * 20))
    dimension = part.dimensions[0]
    assert dimension.levels["executive"].mean == 4.0
    assert dimension.levels["frontline"].mean == 2.0
    assert (dimension.company.mean, dimension.company.n) == (3.0, 25)
    assert dimension.levels["middle"].n == 0 and not dimension.levels["middle"].suppressed


def test_a_person_s_answers_are_averaged_before_people_are() -> None:
    rows = given("middle", "q8_1", [1, 2, 3, 4, 5]) + given("middle", "q8_2", [3, 2, 1, 4, 5])
    dimension = scored(rows).dimensions[7]
    assert dimension.levels["middle"].n == 5
    assert dimension.levels["middle"].mean == fmean([2, 2, 2, 4, 5])


def test_four_executives_are_hidden_and_enter_no_number() -> None:
    below, above = given("executive", "q1_1", [5, 5, 5, 5]), given("middle", "q1_1", [2, 3, 2, 3, 2])
    with_them, without = scored(below + above), scored(above)
    assert with_them.dimensions[0].levels["executive"].suppressed
    assert with_them.dimensions[0].levels["executive"].n is None
    assert with_them.dimensions[0].company == without.dimensions[0].company
    assert (with_them.overall, with_them.badge) == (without.overall, without.badge)
    assert with_them.respondents == {"executive": None, "middle": 5, "frontline": 0}
    assert "Fewer than 5 answered among executives" in with_them.why.en
    assert "高层不足 5 人" in with_them.why.zh


@pytest.mark.parametrize("seed", range(6))
def test_whatever_a_small_group_answers_nothing_that_is_shown_moves(bank: Bank, seed: int) -> None:
    rng = random.Random(seed)
    sizes = {"executive": rng.randint(1, 4), "middle": 6, "frontline": 9}
    small = rng.choice(LEVELS)
    sizes |= {small: rng.randint(1, 4)}
    rest = [r for r in crowd(bank, sizes, dict.fromkeys(LEVELS, 3.0), seed) if r["level"] != small]
    shown = []
    for value in (1, 5):
        rows = [
            row
            for person in range(sizes[small])
            for item in bank.asked_of(small)
            for row in given(small, item.id, [value], person)
        ]
        shown.append(scored(rest + rows, MET).model_dump_json())
    assert shown[0] == shown[1]


def test_fewer_than_sixty_percent_of_a_dimension_is_not_a_score_of_it() -> None:
    items = ["q5_1", "q5_2", "q5_3", "q5_4", "q5_6"]
    rows = [row for item in items for row in given("middle", item, [3] * 6)]
    two_of_five = [row for item in items[:2] for row in given("middle", item, [5], 6)]
    three_of_five = [row for item in items[:3] for row in given("middle", item, [5], 7)]
    score = scored(rows + two_of_five + three_of_five).dimensions[4].levels["middle"]
    assert (score.n, score.mean) == (7, round((6 * 3 + 5) / 7, 4))


def test_not_applicable_leaves_the_question_out_and_does_not_count_against_anyone() -> None:
    rows = given("middle", "q8_1", [2] * 6) + given("middle", "q8_2", [4] * 5)
    rows.append({"respondent": "middle-05", "level": "middle", "item": "q8_2", "state": "not_applicable"})
    score = scored(rows).dimensions[7].levels["middle"]
    assert (score.n, score.mean) == (6, round((5 * 3 + 2) / 6, 4))


def test_an_average_of_three_made_of_ones_and_fives_earns_no_badge_of_three() -> None:
    steady = scored(given("middle", "q8_1", [3] * 10), MET)
    torn = scored(given("middle", "q8_1", [1, 5] * 5), MET)
    assert steady.overall == torn.overall == 3.0
    assert (steady.badge, torn.badge) == (3, 1)


def test_an_unmet_gate_holds_the_badge_at_two_and_says_which() -> None:
    rows = given("middle", "q8_1", [4] * 10)
    assert (scored(rows, MET).badge, scored(rows, MET).badge_capped_by) == (4, [])
    held = scored(rows, {**MET, "number_one": {"name": "Lin"}})
    assert (held.badge, held.badge_capped_by) == (2, ["NO-001"])
    unknown = scored(rows)
    assert (unknown.badge, unknown.badge_capped_by) == (2, ["NO-000", "CP-000"])
    low = scored(given("middle", "q8_1", [1] * 10))
    assert (low.badge, low.badge_capped_by) == (1, [])


def test_the_floor_is_the_lowest_dimension_that_can_be_shown(bank: Bank) -> None:
    rows = crowd(bank, {"executive": 6, "middle": 9, "frontline": 15}, dict.fromkeys(LEVELS, 3.0))
    for row in rows:
        if row["item"].startswith("q8_"):
            row["value"] = 1
    part = scored(rows)
    assert part.floor == "D8"
    assert part.overall == pytest.approx(fmean(d.company.mean for d in part.dimensions if d.company.mean), abs=1e-4)


def test_what_measurement_supports_stands_beside_the_answers_and_is_null_where_nothing_was_seen() -> None:
    part = scored(
        [], MET, {"metric-conflicts": found([], examined=10, affected=5), "compliance": found([], examined=1, duties=1)}
    )
    assert {d.id: d.evidence for d in part.dimensions if d.evidence is not None} == {"D1": 3.0, "D5": 2.5, "D7": 4.0}
    assert not part.available and part.overall is None and part.badge is None and part.floor is None
    assert part.why.zh == "没有收到问卷答卷。"


def test_a_planted_gap_is_found_with_its_numbers_and_a_small_level_makes_no_claim(bank: Bank) -> None:
    centre = {"executive": 4.0, "middle": 2.3, "frontline": 2.3}
    wide = scored(crowd(bank, {"executive": 8, "middle": 18, "frontline": 35}, centre))
    assert wide.gaps
    for gap in wide.gaps:
        assert gap.higher == "executive" and gap.difference > 0 and gap.p_value < 0.05
        assert (gap.n_higher, gap.n_lower) in ((8, 18), (8, 35))
    few = scored(crowd(bank, {"executive": 7, "middle": 18, "frontline": 35}, centre))
    assert not [gap for gap in few.gaps if "executive" in (gap.higher, gap.lower)]


def test_the_findings_of_a_whole_crowd_can_all_be_said_in_both_languages(bank: Bank) -> None:
    rows = crowd(
        bank, {"executive": 8, "middle": 18, "frontline": 35}, {"executive": 3.6, "middle": 1.9, "frontline": 1.5}
    )
    rows += [row for n in range(35, 60) for row in given("frontline", "q5_5", [None], n)]
    engagement = Engagement.model_validate({"client": {"en": "A"}, "departments": [{"id": "it", "name": {"en": "IT"}}]})
    diagnosis = diagnose(Evidence.of({"answers": rows}), engagement, CLOCK)
    told = {f.detector: f for f in diagnosis.findings if f.severity}
    assert {"low-maturity", "perception-gaps", "dont-know"} <= set(told)
    for finding in told.values():
        for said in (finding.title, finding.why, finding.remedy):
            assert said.zh and said.en and "None" not in said.en and "{" not in said.en
            assert not any("\u4e00" <= sign <= "\u9fff" for sign in said.en)
    again = diagnose(Evidence.of({"answers": list(reversed(rows))}), engagement, CLOCK)
    assert maturity_of(again.case) == maturity_of(diagnosis.case)


def test_answers_to_questions_the_bank_does_not_ask_of_a_level_are_left_out(bank: Bank) -> None:
    rows = given("frontline", "q1_2", [5] * 6) + given("frontline", "no_such_item", [5] * 6)
    answers = Answers.of(bank, frame("answers", rows))
    assert answers.values.empty
    assert isinstance(answers.values, pd.DataFrame)


def test_the_result_says_where_people_agree_what_they_do_not_know_and_how_sure_the_whole_is() -> None:
    rows = given("middle", "q8_1", [3, 3, 3, 3, 4, 3, 3, 3, 3, 3]) + given("middle", "q8_2", [1, 5] * 5)
    rows += [row | {"value": None, "state": "dont_know"} for row in given("middle", "q8_1", [3] * 5, 10)]
    rows += given("middle", "q8_2", [1, 5, 1, 5, 5], 10)
    part = scored(rows, MET)
    assert {d.item: d.stance for d in part.dissent} == {"q8_1": "agree", "q8_2": "split"}
    eighth = part.dimensions[7]
    assert eighth.unsure is not None and eighth.pooled is not None and eighth.unsure.dont_know == 5
    assert eighth.company.mean is not None and eighth.unsure.low is not None and eighth.unsure.high is not None
    assert eighth.unsure.low < eighth.company.mean < eighth.unsure.high
    assert part.overall == eighth.company.mean and (part.overall_low, part.overall_high) == (
        eighth.company.low, eighth.company.high,
    )  # fmt: skip
    assert part.dimensions[0].unsure is None and part.dimensions[0].badge is None
    assert part.careless is not None and part.careless.flagged == 0


def test_a_company_that_needs_no_platform_is_held_at_two_however_high_it_rates_itself() -> None:
    small = {"staff": 30, "business_lines": 1, "core_systems": 2}
    part = scored(given("middle", "q8_1", [5] * 10), {**MET, **small})
    assert (part.badge, part.badge_capped_by) == (2, ["AP-001"])


def test_a_screen_that_is_open_while_people_answer_shows_no_newcomer() -> None:
    log, engagement = ReleaseLog(), Engagement.model_validate(
        {"client": {"en": "A"}, "departments": [{"id": "it", "name": {"en": "IT"}}]}
    )  # fmt: skip

    def seen(people: int) -> MaturityPart:
        evidence = Evidence.of({"answers": given("middle", "q8_1", ([2, 3] * 8)[:people])})
        return maturity_of(Case(evidence, engagement, CLOCK, releases=log))

    six, seven, eleven = (seen(n) for n in (6, 7, 11))
    assert six.dimensions == seven.dimensions and (six.respondents, six.overall) == (seven.respondents, seven.overall)
    assert (six.waiting, seven.waiting, eleven.waiting) == ([], ["middle"], [])
    assert "wait until there are more" in seven.why.en and "等人数够了再更新" in seven.why.zh
    assert eleven.dimensions[7].company.n == 11
