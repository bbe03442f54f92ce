"""The page Trend: every check-up in order, two beside each other, nothing serious for axe, no sideways scrolling."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from screens_seen import Server, serious

LATER = "20270222T010000Z-00000001"


@pytest.fixture(scope="module")
def running(sample: Path, font_cache: Path) -> Iterator[Server]:
    """The sample with a later run in which the first finding of copies is gone."""
    run = (sample / "out" / "latest").resolve()
    shutil.copytree(run, run.parent / LATER)
    result = json.loads((run / "result.json").read_bytes())
    result["run"] |= {"id": LATER, "clock": "2027-02-22T01:00:00Z"}
    gone = next(f for f in result["findings"] if f["detector"] == "redundant-tables")
    result["findings"].remove(gone)
    (run.parent / LATER / "result.json").write_text(json.dumps(result), "utf-8")
    server = Server(sample, font_cache)
    yield server
    server.kill()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize(("language", "says"), [("zh", "已解决 1 项"), ("en", "1 solved")])
def test_what_was_solved_is_shown_to_everybody(
    running: Server, browser: Browser, language: str, says: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{running.url}/trend?lang={language}")
    expect(page.get_by_role("heading").filter(has_text=says)).to_be_visible(timeout=60_000)
    faults = serious(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
    assert not faults
