"""The app as a person meets it: Chromium, a server that is killed, no internet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from screens_seen import Server

from assess.store.answers_db import AnswersStore
from assess.store.bank_file import load_bank

PATIENCE = 60_000
ASKED = load_bank("base").asked_of("executive")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context.new_page()
    context.close()


def question(page: Page, number: int, language: str) -> None:
    """The screen shows question `number`."""
    expect(page.get_by_role("heading", name=getattr(ASKED[number - 1].question, language))).to_be_visible()


def choose(page: Page, number: int, level: int, language: str) -> None:
    """Choose a level of question `number` and see that it is kept."""
    words = getattr(ASKED[number - 1].levels[level - 1], language)
    page.get_by_test_id("stRadio").get_by_text(words).click()
    expect(page.get_by_text({"zh": "已保存。", "en": "Kept."}[language])).to_be_visible()


def answered(page: Page, number: int, level: int, language: str) -> None:
    """Question `number` shows `level` as the answer."""
    question(page, number, language)
    words = getattr(ASKED[number - 1].levels[level - 1], language)
    expect(page.get_by_test_id("stRadio").get_by_role("radio", name=words)).to_be_checked()


def fonts_of(page: Page, selector: str) -> set[str]:
    """The fonts that Chromium really draws an element with; those of this computer are marked."""
    devtools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        devtools.send(f"{domain}.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"] + ("" if font["isCustomFont"] else " (local)") for font in fonts}


def kept(served: Path, token: str) -> dict[str, int | None]:
    with AnswersStore(served / "answers.db") as store:
        return {item: value for item, (value, _, _) in store.answers(token).items()}


def test_five_answers_survive_a_refresh_a_kill_and_a_change_of_language(
    server: Server, served: Path, page: Page
) -> None:
    page.goto(f"{server.url}/?r=new&lang=zh")
    page.get_by_text("高层", exact=False).first.click()
    page.get_by_role("button", name="开始作答").click()
    for number in range(1, 6):
        question(page, number, "zh")
        choose(page, number, number, "zh")
        page.get_by_role("button", name="下一题").click()
    question(page, 6, "zh")
    token = parse_qs(urlsplit(page.url).query)["r"][0]
    five = {item.id: number for number, item in enumerate(ASKED[:5], 1)}
    assert kept(served, token) == five

    page.reload()
    question(page, 6, "zh")
    expect(page.get_by_text("已答 5 题")).to_be_visible()
    page.get_by_role("button", name="上一题").click()
    answered(page, 5, 5, "zh")

    server.kill()
    server.start()
    page.reload()
    answered(page, 5, 5, "zh")
    expect(page.get_by_text("已答 5 题")).to_be_visible()
    assert kept(served, token) == five

    page.get_by_text("English", exact=True).click()
    answered(page, 5, 5, "en")
    expect(page.get_by_text("5 answered")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    question(page, 6, "en")
    choose(page, 6, 2, "en")
    assert kept(served, token) == five | {ASKED[5].id: 2}


def test_another_device_goes_on_where_the_first_one_stopped(
    server: Server, served: Path, page: Page, browser: Browser
) -> None:
    with AnswersStore(served / "answers.db") as store:
        token = store.join("executive")
    page.goto(f"{server.url}/?r={token}&lang=en")
    question(page, 1, "en")
    choose(page, 1, 3, "en")
    page.get_by_text("Continue later or on another device").click()
    link = page.get_by_test_id("stCode").inner_text().strip()
    phone = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, locale="en-GB")
    other = phone.new_page()
    other.goto(link)
    question(other, 2, "en")
    expect(other.get_by_text("1 answered")).to_be_visible()
    assert other.evaluate("document.documentElement.scrollWidth") <= 360
    phone.close()


def test_a_question_is_answered_with_the_keyboard_alone(server: Server, served: Path, page: Page) -> None:
    with AnswersStore(served / "answers.db") as store:
        token = store.join("executive")
    page.goto(f"{server.url}/?r={token}&lang=en")
    question(page, 1, "en")
    radio = page.get_by_test_id("stRadio").get_by_role("radio").first
    for _ in range(20):
        page.keyboard.press("Tab")
        if radio.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("Kept.")).to_be_visible()
    expect(page.get_by_test_id("stRadio").get_by_role("radio").nth(1)).to_be_checked()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").startswith("Next"):
            break
    page.keyboard.press("Enter")
    question(page, 2, "en")
    assert kept(served, token) == {ASKED[0].id: 2}


def test_a_respondent_meets_no_way_to_the_consultants_pages(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/?r=new&lang=zh")
    expect(page.get_by_role("button", name="开始作答")).to_be_visible()
    for name in ("体检", "发现", "路线图"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)


def test_every_request_stays_on_this_machine_and_chinese_has_its_own_font(server: Server, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.url}/?lang=zh")
    expect(page.get_by_role("heading", name="云岭乳业")).to_be_visible()
    page.get_by_role("link", name="自评").click()
    expect(page.get_by_role("heading", name="在此作答")).to_be_visible()
    page.wait_for_function("document.fonts.status === 'loaded'")
    outside = [
        url for url in asked if not url.startswith((server.url, server.url.replace("http", "ws"), "data:", "blob:"))
    ]
    assert outside == []
    assert fonts_of(page, "h1") == {"Noto Sans SC Thin"}  # the variable font goes by the name of its first weight
    with page.expect_request_finished(lambda request: request.url.endswith("/fonts/full.ttf")):
        page.evaluate("document.querySelector('h1').append('喆堃')")  # characters of names, outside GB 2312
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert fonts_of(page, "h1") == {"Noto Sans SC Thin"}
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_the_address_keeps_the_language_from_page_to_page(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/?lang=en")
    expect(page.get_by_role("heading", name="Yunling Dairy")).to_be_visible()
    page.get_by_role("link", name="Roadmap").click()
    expect(page.get_by_role("heading", name="There is no check-up yet")).to_be_visible()
    page.wait_for_url("**/roadmap?lang=en")
    page.reload()
    expect(page.get_by_role("heading", name="There is no check-up yet")).to_be_visible()
