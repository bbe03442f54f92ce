"""The base questionnaire is whole, and a faulty one is refused with the line to mend."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assess.model.bank import LEVELS, Bank
from assess.model.errors import BadInput
from assess.store.bank_file import load_bank
from assess.store.resources import resource

ANCHORS = {
    f"q{n}" for n in (0, "1_1", "1_3", "3_1", "3_2", "3_4", "4_4", "5_4", "5_6", "7_1", "9_1", "9_4", "9_6", "10_1")
}


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank("base")


def test_it_has_ten_dimensions_41_subdimensions_and_the_overall_question(bank: Bank) -> None:
    assert [d.id for d in bank.dimensions] == [f"D{n}" for n in range(1, 11)]
    assert [len(bank.of_dimension(d.id)) for d in bank.dimensions] == [4, 3, 4, 4, 6, 5, 3, 3, 6, 3]
    assert [item.id for item in bank.items if not item.dimension] == ["q0"]
    for item in bank.items[1:]:
        assert re.fullmatch(rf"q{item.dimension[1:]}_\d", item.id)


def test_each_level_is_asked_its_own_number_of_questions(bank: Bank) -> None:
    assert {level: len(bank.asked_of(level)) for level in LEVELS} == {"executive": 25, "middle": 38, "frontline": 28}
    assert {item.id for item in bank.anchors()} == ANCHORS


def test_410_descriptors_of_the_subdimensions_are_all_different_and_all_there(bank: Bank) -> None:
    for language in ("zh", "en"):
        told = [level[language] for item in bank.items if item.dimension for level in item.levels]
        assert len(told) == 205
        assert len(set(told)) == 205


def test_chinese_is_set_as_chinese_and_english_holds_none_of_it(bank: Bank) -> None:
    for item in bank.items:
        for words in (item.name, item.question, *item.levels):
            assert re.search(r"[\u4e00-\u9fff]", words.zh)
            assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", words.en), words.en
            assert not re.search(r"[,;:?!]|[\u4e00-\u9fff]\.", words.zh), words.zh
        assert item.question.zh.endswith("？") and item.question.en.endswith("?")
        assert all(level.zh.endswith("。") and level.en.endswith(".") for level in item.levels)


def test_a_level_is_read_on_a_phone_in_one_breath(bank: Bank) -> None:
    for item in bank.items:
        for level in item.levels:
            assert len(level.zh) <= 32, level.zh
            assert len(level.en.split()) <= 18, level.en


AUDIENCE_OF_Q1_2 = "    audience: [executive]\n"
AUDIENCE_OF_Q1_4 = "    audience: [executive, middle]\n"
NAME_OF_Q1_3 = '    name: {zh: "全局优先", en: "Global over Local"}\n'
FAULTS = [
    ("  - id: q1_2\n", "  - id: q1_1\n", 'items[2].id "q1_1" is used twice'),
    ("dimension: D7\n", "dimension: D77\n", '"D77" is not one here. Did you mean "D7"?'),
    ("audience: [executive]\n", "audience: [executives]\n", 'audience "executives" was found'),
    ('      en: "Who answers for the company\'s data today?"\n', "", 'field "items[1].question.en" is required'),
    ('      en: "Who answers for the company\'s data today?"\n', '      en: ""\n', "items[1].question.en"),
    ('        en: "There has been none."\n', "        en: false\n", "valid string"),
    ("  - id: D2\n", "  - id: D1\n", 'dimensions[1].id "D1" is used twice'),
    ("audience: [executive, middle, frontline]\n", "audience: [middle]\n", "items[0] is an anchor"),
    ("anchor: true\n", "anchors: true\n", 'unknown field "items[0].anchors". Did you mean "anchor"?'),
    (
        '      - zh: "没有评选过。"\n        en: "There has been none."\n',
        "",
        "levels: needs exactly 5 levels, found 4.",
    ),
    (
        'version: "1.1.0"\nname',
        'version: "1.1"\nname',
        "version: needs a semantic version in quotes, such as 1.1.0, found '1.1'.",
    ),
    ('version: "1.1.0"\nname', "version: 1.1\nname", "such as 1.1.0, found 1.1."),
    ('  - version: "1.1.0"\n', '  - version: "1.2.0"\n', "changelog[0].version is 1.2.0, but the bank's is 1.1.0."),
    ('{old: "1.0.0", new: "1.1.0", rule: clamp}', '{old: "1.0.0", new: "1.1.0", rule: clip}', "migrations[0].rule"),
    (
        '{old: "1.0.0", new: "1.1.0", rule: clamp}',
        '{old: "1.0.0", new: "1.1.0", rule: clamp, items: {q11: reset}}',
        'migrations[0].items names "q11", which is not an item here.',
    ),
    ("items: [q1_1]", "items: [q1_11]", 'gates.number_one.items[0] "q1_11" is not an item here. Did you mean'),
    ("zero_leaves_out: [q6_5]", "zero_leaves_out: [q6_9]", 'zero_leaves_out[0] "q6_9" is not an item here.'),
    ("none: {staff:", "none: {stuff:", 'none names "stuff", which is not a fact here. Did you mean "staff"?'),
    ("at_least: [5, 50, 80, 95]", "at_least: [5, 50, 80]", "at_least needs four rising numbers"),
    (AUDIENCE_OF_Q1_2, AUDIENCE_OF_Q1_2 + "    shown_if: {item: q1_99, at_least: 2}\n", '"q1_99" is not an item here.'),
    (
        AUDIENCE_OF_Q1_2,
        AUDIENCE_OF_Q1_2 + "    shown_if: {item: q1_4, at_least: 2}\n",
        'items[2].shown_if.item "q1_4" does not come before it; a condition can only look at an earlier answer.',
    ),
    (AUDIENCE_OF_Q1_2, AUDIENCE_OF_Q1_2 + "    shown_if: {item: q1_2, at_least: 2}\n", "does not come before it"),
    (
        AUDIENCE_OF_Q1_4,
        AUDIENCE_OF_Q1_4 + "    shown_if: {item: q1_2, at_least: 2}\n",
        'items[4].shown_if.item "q1_2" is never asked of middle, who are asked this.',
    ),
    (AUDIENCE_OF_Q1_2, AUDIENCE_OF_Q1_2 + "    shown_if: {item: q0, at_least: 6}\n", "less than or equal to 5"),
    (AUDIENCE_OF_Q1_2, AUDIENCE_OF_Q1_2 + "    shown_if: {item: q0}\n", "needs one of at_least, at_most and state"),
    (
        NAME_OF_Q1_3,
        NAME_OF_Q1_3 + "    shown_if: {item: q0, at_least: 2}\n",
        "items[3] is an anchor, so it is shown to all",
    ),
]


@pytest.mark.parametrize(("there", "instead", "says"), FAULTS)
def test_a_fault_is_named_with_its_line(tmp_path: Path, there: str, instead: str, says: str) -> None:
    text = (resource("questionnaires") / "base.yaml").read_text(encoding="utf-8")
    assert there in text
    path = tmp_path / "own.yaml"
    path.write_text(text.replace(there, instead, 1), encoding="utf-8")
    with pytest.raises(BadInput) as error:
        load_bank(path)
    assert says in str(error.value)
    line = int(re.match(r"own\.yaml:(\d+): ", str(error.value)).group(1))  # type: ignore[union-attr]
    fault = text[: text.index(there)].count("\n") + 1
    assert fault - 5 <= line <= fault + 1


def test_a_questionnaire_nobody_has_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(BadInput, match=r'neither a questionnaire of ours nor a file\. Did you mean "base"'):
        load_bank("bas")


def test_two_conditions_that_wait_for_each_other_are_refused(tmp_path: Path) -> None:
    text = (resource("questionnaires") / "extended.yaml").read_text("utf-8")
    path = tmp_path / "own.yaml"
    first = '    name: {zh: "AI 应用", en: "AI in Use"}\n'
    path.write_text(text.replace(first, first + "    shown_if: {item: x2_4, at_least: 2}\n", 1), "utf-8")
    with pytest.raises(BadInput, match=r'items\[7\]\.shown_if\.item "x2_4" does not come before it'):
        load_bank(path)


def test_a_pack_is_added_to_its_bank_and_to_no_other(tmp_path: Path) -> None:
    assert load_bank("base+extended").id == "base+extended"
    with pytest.raises(BadInput, match="base: is a bank by itself and no pack"):
        load_bank("base+base")
    with pytest.raises(BadInput, match="extended: is a pack of base, found extended before it"):
        load_bank("extended+extended")
    with pytest.raises(BadInput, match=r'dimensions\[12\]\.id "E1" is used twice'):
        load_bank("base+extended+extended")
    with pytest.raises(BadInput, match="neither a questionnaire of ours nor a file"):
        load_bank("base+extendid")


def test_a_file_may_have_a_plus_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a+b.yaml"
    path.write_text((resource("questionnaires") / "base.yaml").read_text("utf-8"), "utf-8")
    assert load_bank(path).id == "base"


def test_a_pack_of_ones_own_is_named_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    text = (resource("questionnaires") / "extended.yaml").read_text("utf-8")
    path.write_text(text.replace("id: extended\n", "id: ours\n", 1), "utf-8")
    assert load_bank(f"base+{path}").id == "base+ours"
