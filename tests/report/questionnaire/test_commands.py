"""The commands for questionnaires: a sentence and exit code 2 for what is bad, a file for what is good."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from assess.collect.answers_file import read_answers
from assess.diagnose.maturity.releases import kept_releases
from assess.model.engagement import Engagement
from assess.store.evidence_file import save_evidence
from assess.store.starter import write_starter


def assess(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assess", *arguments], capture_output=True, text=True, cwd=folder, timeout=300
    )


def done(folder: Path, *arguments: str) -> str:
    found = assess(folder, *arguments)
    assert found.returncode == 0, found.stderr
    return found.stdout


def refused(folder: Path, *arguments: str) -> str:
    found = assess(folder, *arguments)
    assert found.returncode == 2 and "Traceback" not in found.stderr and found.stdout == "", found.stderr
    return found.stderr.strip()


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    rows = [f"r{n},frontline,q{d}_1,{1 + n % 5}" for n in range(7) for d in (1, 4, 5, 9)]
    (tmp_path / "answers.csv").write_text("respondent,level,item,value\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def test_a_bank_goes_out_and_comes_back(tmp_path: Path) -> None:
    for form, name in (("xlsform", "b.xlsx"), ("surveyjs", "b.json")):
        done(tmp_path, "bank-export", "base", "--format", form, "--out", name)
        told = json.loads(done(tmp_path, "bank-import", name, "--out", "bank.yaml", "--json"))
        assert told == {"file": "bank.yaml", "items": 42, "left_out": []}
        assert "42 items" in done(tmp_path, "bank-export", "bank.yaml", "--format", "entry-sheet", "--out", "e.xlsx")


def test_scores_go_out_as_json_and_as_a_workbook(answers: Path) -> None:
    done(answers, "score-export", "answers.csv", "--format", "json", "--out", "s.json")
    scored = json.loads(done(answers, "score", "base", "answers.csv", "--json"))
    assert json.loads((answers / "s.json").read_text("utf-8")) == scored
    done(answers, "score-export", "answers.csv", "--lang", "en", "--out", "s.xlsx")
    assert openpyxl.load_workbook(answers / "s.xlsx").sheetnames == [
        "Read me",
        "Items",
        "Dimensions",
        "Targets",
        "Gaps",
        "Comments",
    ]


def test_a_log_makes_two_exports_count_together(answers: Path) -> None:
    """Two more people: with the log the export is the one before, without it they could be subtracted."""
    options = ("answers.csv", "--log", "log.json", "--format", "json", "--out", "s.json")
    done(answers, "score-export", *options)
    first = json.loads((answers / "s.json").read_text("utf-8"))
    late = "".join(f"late{n},frontline,q{d}_1,5\n" for n in range(2) for d in (1, 4, 5, 9))
    with (answers / "answers.csv").open("a", encoding="utf-8") as file:
        file.write(late)
    told = json.loads(done(answers, "score", "base", "answers.csv", "--log", "log.json", "--json"))
    assert told["waiting"] == ["frontline"] and told["dimensions"] == first["dimensions"]
    alone = json.loads(done(answers, "score", "base", "answers.csv", "--json"))
    assert alone["respondents"]["frontline"] == 9 and first["respondents"]["frontline"] == 7


def test_targets_and_the_size_of_a_level_are_options(answers: Path) -> None:
    options = ("--target", "D1=4", "--target", "q9_1=2", "--population", "frontline=7", "--json")
    told = json.loads(done(answers, "score", "base", "answers.csv", *options))
    assert told["target"]["asked"] == 2 and 0 < told["target"]["reached"] <= 1
    first = told["dimensions"][0]["levels"]["frontline"]
    assert first["low"] == first["mean"] == first["high"]


def test_an_engagement_names_its_own_bank(answers: Path) -> None:
    write_starter(answers / "client", "Northwind", "Northwind")
    save_evidence(answers / "client", read_answers([answers / "answers.csv"]))
    done(answers, "score-export", "client", "--format", "json", "--out", "s.json")
    assert (
        json.loads((answers / "s.json").read_text("utf-8"))["bank"]["id"]
        == Engagement.model_fields["questionnaire"].default
    )
    assert "an engagement keeps its own" in refused(answers, "score-export", "client", "--log", "log.json")
    with kept_releases(answers / "client") as log:
        assert log.as_json()["figures"]


BANK = """\
id: own
version: "1.0.0"
name: {zh: "问", en: "Q"}
dimensions:
  - {id: D1, name: {zh: "一", en: "One"}}
