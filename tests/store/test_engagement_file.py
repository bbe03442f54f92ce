"""Faults in engagement.yaml are told all at once, each with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assess.model.errors import BadInput
from assess.store.engagement_file import load_engagement, read_words

GOOD = """\
client: {zh: 北风贸易, en: Northwind}
departments:
  - id: sales
    name: {zh: 销售部, en: Sales}
"""


def load(folder: Path, text: str | bytes) -> list[str]:
    """The problems found in `text` as engagement.yaml."""
    data = text if isinstance(text, bytes) else text.encode()
    (folder / "engagement.yaml").write_bytes(data)
    try:
        load_engagement(folder)
    except BadInput as error:
        return [str(problem) for problem in error.problems]
    return []


def test_the_smallest_engagement_is_a_client_and_a_department(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD) == []


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert load(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()) == []


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    problems = load(
        tmp_path,
        GOOD
        + """\
curency: CNY
sources:
  - id: crm
    department: sale
    kind: database
    url: postgresql://reader@host/crm
    timeout_seconds: soon
  - id: crm2
    kind: databse
    path: x.csv
""",
    )
    assert any(
        p.startswith("engagement.yaml:5:") and 'unknown field "curency"' in p and "currency" in p for p in problems
    )
    assert any(p.startswith("engagement.yaml:11:") and "timeout_seconds" in p and "soon" in p for p in problems)
    assert any(p.startswith("engagement.yaml:13:") and "databse" in p and "'database'" in p for p in problems)
    assert len(problems) == 3


def test_a_source_of_an_unknown_department_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    [problem] = load(
        tmp_path, GOOD + "sources:\n  - {id: crm, department: sale, kind: database, url: 'sqlite:///a.db'}\n"
    )
    assert problem.startswith("engagement.yaml:6:")
    assert 'Did you mean "sales"?' in problem


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    [problem] = load(tmp_path, GOOD + "sources:\n  - {id: cat, kind: catalog, path: export.csv}\n")
    assert '"export.csv" matches no file' in problem


def test_a_password_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    [problem] = load(
        tmp_path, GOOD + "sources:\n  - {id: crm, kind: database, url: 'postgresql://reader:hunter2@host/crm'}\n"
    )
    assert "holds a password" in problem
    assert "hunter2" not in problem


def test_a_password_from_the_environment_is_welcome(tmp_path: Path) -> None:
    text = GOOD + "sources:\n  - {id: crm, kind: database, url: 'postgresql://reader:${CRM_PASSWORD}@host/crm'}\n"
    assert load(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "found nothing"),
        ("- a\n- b\n", "expected a map"),
        ("client: {zh: [}\n", "is not valid YAML"),
        ("client: {}\ndepartments: []\n", "needs zh, en or both"),
        (GOOD + "prices:\n  person_day: {low: 3, base: 2, high: 4}\n", "low <= base <= high"),
    ],
)
def test_each_fault_is_one_clear_sentence(tmp_path: Path, text: str, says: str) -> None:
    problems = load(tmp_path, text)
    assert problems
    assert any(says in problem for problem in problems)
    assert all(problem.startswith("engagement.yaml:") for problem in problems)


def test_a_file_in_gbk_is_told_to_be_saved_as_utf8(tmp_path: Path) -> None:
    [problem] = load(tmp_path, GOOD.encode("gbk"))
    assert "UTF-8" in problem


def test_a_folder_without_an_engagement_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="assess init"):
        load_engagement(tmp_path)


def test_a_word_under_two_concepts_of_the_engagement_is_told_with_its_line(tmp_path: Path) -> None:
    words = "glossary:\n  one: [客群]\n  two:\n    - 人群\n    - 客群\n"
    text = "client: {zh: 甲}\ndepartments:\n  - {id: a, name: {zh: 甲}}\n" + words
    (tmp_path / "engagement.yaml").write_text(text, "utf-8")
    with pytest.raises(BadInput) as told:
        load_engagement(tmp_path)
    assert [p.where for p in told.value.problems] == ["engagement.yaml:8"]
    assert "one and two" in told.value.problems[0].what


def test_a_file_of_words_reads_like_the_engagements_glossary(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("customer: [甲方]\nstore level: [门店星级]\n", "utf-8")
    assert read_words(tmp_path / "words.yaml") == {"customer": ("甲方",), "store level": ("门店星级",)}
    (tmp_path / "words.yaml").write_text("customer: 甲方\n", "utf-8")
    with pytest.raises(BadInput, match=r"words\.yaml"):
        read_words(tmp_path / "words.yaml")
