"""What belongs to one login stays with it: downloads, routes, sessions of the screens, and a role taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket, expect
from server_seen import WAIT, Team, text_of
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from test_gate import ROUTES, status
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from assess.store.audit import read_audit

Known = Callable[[str], Any]
SeenBy = Callable[[str], Page]


def cookie(state: Any) -> str:
    return "; ".join(f"{one['name']}={one['value']}" for one in state["cookies"] if one["domain"] == "localhost")


@pytest.mark.parametrize("who", ["staff", "executive", "neighbour"])
def test_no_route_opens_with_a_login_that_it_is_not_for(team: Team, known: Known, who: str) -> None:
    mine = cookie(known(who))
    assert "_streamlit_user" in mine
    opened = [r for r in ROUTES for method in ("GET", "PUT", "DELETE") if status(team, r, method, Cookie=mine) < 400]
    assert len(ROUTES) >= 20 and opened == []


def test_a_download_is_for_the_login_whose_screen_offers_it(team: Team, known: Known, seen_by: SeenBy) -> None:
    page = seen_by("executive")
    page.goto(f"{team.url}/checkup?lang=en")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Report in English, PDF").click()
    route = "/media/" + taken.value.url.split("?")[0].rsplit("/", 1)[-1]
    mine = cookie(known("executive"))
    assert status(team, route, "GET", Cookie=mine) == 200
    name, _, value = next(one for one in mine.split("; ") if one.startswith("_streamlit_user")).partition("=")
    forged = f'{name}={value[:-6]}AAAAA"'
    assert [status(team, route, "GET", Cookie=other) for other in ("", forged)] == [403, 403]
    others = ("consultant", "neighbour", "staff", "stranger")
    assert {who: status(team, route, "GET", Cookie=cookie(known(who))) for who in others} == dict.fromkeys(others, 403)
    expect(page.get_by_text("you may not run a check-up")).to_be_visible(timeout=WAIT)
    log = read_audit(team.yaml.parent / "engagements" / "yunling")
    assert ("consultant@example.com", "refused", route) in [(e.actor, e.action, e.subject) for e in log]


def test_the_session_of_another_is_not_gone_on_with(team: Team, known: Known, seen_by: SeenBy) -> None:
    page = seen_by("owner")
    told: list[bytes | str] = []

    def opened(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: told.append(frame))  # noqa: PLW0108

    page.on("websocket", opened)
    page.goto(f"{team.url}/findings?lang=en")
    assert "Yunling" in text_of(page)
    theirs = next(found for frame in told if (found := session_in(frame)))
    assert session_given(team, known("neighbour"), theirs) != theirs
    assert session_given(team, {"cookies": []}, theirs) != theirs


def session_in(frame: bytes | str) -> str:
    if isinstance(frame, str):
        return ""
    return str(ForwardMsg.FromString(frame).new_session.initialize.session_id)


def session_given(team: Team, state: Any, asked: str) -> str:
    """The session that somebody with these cookies gets who asks for a known one."""
    xsrf = next((one["value"] for one in state["cookies"] if one["name"] == "_streamlit_xsrf"), "x")
    with connect(
        team.url.replace("http", "ws") + "/_stcore/stream", origin=Origin(team.url), max_size=None,
        subprotocols=[Subprotocol(one) for one in ("streamlit", xsrf, asked)],
        additional_headers={"Cookie": cookie(state)},
    ) as socket:  # fmt: skip
        message = BackMsg()
        message.rerun_script.query_string = "lang=en"
        socket.send(message.SerializeToString())
        while True:
            found = session_in(socket.recv(60))
            if found:
                return found


def test_a_role_taken_away_is_gone_with_the_very_click(team: Team, seen_by: SeenBy) -> None:
    page, before = seen_by("leaver"), team.yaml.read_text("utf-8")
    page.goto(f"{team.url}/checkup?lang=en")
    again = page.get_by_role("button", name="Run it again")
    expect(again).to_be_visible(timeout=WAIT)
    put(team, before.replace("leaver@example.com, role: consultant", "leaver@example.com, role: executive"))
    try:
        again.click()
        expect(page.get_by_text("As executive of this engagement you may not run a check-up")).to_be_visible(
            timeout=WAIT
        )
        put(team, "".join(line for line in before.splitlines(True) if "leaver" not in line))
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_text("has no part in any engagement")).to_be_visible(timeout=WAIT)
    finally:
        put(team, before)
    log = read_audit(team.yaml.parent / "engagements" / "yunling")
    assert not [e for e in log if e.actor == "leaver@example.com" and "check-up" in e.action]
    assert "leaver@example.com: consultant to executive" in [e.subject for e in log if e.action == "role changed"]


def put(team: Team, text: str) -> None:
    """The settings, in one step: nobody reads half of them."""
    draft = team.yaml.with_suffix(".new")
    draft.write_text(text, "utf-8")
    draft.replace(team.yaml)
