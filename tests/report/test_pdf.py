"""The PDF as poppler sees it: fonts, words, tags, pages."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from assess.model.result import Result
from assess.report import pdf, sheets
from assess.report.render import render
from assess.report.view import view

LANGUAGES = ("zh", "en")


def poppler(*command: str | Path) -> str:
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def unpacked(raw: bytes) -> bytes:
    """A PDF's bytes followed by what its compressed streams hold."""
    found = [raw]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", raw, re.S):
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompress(packed))
    return b"\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_font_is_embedded_and_none_is_thickened(pdfs: dict[str, Path], language: str) -> None:
    fonts = [line.split() for line in poppler("pdffonts", pdfs[language]).splitlines()[2:]]
    assert {row[0].split("+")[1] for row in fonts} == {"Noto-Sans-SC", "Noto-Sans-SC-Semi-Bold"}
    assert {tuple(row[-5:-2]) for row in fonts} == {("yes", "yes", "yes")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_tagged_named_and_in_its_language(pdfs: dict[str, Path], language: str) -> None:
    info = poppler("pdfinfo", pdfs[language])
    assert re.search(r"Tagged:\s+yes", info)
    assert {"zh": "云岭乳业，数据体检报告", "en": "Yunling Dairy, data check-up report"}[language] in info
    inside = unpacked(pdfs[language].read_bytes())
    assert {"zh": b"/Lang (zh-CN)", "en": b"/Lang (en)"}[language] in inside
    assert b"/Outlines" in inside
    assert b'pdfuaid:part="1"' in inside


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_glyph_is_missing(pdfs: dict[str, Path], language: str) -> None:
    text = poppler("pdftotext", "-layout", pdfs[language], "-")
    assert "\ufffd" not in text
    assert {"zh": "先把 8 份 member_order_wide 合成一张", "en": "First make one table of the 8 copies"}[
        language
    ] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_but_the_cover_is_numbered_and_marked_as_fictional(pdfs: dict[str, Path], language: str) -> None:
    pages = poppler("pdftotext", "-layout", pdfs[language], "-").split("\f")[:-1]
    foot = {"zh": "虚构公司，合成数据", "en": "fictional company, synthetic data"}[language]
    assert len(pages) >= 15
    for number, page in enumerate(pages[1:], 2):
        last = page.strip().splitlines()[-1]
        assert foot in last
        assert last.split()[-1] == str(number)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_is_page_two_and_the_reading_page_three(pdfs: dict[str, Path], language: str) -> None:
    pages = poppler("pdftotext", "-layout", pdfs[language], "-").split("\f")
    assert {"zh": "一页结论", "en": "The answer on one page"}[language] in pages[1]
    assert {"zh": "请管理层本月决定 3 件事", "en": "Management decides 3 things this month"}[language] in pages[1]
    assert {"zh": "没看到什么，为什么", "en": "What was not seen, and why"}[language] in pages[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_holds_a_few_lines_only(pdfs: dict[str, Path], language: str) -> None:
    pages = poppler("pdftotext", "-layout", pdfs[language], "-").split("\f")[:-1]
    assert [
        n for n, page in enumerate(pages, 1) if len([line for line in page.splitlines() if line.strip()]) < 10
    ] == []


def test_the_english_pdf_has_no_chinese(pdfs: dict[str, Path]) -> None:
    assert re.findall(r"[\u2e80-\u9fff\uff00-\uffef]", poppler("pdftotext", pdfs["en"], "-")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bytes_are_the_same_each_time(pdfs: dict[str, Path], result: Result, language: str) -> None:
    assert render(result, "pdf", language) == pdfs[language].read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_check_up_of_nothing_is_a_report_that_says_so(empty_result: Result, language: str, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(render(empty_result, "pdf", language))
    text = poppler("pdftotext", "-layout", tmp_path / "empty.pdf", "-")
    assert {"zh": "还不能下结论：18 项检测都没有证据可看", "en": "Nothing can be said yet"}[language] in text
    pages = text.split("\f")[:-1]
    assert min(len([line for line in page.splitlines() if line.strip()]) for page in pages) >= 6


def test_nothing_is_fetched_but_the_fonts(result: Result) -> None:
    page = '<html lang="en"><head><style>@font-face{font-family:x;src:url("file:///etc/hostname")}</style></head><body>'
    document = sheets.lay_out(page + '<img src="http://example.invalid/a.png" alt="gone">text</body></html>')
    assert len(document.pages) == 1


def test_a_page_left_nearly_empty_is_joined_by_the_next_section(result: Result) -> None:
    short = result.model_copy(update={"roadmap": result.roadmap.model_copy(update={"not_to_do": []})})
    report = view(short, "en")
    page = pdf.paper_page(report)
    document = sheets.laid_out(page, pdf.flowing_of(report)).document
    forced = [n for n, names in enumerate(sheets.sections_by_page(document, page)) if names and n > 2]
    assert all(sheets.filled(document.pages[n - 1]) > 0.1 for n in forced)


def test_the_longest_name_of_a_client_stays_on_the_cover(result: Result, tmp_path: Path) -> None:
    long = "内蒙古自治区呼伦贝尔草原有机乳制品与冷链物流投资控股集团股份有限公司（数据共享中心）"
    named = result.engagement.model_copy(update={"client": result.engagement.client.model_copy(update={"zh": long})})
    (tmp_path / "long.pdf").write_bytes(render(result.model_copy(update={"engagement": named}), "pdf", "zh"))
    cover = poppler("pdftotext", "-f", "1", "-l", "1", tmp_path / "long.pdf", "-")
    assert long in cover.replace("\n", "")
    assert "版本与运行编号" in cover


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_checker_for_people_who_hear_the_report_finds_no_error(pdfs: dict[str, Path], language: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "pdfua", "check", "--min-severity", "error", str(pdfs[language])],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_and_the_footnotes_name_the_right_pages(pdfs: dict[str, Path], language: str) -> None:
    pages = poppler("pdftotext", "-layout", pdfs[language], "-").split("\f")
    contents, answer = pages[2], pages[1]
    lines = [line for line in contents.splitlines() if re.search(r"\S {3,}\d+(\s|$)", line)]
    told = [pair for line in lines for pair in re.findall(r"(\S.*?\S) {3,}(\d+)(?=\s|$)", line)][:14]
    assert len(told) >= 10
    for name, page in told:
        assert name in pages[int(page) - 1]
    named = re.findall(
        {"zh": r"([A-Z]{2}-\d{3})（第 (\d+) 页）", "en": r"([A-Z]{2}-\d{3}) \(p\. (\d+)\)"}[language], answer
    )
    assert len(named) >= 3
    for identifier, page in named:
        assert identifier in pages[int(page) - 1]
