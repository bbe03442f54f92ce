"""The sample company's report as it comes out: long enough, full pages, and the same in both languages."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from assess.checkup import Run
from assess.report.lineage.atlas import atlas_of
from assess.report.parts import Figure, Spread, Table, plain
from assess.report.view import view
from assess.store.lineage_file import LineageFile
from assess.store.run_names import LINEAGE
from assess.store.runs import load_result

LANGUAGES = ("zh", "en")
HEAD, FOOT = 20 / 297, 1 - 18 / 297  # where a page's own content begins and ends


@pytest.fixture(scope="module")
def run(sample_checked: Path) -> Run:
    return Run(load_result(sample_checked), (sample_checked / "out" / "latest").resolve(), ())


@pytest.fixture(scope="module", params=LANGUAGES)
def pdf(run: Run, request: pytest.FixtureRequest) -> Path:
    return run.folder / f"report.{request.param}.pdf"


def sheets(pdf: Path) -> Iterator[Image.Image]:
    """Each page as a small grey picture."""
    made = subprocess.run(["pdftoppm", "-r", "30", "-gray", str(pdf)], check=True, capture_output=True).stdout
    at = 0
    while at < len(made):
        with Image.open(io.BytesIO(made[at:])) as page:
            page.load()
            width, height = page.size
            head = len(f"P5\n{width} {height}\n255\n")
            yield page.copy()
        at += head + width * height


def content(page: Image.Image) -> float:
    """Share of the height between head and foot down to which there is ink."""
    top, end = round(page.height * HEAD), round(page.height * FOOT)
    for row in range(end - 1, top, -1):
        if page.crop((0, row, page.width, row + 1)).getextrema()[0] < 200:
            return (row - top) / (end - top)
    return 0.0


def test_it_has_forty_pages_and_none_is_nearly_empty(pdf: Path) -> None:
    shares = [content(page) for page in sheets(pdf)]
    assert len(shares) >= 40
    assert [n for n, share in enumerate(shares, 1) if share < 0.15] == []


def test_a_page_of_one_line_would_be_found() -> None:
    page = Image.new("L", (248, 351), 255)
    page.paste(0, (20, 30, 200, 40))
    assert 0 < content(page) < 0.15


def test_a_checker_for_people_who_hear_it_finds_no_error(pdf: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "pdfua", "check", "--min-severity", "error", str(pdf)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout


def test_every_font_is_embedded_and_no_glyph_is_missing(pdf: Path) -> None:
    fonts = subprocess.run(["pdffonts", str(pdf)], check=True, capture_output=True, text=True).stdout
    rows = fonts.splitlines()[2:]
    assert rows and all(row.split()[-5] == "yes" for row in rows)
    text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    assert not re.search("[\ufffd\u25a1\ufffe]", text)


def shown(thing: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every table and figure of a report, with where it is."""
    if isinstance(thing, Table):
        yield place, thing
    elif isinstance(thing, Figure):
        yield f"{place} figure", thing
        yield f"{place} numbers", thing.numbers
    elif isinstance(thing, (list, tuple)):
        for n, part in enumerate(thing):
            yield from shown(part, f"{place}[{n}]")
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            if name not in ("say", "refer"):
                yield from shown(getattr(thing, name), f"{place}.{name}")


UNITS = {"万": 1e4, "亿": 1e8, "K": 1e3, "M": 1e6, "B": 1e9, "bn": 1e9}


def amount(text: str) -> float | None:
    """The number a cell shows, in units of one; None where it is no number alone."""
    found = re.fullmatch(r"[¥$€ ]*([−+-]?)[¥$€ ]*([\d,]+(?:\.\d+)?) ?(万|亿|K|M|B|bn)?(?:元|%)?", text.strip())
    if not found:
        return None
    value = float(found[2].replace(",", "")) * UNITS.get(found[3] or "", 1)
    return -value if found[1] in ("−", "-") else value


def test_both_languages_show_the_same_figures_and_the_same_numbers(run: Run) -> None:
    atlas = atlas_of(LineageFile(run.folder / LINEAGE))
    zh, en = (dict(shown(view(run.result, language, atlas))) for language in LANGUAGES)
    assert list(zh) == list(en)
    assert sum(isinstance(part, Figure) for part in zh.values()) >= 12
    compared = 0
    for place, chinese in zh.items():
        if not isinstance(chinese, Table):
            continue
        english = en[place]
        assert len(chinese.rows) == len(english.rows), place
        assert chinese.anchors == english.anchors, place
        for column, align in enumerate(chinese.aligns):
            if align != "r":
                continue
            pairs = [
                (amount(plain(a[column])), amount(plain(b[column])))
                for a, b in zip(chinese.rows, english.rows, strict=True)
            ]
            assert [a is None for a, _ in pairs] == [b is None for _, b in pairs], (place, column)
            compared += check_column([(a, b) for a, b in pairs if a is not None and b is not None], f"{place} {column}")
    assert compared > 300


def check_column(pairs: list[tuple[float, float]], where: str) -> int:
    """The two languages' numbers are equal but for one unit of the column (10,000 of one, a thousand of the other)."""
    for unit in (1.0, 1e1, 1e2, 1e3, 1e4, 1e-1, 1e-2, 1e-3, 1e-4):
        if all(abs(a * unit - b) <= 0.006 * abs(b) + 0.6 * max(1.0, unit) * (unit != 1) for a, b in pairs):
            return len(pairs)
    raise AssertionError((where, pairs))


def test_a_number_that_differs_would_be_found() -> None:
    assert check_column([(321.0, 3210.0), (18.5, 185.0)], "") == 2
    with pytest.raises(AssertionError):
        check_column([(321.0, 3210.0), (18.5, 195.0)], "")


def test_the_pages_have_the_titles_of_their_kind_in_every_section(run: Run) -> None:
    for language in LANGUAGES:
        report = view(run.result, language)
        spreads = [part for part in (report.maturity, report.savings, report.priorities, report.deductions) if part]
        spreads += [part for part in (report.plan.raci, report.plan.cash, report.plan.risks) if part]  # type: ignore[union-attr]
        assert len(spreads) == 7 and all(isinstance(s, Spread) and re.search(r"\d", s.title) for s in spreads)
        titles = [chapter.title for chapter in report.chapters]
        assert all(re.search(r"\d|三", title) for title in titles), titles
