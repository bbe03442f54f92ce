"""Who is asked what, what a branch leaves out, and which answers count."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from assess.model.bank import Bank
from assess.model.bank_asked import Answer, answer_faults, items_for, minutes_for, shown, with_skipped


def item(name: str, dimension: str = "A", **more: Any) -> dict[str, Any]:
    words = {"zh": f"题{name}", "en": name}
    every = {"audience": ["executive", "middle", "frontline"], "levels": [words] * 5}
    return {"id": name, "dimension": dimension, "name": words, "question": words, **every, **more}


def bank(*items: dict[str, Any], dimensions: str = "AB", **more: Any) -> Bank:
    words = {"zh": "库", "en": "bank"}
    groups = [{"id": d, "name": words} for d in dimensions]
    return Bank.model_validate(
        {"id": "small", "version": "1.0.0", "name": words, "dimensions": groups, "items": items, **more}
    )


def answers(**given: int | str) -> dict[str, Answer]:
    return {
        name: Answer(item=name, value=one) if isinstance(one, int) else Answer(item=name, state=one)  # type: ignore[arg-type]
        for name, one in given.items()
    }


BRANCHED = bank(
    item("a"), item("b", shown_if={"item": "a", "at_least": 3}), item("c", shown_if={"item": "b", "at_most": 2})
)


def test_a_small_bank_loads_without_any_of_the_new_fields() -> None:
    small = bank(item("a"))
    assert small.items[0].may_not_apply and small.items[0].shown_if is None and small.gates is None
    assert list(small.faults()) == []
    assert items_for(small, "middle", "quick") == items_for(small, "middle") == small.items


@pytest.mark.parametrize(("items", "minutes"), [(0, 1), (1, 1), (3, 2), (24, 12), (25, 13), (38, 19)])
def test_half_a_minute_an_item_is_rounded_up(items: int, minutes: int) -> None:
    assert minutes_for(items) == minutes


def test_quick_mode_fills_the_dimension_asked_about_least() -> None:
    many = bank(*(item(f"a{n}") for n in range(30)), *(item(f"b{n}", "B") for n in range(4)))
    quick = [one.id for one in items_for(many, "middle", "quick")]
    assert quick == [*(f"a{n}" for n in range(20)), *(f"b{n}" for n in range(4))]


def test_quick_mode_leaves_out_what_depends_on_another_question() -> None:
    assert [one.id for one in items_for(BRANCHED, "middle", "quick")] == ["a"]
    assert [one.id for one in items_for(BRANCHED, "middle")] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("condition", "answer", "seen"),
    [
        ({"at_least": 3}, 3, True),
        ({"at_least": 3}, 2, False),
        ({"at_least": 3}, "dont_know", False),
        ({"at_most": 2}, 2, True),
        ({"at_most": 2}, 3, False),
        ({"at_most": 2}, "not_applicable", False),
        ({"state": "dont_know"}, "dont_know", True),
        ({"state": "dont_know"}, 1, False),
        ({"state": "answered"}, 1, True),
    ],
)
def test_a_condition_looks_at_the_earlier_answer(condition: dict[str, Any], answer: int | str, seen: bool) -> None:
    two = bank(item("a"), item("b", shown_if={"item": "a", **condition}))
    assert shown(two.items[1], answers(a=answer)) is seen
    assert not shown(two.items[1], {})


def test_what_a_branch_leaves_out_is_skipped_and_so_is_what_hangs_on_it() -> None:
    given = answers(a=2, b=1, c=4)
    assert {one: a.state for one, a in with_skipped(BRANCHED.items, given).items()} == {
        "a": "answered", "b": "skipped", "c": "skipped",
    }  # fmt: skip
    assert with_skipped(BRANCHED.items, answers(a=4, b=1, c=4)) == answers(a=4, b=1, c=4)


@pytest.mark.parametrize("condition", [{}, {"at_least": 2, "at_most": 4}, {"at_least": 2, "state": "answered"}])
def test_a_condition_is_one_test(condition: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="needs one of at_least, at_most and state"):
        bank(item("a"), item("b", shown_if={"item": "a", **condition}))


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"value": 3}, ""),
        ({"value": 3, "confidence": 4, "evidence": "minutes-12.pdf"}, ""),
        ({"state": "not_applicable", "reason": "We have no shops."}, ""),
        ({"state": "refused"}, ""),
        ({}, "needs a level from 1 to 5"),
        ({"value": 3, "state": "dont_know"}, "so it has no level, found 3"),
        ({"state": "not_applicable"}, "needs a reason"),
        ({"state": "skipped"}, "no branch can skip it"),
        ({"item": "q", "value": 3}, '"q" is not an item of small'),
    ],
)
def test_an_answer_counts_or_says_why_not(answer: dict[str, Any], says: str) -> None:
    found = list(answer_faults(bank(item("a")), Answer.model_validate({"item": "a", **answer})))
    assert len(found) == bool(says)
    assert says in " ".join(found)


def test_not_applicable_is_no_answer_where_the_item_applies_to_everybody() -> None:
    strict = bank(item("a", may_not_apply=False))
    [fault] = answer_faults(strict, Answer(item="a", state="not_applicable", reason="Not mine."))
    assert fault == "a applies to everybody; what is not seen is answered with dont_know."


@pytest.mark.parametrize("wrong", [{"value": 6}, {"value": 0}, {"confidence": 6}, {"state": "maybe"}])
def test_an_answer_outside_the_scale_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Answer.model_validate({"item": "a", **wrong})
