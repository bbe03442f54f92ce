"""Decisions on metrics: what they settle, for whom, until when, and what becomes of them when a definition changes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from assess.diagnose.metrics.decided import open_pairs, said_of
from assess.diagnose.metrics.groups import conflicts
from assess.diagnose.metrics.pairs import compare_metrics
from assess.model.errors import BadInput
from assess.model.evidence import Evidence
from assess.model.metric_decision import MetricDecision, decide_metric, defined

AT = datetime(2026, 11, 1, tzinfo=UTC)
TODAY = date(2026, 11, 28)
ROWS = [
    {"department": "finance", "expression": "SUM(paid)"},
    {"department": "sales", "expression": "SUM(placed)"},
    {"department": "marketing", "expression": "SUM(clicked)"},
]


def evidence(*changed: dict[str, Any]) -> Evidence:
    rows = [
        {"name": "GMV", "base": "dw.orders", "file": "m.csv", "line": n, "metric_id": f"m.csv:{n} GMV", **row}
        for n, row in enumerate((*ROWS, *changed), 2)
    ]
    return Evidence.of({"metrics": rows})


def decided(verdict: str, count: int = 2, **more: Any) -> MetricDecision:
    rows = [{str(k): v for k, v in r.items()} for r in evidence().metrics.to_dict("records")[:count]]
    given: dict[str, Any] = {"canonical": "", "allowed": {}, "until": None, **more}
    return decide_metric(map(defined, rows), verdict, given["canonical"], given["allowed"], given["until"], "李伟",
                         "董事会用支付口径。", AT)  # fmt: skip


def left(decision: MetricDecision, today: date = TODAY, found: Evidence | None = None) -> set[frozenset[str]]:
    pairs = open_pairs(compare_metrics(found or evidence()).pairs, [decision], today)
    return {frozenset((p.a.department, p.b.department)) for p in pairs if p.verdict == "conflict"}


def test_a_standard_leaves_every_other_reading_open() -> None:
    assert len(left(decided("canonical", canonical="m.csv:2 GMV"))) == 3


def test_a_reading_that_its_department_is_allowed_is_settled_beside_the_standard() -> None:
    found = left(decided("canonical", canonical="m.csv:2 GMV", allowed={"sales": "m.csv:3 GMV"}))
    assert frozenset(("finance", "sales")) not in found and len(found) == 2


def test_a_reading_allowed_to_another_department_settles_nothing() -> None:
    assert len(left(decided("canonical", canonical="m.csv:2 GMV", allowed={"marketing": "m.csv:3 GMV"}))) == 3


def test_different_metrics_are_not_claimed_again() -> None:
    assert left(decided("separate", 3)) == set()


def test_a_waiver_ends_on_its_day() -> None:
    waived = decided("waived", 3, until=date(2026, 12, 31))
    assert left(waived) == set()
    assert len(left(waived, date(2027, 1, 1))) == 3


def test_a_definition_that_was_changed_since_is_open_again_and_the_finding_says_so() -> None:
    decision = decided("separate", 3)
    now = evidence()
    rows = now.metrics.assign(expression=["SUM(paid)", "SUM(placed) - SUM(refunds)", "SUM(clicked)"])
    changed = Evidence.of({"metrics": rows})
    assert len(left(decision, found=changed)) == 2
    (group,) = conflicts(open_pairs(compare_metrics(changed).pairs, [decision], TODAY))
    (said,) = said_of(group, [decision], TODAY)["decided"]
    assert "has changed since" in said["en"] and "已改动" in said["zh"]


def test_the_same_definition_a_few_lines_further_down_is_still_decided() -> None:
    decision = decided("separate", 3)
    rows = evidence().metrics
    moved = rows.assign(line=rows["line"] + 7, metric_id=[f"m.csv:{n + 7} GMV" for n in rows["line"]])
    assert left(decision, found=Evidence.of({"metrics": moved})) == set()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"verdict": "canonical"}, "canonical: needs the id of the standard definition"),
        ({"verdict": "canonical", "canonical": "m.csv:9 GMV"}, "is not one of the definitions"),
        ({"verdict": "waived"}, "until: is missing"),
        ({"verdict": "waived", "until": date(2020, 1, 1)}, "2020-01-01 is over"),
        ({"verdict": "seperate"}, 'Did you mean "separate"'),
        ({"verdict": "separate", "allowed": {"sales": "m.csv:3 GMV"}}, "only beside a standard"),
    ],
)
def test_what_a_decision_lacks_is_said(given: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        decided(**given)
    assert said in str(caught.value)
