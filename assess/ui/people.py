"""For an owner on a server: who has which role in the engagement, and what was done in it last."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assess.model.access import ROLE_NAMES
from assess.model.access_rights import Right
from assess.model.access_server import Member
from assess.model.errors import AssessError
from assess.store.audit import read_audit
from assess.ui import parts
from assess.ui.server.settings import settings
from assess.ui.words import Screen

_LAST = 50


def draw(screen: Screen) -> None:
    """Two lists, closed at first; nothing where nobody logs in or the reader may not see them."""
    if screen.person is None or not screen.may(Right.MANAGE):
        return
    say, engagement = screen.say, screen.open_seat.engagement
    with st.expander(say("Who has which role")):
        parts.table(
            {
                say("Person or group"): member.email or say("everybody of group {name}", name=member.group),
                say("Role"): ROLE_NAMES[member.role][screen.language],
            }
            for member in screen.use(people_of, engagement)
        )
    with st.expander(say("What was done last")):
        try:
            log = screen.use(read_audit)
        except AssessError as error:
            st.write(parts.plain(str(error)))
            return
        parts.table(
            {say("Time (UTC)"): e.at, say("Person"): e.actor, say("Deed"): e.action, say("Subject"): e.subject}
            for e in reversed(log[-_LAST:])
        )


def people_of(_folder: Path, engagement: str) -> tuple[Member, ...]:
    """The people and groups of the engagement as the server's settings name them."""
    kept = settings()
    return tuple(kept.now().tenants[engagement].people) if kept else ()
