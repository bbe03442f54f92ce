"""Answers as clients collect them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from assess.collect.answers_file import opaque, read_answers
from assess.model.errors import BadInput
from assess.model.evidence import Evidence


def answers(folder: Path, text: str, columns: dict[str, str] | None = None) -> Evidence:
    (folder / "a.csv").write_text(text, encoding="utf-8")
    return read_answers([folder / "a.csv"], columns=columns, root=folder)


def fault(folder: Path, text: str) -> str:
    with pytest.raises(BadInput) as caught:
        answers(folder, text)
    return str(caught.value)


def test_long_answers(tmp_path: Path) -> None:
    found = answers(
        tmp_path,
        "respondent,level,department,item,value,state,comment\n"
        "r1,executive,fin,Q1,4,,fine\nr1,executive,fin,Q2,,NA,\n"
        "r1,executive,fin,Q3,,don't know,\nr1,executive,fin,Q4,,,\n",
    )
    rows = found.answers.to_dict("records")
    assert [(a["item"], None if pd.isna(a["value"]) else a["value"], a["state"]) for a in rows] == [
        ("Q1", 4, "answered"), ("Q2", None, "not_applicable"), ("Q3", None, "dont_know"),
    ]  # fmt: skip
    assert found.coverage.loc[0, "seen"] == 1


def test_wide_answers(tmp_path: Path) -> None:
    found = answers(
        tmp_path,
        "答题人,层级,部门,提交时间,Q1,Q2,Q3\n"
        "张三,一线,财务,2026-03-05,5,不适用,\n李四,中层,财务,2026-03-05,1,不知道,3\n",
    )
    rows = found.answers
    assert list(zip(rows["item"], rows["state"], strict=True)) == [
        ("Q1", "answered"), ("Q2", "not_applicable"), ("Q1", "answered"), ("Q2", "dont_know"), ("Q3", "answered"),
    ]  # fmt: skip
    assert set(rows["level"]) == {"frontline", "middle"} and set(rows["department"]) == {"财务"}


@pytest.mark.parametrize(
    ("said", "meant"),
    [("高层", "executive"), ("EX", "executive"), ("中层管理", "middle"), ("MM", "middle"), ("Front line", "frontline"),
     ("FL", "frontline"), ("基层", "frontline")],
)  # fmt: skip
def test_levels_have_names_in_both_languages(tmp_path: Path, said: str, meant: str) -> None:
    assert list(answers(tmp_path, f"respondent,level,item,value\nr,{said},Q1,3\n").answers["level"]) == [meant]


def test_no_name_is_ever_in_the_evidence(tmp_path: Path) -> None:
    found = answers(tmp_path, "姓名,层级,题号,得分\n张三,高层,Q1,3\n张三,高层,Q2,4\n")
    assert set(found.answers["respondent"]) == {opaque("张三")} and len(opaque("张三")) == 10
    assert not any(
        "张三" in str(value) for name in ("answers", "coverage", "inputs") for value in found[name].to_numpy().ravel()
    )


def test_the_last_answer_to_an_item_counts(tmp_path: Path) -> None:
    assert list(answers(tmp_path, "respondent,level,item,value\nr,EX,Q1,3\nr,EX,Q1,5\n").answers["value"]) == [5]


def test_explicit_headers_are_used(tmp_path: Path) -> None:
    found = answers(tmp_path, "who,rank,Q1\nr,EX,2\n", {"respondent": "who", "level": "rank"})
    assert found.answers[["item", "value"]].values.tolist() == [["Q1", 2]]


def test_a_value_out_of_range_is_named_with_file_row_item_and_what_is_allowed(tmp_path: Path) -> None:
    text = fault(tmp_path, "respondent,level,item,value\nr,EX,Q1,6\nr,EX,Q2,3.5\nr,EX,Q3,good\n")
    assert (
        text.splitlines()[0]
        == 'a.csv:2: item Q1 is "6"; allowed is 1 to 5, NA (不适用), don\'t know (不知道) or nothing.'
    )
    assert "a.csv:3: item Q2" in text and "a.csv:4: item Q3" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("respondent,level,item,value\nr,boss,Q1,3\n", 'a.csv:2: level is "boss"; allowed are executive (高层)'),
        ("respondent,level,item,value\n,EX,Q1,3\n", "a.csv:2: respondent is empty"),
        ("respondent,level,item,value,state\nr,EX,Q1,3,maybe\n", 'a.csv:2: state of item Q1 is "maybe"'),
        (
            "respondent,level,item,value,state\nr,EX,Q1,,answered\n",
            "a.csv:2: item Q1 is marked answered and has no value",
        ),
        ("respondent,item,value\nr,Q1,3\n", "a.csv: the column level is missing"),
        ("respondent,level\nr,EX\n", "a.csv: has neither a column item nor a column for each item."),
    ],
)
def test_a_fault_is_one_clear_sentence(tmp_path: Path, text: str, said: str) -> None:
    assert said in fault(tmp_path, text)