items:
  - id: q1
    dimension: D1
    name: {zh: "名", en: "N"}
    question: {zh: "问", en: "Q"}
    levels: [{zh: a, en: a}, {zh: b, en: b}, {zh: c, en: c}, {zh: d, en: d}, {zh: e, en: e}]
    audience: [executive]
"""
ITEM = BANK[BANK.index("  - id: q1") :]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BANK + ITEM, 'own.yaml:13: items[1].id "q1" is used twice'),
        (BANK.replace("[executive]", "[executives]"), 'own.yaml:12: items[0].audience[0]: audience "executives"'),
        (
            BANK.replace('question: {zh: "问", en: "Q"}', 'question: {zh: "问"}'),
            'field "items[0].question.en" is required',
        ),
        ("", "own.yaml:1: expected a map of fields"),
    ],
)
def test_a_bad_bank_is_one_sentence_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    assert says in refused(tmp_path, "bank-export", "own.yaml", "--out", "x.xlsx").replace(
        "audience.[0]", "audience[0]"
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("bank-export", "base", "--format", "docx"), '--format: "docx" is no form of a questionnaire.'),
        (("bank-export", "base", "--lang", "fr"), '--lang: found "fr"; allowed: zh, en.'),
        (("bank-export", "base", "--level", "boss", "--format", "paper"), '--level: found "boss".'),
        (("bank-export", "base", "--level", "middle"), "--level: is for paper only"),
        (("bank-export", "bse"), "is neither a questionnaire of ours nor a file"),
        (("bank-import", "none.xlsx"), "none.xlsx: this file does not exist."),
        (("answers-import", "answers.csv", "--map", "none/map.yaml"), "the folder none does not exist"),
        (("answers-import", "answers.csv", "--out", "none/a.csv"), "the folder none does not exist"),
        (("score-export", "answers.csv", "--format", "xls"), '--format: found "xls". Did you mean "xlsx"?'),
        (("score-export", "answers.csv", "--target", "answers.csv"), '--target: found "answers.csv"; expected a name'),
        (("score-export", "answers.csv", "--baseline", "answers.csv"), "--baseline: goes with --samm"),
        (("score", "base", "answers.csv", "--target", "D11=3"), '--target: "D11" is no dimension of base.'),
        (("score", "base", "answers.csv", "--target", "D1=6"), "--target: D1 needs a level from 1 to 5, found 6."),
        (("score", "base", "answers.csv", "--population", "front=9"), '--population: "front" is not a level. Did you'),
        (("score", "base", "answers.csv", "--population", "middle=0.5"), "needs a whole number of people from 1 on"),
        (
            ("score", "base", "answers.csv", "--executives", "merged"),
            '--executives: found "merged". Did you mean "merge"',
        ),
        (("score", "base", "answers.csv", "--log", "answers.csv"), "answers.csv: is no log of releases"),
        (("score", "base", "answers.csv", "--log", "none/log.json"), "the folder none does not exist"),
        (("score", "base", "answers.csv", "--log", "."), "--log: . is a folder; name a file."),
        (("score-export", "answers.csv", "--samm", "none", "--format", "json"), "none: this file does not exist."),
        (("score-export", "answers.csv", "--samm", "x"), "--format: scores by SAMM's rule are written as json."),
        (("score-export", "."), "engagement.yaml"),
    ],
)
def test_bad_input_is_one_sentence(answers: Path, arguments: tuple[str, ...], says: str) -> None:
    assert says in refused(answers, *arguments)
