"""What a server shows before an engagement: the way in, a refusal, the choice among several."""

from __future__ import annotations

import streamlit as st

from assess.model.access import ROLE_NAMES, Forbidden, Role
from assess.store.audit import record
from assess.ui.parts import plain
from assess.ui.place import client_of, enter, leave
from assess.ui.server.settings import Settings
from assess.ui.server.trail import Event, tell
from assess.ui.words import Screen, switch


def show(screen: Screen) -> None:
    """The way in. No client's name stands here."""
    say = screen.say
    switch(screen.language)
    st.title(say("Data check-up"))
    st.write(say("Log in with your company's account. What you then see depends on your role."))
    st.button(say("Log in"), type="primary", on_click=st.login)


def refused(screen: Screen, error: Forbidden) -> None:
    """Why not, as one sentence, and the way out."""
    person = screen.person
    engagement = screen.seat.engagement if screen.seat else ""
    told = tell(Event("refused", person.email if person else "", engagement, {"why": error.en}))
    if told and screen.seat and screen.person and screen.seat.role is not Role.RESPONDENT:
        screen.use(record, screen.actor, "refused", error.en)
    if screen.seat is None:
        switch(screen.language)
    st.title(screen.say("This is not open to you"))
    st.write(plain(error.zh if screen.language == "zh" else error.en))
    if screen.seat is None:
        st.button(screen.say("Choose another engagement"), on_click=leave)
        log_out_button(screen)


def choose(screen: Screen, kept: Settings) -> None:
    """The engagements this person has a part in; others are not named."""
    assert screen.person is not None
    switch(screen.language)
    st.title(screen.say("Which engagement?"))
    for name, role in kept.now().engagements_of(screen.person).items():
        told = f"{client_of(kept.folder(name)) or name} · {ROLE_NAMES[role][screen.language]}"
        st.button(plain(told), key=f"enter {name}", on_click=enter, args=(name,))
    log_out_button(screen)


def log_out_button(screen: Screen) -> None:
    who = screen.person.email if screen.person else ""
    label = screen.say("Log out {who}", who=who) if who else screen.say("Log out")
    st.button(plain(label), key="log out", on_click=st.logout)
