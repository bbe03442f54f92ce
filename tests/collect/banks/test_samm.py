"""A SAMM-shaped model is read from its files and scored by its own rule. The model here is made up for the tests."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from assess.collect.banks.samm import Samm, read_samm
from assess.collect.banks.samm_score import read_samm_answers, samm_json, score_samm
from assess.model.errors import BadInput

ANSWERS = """\
id: set1
values:
- {text: No, value: 0, weight: 1, order: 0}
- {text: "Somewhat", value: 0.25, weight: 1, order: 1}
- {text: "Mostly", value: 0.5, weight: 1, order: 2}
- {text: "Fully", value: 1, weight: 1, order: 3}
type: AnswerSet
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two functions with one practice each, of two streams with three questions."""

    def write(kind: str, name: str, text: str) -> None:
        (tmp_path / "model" / kind).mkdir(parents=True, exist_ok=True)
        (tmp_path / "model" / kind / f"{name}.yml").write_text(text, encoding="utf-8")

    write("answer_sets", "S", ANSWERS)
    for order, function in enumerate("KL"):
        write("business_functions", function, f"id: f{function}\nname: Function {function}\norder: {order}\n")
        write(
            "security_practices",
            f"{function}-P",
            f"id: p{function}\nfunction: f{function}\nname: Practice {function}\n",
        )
        for letter in "AB":
            stream = f"s{function}{letter}"
            write("streams", f"{function}-P-{letter}", f"id: {stream}\npractice: p{function}\nname: {letter}\n")
            for step in (1, 2, 3):
                code = f"{function}-P-{step}-{letter}"
                write("activities", code, f"id: a{code}\nstream: {stream}\nlevel: l{step}\n")
                write("questions", code, f"id: q{code}\nactivity: a{code}\nanswerset: set1\ntext: Asked?\n")
    return tmp_path / "model"


@pytest.fixture
def model(folder: Path) -> Samm:
    return read_samm(folder)


def table(folder: Path, text: str) -> Path:
    (folder / "answers.csv").write_text(text, encoding="utf-8")
    return folder / "answers.csv"


def fault(path: Path, model: Samm) -> str:
    with pytest.raises(BadInput) as caught:
        read_samm_answers(path, model)
    return str(caught.value)


def test_the_model_is_read_from_its_folders(model: Samm) -> None:
    assert [one.name for one in model.functions] == ["Function K", "Function L"]
    assert [one.code for one in model.questions][:3] == ["K-P-1-A", "K-P-1-B", "K-P-2-A"]
    assert model.questions[0].answers == (("No", 0), ("Somewhat", 0.25), ("Mostly", 0.5), ("Fully", 1))


def test_a_stream_is_a_sum_and_all_above_it_a_mean(model: Samm) -> None:
    found = score_samm(model, {"qK-P-1-A": 1, "qK-P-2-A": 0.5, "qK-P-1-B": 0.25, "qL-P-1-A": 1})
    assert found.streams == {"sKA": 1.5, "sKB": 0.25, "sLA": 1.0, "sLB": 0.0}
    assert found.practices == {"pK": 0.875, "pL": 0.5}
    assert found.functions == {"fK": 0.875, "fL": 0.5}
    assert found.overall == 0.6875
    assert len(found.unanswered) == 8


def test_all_answers_at_the_top_are_three(model: Samm) -> None:
    found = score_samm(model, {question.id: 1.0 for question in model.questions})
    assert found.overall == 3.0 and not found.unanswered


def test_answers_by_code_by_text_and_levels_of_practices(folder: Path, model: Samm) -> None:
    current = read_samm_answers(table(folder, "question,value\nK-P-1-A,Fully\nK-P-2-A,0.5\nqL-P-1-A,no\n"), model)
    assert current.practices == {"pK": 0.75, "pL": 0.0}
    target = read_samm_answers(table(folder, "practice,target\nPractice K,1.5\nL-P,1\n"), model)
    told = samm_json(model, current, target, score_samm(model, {}))
    assert told["percent_to_target"] == pytest.approx(1 - 1.75 / 2.5)
    assert told["progress_to_date"] == pytest.approx(0.375 / 1.25)
    assert told["practices"][0] == {
        "id": "pK", "code": "K-P", "name": "Practice K", "score": 0.75, "target": 1.5, "baseline": 0.0
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("question,value\nK-P-1-A,0.7\n", 'answers.csv:2: the answer to K-P-1-A is "0.7"; allowed is 0, 0.25, 0.5, 1'),
        ("question,value\nK-P-9-A,1\n", '"K-P-9-A" is no question and no practice here. Did you mean'),
        ("question,value\nK-P-1-A,1\nqK-P-1-A,1\n", "answers.csv:3"),
        ("question,value\nK-P,3.5\n", "the level of K-P"),
        ("question,value\nK-P,nan\n", "the level of K-P"),
        ("question,value\nK-P,3\nK-P-1-A,1\n", "mixes answers"),
        ("question,value\nK-P,\n", "has no answer"),
    ],
)
def test_odd_answers_are_named(folder: Path, model: Samm, text: str, says: str) -> None:
    assert says in fault(table(folder, text), model)


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (
            "questions/K-P-1-A.yml",
            "id: q\nactivity: nowhere\nanswerset: set1\n",
            'K-P-1-A.yml:1: activity is "nowhere"',
        ),
        ("questions/Z.yml", "id: qK-P-1-A\nactivity: aK-P-1-A\n", "is used twice; first at questions/K-P-1-A.yml:1"),
        (
            "answer_sets/S.yml",
            "id: set1\nvalues:\n- {text: a, value: 2}\n",
            'values[0].value is "2"; allowed is 0 to 1',
        ),
        ("streams/K-P-A.yml", "id: [\n", "streams/K-P-A.yml:2: is not valid YAML"),
        ("streams/K-P-A.yml", "", "streams/K-P-A.yml: is empty"),
    ],
)
def test_odd_models_are_named(folder: Path, file: str, text: str, says: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_samm(folder)
    assert says in str(caught.value)


def test_one_file_of_many_documents_is_the_same_model(folder: Path, model: Samm, tmp_path: Path) -> None:
    kinds = {"answer_sets": "AnswerSet", "business_functions": "Function", "security_practices": "Practice",
             "streams": "Stream", "activities": "Activity", "questions": "Question"}  # fmt: skip
    documents = [
        path.read_text("utf-8").replace("type: AnswerSet\n", "") + f"code: {path.stem}\ntype: {kind}\n"
        for name, kind in kinds.items()
        for path in sorted((folder / name).glob("*.yml"))
    ]
    one = tmp_path / "one.yml"
    one.write_text("---\n".join(documents), encoding="utf-8")
    assert read_samm(one) == model


def test_a_file_that_is_no_model_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text("questions:\n  - {id: a}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="no function and no practice and no stream and no answers"):
        read_samm(tmp_path / "x.yml")


def test_a_practice_is_also_the_sum_over_levels_of_the_mean_of_its_streams(model: Samm) -> None:
    dice = random.Random(7)
    for _ in range(50):
        given = {question.id: dice.choice([0, 0.25, 0.5, 1]) for question in model.questions}
        practices = score_samm(model, given).practices
        for letter in "KL":
            levels = [(given[f"q{letter}-P-{n}-A"] + given[f"q{letter}-P-{n}-B"]) / 2 for n in (1, 2, 3)]
            assert practices[f"p{letter}"] == pytest.approx(sum(levels), abs=1e-12)
