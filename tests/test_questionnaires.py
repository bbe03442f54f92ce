"""What we ship to be asked: whole, alike in both languages, one fact a level, and set beside the published models."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from assess.diagnose.gates.applicability import need
from assess.diagnose.gates.verdict import BADGE_CAP
from assess.model.bank import LEVELS, Bank, Both, Item
from assess.model.bank_asked import MODES, QUICK, items_for, minutes_for
from assess.model.bank_parts import Applicability, Part
from assess.model.crosswalk import Crosswalk
from assess.model.engagement import Organisation
from assess.store.bank_file import load_bank
from assess.store.crosswalk_file import load_crosswalks

ROOT = Path(__file__).resolve().parent.parent

BANKS = ("base", "extended")
ANCHORS = {
    f"q{n}" for n in (0, "1_1", "1_3", "3_1", "3_2", "3_4", "4_4", "5_4", "5_6", "7_1", "9_1", "9_4", "9_6", "10_1")
}
TRANSLATED = (
    r"进行了|进行[^中时]|作出了|被[^退挡遇拦]{0,6}所|对于|关于|一个.{0,4}的过程|的时候|通过.{1,12}来|实现了"
    r"|赋能|抓手|闭环|——|—"
)
IN_ENGLISH = r"—|\b(leverag|utili[sz]|holistic|synerg|empower|best.in.class|carry out the|perform the)\w*"


@pytest.fixture(scope="module")
def base() -> Bank:
    return load_bank("base")


@pytest.fixture(scope="module")
def whole() -> Bank:
    return load_bank("base+extended")


@pytest.fixture(scope="module")
def crosswalks(whole: Bank) -> dict[str, Crosswalk]:
    return {crosswalk.id: crosswalk for crosswalk in load_crosswalks(whole)}


def texts(part: object) -> Iterator[Both]:
    """Every text in both languages, however deep."""
    if isinstance(part, Both):
        yield part
    elif isinstance(part, Part):
        for name in type(part).model_fields:
            yield from texts(getattr(part, name))
    elif isinstance(part, tuple):
        for one in part:
            yield from texts(one)


def explained(item: Item) -> list[Both]:
    assert item.help and item.example
    return [item.help, item.example, *item.evidence]


def test_41_subdimensions_have_five_levels_each_in_two_languages_which_makes_410_descriptors(base: Bank) -> None:
    asked = [item for item in base.items if item.dimension]
    told = [level[language] for item in asked for level in item.levels for language in ("zh", "en")]
    assert (len(asked), len(told), len(set(told))) == (41, 410, 410)


@pytest.mark.parametrize(("level", "count"), [("executive", 24), ("middle", 37), ("frontline", 27)])
def test_each_level_is_asked_its_own_questions_and_the_overall_one(base: Bank, level: str, count: int) -> None:
    assert len(items_for(base, level)) == count + 1


def test_the_audiences_are_those_of_the_design(base: Bank) -> None:
    asked = {
        "executive": "1_2 8_3 10_3",
        "executive middle": "1_4 2_1 2_2 3_3 6_2 6_3 6_4 8_1",
        "middle": "2_3 7_3 9_3",
        "middle frontline": "4_1 4_2 4_3 5_1 5_2 5_3 6_1 6_5 7_2 8_2 9_2 9_5 10_2",
        "frontline": "5_5",
    }
    found = {
        audience: " ".join(item.id[1:] for item in base.items if " ".join(item.audience) == audience)
        for audience in asked
    }
    assert found == asked


def test_the_14_anchors_are_asked_of_everybody_in_the_same_words_and_always_apply(base: Bank) -> None:
    assert {item.id for item in base.anchors()} == ANCHORS
    seen = [[item for item in items_for(base, level) if item.anchor] for level in LEVELS]
    assert seen[0] == seen[1] == seen[2]
    assert not any(item.may_not_apply or item.shown_if for item in base.anchors())


@pytest.mark.parametrize("level", LEVELS)
def test_quick_mode_is_24_items_with_all_anchors_and_every_dimension(base: Bank, level: str) -> None:
    quick, full = items_for(base, level, "quick"), items_for(base, level)
    assert len(quick) == QUICK
    assert {item.id for item in quick} >= ANCHORS
    assert {item.dimension for item in quick} == {item.dimension for item in full}
    assert [item.id for item in quick] == [item.id for item in full if item in quick]


def test_nobody_is_kept_longer_than_twenty_minutes(base: Bank) -> None:
    kept = {(level, mode): minutes_for(len(items_for(base, level, mode))) for level in LEVELS for mode in MODES}
    assert kept == {
        ("executive", "quick"): 12, ("middle", "quick"): 12, ("frontline", "quick"): 12,
        ("executive", "full"): 13, ("middle", "full"): 19, ("frontline", "full"): 14,
    }  # fmt: skip


@pytest.mark.parametrize("name", BANKS)
def test_every_question_says_what_is_meant_what_level_3_looks_like_and_what_could_be_shown(name: str) -> None:
    for item in load_bank(name).items:
        assert item.help and item.example, item.id
        assert 1 <= len(item.evidence) <= 3, item.id
        for line in explained(item):
            assert len(line.zh) <= 60 and len(line.en.split()) <= 25, line
        assert item.help.zh.endswith("。") and item.help.en.endswith(".")
        assert item.example.zh.endswith("。") and item.example.en.endswith(".")
        assert not any(piece.zh.endswith("。") or piece.en.endswith(".") for piece in item.evidence)


@pytest.mark.parametrize("name", BANKS)
def test_no_explanation_is_said_twice(name: str) -> None:
    for language in ("zh", "en"):
        said = Counter(line[language] for item in load_bank(name).items for line in explained(item))
        assert not [line for line, times in said.items() if times > 1]


@pytest.mark.parametrize("name", BANKS)
def test_a_level_is_read_on_a_phone_in_one_breath(name: str) -> None:
    for item in load_bank(name).items:
        for level in item.levels:
            assert len(level.zh) <= 40 and len(level.en.split()) <= 25, level


@pytest.mark.parametrize("name", BANKS)
def test_chinese_is_chinese_and_english_is_english(name: str) -> None:
    for one in texts(load_bank(name)):
        assert re.search(r"[\u4e00-\u9fff]", one.zh), one
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", one.en), one
        assert not re.search(r"[,;:?!\"]|[\u4e00-\u9fff]\.", one.zh), one
        assert one.zh == one.zh.strip() and one.en == one.en.strip()


@pytest.mark.parametrize("name", BANKS)
def test_nothing_reads_like_a_translation_or_a_brochure(name: str) -> None:
    for item in load_bank(name).items:
        for one in (item.question, *item.levels, *explained(item)):
            assert not re.search(TRANSLATED, one.zh), one.zh
            assert not re.search(IN_ENGLISH, one.en, re.I), one.en


def test_the_lists_of_the_six_models_are_whole(crosswalks: dict[str, Crosswalk]) -> None:
    assert {name: len(crosswalk.entries) for name, crosswalk in crosswalks.items()} == {
        "gbt_36073_2025": 33,
        "gbt_36073_2018": 28,
        "caict_data_middle_platform": 6,
        "uk_government_2023": 10,
        "dcam_v3": 8,
        "dsmm_2019": 7,
    }


def test_the_2025_standard_has_nine_domains_with_their_clauses(crosswalks: dict[str, Crosswalk]) -> None:
    entries = crosswalks["gbt_36073_2025"].entries
    sizes = Counter(int(entry.id.split(".")[0]) for entry in entries)
    assert [sizes[clause] for clause in range(6, 15)] == [3, 3, 4, 3, 5, 4, 3, 4, 4]
    assert len({entry.group.zh for entry in entries if entry.group}) == 9
    assert len({(entry.group, entry.name) for entry in entries}) == 33


def test_the_2018_standard_has_eight_domains_with_their_clauses(crosswalks: dict[str, Crosswalk]) -> None:
    sizes = Counter(int(entry.id.split(".")[0]) for entry in crosswalks["gbt_36073_2018"].entries)
    assert [sizes[clause] for clause in range(6, 14)] == [3, 3, 4, 3, 3, 4, 4, 4]


def test_every_entry_leads_to_our_items_or_says_why_not(crosswalks: dict[str, Crosswalk], whole: Bank) -> None:
    for crosswalk in crosswalks.values():
        for entry in crosswalk.entries:
            assert all(whole.item(link.item) for link in entry.items)
            assert entry.items if entry.covered else entry.why
        assert list(crosswalk.faults(whole)) == []


def test_every_question_has_its_place_in_the_2025_standard(crosswalks: dict[str, Crosswalk], whole: Bank) -> None:
    placed = crosswalks["gbt_36073_2025"]
    assert [item.id for item in whole.items if item.dimension and not placed.of_item(item.id)] == []


def test_what_the_base_lacks_of_the_2025_standard_the_pack_has(crosswalks: dict[str, Crosswalk], whole: Bank) -> None:
    lacking = [entry for entry in crosswalks["gbt_36073_2025"].entries if not entry.covered]
    assert [entry.id for entry in lacking] == ["9.2", "13.1", "14.3"]
    for entry in lacking:
        assert any(whole.item(link.item).pack == "extended" and link.relation == "equal" for link in entry.items)  # type: ignore[union-attr]


def test_a_crosswalk_names_its_document_and_reads_well(crosswalks: dict[str, Crosswalk]) -> None:
    for crosswalk in crosswalks.values():
        assert re.match(r"20\d\d", crosswalk.source.date)
        for one in texts(crosswalk):
            assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", one.en), one
        for entry in crosswalk.entries:
            assert re.search(r"[\u4e00-\u9fff]", entry.name.zh)


def test_the_pack_is_asked_only_where_it_is_called_for(base: Bank, whole: Bank) -> None:
    pack = load_bank("extended")
    assert len(pack.items) == 11 and not pack.anchors()
    assert not {item.id for item in base.items} & {item.id for item in pack.items}
    assert whole.items[: len(base.items)] == base.items
    assert [len(whole.of_dimension(d.id)) for d in base.dimensions] == [
        len(base.of_dimension(d.id)) for d in base.dimensions
    ]
    assert {item.id for item in whole.items if item.pack == "extended"} == {item.id for item in pack.items}


def test_the_limits_of_the_prescreen_are_those_the_gate_applies(base: Bank) -> None:
    assert base.gates
    screen = base.gates.applicability
    assert isinstance(screen, Applicability)
    assert {fact.id for fact in screen.facts} == {"staff", "business_lines", "core_systems", "platforms"}
    for staff, lines, systems in product((0, 20, 49, 50, 51, 200, 201, 5000), (0, 1, 2, 3, 9), (0, 1, 3, 4, 40)):
        facts = {"staff": staff, "business_lines": lines, "core_systems": systems}
        gate = need(Organisation(**facts))
        assert screen.verdict(facts) == {"not_needed": "none"}.get(gate, gate), facts


def test_the_two_gates_cap_where_the_badge_is_capped_and_start_a_list_of_duties(base: Bank) -> None:
    assert base.gates and base.gates.compliance and base.gates.number_one
    assert base.gates.compliance.cap == base.gates.number_one.cap == BADGE_CAP
    assert base.gates.number_one.needs == ("name", "date", "decision")
    duties = base.gates.compliance.duties
    assert len({duty.id for duty in duties}) == len(duties) == 11
    assert all(re.search(r"法第.+条", duty.law.zh) and "art. " in duty.law.en for duty in duties)


def test_a_company_without_outside_platforms_is_not_asked_about_them(base: Bank) -> None:
    left = {item.id for item in items_for(base, "middle")} - {
        item.id for item in items_for(base, "middle", facts={"platforms": 0})
    }
    assert left == {"q6_5"}
    assert items_for(base, "middle", facts={"platforms": 2}) == items_for(base, "middle")


def test_the_numeric_questions_say_how_each_level_follows(base: Bank) -> None:
    measured = {item.id: item.measure for item in base.items if item.measure}
    assert set(measured) == {"q8_1", "q8_2"}
    assert measured["q8_1"].unit == "percentage_points"
    note = measured["q8_1"].note
    assert note and "收缩" in note.zh and "shrinking" in note.en
    assert measured["q8_2"].at_least == (5, 50, 80, 95)


def test_the_version_has_its_changelog_and_a_way_from_the_one_before(base: Bank) -> None:
    assert base.version == base.changelog[0].version == "1.1.0"
    assert [(m.old, m.new, m.rule) for m in base.migrations] == [("1.0.0", "1.1.0", "clamp")]


def test_the_bank_on_the_page_about_banks_loads_as_it_is_printed(tmp_path: Path) -> None:
    [printed] = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "bank.md").read_text("utf-8"), re.S)
    (tmp_path / "ours.yaml").write_text(printed, "utf-8")
    ours = load_bank(tmp_path / "ours.yaml")
    assert [item.id for item in items_for(ours, "frontline")] == ["s1_1", "s1_2"]
    assert [item.id for item in items_for(ours, "middle")] == ["s1_1"]


def test_the_page_about_banks_names_every_field_of_one() -> None:
    page = (ROOT / "docs" / "bank.md").read_text("utf-8")
    assert [name for name in {**Item.model_fields, **Bank.model_fields} if not re.search(rf"\b{name}", page)] == []
