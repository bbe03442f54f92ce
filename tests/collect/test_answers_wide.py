"""Answers as Chinese survey hosts export them, one row a person. Every file here is made up for the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assess.collect.answers_file import opaque, read_answers
from assess.collect.answers_map import read_map
from assess.collect.answers_wide import Answered, answers_csv, import_answers
from assess.collect.answers_words import answer_of, level_of, masked
from assess.model.bank import Bank
from assess.model.errors import BadInput
from assess.report.questionnaire import write_questionnaire
from assess.store.bank_file import load_bank

HOST = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
PERSON = [1, "2026/11/20 9:12:33", "312秒", "微信", "N/A", "113.88.12.7(广东-深圳)"]


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank("base")


def sheet(path: Path, rows: list[list[Any]], *merged: str) -> Path:
    book = openpyxl.Workbook()
    one = book.active
    assert one is not None
    for row in rows:
        one.append(row)
    for cells in merged:
        one.merge_cells(cells)
    book.save(path)
    return path


def fault(path: Path, bank: Bank, map_file: Path | None = None) -> str:
    with pytest.raises(BadInput) as caught:
        import_answers(path, bank, map_file)
    return str(caught.value)


def said(found: Answered) -> list[tuple[str, Any]]:
    return [(row["item"], row["value"] if row["state"] == "answered" else row["state"]) for row in found.rows]


def zh(bank: Bank, item: str) -> str:
    found = bank.item(item)
    assert found
    return found.question.zh


def level(bank: Bank, item: str, step: int, language: str = "zh") -> str:
    found = bank.item(item)
    assert found
    return found.levels[step - 1][language]


def test_option_texts_under_numbered_questions(tmp_path: Path, bank: Bank) -> None:
    """As a host exports option texts: number before the question, its own columns first, a name and a telephone."""
    head = [
        *HOST,
        "1、您的姓名",
        "2、您属于哪个层级？",
        "3、您所在的部门",
        f"4、{zh(bank, 'q1_1')}",
        f"5、{zh(bank, 'q5_6')}*",
        "6、手机",
    ]
    rows = [
        [
            *PERSON,
            "王小明",
            "高层（副总及以上）",
            "财务",
            level(bank, "q1_1", 4),
            level(bank, "q5_6", 2),
            "13800138000",
        ],
        [2, *PERSON[1:], "李红", "C. 一线员工", "市场", "B." + level(bank, "q1_1", 2), "不清楚", "13900139000"],
        [3, *PERSON[1:], "赵刚", "中层", "", "(跳过)", "(空)", ""],
    ]
    found = import_answers(sheet(tmp_path / "s.xlsx", [head, *rows]), bank)
    assert said(found) == [("q1_1", 4), ("q5_6", 2), ("q1_1", 2), ("q5_6", "dont_know")]
    assert [row["level"] for row in found.rows] == ["executive"] * 2 + ["frontline"] * 2
    text = answers_csv(found).decode()
    assert not any(secret in text for secret in ("王小明", "李红", "13800138000", "113.88", "微信"))
    assert found.people == 2


def test_numbers_and_letters(tmp_path: Path, bank: Bank) -> None:
    head = ["编号", "层级", "Q1. " + zh(bank, "q1_1"), "【单选】" + zh(bank, "q5_6"), "3. " + zh(bank, "q7_1")]
    rows = [["a", "高层", 3, "D", "4分"], ["b", "middle", "5.0", "e.", "选项2"], ["c", "FL", "Ｃ", "第1级", "5"]]
    found = import_answers(sheet(tmp_path / "s.xlsx", [head, *rows]), bank)
    assert [value for _, value in said(found)] == [3, 4, 4, 5, 5, 2, 3, 1, 5]
    assert {row["respondent"] for row in found.rows} == {opaque(one) for one in "abc"}


def test_matrix_questions_and_headers_of_two_rows(tmp_path: Path, bank: Bank) -> None:
    """A title over the whole sheet, a merged matrix title over its rows, heads merged down."""
    rows = [
        ["数据体检问卷（2026）", *[""] * 5],
        ["答题编号", "您的层级", "3、请给以下各项打分", "", "", "4、您还有什么建议？"],
        ["", "", "工具", "耗材", "指标口径", ""],
        ["x1", "中层", 2, 3, "F", "打 13800138000 找我"],
    ]
    path = sheet(tmp_path / "s.xlsx", rows, "A1:F1", "C2:E2", "A2:A3", "B2:B3", "F2:F3")
    assert 'column E: item q5_4 is "F"; allowed is 1 to 5, A to E' in fault(path, bank)
    found = import_answers(path, bank, leave_out=True)
    assert said(found) == [("q6_1", 2), ("q6_2", 3)] and len(found.left_out) == 1


def test_a_matrix_in_one_header_and_a_csv_of_two_header_rows(tmp_path: Path, bank: Bank) -> None:
    (tmp_path / "s.csv").write_text("答卷编号,您的层级,5、评价—工具,5、评价—耗材\nx1,高层,2,1\n", encoding="gb18030")
    assert said(import_answers(tmp_path / "s.csv", bank)) == [("q6_1", 2), ("q6_2", 1)]
    (tmp_path / "t.csv").write_text("答卷编号,您的层级,评价,\n,,工具,耗材\nx1,高层,2,1\n", encoding="utf-8-sig")
    assert said(import_answers(tmp_path / "t.csv", bank)) == [("q6_1", 2), ("q6_2", 1)]


def test_the_other_host_numbers_with_points_and_says_option_letters(tmp_path: Path, bank: Bank) -> None:
    head = ["编号", "开始答题时间", "结束答题时间", "答题时长", "用户", "IP", "1.请问您的职级是（必填）",
            f"2.{zh(bank, 'q1_1')}（必填）", f"3.{zh(bank, 'q1_3')}（必填）"]  # fmt: skip
    row = ["1", "2026-11-20 09:00", "2026-11-20 09:08", "8分", "微信用户", "1.2.3.4", "中层管理者",
           f"A. {level(bank, 'q1_1', 1)}", f"C.{level(bank, 'q1_3', 3)}"]  # fmt: skip
    assert said(import_answers(sheet(tmp_path / "s.xlsx", [head, row]), bank)) == [("q1_1", 1), ("q1_3", 3)]


def test_a_changed_wording_is_mapped_by_likeness_and_told(tmp_path: Path, bank: Bank) -> None:
    head = ["序号", "层级", "3、" + zh(bank, "q1_1").replace("今天由谁", "现在由谁")]
    found = import_answers(sheet(tmp_path / "s.xlsx", [head, [1, "高层", 2]]), bank)
    assert said(found) == [("q1_1", 2)]
    assert any("is read as q1_1 (similar" in str(note) for note in found.notes)


def test_what_could_be_two_questions_is_asked_and_never_guessed(tmp_path: Path, bank: Bank) -> None:
    head = ["序号", "层级", zh(bank, "q1_1"), zh(bank, "q1_1"), zh(bank, "q5_6")[:6] + "怎么样才算", "今天天气"]
    path, map_file = sheet(tmp_path / "s.xlsx", [head, [1, "高层", 2, 3, 4, 5]]), tmp_path / "map.yaml"
    told = fault(path, bank, map_file)
    assert "s.xlsx, column C" in told and "decide it in map.yaml" in told and "column F" not in told
    text = map_file.read_text("utf-8")
    assert 'read_as: "?"' in text and "candidates: [q1_1]" in text
    assert told == fault(path, bank, map_file)  # it stays a question until somebody answers it
    edited = text.replace('read_as: "?"', "read_as: q1_1", 1).replace('read_as: "?"', "read_as: nothing")
    map_file.write_text(edited, encoding="utf-8")
    assert said(import_answers(path, bank, map_file)) == [("q1_1", 2)]


def mapped(folder: Path, bank: Bank, rows: list[list[Any]], *changes: tuple[str, str]) -> Answered:
    """The answers after the proposed map was written and edited."""
    path, map_file = sheet(folder / "s.xlsx", rows), folder / "map.yaml"
    try:
        import_answers(path, bank, map_file)
    except BadInput:
        assert map_file.exists()
    text = map_file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    map_file.write_text(text, encoding="utf-8")
    return import_answers(path, bank, map_file)


def test_words_of_one_file_and_a_level_for_all(tmp_path: Path, bank: Bank) -> None:
    rows = [["序号", zh(bank, "q1_1"), zh(bank, "q5_6")], [1, "6", "不清楚/不适用"], [2, "没人管", "2"]]
    found = mapped(
        tmp_path, bank, rows,
        ("# level: executive", "level: executive"),
        ("answers: {}", 'answers: {"6": dont_know, "没人管": 1, "不清楚/不适用": refused}'),
    )  # fmt: skip
    assert said(found) == [("q1_1", "dont_know"), ("q5_6", "refused"), ("q1_1", 1), ("q5_6", 2)]
    assert {row["level"] for row in found.rows} == {"executive"}


def test_comments_only_where_mapped_and_without_numbers_or_addresses(tmp_path: Path, bank: Bank) -> None:
    rows = [["序号", "层级", zh(bank, "q1_1"), "补充说明"], [1, "高层", 2, "-找我 a.b@c.com 或 13800138000"]]
    plain = import_answers(sheet(tmp_path / "s.xlsx", rows), bank)
    assert plain.rows[0]["comment"] == ""
    found = mapped(
        tmp_path, bank, rows, ('header: "补充说明", read_as: nothing', 'header: "补充说明", read_as: comment:q1_1')
    )
    assert found.rows[0]["comment"] == "-找我 […] 或 […]"
    assert ",'-找我 […] 或 […]" in answers_csv(found).decode()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            ("read_as: q1_1", "read_as: q1_11"),
            'map.yaml:11: read_as is "q1_11", which is no item of base. Did you mean',
        ),
        (("read_as: q5_6", "read_as: q1_1"), "map.yaml:11: q1_1 is read from 2 columns; keep one."),
        (
            ("answers: {}", "answers: {a: 7}"),
            'an answer is 1 to 5, not_applicable, dont_know, refused or skipped, found "7"',
        ),
        (("levels: {}", "levels: {a: boss}"), "words.levels.a"),
        (("at: C", "at: D"), 'column D is "公司的数据，今天由谁负总责？" in the map and'),
        (("read_as: level", "read_as: nothing"), "no column says whether somebody is of the executives"),
        (("columns:", "colums:"), 'unknown field "colums". Did you mean "columns"?'),
    ],
)
def test_odd_maps_are_named_by_line(tmp_path: Path, bank: Bank, change: tuple[str, str], says: str) -> None:
    rows = [["序号", "层级", zh(bank, "q1_1"), zh(bank, "q5_6")], [1, "高层", 2, 3]]
    with pytest.raises(BadInput) as caught:
        mapped(tmp_path, bank, rows, change)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([["编号", "层级", "q1_1"], [1, "高层", 9]], 's.xlsx[Sheet]:2, column C: item q1_1 is "9"; allowed is 1 to 5'),
        (
            [["编号", "层级", "q1_1"], [1, "老板", 2]],
            's.xlsx[Sheet]:2, column B: level is "老板"; allowed are executive',
        ),
        ([["编号", "层级", "q1_1"], ["", "高层", 2]], "column A: respondent is empty"),
        (
            [["编号", "层级", "q1_1"], [1, "高层", 2], [1, "高层", 3]],
            "s.xlsx[Sheet]:3: this respondent has row 2 already",
        ),
        ([["编号", "层级", "q1_1"], [1, "高层", "不适用"]], 'item q1_1 is "不适用", which q1_1 does not offer'),
        ([["编号", "层级", "q1_1"], [1, "高层", "A┋C"]], 'is "A┋C", which is'),
        ([["编号", "层级", "q5_6"], [1, "高层", "不清楚/不适用"]], "which is two answers in one option"),
        ([["编号", "层级", "q1_1"], [1, "高层", "也许吧"]], 'is "也许吧", which is no level of q1_1'),
        ([["编号", "层级", "q1_1"], [1, "高层", "13800138000找我"]], 'is "[…]找我"'),
        ([["编号", "层级", "天气"], [1, "高层", 2]], "no column resembles a question of base"),
        ([["编号", "层级", "q1_1"], [1, "高层", ""]], "holds no answer to a question"),
    ],
)
def test_what_is_not_understood_is_one_sentence_with_its_cell(
    tmp_path: Path, bank: Bank, rows: list[list[Any]], says: str
) -> None:
    assert says in fault(sheet(tmp_path / "s.xlsx", rows), bank)


def test_merged_answers_are_refused(tmp_path: Path, bank: Bank) -> None:
    rows = [["编号", "层级", "q1_1"], [1, "高层", 2], [2, "", 3]]
    assert "the cells B2:B3 are merged; one row is one person" in fault(sheet(tmp_path / "s.xlsx", rows, "B2:B3"), bank)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\x7f,\n(,1\n", "no column resembles a question"),
        (b"\xff\xff\x01q", "s.csv"),
        (b"a,b\x81\x00\n", "is a binary file"),
        (b"PK\x03\x04", "is not an Excel workbook"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, bank: Bank, data: bytes, says: str) -> None:
    (tmp_path / "s.csv").write_bytes(data)
    assert says in fault(tmp_path / "s.csv", bank)


def test_two_exports_that_both_number_from_one_are_different_people(tmp_path: Path, bank: Bank) -> None:
    found = [
        import_answers(sheet(tmp_path / f"{n}.xlsx", [["序号", "层级", "q1_1"], [1, "高层", n]]), bank).rows[0][
            "respondent"
        ]
        for n in (1, 2)
    ]
    assert found[0] != found[1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_filled_entry_sheet_needs_no_map(tmp_path: Path, bank: Bank, language: Any) -> None:
    path = write_questionnaire(bank, "entry-sheet", tmp_path / "e.xlsx", language)
    book = openpyxl.load_workbook(path)
    one = book.worksheets[0]
    words = ["中层", "不清楚", "不适用"] if language == "zh" else ["middle", "don't know", "NA"]
    ids = [cell.value for cell in one[2]]
    for column, value in (("q0", 3), ("q1_1", words[1]), ("q1_4", words[2]), ("q10_2", "5")):
        one.cell(3, ids.index(column) + 1, value)
    one.cell(3, 1, "P-017")
    one.cell(3, 2, words[0])
    book.save(path)
    found = import_answers(path, bank)
    assert said(found) == [("q0", 3), ("q1_1", "dont_know"), ("q1_4", "not_applicable"), ("q10_2", 5)]
    assert {row["respondent"] for row in found.rows} == {opaque("P-017")}
    assert len(read_answers([path]).answers) == 4  # and `assess score` reads it as it is


def test_long_files_pass_and_unknown_items_are_named(tmp_path: Path, bank: Bank) -> None:
    (tmp_path / "a.csv").write_text("respondent,level,item,value,comment\nr,高层,q1_1,4,a@b.cn\n", encoding="utf-8")
    found = import_answers(tmp_path / "a.csv", bank)
    assert said(found) == [("q1_1", 4)] and found.rows[0]["comment"] == "[…]"
    (tmp_path / "a.csv").write_text("respondent,level,item,value\nr,高层,q1_111,4\n", encoding="utf-8")
    assert 'item "q1_111" is not in base. Did you mean' in fault(tmp_path / "a.csv", bank)


def test_the_written_csv_is_read_as_the_same_answers(tmp_path: Path, bank: Bank) -> None:
    found = import_answers(
        sheet(tmp_path / "s.xlsx", [["编号", "层级", "q1_1", "q1_2"], ["a", "高层", 2, "不适用"]]), bank
    )
    (tmp_path / "answers.csv").write_bytes(answers_csv(found))
    again = read_answers([tmp_path / "answers.csv"]).answers
    assert list(again["item"]) == ["q1_1", "q1_2"] and list(again["state"]) == ["answered", "not_applicable"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_of_every_level_is_recognised(bank: Bank, language: str) -> None:
    for item in bank.items:
        for step, told in enumerate(item.levels, 1):
            for text in (told[language], f"{'ABCDE'[step - 1]}. {told[language]}", f"{step}、{told[language]}"):
                assert answer_of(text, item, {}) == ("answered", step)


def test_reversed_options_go_by_their_text(bank: Bank) -> None:
    item = bank.items[1]
    assert answer_of(f"A. {item.levels[4].zh}", item, {}) == ("answered", 5)


def test_levels_of_people_and_masks() -> None:
    assert level_of("B、中层（经理、主管）", {}) == "middle"
    assert level_of("高层或中层", {}) is None
    assert masked("id 110101199003071234, 010-88886666, 10.0.0.1") == "id […], […], […]"


def test_the_proposed_map_is_read_as_it_was_proposed(tmp_path: Path, bank: Bank) -> None:
    rows = [[*HOST, "层级", *(f"{n}、{item.question.zh}" for n, item in enumerate(bank.items, 1))]]
    rows.append([*PERSON, "高层", *([3] * len(bank.items))])
    path, map_file = sheet(tmp_path / "s.xlsx", rows), tmp_path / "map.yaml"
    found = import_answers(path, bank, map_file)
    assert [item for item, _ in said(found)] == [item.id for item in bank.items]
    assert {line.found for line in read_map(map_file, bank).columns if line.read_as.startswith("q")} == {"exact"}
    assert import_answers(path, bank, map_file).rows == found.rows


def test_the_phones_csv_has_groups_before_the_names(tmp_path: Path, bank: Bank) -> None:
    """As collecting programs export an XLSForm of ours."""
    head = "SubmissionDate,role,q0,D1-q1_1,D5/q5_6,meta-instanceID\n"
    (tmp_path / "s.csv").write_text(head + "2026-11-20,executive,3,dont_know,2,uuid:1\n", encoding="utf-8")
    assert said(import_answers(tmp_path / "s.csv", bank)) == [("q0", 3), ("q1_1", "dont_know"), ("q5_6", 2)]


def test_a_hosts_own_number_that_is_an_id_of_ours_is_asked(tmp_path: Path, bank: Bank) -> None:
    head = ["编号", "层级", f"q0 {zh(bank, 'q1_1')}"]
    assert "names several questions): q0 or q1_1" in fault(sheet(tmp_path / "s.xlsx", [head, [1, "高层", 2]]), bank)


def test_answers_of_those_who_are_not_asked_are_told(tmp_path: Path, bank: Bank) -> None:
    found = import_answers(sheet(tmp_path / "s.xlsx", [["编号", "层级", "q1_2"], [1, "一线", 2]]), bank)
    assert "item q1_2 is not asked of frontline; 1 answers are kept and not scored." in str(found.notes[-1])
