"""Logging in at a real provider, in a real browser: who gets in, who does not, and what each sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from server_seen import WAIT, Team, log_in, text_of

from assess.store.audit import read_audit


@pytest.fixture
def page(browser: Any) -> Any:
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(WAIT)
    yield context.new_page()
    context.close()


def test_nobody_sees_a_client_before_the_login(page: Page, team: Team) -> None:
    page.goto(f"{team.url}/findings?lang=en&engagement=yunling")
    assert "Log in" in text_of(page) and "Yunling" not in text_of(page)


def test_an_owner_gets_in_and_out_again(page: Page, team: Team) -> None:
    log_in(page, team, "owner")
    page.goto(f"{team.url}/findings?lang=en")
    expect(page.get_by_text("Yunling Dairy").first).to_be_visible(timeout=WAIT)
    kept = page.context.cookies()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(lambda url: "findings" not in url)
    page.context.add_cookies(kept)  # a cookie that somebody kept opens nothing after the logout
    page.goto(f"{team.url}/findings?lang=en")
    assert "You have logged out" in text_of(page)
    assert '"event": "logged out"' in team.log.read_text()
    log = [(e.actor, e.action, e.subject) for e in read_audit(team.yaml.parent / "engagements" / "yunling")]
    assert ("owner@example.com", "logged in", "as owner") in log
    assert ("owner@example.com", "logged out", "as owner") in log


@pytest.mark.parametrize(
    ("who", "said"), [("unverified", "has not verified"), ("stranger", "has no part in any engagement")]
)
def test_who_is_not_known_or_not_verified_stays_out(
    seen_by: Callable[[str], Page], team: Team, who: str, said: str
) -> None:
    page = seen_by(who)
    page.goto(f"{team.url}/?lang=en")
    assert said in text_of(page)
    assert "Yunling" not in text_of(page)


@pytest.mark.parametrize(
    ("who", "path", "opens"),
    [
        ("executive", "/findings", True), ("executive", "/answers", False), ("executive", "/workshop", False),
        ("executive", "/wall", False), ("consultant", "/answers", True), ("consultant", "/workshop", True),
        ("staff", "/findings", False), ("staff", "/answers", False), ("staff", "/", True),
    ],
)  # fmt: skip
def test_each_role_opens_what_is_its_own(
    seen_by: Callable[[str], Page], team: Team, who: str, path: str, opens: bool
) -> None:
    page = seen_by(who)
    page.goto(f"{team.url}{path}?lang=en")
    seen = text_of(page)
    if who == "staff":
        assert "How does your company handle its data?" in seen  # whatever the address says
    else:
        assert ("This is not open to you" not in seen) == opens


@pytest.mark.parametrize("query", ["engagement=yunling", "engagement=nowhere", "folder={root}/engagements/yunling"])
def test_a_tenant_cannot_open_another_by_the_address(seen_by: Callable[[str], Page], team: Team, query: str) -> None:
    page = seen_by("neighbour")
    page.goto(f"{team.url}/findings?lang=en&{query.format(root=team.yaml.parent)}")
    seen = text_of(page)
    assert "Yunling" not in seen
    assert ("Otherly" in seen) == query.startswith("folder")  # a folder in the address says nothing on a server


def test_a_state_that_is_not_ours_logs_nobody_in(page: Page, team: Team) -> None:
    page.goto(f"{team.url}/oauth2callback?code=abc&state=forged")
    page.goto(f"{team.url}/findings?lang=en&engagement=yunling")
    assert "Log in" in text_of(page) and "Yunling" not in text_of(page)
    assert not [one for one in page.context.cookies() if one["name"].startswith("_streamlit_user")]
