"""Questionnaires of other programs become banks; what does not fit is listed with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assess.collect.banks import Imported, read_bank
from assess.collect.banks.conditions import SURVEYJS, XLSFORM, expression, read_expression
from assess.collect.banks.written import write_bank
from assess.model.bank import Bank
from assess.model.bank_parts import Condition
from assess.model.errors import BadInput
from assess.report.questionnaire import write_questionnaire
from assess.store.bank_file import load_bank

FIVE = [[f"{step} zh", f"{step} en"] for step in "ABCDE"]
HEAD = ["type", "name", "label::中文 (zh)", "label::English (en)"]
ROW = ["select_one five", "q1", "问题一", "Question one"]


def xlsform(
    path: Path, survey: list[list[Any]], choices: list[list[Any]] | None = None, merge: str = "",
    settings: list[list[Any]] | None = None,
) -> Path:  # fmt: skip
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    listed = [["list_name", "name", "label::中文 (zh)", "label::English (en)"]]
    listed += choices if choices is not None else [["five", n, *text] for n, text in enumerate(FIVE, 1)]
    sheets = {
        "survey": survey,
        "choices": listed,
        "settings": settings or [["form_title", "form_id"], ["Form", "form"]],
    }
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if merge and title == "survey":
            sheet.merge_cells(merge)
    book.save(path)
    return path


def surveyjs(path: Path, *elements: dict[str, Any], **top: Any) -> Path:
    path.write_text(
        json.dumps({"title": {"en": "F", "zh-cn": "问"}, "pages": [{"elements": elements}], **top}, indent=1)
    )
    return path


def radio(name: str = "q1", **more: Any) -> dict[str, Any]:
    choices = [{"value": n, "text": {"zh-cn": zh, "en": en}} for n, (zh, en) in enumerate(FIVE, 1)]
    return {"type": "radiogroup", "name": name, "title": {"zh-cn": "问", "default": "Q"}, "choices": choices, **more}


def fault(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_bank(path)
    return str(caught.value)


def left(found: Imported) -> str:
    return "\n".join(map(str, found.left_out))


@pytest.mark.parametrize("form", ["xlsform", "surveyjs"])
@pytest.mark.parametrize("name", ["base", "extended"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_our_bank_comes_back_equal(tmp_path: Path, form: str, name: str, language: Any) -> None:
    bank = load_bank(name)
    found = read_bank(
        write_questionnaire(bank, form, tmp_path / f"f.{'xlsx' if form == 'xlsform' else 'json'}", language)
    )
    assert found.bank == bank and not found.left_out
    assert load_bank(write_bank(found.bank, tmp_path / "again.yaml")) == bank


@pytest.mark.parametrize("form", ["xlsform", "surveyjs"])
def test_conditions_and_whatever_else_an_item_has_come_back(tmp_path: Path, form: str) -> None:
    bank = load_bank("base")
    last = bank.items[-1]
    shown = [Condition(item="q0", at_least=3), Condition(item="q0", at_most=2)]
    shown += [Condition(item="q0", state=state) for state in ("answered", "dont_know", "not_applicable", "skipped")]
    for condition in shown:
        item = last.model_copy(update={"shown_if": condition, "audience": ("executive",), "anchor": False, "pack": "p"})
        changed = bank.model_copy(update={"items": (*bank.items[:-1], item)})
        path = tmp_path / ("f.xlsx" if form == "xlsform" else "f.json")
        assert read_bank(write_questionnaire(changed, form, path, "zh")).bank == changed


def test_a_dimension_that_comes_twice_keeps_the_order_of_items(tmp_path: Path) -> None:
    bank = load_bank("base")
    mixed = bank.model_copy(update={"items": (*bank.items[5:], *bank.items[:5])})
    for form, name in (("xlsform", "f.xlsx"), ("surveyjs", "f.json")):
        assert read_bank(write_questionnaire(mixed, form, tmp_path / name, "en")).bank == mixed


def test_a_plain_xlsform_of_somebody_else(tmp_path: Path) -> None:
    choices = [["five", n, *text] for n, text in zip("54321", FIVE, strict=True)] + [["five", "na", "不适用", "N/A"]]
    survey = [
        [*HEAD, "relevant", "media::image"],
        ["begin_group", "Basics", "基础", "Basics"],
        [*ROW, "${other} > 3 or ${x} = 'a'", "pic.png"],
        ["text", "why", "为什么", "Why"],
        ["end_group"],
    ]
    found = read_bank(xlsform(tmp_path / "f.xlsx", survey, choices))
    item = found.bank.items[0]
    assert (item.dimension, item.question.zh, item.levels[0].en) == ("Basics", "问题一", "E en")
    assert item.may_not_apply and item.audience == ("executive", "middle", "frontline")
    told = left(found)
    assert 'f.xlsx[survey]:4: "why" of type text is no choice of one' in told
    assert "f.xlsx[survey]:3: the condition" in told
    assert 'the column "media::image" (1 cells) has no place' in told


def test_a_matrix_of_surveyjs_is_an_item_a_row(tmp_path: Path) -> None:
    columns = radio()["choices"]
    rows = [
        {"value": "tools", "text": {"en": "Tools", "zh-cn": "工具"}},
        {"value": "people", "text": {"en": "P", "zh-cn": "人"}},
    ]
    matrix = {"type": "matrix", "name": "m", "title": {"en": "Rate", "zh-cn": "评价"}, "columns": columns, "rows": rows}
    found = read_bank(surveyjs(tmp_path / "f.json", matrix, {"type": "comment", "name": "c"}))
    assert [item.id for item in found.bank.items] == ["tools", "people"]
    assert found.bank.items[0].question.zh == "评价 — 工具"
    assert "f.json:" in left(found) and '"c" of type comment is no choice of one' in left(found)


@pytest.mark.parametrize(
    ("survey", "says"),
    [
        ([HEAD, ROW, ROW], 'f.xlsx[survey]:3: the id "q1" is used twice; first at f.xlsx[survey]:2.'),
        ([HEAD, [*ROW[:3], ""]], "f.xlsx[survey]:2: the label of q1 has no translation in en, found zh only: 问题一"),
        (
            [[*HEAD, "x_audience"], [*ROW, "executives"]],
            'f.xlsx[survey]:2: the audience "executives" is not one. Did you',
        ),
        (
            [HEAD, ["select_one fvie", *ROW[1:]]],
            'f.xlsx[survey]:2: the list "fvie" is not in the sheet choices. Did you',
        ),
        ([HEAD, ["integer", *ROW[1:]]], "holds no question with five levels."),
        ([HEAD], "holds no question with five levels."),
        ([[*HEAD, "x_more"], [*ROW, "{"]], "f.xlsx[survey]:2: x_more is no JSON"),
        ([[*HEAD, "relevant"], [*ROW, "${q9} >= 3"]], 'f.xlsx[survey]:2: items[0].shown_if.item "q9" is not an item'),
    ],
)
def test_odd_xlsforms_are_named_by_sheet_and_row(tmp_path: Path, survey: list[list[Any]], says: str) -> None:
    assert says in fault(xlsform(tmp_path / "f.xlsx", survey))


def test_merged_cells_of_an_xlsform_are_refused(tmp_path: Path) -> None:
    assert "f.xlsx[survey]: the cells A2:A3 are merged" in fault(
        xlsform(tmp_path / "f.xlsx", [HEAD, ROW], merge="A2:A3")
    )


@pytest.mark.parametrize(
    ("element", "says"),
    [
        ([radio(), radio()], 'the id "q1" is used twice; first at f.json:'),
        ([radio(title="Only English")], "the title of q1 has no translation in zh, found en only: Only English"),
        ([radio(x_audience=["boss"])], 'the audience "boss" is not one.'),
        ([radio(choices=[1, 2, 3])], "holds no question with five levels. f.json"),
    ],
)
def test_odd_surveyjs_forms_are_named_by_line(tmp_path: Path, element: list[Any], says: str) -> None:
    told = fault(surveyjs(tmp_path / "f.json", *element))
    assert says in told and "pages[0].elements[" in told


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("f.json", b"", "f.json: is empty."),
        ("f.xlsx", b"", "f.xlsx: is empty."),
        ("f.json", b'{"pages": [\n', "f.json:2: is no JSON"),
        ("f.json", b'{"a": 1}', "is no SurveyJS form"),
        ("f.json", b'{"pages": [1]}', "f.json:1 (pages): pages is no list of objects."),
        ("f.json", b'{"pages": [{"elements": {}}], "x_bank": {"dimensions": [1]}}', "no list of id and name"),
        ("f.json", '{"pages": "问"}'.encode("utf-16-le"), "without a byte order mark; save it as UTF-8"),
        ("f.xlsx", b"PK\x03\x04broken", "is not an Excel workbook"),
        ("f.xls", b"\xd0\xcf\x11\xe0", "save it as .xlsx"),
        ("f.pdf", b"%PDF-1.7", "is neither an XLSForm workbook"),
    ],
)
def test_files_that_are_no_questionnaire(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert says in fault(tmp_path / name)


def test_conditions_that_say_more_are_not_guessed() -> None:
    for text in ("${a} = 'x'", "${a} >= 3 and ${b} >= 3", "count(${a}) > 1", "${a} >= 3 or ${a} <= 1"):
        with pytest.raises(ValueError):
            read_expression(text, XLSFORM)
    assert read_expression("selected(${role}, 'middle')", XLSFORM) == (["middle"], None)
    assert read_expression("{a} > 2", SURVEYJS) == (None, {"item": "a", "at_least": 3})


def test_an_item_for_all_has_no_condition() -> None:
    bank: Bank = load_bank("base")
    assert expression(bank.items[0], XLSFORM) == ""
