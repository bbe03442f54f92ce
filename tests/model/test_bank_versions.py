"""Older answers are read by a rule that was written down, and a trend knows what changed."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from assess.model.bank import Bank
from assess.model.bank_parts import Rule
from assess.model.bank_versions import changed_items, migrated, migrated_answer
from assess.store.bank_file import load_bank


@pytest.mark.parametrize(
    ("rule", "value", "old", "new", "then"),
    [
        ("clamp", 3, 5, 5, 3),
        ("clamp", 5, 5, 3, 3),
        ("clamp", 2, 5, 3, 2),
        ("clamp", 4, 4, 5, 4),
        ("reset", 3, 5, 5, None),
        ("rule_of_three", 1, 4, 5, 1),
        ("rule_of_three", 4, 4, 5, 5),
        ("rule_of_three", 2, 4, 5, 2),
        ("rule_of_three", 3, 4, 5, 4),
        ("rule_of_three", 2, 3, 5, 3),
        ("rule_of_three", 4, 5, 3, 3),
        ("rule_of_three", 3, 5, 5, 3),
    ],
)
def test_a_rule_reads_an_older_answer(rule: Rule, value: int, old: int, new: int, then: int | None) -> None:
    assert migrated(value, rule, old, new) == then


@pytest.mark.parametrize(("value", "old", "new"), [(0, 5, 5), (6, 5, 5), (1, 1, 5), (1, 5, 1)])
def test_an_answer_off_its_own_scale_is_no_answer(value: int, old: int, new: int) -> None:
    with pytest.raises(ValueError, match="levels"):
        migrated(value, "clamp", old, new)


def base(**changes: Any) -> Bank:
    return load_bank("base").model_copy(update=changes)


def with_migrations(*migrations: dict[str, Any]) -> Bank:
    return Bank.model_validate({**base().model_dump(), "migrations": migrations})


def test_migrations_are_applied_one_after_the_other_with_their_exceptions() -> None:
    bank = with_migrations(
        {"old": "0.9.0", "new": "1.0.0", "rule": "rule_of_three", "items": {"q1_2": "reset"}},
        {"old": "1.0.0", "new": "1.1.0", "rule": "clamp", "items": {"q1_1": "reset"}},
    )
    assert migrated_answer(bank, "q1_3", 4, "0.9.0", old_levels=4) == 5
    assert migrated_answer(bank, "q1_2", 4, "0.9.0", old_levels=4) is None
    assert migrated_answer(bank, "q1_2", 4, "1.0.0") == 4
    assert migrated_answer(bank, "q1_1", 4, "1.0.0") is None
    assert migrated_answer(bank, "q1_1", 4, "1.1.0") == 4
    assert migrated_answer(bank, "gone", 4, "1.0.0") is None


def test_a_migration_goes_forward() -> None:
    with pytest.raises(ValidationError, match=r"older version to a newer one, found 1\.10\.0 to 1\.9\.0"):
        with_migrations({"old": "1.10.0", "new": "1.9.0", "rule": "clamp"})


def test_the_same_bank_has_changed_nothing() -> None:
    assert changed_items(base(), base()) == {}


def test_what_is_asked_differently_is_named_and_what_only_explains_is_not() -> None:
    old = base()
    first, second, third, *rest = old.items
    new = base(
        items=(
            first.model_copy(update={"help": None, "evidence": ()}),
            second.model_copy(update={"levels": third.levels, "question": third.question}),
            *rest,
            third.model_copy(update={"id": "q99"}),
        )
    )
    assert changed_items(old, new) == {"q1_1": ("question", "levels"), "q99": ("added",), "q1_2": ("removed",)}


def test_the_order_of_an_audience_changes_nothing() -> None:
    old = base()
    turned = tuple(item.model_copy(update={"audience": item.audience[::-1]}) for item in old.items)
    assert changed_items(old, base(items=turned)) == {}
