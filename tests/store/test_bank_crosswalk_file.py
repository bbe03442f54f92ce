"""A crosswalk that does not resolve is refused with the line to mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assess.model.errors import BadInput
from assess.store.bank_file import load_bank
from assess.store.crosswalk_file import load_crosswalk
from assess.store.resources import resource

FAULTS = [
    ("item: q5_4, relation", "item: q55_4, relation", '"q55_4" is not an item of the bank. Did you mean "q5_4"?'),
    ('id: "10.5"', 'id: "10.4"', '"10.4" is used twice'),
    ("item: q10_3, relation: part", "item: q8_3, relation: part", '"q8_3" is named twice'),
    ("item: q5_4, relation: equal", "item: q5_4, relation: touches", "covered is true, but it is not covered"),
    ("item: q8_3, relation: touches", "item: q8_3, relation: part", "covered is false, but it is covered"),
    ("relation: equal", "relation: same", "relation"),
    ('name: {zh: "数据战略规划", en: "Planning"}', 'name: {zh: "数据战略规划"}', "name.en"),
    ("    covered: false\n    why:\n", "    covered: false\n    whys:\n", 'unknown field "entries[11].whys"'),
]


@pytest.mark.parametrize(("there", "instead", "says"), FAULTS)
def test_a_fault_is_named_with_its_line(tmp_path: Path, there: str, instead: str, says: str) -> None:
    text = (resource("questionnaires") / "crosswalks" / "gbt_36073_2025.yaml").read_text("utf-8")
    assert there in text
    path = tmp_path / "own.yaml"
    path.write_text(text.replace(there, instead, 1), "utf-8")
    with pytest.raises(BadInput) as error:
        load_crosswalk(path, load_bank("base+extended"))
    assert says in str(error.value)
    line = int(re.match(r"own\.yaml:(\d+): ", str(error.value)).group(1))  # type: ignore[union-attr]
    assert abs(text[: text.index(there)].count("\n") + 1 - line) <= 9


def test_not_covered_needs_a_reason(tmp_path: Path) -> None:
    text = (resource("questionnaires") / "crosswalks" / "gbt_36073_2025.yaml").read_text("utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(re.sub(r"    why:\n.*\n.*\n", "", text, count=1), "utf-8")
    with pytest.raises(BadInput, match=r"own\.yaml:\d+: entries\[11\] is not covered, so it needs a reason in why\."):
        load_crosswalk(path, load_bank("base+extended"))
