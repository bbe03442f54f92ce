"""A room as people meet it: a phone with and without a script, the wall beside it, and axe on all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from screens_seen import Server, serious

from assess.model.room import Treatment, Vote
from assess.model.text import Text
from assess.store.rooms_db import RoomsStore, device_digest
from assess.store.rooms_lead import Facilitator, open_room

PATIENCE = 60_000


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small phone that reads Chinese."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740}, has_touch=True)
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def running(server: Server, served: Path) -> Iterator[tuple[RoomsStore, str, str, Facilitator]]:
    """A room of the running app; phones use the same routes at the app's own port."""
    with RoomsStore(served / "answers.db") as store:
        code, _ = open_room(store, "base", "chosen", ["q0", "q1_2"])
        yield store, code, f"{server.url}/j/{code}", Facilitator(store, code)


def test_a_phone_is_moved_on_by_itself_keeps_at_once_and_fits_its_screen(
    running: tuple[RoomsStore, str, str, Facilitator], phone: Page
) -> None:
    store, code, address, leader = running
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(message.text))
    phone.goto(address)
    phone.get_by_role("radio", name="一线").check()
    phone.get_by_role("button", name="进入").last.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("已进入房间，请看大屏")
    leader.open_items(["q0"])
    expect(phone.get_by_role("group").first).to_contain_text("整体来看")
    phone.get_by_role("radio", name=re.compile("^3")).check()
    expect(phone.get_by_role("status")).to_have_text("答案已保存。")
    assert store.count(code, "q0", 1).answered == 1  # before any button was pressed
    for label in phone.locator("label.choice, .main, .tongue").all():
        box = label.bounding_box()
        assert box is not None and box["height"] >= 44
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("radio", name=re.compile("^3"))).to_be_checked()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("All in all")
    leader.reveal("q0")
    expect(phone.get_by_role("link", name="Go there")).to_be_visible()
    assert not complaints
    assert {re.sub(r"(//[^/]+).*", r"\1", url) for url in asked} == {address.rsplit("/j/", 1)[0]}


def test_a_phone_that_loses_the_network_sends_again_and_counts_once(
    running: tuple[RoomsStore, str, str, Facilitator], phone: Page
) -> None:
    store, code, address, leader = running
    leader.open_items(["q0"])
    phone.goto(address)
    phone.get_by_role("radio", name="中层").check()
    phone.get_by_role("button", name="进入").last.click()
    phone.wait_for_url("**/q/q0")
    phone.context.set_offline(True)
    phone.get_by_role("radio", name=re.compile("^2")).check()
    expect(phone.get_by_role("status")).to_have_text("还没有保存，正在重试……")
    phone.get_by_role("radio", name=re.compile("^5")).check()
    assert store.count(code, "q0", 1).answered == 0
    phone.context.set_offline(False)
    expect(phone.get_by_role("status")).to_have_text("答案已保存。")
    assert store.counts(code) == {("q0", 1): 1}
    phone.reload()
    expect(phone.get_by_role("radio", name=re.compile("^5"))).to_be_checked()


def test_a_phone_without_a_script_and_with_a_keyboard_alone_does_everything(
    running: tuple[RoomsStore, str, str, Facilitator], browser: Browser
) -> None:
    store, code, address, leader = running
    leader.open_items(["q0"])
    context = browser.new_context(locale="en-GB", viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.get_by_role("radio", name="Middle management").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")  # the form is sent; the language does not change by it
    page.wait_for_url("**/q/q0")
    expect(page.get_by_role("heading", level=1)).to_contain_text("All in all")
    page.get_by_role("radio", name=re.compile("^1")).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/j/{code}")
    expect(page.get_by_text("1 of 1 have answered")).to_be_visible()
    assert store.count(code, "q0", 1).answered == 1
    context.close()


def test_the_wall_counts_by_itself_and_reveals_when_told(
    running: tuple[RoomsStore, str, str, Facilitator], server: Server, browser: Browser
) -> None:
    store, code, _, leader = running
    leader.open_items(["q0"])
    context = browser.new_context(locale="zh-CN", viewport={"width": 1600, "height": 900})
    wall = context.new_page()
    wall.goto(f"{server.url}/wall?room={code}&lang=zh")
    for n in range(6):
        store.join(code, f"p{n}", "frontline", "", "zh")
        store.vote(Vote(code, "q0", 1, device_digest(f"p{n}"), 4))
    expect(wall.locator(".count")).to_have_text("已有 6 人作答，应答 6 人", timeout=PATIENCE)
    leader.reveal("q0")
    expect(wall.get_by_text("看法一致")).to_be_visible(timeout=PATIENCE)
    assert wall.evaluate("document.documentElement.scrollWidth <= 1600")
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_serious_on_phone_desk_and_wall(
    running: tuple[RoomsStore, str, str, Facilitator], server: Server, browser: Browser, language: str
) -> None:
    store, code, address, leader = running
    context = browser.new_context(locale={"zh": "zh-CN", "en": "en-US"}[language], bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    found = {}

    def look(name: str) -> None:
        if faults := serious(page):
            found[name] = faults

    page.goto(address)
    look("join")
    page.get_by_role("radio").first.check()
    page.locator("button.main").click()
    page.wait_for_url(address)
    look("wait")
    leader.open_items(["q0", "q1_2"])
    for item in ("q0", "q1_2"):
        page.goto(f"{address}/q/{item}")
        page.get_by_role("radio").nth(6 if item == "q1_2" else 1).check()
        look(item)
    leader.close_round("q0")
    page.goto(f"{address}/q/q0")
    look("closed")
    leader.open_dots([Treatment("T-01", Text("合并宽表", "Merge the table"), "r")], 3, 3)
    page.goto(f"{address}/dots")
    look("dots")
    leader.show("q0")
    for n in range(6):
        store.join(code, f"p{n}", "frontline", "", "zh")
    leader.reveal("q0")
    for path in ("workshop", "wall"):
        page.goto(f"{server.url}/{path}?room={code}&lang={language}")
        page.get_by_role("heading", level=1).first.wait_for()
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
        look(path)
    context.close()
    assert not found
