"""The script Streamlit runs for every visitor: language, navigation, one page.

With `?r=` in the URL there is only the self-assessment; a respondent's link opens nothing else.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module

import streamlit as st

from assess.ui.header import header
from assess.ui.place import fixed_folder, open_folder
from assess.ui.theme import STYLE
from assess.ui.words import Screen, current_language, page


def main() -> None:
    """Draw the page the URL asks for."""
    language = current_language()
    screen = Screen(language, open_folder(), fixed_folder() is not None)
    say = screen.say
    st.set_page_config(page_title=say("Data check-up"), layout="wide", initial_sidebar_state="collapsed")
    st.html(STYLE)
    st.html(page(language), unsafe_allow_javascript=True)
    if "r" in st.query_params:
        chosen = st.navigation([_page(screen, "survey", say("Self-assessment"), default=True)], position="hidden")
    else:
        pages = {
            "home": _page(screen, "home", say("Engagement"), default=True),
            "checkup": _page(screen, "checkup", say("Check-up")),
            "findings": _page(screen, "findings", say("Findings")),
            "copies": _page(screen, "copies", say("Copies")),
            "metrics": _page(screen, "metrics", say("Metrics")),
            "lineage": _page(screen, "lineage", say("Lineage")),
            "roadmap": _page(screen, "roadmap", say("Roadmap")),
            "trend": _page(screen, "trend", say("Trend")),
            "answers": _page(screen, "answers", say("Self-assessment")),
            "workshop": _page(screen, "workshop", say("Workshop")),
            "wall": _page(screen, "workshop.wall", say("Wall"), path="wall", listed=False),
        }
        st.session_state["pages"] = pages
        chosen = st.navigation(list(pages.values()), position="top")
        if "finding" in st.query_params and chosen is not pages["findings"]:
            st.switch_page(pages["findings"], query_params=st.query_params.to_dict())
    header(screen)
    chosen.run()


def _page(
    screen: Screen, module: str, title: str, default: bool = False, path: str = "", listed: bool = True
) -> st.Page:
    draw = partial(_draw, module, screen)
    return st.Page(
        draw, title=title, url_path=path or module, default=default, visibility="visible" if listed else "hidden"
    )  # fmt: skip


def _draw(module: str, screen: Screen) -> None:
    """Import the page only when it is asked for: a respondent need not wait for the charts."""
    import_module(f"assess.ui.{module}").show(screen)


main()
