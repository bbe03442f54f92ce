"""What people say is set beside what was counted, and both are shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from assess.diagnose.registry import DETECTORS, Case, detectors
from assess.diagnose.run import diagnose
from assess.diagnose.texts import render, texts_of
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence
from assess.model.finding import Claim, Outcome, Severity, Verdict, found, not_available

CLOCK = datetime(2026, 11, 22, tzinfo=UTC)
ASKED = {d.slug: d for d in detectors() if d.family == "contradictions"}
TWO = Claim(("t1", "t2"), ("sales", "finance"), Severity.MEDIUM, {"missing": ["name"]})
MANY = found([TWO], examined=10, affected=8)
NONE = found([], examined=10)
GROWTH = {"data_cost_growth": 0.4, "business_growth": 0.1}
# slug, question, who is asked, verdicts or facts that contradict, and those that do not
QUESTIONS: list[tuple[str, str, str, dict[str, Verdict], dict[str, Any]]] = [
    ("claimed-metrics", "q5_4", "executive", {"metric-conflicts": MANY}, {}),
    ("claimed-tiers", "q8_2", "middle", {"missing-retention": MANY}, {}),
    ("claimed-tiers", "q8_2", "middle", {"cold-data": MANY, "missing-retention": NONE}, {}),
    ("claimed-master-data", "q5_3", "frontline", {"redundant-tables": MANY}, {}),
    ("claimed-glossary", "q5_1", "middle", {"missing-descriptions": MANY}, {}),
    ("claimed-number-one", "q1_1", "executive", {"number-one": found([TWO], examined=1)}, {}),
    ("claimed-compliance", "q7_1", "executive", {"compliance": MANY}, {}),
    ("claimed-cost-bound", "q8_1", "executive", {}, GROWTH),
    ("claimed-quality-owners", "q5_6", "frontline", {"missing-owners": MANY}, {}),
    ("claimed-global-first", "q1_3", "executive", {"duplicated-lineage": MANY}, {}),
]


def case(
    item: str, level: str, values: list[int], verdicts: dict[str, Verdict], organisation: dict[str, Any] | None = None
) -> Case:
    rows = [
        {"respondent": f"r{i}", "level": level, "item": item, "value": value, "state": "answered"}
        for i, value in enumerate(values)
    ]
    engagement = Engagement.model_validate(
        {
            "client": {"en": "A company"},
            "departments": [{"id": "sales", "name": {"en": "Sales"}}],
            "organisation": organisation or {},
        }
    )
    return Case(Evidence.of({"answers": rows}), engagement, CLOCK, dict(verdicts))


@pytest.mark.parametrize(("slug", "item", "level", "verdicts", "organisation"), QUESTIONS)
def test_a_claim_that_the_evidence_contradicts_is_found(
    slug: str, item: str, level: str, verdicts: dict[str, Verdict], organisation: dict[str, Any]
) -> None:
    verdict = ASKED[slug].judge(case(item, level, [4, 4, 3, 5, 4], verdicts, organisation))
    assert verdict.outcome is Outcome.FINDING
    claim = verdict.claims[0]
    assert claim.subjects == (item,)
    assert (claim.facts["said_mean"], claim.facts["said_n"]) == (4.0, 5)


@pytest.mark.parametrize(("slug", "item", "level", "verdicts", "organisation"), QUESTIONS)
def test_the_same_claim_is_fine_where_the_evidence_agrees(
    slug: str, item: str, level: str, verdicts: dict[str, Verdict], organisation: dict[str, Any]
) -> None:
    agreeing = dict.fromkeys(verdicts, NONE)
    growth = {"data_cost_growth": 0.1, "business_growth": 0.1} if organisation else {}
    verdict = ASKED[slug].judge(case(item, level, [4, 4, 3, 5, 4], agreeing, growth))
    assert verdict.outcome is Outcome.OK
    assert verdict.score == 1


@pytest.mark.parametrize(("slug", "item", "level", "verdicts", "organisation"), QUESTIONS)
def test_who_claims_nothing_contradicts_nothing_and_four_people_are_not_shown(
    slug: str, item: str, level: str, verdicts: dict[str, Verdict], organisation: dict[str, Any]
) -> None:
    modest = ASKED[slug].judge(case(item, level, [2, 2, 3, 2, 2], verdicts, organisation))
    assert modest.outcome is Outcome.NOT_APPLICABLE
    few = ASKED[slug].judge(case(item, level, [5, 5, 5, 5], verdicts, organisation))
    assert few.outcome is Outcome.NOT_AVAILABLE


@pytest.mark.parametrize(("slug", "item", "level", "verdicts", "organisation"), QUESTIONS)
def test_without_evidence_there_is_no_contradiction_and_no_agreement(
    slug: str, item: str, level: str, verdicts: dict[str, Verdict], organisation: dict[str, Any]
) -> None:
    assert ASKED[slug].judge(case(item, level, [4] * 5, {})).outcome is Outcome.NOT_AVAILABLE
    unseen = {name: not_available("未见。", "Not seen.") for name in verdicts}
    assert ASKED[slug].judge(case(item, level, [4] * 5, unseen)).outcome is Outcome.NOT_AVAILABLE


@pytest.mark.parametrize(("slug", "item", "level", "verdicts", "organisation"), QUESTIONS)
def test_every_sentence_can_be_said_in_both_languages_and_the_title_holds_the_count(
    slug: str, item: str, level: str, verdicts: dict[str, Verdict], organisation: dict[str, Any]
) -> None:
    texts = texts_of(ASKED[slug].texts)
    verdict = ASKED[slug].judge(case(item, level, [4, 4, 3, 5, 4], verdicts, organisation))
    facts = {**verdict.claims[0].facts, "departments": [], "subjects": [item], "saving": None}
    for words in (texts.finding, texts.why, texts.remedy):
        said = render(words, facts, {})
        assert said.zh and said.en and "{" not in said.zh + said.en
    title = render(texts.finding, facts, {})
    assert "4.0" in title.zh and "4.0" in title.en
    assert sum(part.isdigit() for part in title.en.replace("4.0", "")) >= 1
    fine = ASKED[slug].judge(
        case(item, level, [4] * 5, dict.fromkeys(verdicts, NONE), dict.fromkeys(organisation, 0.1))
    )
    assert render(texts.ok, fine.facts, {}).en


def test_cost_that_falls_slower_than_the_business_still_grows_faster() -> None:
    shrinking = {"data_cost_growth": -0.05, "business_growth": -0.2}
    verdict = ASKED["claimed-cost-bound"].judge(case("q8_1", "executive", [4] * 5, {}, shrinking))
    assert verdict.claims[0].facts["excess"] == 0.15


def test_only_the_levels_that_say_so_are_quoted() -> None:
    rows = [
        {"respondent": f"{level}{i}", "level": level, "item": "q5_4", "value": value, "state": "answered"}
        for level, value in (("executive", 4), ("middle", 3), ("frontline", 1))
        for i in range(6)
    ]
    asked = case("q5_4", "executive", [], {"metric-conflicts": MANY})
    both = Case(Evidence.of({"answers": rows}), asked.engagement, CLOCK, asked.verdicts)
    facts = ASKED["claimed-metrics"].judge(both).claims[0].facts
    assert [part["n"] for part in facts["said"]] == [6, 6]
    assert facts["who"] == {
        "zh": "高层（4.0 级）、中层（3.0 级）",
        "en": "executives (level 4.0) and middle management (level 3.0)",
    }


def test_a_contradiction_is_judged_after_the_check_it_leans_on() -> None:
    order = [d.slug for d in detectors()]
    for asked in ASKED.values():
        for leaned_on in set(asked.after) & set(DETECTORS):
            assert order.index(leaned_on) < order.index(asked.slug)


def test_the_higher_the_rung_claimed_the_more_tables_must_be_in_the_lineage() -> None:
    tables = [{"table_id": f"s.t{i}", "name": f"t{i}", "kind": "table"} for i in range(6)]
    statements = [{"statement_id": "a.sql:1", "status": "table"}]

    def outcome(claimed: int, upstreams: int) -> str:
        answers = [
            {"respondent": f"r{i}", "level": "frontline", "item": "q5_5", "value": claimed, "state": "answered"}
            for i in range(5)
        ]
        edges = [{"upstream": f"s.t{i}", "downstream": "s.t5", "statement_id": "a.sql:1"} for i in range(upstreams)]
        evidence = Evidence.of({"answers": answers, "tables": tables, "statements": statements, "edges": edges})
        diagnosis = diagnose(evidence, case("q5_5", "frontline", [], {}).engagement, CLOCK)
        return str(diagnosis.verdicts["claimed-lineage"].outcome)

    assert (outcome(3, 1), outcome(3, 2)) == ("finding", "ok")
    assert (outcome(4, 3), outcome(4, 4)) == ("finding", "ok")
    assert (outcome(5, 4), outcome(5, 5)) == ("finding", "ok")


def test_every_check_that_a_claim_or_a_score_leans_on_exists() -> None:
    for asked in detectors():
        assert set(asked.after) <= set(DETECTORS), asked.slug
