"""A decision says who, when and why, or it is not one; the last word on the same tables counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from assess.model.decision import Decision, about, decide, rejected, standing
from assess.model.errors import BadInput

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def made(tables: str, verdict: str, hour: int = 0) -> Decision:
    return decide(tables.split(), "", verdict, "Wang Fang", "the books were checked", NOON + timedelta(hours=hour))


def test_tables_are_kept_sorted_and_once_and_the_moment_in_utc() -> None:
    beijing = datetime(2026, 11, 22, 20, 0, 1, 5, tzinfo=timezone(timedelta(hours=8)))
    decision = decide(["b", "a", "b "], "b", "accept", "  Wang  Fang ", " same books ", beijing)
    assert decision == Decision(("a", "b"), "b", "accept", "Wang Fang", "same books", NOON + timedelta(seconds=1))
    assert decision.as_dict()["at"] == "2026-11-22T12:00:01Z"


def test_everything_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        decide(["a"], "c", "acept", " ", "", NOON)
    assert [problem.where for problem in refused.value.problems] == ["tables", "master", "verdict", "by", "reason"]
    assert 'Did you mean "accept"?' in str(refused.value)


def test_a_reason_is_not_a_document() -> None:
    with pytest.raises(BadInput, match=r"has 2,001 characters; allowed: 2,000"):
        decide(["a", "b"], "", "reject", "Wang Fang", "x" * 2001, NOON)


def test_the_last_decision_on_the_same_tables_counts_and_others_are_left_alone() -> None:
    history = [made("a b", "reject"), made("b c", "reject", 1), made("b a", "accept", 2)]
    assert standing(history) == (history[2], history[1])
    assert rejected(history) == (history[1],)


def test_decisions_about_a_group_share_two_tables_with_it() -> None:
    history = [made("a b x", "again"), made("b x", "reject")]
    assert about(history, ["a", "b", "c"]) == (history[0],)
    assert about(history, ["a", "c"]) == ()
