"""A consultant rejects a group of the sample company in Chromium, and the next run holds to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect
from screens_seen import Server, expect_title

from assess.checkup import diagnose_stage
from assess.store.copies_file import CopiesFile, copies_of_run
from assess.store.decisions import read_decisions
from assess.store.runs import load_result

PATIENCE = 60_000


@pytest.fixture(scope="module")
def running(sample: Path, font_cache: Path) -> Iterator[Server]:
    server = Server(sample, font_cache)
    yield server
    server.kill()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context.new_page()
    context.close()


def groups(folder: Path) -> pd.DataFrame:
    """All groups of the newest run."""
    path = copies_of_run(folder)
    assert path is not None
    return CopiesFile(path).index


def claimed(folder: Path, tables: set[str]) -> list[str]:
    """Findings of copies that hold two of these tables."""
    findings = [f for f in load_result(folder).findings if f.evidence.get("group")]
    return [f.id for f in findings if len(tables.intersection(f.subjects)) > 1]


def test_a_rejected_group_leaves_the_findings_and_is_listed_as_rejected(
    sample: Path, running: Server, page: Page
) -> None:
    index = groups(sample)
    row = index[(index["verdict"] == "near_copy") & index["overlap"].notna()].iloc[0]
    master, tables = str(row["master"]), {row["master"], *row["members"]}
    page.goto(f"{running.url}/copies?lang=en")
    expect_title(page, "groups of tables kept more than once")
    page.get_by_label("Table name").fill(master)
    page.get_by_label("Table name").press("Enter")
    page.get_by_role("button", name=f"{master} · {len(tables)} tables").first.click()
    expect_title(page, f"{len(tables)} tables hold one data set")
    expect(page.get_by_role("heading", name="Why this master")).to_be_visible()

    page.get_by_test_id("stRadio").get_by_text("Reject", exact=True).click()
    page.get_by_label("Your name").fill("王芳")
    page.get_by_label("Reason").fill("Each shop counts its own orders.")
    page.get_by_role("button", name="Keep the decision").click()
    expect(page.get_by_text("Kept. It counts from the next check-up on.")).to_be_visible()
    (decision,) = read_decisions(sample)
    assert (set(decision.tables), decision.by, decision.verdict) == (tables, "王芳", "reject")
    assert claimed(sample, tables)

    diagnose_stage(sample)
    assert claimed(sample, tables) == []
    page.goto(f"{running.url}/copies?lang=zh")
    expect(page.get_by_text("已否决").first).to_be_visible()
    page.get_by_label("表名").fill(master)
    page.get_by_label("表名").press("Enter")
    page.get_by_role("button", name="R0001").click()
    expect_title(page, f"{len(tables)} 张表看似重复，已被否决")
    expect(page.get_by_text("王芳于").first).to_contain_text("Each shop counts its own orders.")
    assert groups(sample)["verdict"].tolist().count("rejected") == 1


def test_on_a_phone_nothing_is_wider_than_the_screen(running: Server, browser: Browser) -> None:
    context = browser.new_context(locale="en-GB", viewport={"width": 360, "height": 800})
    context.set_default_timeout(PATIENCE)
    phone = context.new_page()
    for address in ("copies?lang=en", "copies?lang=en&group=G0001", "copies?lang=zh&group=G0003"):
        phone.goto(f"{running.url}/{address}")
        expect(phone.get_by_role("heading", level=1)).to_be_visible(timeout=PATIENCE)
        if "group" in address:
            expect(phone.get_by_test_id("stForm")).to_be_visible(timeout=PATIENCE)
        widths = phone.evaluate(
            "() => {const m = document.querySelector('[data-testid=stMain]'); return [m.scrollWidth, m.clientWidth]}"
        )
        assert widths[0] == widths[1], address
    context.close()
