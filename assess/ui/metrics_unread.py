"""Definitions of which something could not be read, with the reason."""

from __future__ import annotations

import streamlit as st

from assess.ui import parts
from assess.ui.metrics_shelf import Shelf
from assess.ui.metrics_words import where
from assess.ui.words import Screen

_A_PAGE = 20


def show(screen: Screen, shelf: Shelf) -> None:
    """A row a definition; one sentence where all could be read."""
    say, found = screen.say, shelf.unread
    if not found:
        st.caption(say("Every definition could be read."))
        return
    st.header(
        screen.many("{n} definition could not be read in full", "{n} definitions could not be read in full", len(found))
    )
    pages = -(-len(found) // _A_PAGE)
    page = st.pagination(pages, key=f"unread page of {pages}") if pages > 1 else 1
    parts.table(
        {
            say("Metric"): str(metric["name"]),
            say("Where it is"): where(metric),
            say("Why"): screen.voice.stop.join(reason[screen.language] for reason in metric["unresolved"]),
        }
        for metric in found[(page - 1) * _A_PAGE : page * _A_PAGE]
    )
