"""The script Streamlit runs for every visitor: language, who it is, navigation, one page.

With `?r=` in the URL there is only the self-assessment; a respondent's link opens nothing else.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module

import streamlit as st

from assess.model.access import Forbidden
from assess.model.access_rights import Right
from assess.ui import sign_in
from assess.ui.header import header
from assess.ui.pages import PAGES, Page
from assess.ui.place import fixed_folder, logged_in, open_seat, seat_of, survey_only
from assess.ui.server.settings import Settings, settings
from assess.ui.theme import STYLE
from assess.ui.words import Screen, current_language, page


def main() -> None:
    """Draw the page the URL asks for."""
    language = current_language()
    kept = settings()
    screen = Screen(language, open_seat() if kept is None else None, fixed_folder() is not None)
    say = screen.say
    st.set_page_config(page_title=say("Data check-up"), layout="wide", initial_sidebar_state="collapsed")
    st.html(STYLE)
    st.html(page(language), unsafe_allow_javascript=True)
    if kept is None:
        _pages(screen)
        return
    try:
        known = _on_server(kept, language)
    except Forbidden as error:
        sign_in.refused(screen, error)
        return
    if known is not None:
        _pages(known)


def _on_server(kept: Settings, language: str) -> Screen | None:
    """The screen of whoever is logged in; None where a page that asks something was drawn in its stead."""
    person = logged_in(kept)
    if person is None:
        sign_in.show(Screen(language, None, False))
        return None
    screen = Screen(language, seat_of(kept, person), False, person)
    if screen.closed:
        sign_in.choose(screen, kept)
        return None
    return screen


def _pages(screen: Screen) -> None:
    if "r" in st.query_params or survey_only() or not (screen.closed or screen.may(Right.RESULTS)):
        st.query_params.setdefault("r", "new")
        chosen = st.navigation([_page(screen, PAGES["survey"], default=True)], position="hidden")
    else:
        shown = [one for name, one in PAGES.items() if name != "survey"]
        pages = {one.address: _page(screen, one, default=one is shown[0]) for one in shown}
        st.session_state["pages"] = pages
        chosen = st.navigation(list(pages.values()), position="top")
        if "finding" in st.query_params and chosen is not pages["findings"]:
            st.switch_page(pages["findings"], query_params=st.query_params.to_dict())
    header(screen)
    if screen.person is not None:
        sign_in.log_out_button(screen)
    chosen.run()


def _page(screen: Screen, one: Page, default: bool = False) -> st.Page:
    seen = one.listed and (screen.closed or screen.may(one.right))
    return st.Page(
        partial(_draw, one, screen), title=screen.say(one.title), url_path=one.address, default=default,
        visibility="visible" if seen else "hidden",
    )  # fmt: skip


def _draw(one: Page, screen: Screen) -> None:
    """Import the page only when it is asked for: a respondent need not wait for the charts."""
    if screen.seat is not None:
        try:
            screen.seat.need(one.right)
        except Forbidden as error:
            sign_in.refused(screen, error)
            return
    import_module(f"assess.ui.{one.module}").show(screen)


main()
