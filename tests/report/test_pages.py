"""Every number leads to its evidence, each language is whole, and the file needs nothing beside it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from assess.model.errors import BadInput
from assess.model.result import Result
from assess.report.answer import MOST, length
from assess.report.fonts import characters, drawable
from assess.report.render import render

CHINESE = r"[\u2e80-\u9fff\uff00-\uffef]"
LANGUAGES = ("zh", "en")


def body(page: str) -> str:
    """The page without styles and drawings."""
    return re.sub(r"<(style|svg)\b.*?</\1>", " ", page, flags=re.S)


def said(page: str) -> str:
    """What the report itself says: without markup and without names the client gave."""
    own = re.sub(r'<(span|pre|p)[^>]* ?class="[^"]*\bclient\b[^"]*"[^>]*>.*?</\1>', " · ", body(page), flags=re.S)
    return unescape(re.sub(r"<[^>]+>", " ", own))


def ids_of(result: Result) -> set[str]:
    ids = {f.id for f in result.findings} | {c.id for c in result.coverage} | {i.id for i in result.roadmap.items}
    return ids | {d.id for d in result.health.deductions} | {s.id for s in result.roadmap.sensitivity}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_somewhere(pages: dict[str, str], language: str) -> None:
    targets = set(re.findall(r'href="#([^"]+)"', pages[language]))
    places = re.findall(r'\bid="([^"]+)"', pages[language])
    assert targets - set(places) == set()
    assert len(places) == len(set(places))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_id_that_is_printed_is_one_of_the_result(pages: dict[str, str], result: Result, language: str) -> None:
    printed = set(re.findall(r"\b[A-Z]{1,2}-\d{2,3}\b", said(pages[language])))
    assert len(printed) > 40
    assert printed - ids_of(result) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_its_evidence_in_the_report(pages: dict[str, str], result: Result, language: str) -> None:
    assert {f.id for f in result.findings} - set(re.findall(r'\bid="([^"]+)"', pages[language])) == set()


def test_findings_beyond_the_cards_are_listed_and_the_rest_is_counted(result: Result) -> None:
    template = result.findings[1]
    many = [template.model_copy(update={"id": f"RT-{n:03d}"}) for n in range(1, 500)]
    page = render(result.model_copy(update={"findings": many}), "html", "en").decode()
    places = set(re.findall(r'\bid="(RT-\d+)"', page))
    assert len(places) == 5 + 400
    assert "94 more findings are in result.json alone." in page
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'\bid="([^"]+)"', page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_two_is_read_in_a_minute(pages: dict[str, str], language: str) -> None:
    found = re.search(r'<section[^>]*id="answer">(.*?)</section>', pages[language], re.S)
    assert found
    page = re.sub(
        r'<(svg|sup)\b.*?</\1>|<div class="numbers">.*?</div>|<p class="source">.*?</p>', " ", found[1], flags=re.S
    )
    assert length(unescape(re.sub(r"<[^>]+>", " ", page)), language) <= MOST[language]


def test_the_chinese_report_has_no_english_sentence(pages: dict[str, str]) -> None:
    assert re.findall(r"(?:\b[A-Za-z][a-z']+\b[ ,]+){3,}[A-Za-z]+", said(pages["zh"])) == []


def test_the_chinese_report_shows_no_raw_key(pages: dict[str, str]) -> None:
    own = re.sub(r"engagement\.yaml|result\.json|member_order_wide", "", said(pages["zh"]))
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", own) == []


def test_the_english_report_has_no_chinese(pages: dict[str, str]) -> None:
    assert re.findall(CHINESE + "+", said(pages["en"])) == []


def test_chinese_sentences_have_full_width_punctuation(pages: dict[str, str]) -> None:
    assert (
        re.findall(r"[\u3400-\u9fff][,;!?](?!\d)|[\u3400-\u9fff]\.(?=\s)|[,;!?][\u3400-\u9fff]", said(pages["zh"]))
        == []
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_font_draws_every_character(pages: dict[str, str], language: str) -> None:
    assert characters(body(pages[language])) - drawable() - {"\u200b"} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_beside_it(pages: dict[str, str], language: str) -> None:
    page = pages[language]
    assert re.findall(r'\b(?:src|href)="(?!#)[^"]*"', page) == []
    assert {u[:22] for u in re.findall(r'url\("?([^)"]+)', page)} == {"data:font/woff2;base64"}
    assert "<script" not in page
    assert len(page) < 1_500_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fictional_company_is_marked_on_the_cover_and_at_the_foot(pages: dict[str, str], language: str) -> None:
    words = {"zh": "虚构公司，合成数据", "en": "Fictional company, synthetic data"}[language]
    assert pages[language].count(words) >= 1
    assert re.search(r'data-footer="[^"]*(虚构公司|fictional company)', pages[language])


def test_a_real_company_is_not_called_fictional(empty_result: Result) -> None:
    assert "虚构" not in render(empty_result, "html", "zh").decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_the_same_each_time(pages: dict[str, str], result: Result, language: str) -> None:
    assert render(result, "html", language).decode() == pages[language]


def test_markup_in_a_clients_name_is_text(result: Result) -> None:
    evil = result.engagement.model_copy(
        update={"client": result.engagement.client.model_copy(update={"en": "<b onload=x>A & B"})}
    )
    page = render(result.model_copy(update={"engagement": evil}), "html", "en").decode()
    assert "<b onload" not in page
    assert "&lt;b onload=x&gt;A &amp; B" in page


def test_a_program_fault_is_not_told_in_the_programs_words(result: Result) -> None:
    from assess.model.finding import Outcome

    fault = result.findings[-1].model_copy(
        update={
            "outcome": Outcome.ERROR,
            "title": result.findings[-1].title.model_copy(
                update={"zh": "这项检测出错（TypeError: bad operand type）。"}
            ),
        }
    )
    page = render(result.model_copy(update={"findings": [*result.findings[:-1], fault]}), "html", "zh").decode()
    assert "TypeError" not in page
    assert "这项检测出错，原因记在 result.json 中。" in page


def test_an_unknown_format_is_refused_with_those_there_are(result: Result) -> None:
    with pytest.raises(BadInput, match=r'found "docx".*pdf, html'):
        render(result, "docx", "zh")


def test_an_unknown_language_is_refused_with_those_there_are(result: Result) -> None:
    with pytest.raises(BadInput, match=r'found "fr".*zh, en'):
        render(result, "html", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_title_has_a_number_and_takes_two_lines_at_most(pages: dict[str, str], language: str) -> None:
    titles = [unescape(re.sub(r"<[^>]+>", "", t)) for t in re.findall(r'<h2 class="title".*?</h2>', pages[language])]
    assert len(titles) >= 12
    assert [t for t in titles if not re.search(r"\d", t)] == []
    assert [t for t in titles if length(t, language) > {"zh": 52, "en": 24}[language]] == []
