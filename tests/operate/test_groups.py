"""The columns by which a group's rows are told apart, as its comparison left them."""

from __future__ import annotations

from typing import Any

import pytest

from assess.operate.groups import GroupOfRun

COLUMNS = [("id", "nr"), ("day", "date"), ("a, b", "c"), ("b", "b")]
PLAIN = {name: ("int", False) for pair in COLUMNS for name in pair}


def group(**facts: Any) -> GroupOfRun:
    return GroupOfRun("G0001", "r", "near_copy", "m", ("t",), {"columns": [], "members": [{"table": "t", **facts}]})


def key(master: str, here: str) -> dict[str, str]:
    return {"master": master, "here": here}


@pytest.mark.parametrize(
    ("facts", "in_key", "places"),
    [
        ({"key": key("id", "nr"), "basis": "key"}, (set(), set()), (0,)),
        ({"key": key("id, day", "nr, date"), "basis": "key"}, (set(), set()), (0, 1)),
        ({"key": key("a, b", "c"), "basis": "key"}, (set(), set()), (2,)),
        ({"key": key("id, a, b", "nr, c"), "basis": "key"}, (set(), set()), (0, 2)),
        ({"key": key("day", "date"), "basis": "values"}, ({"id"}, set()), (0,)),
        ({"key": key("day", "date"), "basis": "values"}, (set(), set()), (1,)),
        ({"key": key("gone", "nr"), "basis": "key"}, (set(), {"nr", "date"}), (0, 1)),
        ({"key": None, "basis": "form"}, (set(), {"nr", "not mapped"}), ()),
        ({}, (set(), set()), ()),
    ],
)
def test_a_key_is_the_one_compared_by_or_the_one_declared(
    facts: dict[str, Any], in_key: tuple[set[str], set[str]], places: tuple[int, ...]
) -> None:
    declared = [PLAIN | dict.fromkeys(some, ("int", True)) for some in in_key]
    assert group(**facts).key("t", COLUMNS, declared) == places


def test_columns_are_mapped_by_their_names_in_both() -> None:
    columns = [
        {"members": {"m": "id", "t": "nr", "other": "x"}}, {"members": {"m": "note"}}, {"members": {"t": "only"}},
    ]  # fmt: skip
    one = GroupOfRun("G0001", "r", "near_copy", "m", ("t",), {"columns": columns, "members": []})
    assert one.mapping("t") == [("id", "nr")]
