"""The map of lineage in Chromium: opened, clicked, walked by keyboard, in two tabs, without another machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lineage_run import EDGES, kept_run
from playwright.sync_api import Browser, Locator, Page, expect
from screens_seen import Server, expect_title

PATIENCE = 60_000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, font_cache: Path) -> Iterator[Server]:
    """The app over a run whose lineage is that of `lineage_run`."""
    server = Server(kept_run(tmp_path_factory.mktemp("lineage") / "yunling"), font_cache)
    yield server
    server.kill()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context.new_page()
    context.close()


def box(page: Page, identifier: str) -> Locator:
    """A box of the picture, by what it stands for."""
    return page.locator(f'.lineage .box[data-id="{identifier}"]')


def asked(page: Page, name: str) -> str:
    return parse_qs(urlsplit(page.url).query).get(name, [""])[0]


def test_a_click_on_a_line_shows_the_statement_behind_it_and_the_address_keeps_it(running: Server, page: Page) -> None:
    page.goto(f"{running.url}/lineage?lang=en&table=shop.sales.wide")
    link = page.locator('.lineage .link[data-from="shop.sales.orders"][data-to="shop.sales.wide"]')
    link.locator("path.near").dispatch_event("click")
    expect(page.get_by_role("heading", name="1 statement makes shop.sales.wide from shop.sales.orders")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_contain_text("INSERT INTO wide")
    assert asked(page, "at") == "shop.sales.orders\nshop.sales.wide"
    page.reload()
    expect(page.get_by_role("heading", name="1 statement makes shop.sales.wide from shop.sales.orders")).to_be_visible()


def test_a_department_opens_from_its_name_and_a_table_by_a_double_click(running: Server, page: Page) -> None:
    page.goto(f"{running.url}/lineage?lang=en")
    expect_title(page, f"of {len(EDGES)} dependencies cross departments")
    page.locator(".lineage .box.word", has_text="Finance").click()
    expect_title(page, "Finance: 3 tables")
    assert asked(page, "of") == "finance"
    box(page, "shop.finance.profit").dblclick()
    expect_title(page, "shop.finance.profit: made from 1 table, read by 0 tables")
    page.get_by_role("button", name="The whole company").click()
    expect_title(page, "dependencies cross departments")
    assert asked(page, "table") == ""


def test_arrow_keys_walk_along_the_picture_and_enter_picks(running: Server, page: Page) -> None:
    page.goto(f"{running.url}/lineage?lang=en&table=shop.sales.wide")
    box(page, "shop.sales.wide").focus()
    page.keyboard.press("ArrowLeft")
    focused = page.locator(".lineage .box:focus").get_attribute("data-id")
    assert focused in ("shop.sales.orders", "shop.sales.members")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"{focused}: 0 statements write it")).to_be_visible()
    assert asked(page, "at") == focused
    page.keyboard.press("Enter")
    expect_title(page, f"{focused}: made from 0 tables")


def test_tables_made_in_parallel_stand_side_by_side_with_their_scripts(running: Server, page: Page) -> None:
    page.goto(f"{running.url}/lineage?lang=zh&pair=DL-001")
    expect(page.get_by_role("heading", name="2 段脚本并排对照")).to_be_visible()
    left, right = (box(page, name).bounding_box() for name in ("shop.sales.wide", "shop.finance.wide"))
    assert left and right
    assert abs(left["x"] - right["x"]) < 1
    expect(page.get_by_test_id("stCode")).to_have_count(2)


def test_a_second_tab_shows_another_part_and_nothing_comes_from_elsewhere(running: Server, browser: Browser) -> None:
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE)
    hosts: set[str] = set()
    context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    first, second = context.new_page(), context.new_page()
    first.goto(f"{running.url}/lineage?lang=en")
    second.goto(f"{running.url}/lineage?lang=en&table=shop.sales.wide")
    expect(first.locator(".lineage .box.word", has_text="Finance")).to_be_visible()
    expect(box(second, "shop.sales.wide")).to_be_visible()
    context.close()
    assert {host for host in hosts if host} == {urlsplit(running.url).netloc}


@pytest.mark.parametrize("address", ["lineage?lang=en", "lineage?lang=zh&table=shop.sales.wide"])
def test_on_a_phone_the_page_is_no_wider_than_the_screen(running: Server, browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.set_default_timeout(PATIENCE)
    phone = context.new_page()
    phone.goto(f"{running.url}/{address}")
    expect(phone.locator(".lineage svg")).to_be_visible(timeout=PATIENCE)
    widths = phone.evaluate(
        "() => {const m = document.querySelector('[data-testid=stMain]'); return [m.scrollWidth, m.clientWidth]}"
    )
    context.close()
    assert widths[0] == widths[1]
