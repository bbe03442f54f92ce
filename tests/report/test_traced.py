"""Every number on the answer page is that of something in result.json."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from assess.model.result import Result
from assess.report.answer import answer_of
from assess.report.render import render
from assess.report.voice import Voice

LANGUAGES = ("zh", "en")
VOID = {"br", "img", "meta", "col", "hr", "path", "rect", "line", "circle"}


class Reader(HTMLParser):
    """The texts of one section, each with the ids that the elements around it name."""

    def __init__(self, section: str) -> None:
        super().__init__()
        self.section, self.open, self.texts = section, [], []  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag not in VOID:
            self.open.append((tag, told.get("id"), (told.get("data-ids") or "").split()))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            while self.open and self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if any(place == self.section for _, place, _ in self.open) and data.strip():
            self.texts.append((data.strip(), [i for *_, ids in self.open for i in ids]))


def known(result: Result) -> set[str]:
    ids = {f.id for f in result.findings} | {c.id for c in result.coverage} | {i.id for i in result.roadmap.items}
    return ids | {d.id for d in result.health.deductions}


def numbers_without_a_source(page: str, result: Result) -> list[str]:
    """Texts of the answer page with a digit for which no id of the result is named."""
    reader = Reader("answer")
    reader.feed(re.sub(r"<style>.*?</style>", "", page, flags=re.S))
    ids = known(result)
    assert {i for _, named in reader.texts for i in named} <= ids
    wanting = (text for text, named in reader.texts if re.search(r"\d", text) and not set(named) & ids)
    fixed = re.compile(r"/ 100|[A-Z]{1,2}-\d+")  # the end of the scale, and ids themselves
    heading = re.compile(r"^(请管理层本月决定|Management decides)")  # counts the sentences below it
    return [text for text in wanting if re.search(r"\d", fixed.sub("", text)) and not heading.match(text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_answer_names_its_ids(pages: dict[str, str], result: Result, language: str) -> None:
    assert numbers_without_a_source(pages[language], result) == []


def test_a_number_without_a_source_would_be_found(pages: dict[str, str], result: Result) -> None:
    page = pages["en"].replace('<div class="closing">', '<p>saves 77 a year</p><div class="closing">', 1)
    assert numbers_without_a_source(page, result) == ["saves 77 a year"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_without_money_or_findings_names_its_ids_too(empty_result: Result, language: str) -> None:
    assert numbers_without_a_source(render(empty_result, "html", language).decode(), empty_result) == []


def test_the_ids_of_the_money_add_up_to_it(result: Result) -> None:
    answer, roadmap = answer_of(result, Voice("en")), result.roadmap
    items = {item.id: item for item in roadmap.items}
    behind = [items[i] for i in answer.proof["lead"] if i in items]
    assert roadmap.saving and roadmap.cost
    assert {i.id for i in roadmap.items if i.saving} <= {i.id for i in behind}
    case = items[answer.proof["title"][0]]
    assert case.saving and Voice("en").money(case.saving) in answer.title


def test_the_deductions_add_up_to_the_index(result: Result) -> None:
    health = result.health
    assert health.index == pytest.approx(100 - sum(d.points for d in health.deductions), abs=0.05)
    for d in health.deductions:
        assert d.points == pytest.approx(d.weight * (1 - d.score))
