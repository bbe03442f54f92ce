"""A person opens a conflict of the sample company in Chromium, sees both definitions, and sets the standard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from screens_seen import Server, expect_title

from assess.operate.diverge import diverge, plan
from assess.operate.metric_decisions import history

PATIENCE = 60_000
CONFLICT = "平台扣费"  # what the platform takes off: e-commerce counts two kinds of fees, finance all of them


@pytest.fixture(scope="module")
def diverged(sample: Path) -> Path:
    """The sample company with one conflict computed on its data."""
    diverge(sample, plan(sample, CONFLICT, "", "", date(2026, 5, 1), date(2026, 10, 31), "month"), datetime.now(UTC))
    return sample


@pytest.fixture(scope="module")
def running(diverged: Path, font_cache: Path) -> Iterator[Server]:
    server = Server(diverged, font_cache)
    yield server
    server.kill()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context.new_page()
    context.close()


def test_a_conflict_is_found_read_and_decided(sample: Path, running: Server, page: Page) -> None:
    page.goto(f"{running.url}/metrics?lang=en")
    expect_title(page, "mean more than one thing")
    page.get_by_label("Name, file or formula").fill(CONFLICT)
    page.get_by_label("Name, file or formula").press("Enter")
    page.get_by_role("button", name=f"{CONFLICT} · 2 definitions").click()
    expect_title(page, f"“{CONFLICT}” has 2 definitions; they differ in filter")
    lit = page.locator("table.sides tr.lit")
    expect(lit).to_have_count(1)
    expect(lit).to_contain_text("≠ differs")
    expect(lit).to_contain_text("none: every row counts")
    expect(page.get_by_role("heading", name="made-up rows E-commerce reports")).to_be_visible()
    expect(page.get_by_role("heading", name="On real data Finance reports")).to_be_visible()
    expect(page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg")).to_have_count(2)

    page.get_by_test_id("stRadio").get_by_text("One is the standard", exact=True).click()
    page.get_by_label("Standard definition").click()
    page.get_by_role("option", name="Finance").click()
    page.get_by_label("Your name").fill("王芳")
    page.get_by_label("Reason").fill("The bank statement shows all fees.")
    page.get_by_role("button", name="Keep the decision").click()
    expect(page.get_by_text("Kept. It counts from the next check-up on.")).to_be_visible()
    (decision,) = history(sample)
    assert decision.verdict == "canonical"
    assert "finance" in decision.canonical

    page.get_by_role("button", name="All metrics").click()
    expect_title(page, "mean more than one thing")
    expect(page.get_by_text("standard set")).to_have_count(1)
    assert "find=" in page.url
    page.reload()
    expect(page.get_by_label("Name, file or formula")).to_have_value(CONFLICT)


def test_headings_are_in_order_and_every_field_has_a_name(running: Server, page: Page) -> None:
    for address in ("metrics?lang=zh", "metrics?lang=en&group=M0001", "metrics?lang=en&group=MC-007"):
        page.goto(f"{running.url}/{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if "group" in address:
            expect(page.get_by_test_id("stForm")).to_be_visible()
        levels = page.eval_on_selector_all(
            "h1, h2, h3, h4", "all => all.filter(h => h.offsetParent).map(h => +h.tagName[1])"
        )
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), (address, levels)
        nameless = page.eval_on_selector_all(
            "[data-testid=stMain] :is(input, textarea)",
            "all => all.filter(i => !i.labels?.length && !i.ariaLabel).map(i => i.outerHTML)",
        )
        assert nameless == []


def test_on_a_phone_nothing_is_wider_than_the_screen(running: Server, browser: Browser) -> None:
    context = browser.new_context(locale="en-GB", viewport={"width": 360, "height": 800})
    context.set_default_timeout(PATIENCE)
    phone = context.new_page()
    for address in ("metrics?lang=en", "metrics?lang=zh&group=M0001", "metrics?lang=en&group=MC-007",
                    "metrics?lang=zh&group=MC-011"):  # fmt: skip
        phone.goto(f"{running.url}/{address}")
        expect(phone.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
        if "group" in address:
            expect(phone.get_by_test_id("stForm")).to_be_visible(timeout=PATIENCE)
        widths = phone.evaluate(
            "() => {const m = document.querySelector('[data-testid=stMain]'); return [m.scrollWidth, m.clientWidth]}"
        )
        assert widths[0] == widths[1], address
    context.close()
