"""No page has what keeps people out who do not see it or have no mouse: axe finds nothing serious."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from screens_seen import Server, serious

from assess.store.answers_db import AnswersStore
from assess.store.bank_file import load_bank

PAGES = (
    "",
    "checkup",
    "findings",
    "copies",
    "metrics",
    "metrics?group=MC-001",
    "lineage",
    "roadmap",
    "trend",
    "answers",
)


@pytest.fixture(scope="module")
def running(sample: Path, font_cache: Path) -> Iterator[Server]:
    server = Server(sample, font_cache)
    yield server
    server.kill()


def faults_at(page: Page, address: str) -> list[str]:
    page.goto(address)
    expect(page.get_by_role("heading").first).to_be_visible(timeout=60_000)
    return serious(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_of_the_consultant_have_no_serious_fault(running: Server, browser: Browser, language: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    found = {
        path: faults for path in PAGES
        if (faults := faults_at(page, f"{running.url}/{path}{'&' if '?' in path else '?'}lang={language}"))
    }  # fmt: skip
    context.close()
    assert not found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_self_assessment_has_no_serious_fault_from_start_to_result(
    running: Server, sample: Path, browser: Browser, language: str
) -> None:
    with AnswersStore(sample / "answers.db") as store:
        token, done = store.join("middle"), store.join("middle")
        for item in load_bank("base").asked_of("middle"):
            store.record(done, item.id, 3)
        store.submit(done)
    context = browser.new_context()
    page = context.new_page()
    for asked in ("r=new", f"r={token}&q=1", f"r={token}&q=99", f"r={done}"):
        assert faults_at(page, f"{running.url}/?{asked}&lang={language}") == [], asked
    context.close()
