"""The HTML report in a real browser: a desk and a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(params=["zh", "en"])
def address(request: pytest.FixtureRequest, pages: dict[str, str], tmp_path: Path) -> str:
    file = tmp_path / "report.html"
    file.write_text(pages[request.param], encoding="utf-8")
    return file.as_uri()


def opened(browser: Any, address: str, width: int) -> Any:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    return page


def test_nothing_is_wider_than_a_phone(browser: Any, address: str) -> None:
    page = opened(browser, address, 360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.close()


def test_a_phone_shows_the_numbers_of_a_figure_instead_of_the_drawing(browser: Any, address: str) -> None:
    page = opened(browser, address, 360)
    assert not page.locator("#answer .drawing").is_visible()
    assert page.locator("#answer .numbers").is_visible()
    page.close()


def test_a_desk_shows_the_drawing_and_the_contents_that_stay(browser: Any, address: str) -> None:
    page = opened(browser, address, 1280)
    assert page.locator("#answer .drawing").is_visible()
    assert not page.locator("#answer .numbers").is_visible()
    page.evaluate("window.scrollTo(0, 5000)")
    assert page.locator("nav.contents.wide").bounding_box()["y"] == pytest.approx(0, abs=1)
    page.close()


def test_the_font_comes_with_the_page(browser: Any, address: str) -> None:
    page = opened(browser, address, 1280)
    page.evaluate("document.fonts.ready.then(() => null)")
    assert page.evaluate("[...document.fonts].map(f => f.family + f.weight + f.status).sort()") == [
        "Noto Sans SC400loaded",
        "Noto Sans SC600loaded",
    ]
    page.close()
