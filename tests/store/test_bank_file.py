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
