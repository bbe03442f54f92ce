"""Page 2 says what to do, whatever there is to say it with."""

from __future__ import annotations

from typing import Any

import pytest

from assess.model.finding import Outcome
from assess.model.result import Result
from assess.report.answer import MOST, Answer, answer_of, size_of
from assess.report.voice import Voice


def answer(result: Result, language: str = "en") -> Answer:
    return answer_of(result, Voice(language))


def without(result: Result, **parts: Any) -> Result:
    return result.model_copy(update=parts)


def test_the_title_is_the_first_case_with_its_saving_and_its_month(result: Result) -> None:
    assert answer(result).title == (
        "First make one table of the 8 copies of member_order_wide: ¥41.8M saved a year, done by month 9"
    )
    assert answer(result, "zh").title == "先把 8 份 member_order_wide 合成一张：每年省 4,180 万元，第 9 个月完成"


def test_the_three_arguments_have_numbers_and_lead_to_evidence(result: Result) -> None:
    made = answer(result).arguments
    assert [a.big for a in made] == ["8 → 1", "4 metrics", "1.4 levels"]
    assert [a.ids[0] for a in made] == ["RT-001", "MC-001", "PG-001"]


def test_the_range_and_the_payback_are_in_the_lead(result: Result) -> None:
    assert "（低 5,970 万元，高 9,960 万元）" in answer(result, "zh").lead
    assert answer(result).lead.endswith("Treatment costs ¥1.4M once and is paid back by month 6.")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_is_short_enough_to_be_read_at_once(result: Result, language: str) -> None:
    long = "它写得很长，" * 60 if language == "zh" else "It goes on and on. " * 60
    first = result.findings[0].model_copy(
        update={"title": result.findings[0].title.model_copy(update={language: long[:90]})}
    )
    wordy = without(result, findings=[first, *result.findings[1:]])
    for case in (result, wordy):
        assert size_of(answer(case, language), Voice(language)) <= MOST[language]


def test_where_no_platform_is_needed_the_title_says_so(result: Result) -> None:
    verdict = result.applicability.model_copy(
        update={
            "verdict": "not_needed",
            "title": result.applicability.title.model_copy(update={"en": "With 30 staff no shared platform is needed"}),
        }
    )
    assert answer(without(result, applicability=verdict)).title == "With 30 staff no shared platform is needed"


def test_without_prices_no_saving_is_stated_and_the_reason_is(result: Result) -> None:
    items = [i.model_copy(update={"saving": None, "cost": None}) for i in result.roadmap.items]
    roadmap = result.roadmap.model_copy(update={"items": items, "saving": None, "cost": None, "payback_months": None})
    findings = [f.model_copy(update={"saving": None}) for f in result.findings]
    poor = without(
        result, roadmap=roadmap, findings=findings, engagement=result.engagement.model_copy(update={"priced": []})
    )
    made = answer(poor)
    assert made.title == "First make one table of the 8 copies of member_order_wide: visible by month 9"
    assert made.lead == "No saving is stated, because engagement.yaml gives no prices."


def test_without_answers_the_third_argument_is_another_one(result: Result) -> None:
    silent = without(
        result, maturity=result.maturity.model_copy(update={"gaps": [], "dimensions": [], "available": False})
    )
    assert [a.ids[0] for a in answer(silent).arguments] == ["RT-001", "MC-001", "CA-001"]


def test_where_nothing_is_wrong_the_title_counts_the_checks(result: Result, empty_result: Result) -> None:
    fine = [f.model_copy(update={"outcome": Outcome.OK}) for f in result.findings if f.outcome is not Outcome.FINDING]
    well = without(result, findings=fine, roadmap=empty_result.roadmap)
    assert answer(well).title == "3 checks were made and found nothing to treat"


def test_where_nothing_was_seen_it_says_so_and_what_to_provide(empty_result: Result) -> None:
    made = answer(empty_result)
    assert made.title == "Nothing can be said yet: 18 checks were asked and none had evidence"
    assert made.health == ""
    assert len(made.steps) == 4
