"""The line above every screen: whose data this is, whether it is made up, and the language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

from assess.model.engagement import Engagement
from assess.model.errors import AssessError
from assess.store.engagement_file import FILE, load_engagement
from assess.ui.parts import plain
from assess.ui.words import Screen, switch


def header(screen: Screen) -> None:
    """Client and language on one line; a fictional client is marked as such on every screen."""
    told = ""
    engagement = None if screen.closed else screen.use(whose)
    if engagement:
        told = plain(engagement.client.text[screen.language])
        if engagement.fictional:
            told += f" :orange-badge[{screen.say('Fictional company, sample data')}]"
    with st.container(horizontal=True, horizontal_alignment="distribute" if told else "right"):
        if told:
            st.markdown(told, width="content")
        switch(screen.language)


def whose(folder: Path) -> Engagement | None:
    """The engagement, read anew only when its file has changed; None where it has faults: the first page tells."""
    try:
        return _read(folder, (folder / FILE).stat().st_mtime_ns)
    except (AssessError, OSError):
        return None


@lru_cache(maxsize=16)
def _read(folder: Path, _written: int) -> Engagement:
    return load_engagement(folder)
