"""The facilitator's desk: open a room, get back into one with its key, lead it."""

from __future__ import annotations

import streamlit as st

from assess.model.bank import Bank
from assess.model.bank_asked import QUICK, minutes_for
from assess.model.errors import AssessError
from assess.model.room import MODES, Room, items_of_room
from assess.store.engagement_file import load_engagement
from assess.store.rooms_lead import lead, open_room
from assess.ui import parts
from assess.ui.phone.door import Address, addresses, doors
from assess.ui.phone.places import Found
from assess.ui.place import bank_of
from assess.ui.words import Screen
from assess.ui.workshop.leading import lead_room
from assess.ui.workshop.shared import Say, asked_room, rooms_of, speaking


def show(screen: Screen) -> None:
    """The room the address names, or the rooms there are and a new one."""
    say = speaking(screen)
    if screen.closed:
        st.title(say("Workshop"))
        parts.nothing_yet(screen, say("No engagement is open."), say("Open an engagement"), "home")
        return
    try:
        found = asked_room(screen)
        if found is None:
            _choose(screen, say)
            return
        key = st.session_state.get(f"key {found.room.code}", "")
        if not key:
            _ask_key(say, found)
            return
        lead_room(screen, found, lead(found.store, found.room.code, key, screen.actor))
    except AssessError as error:
        st.error(parts.plain(str(error)))


def address_choice(say: Say, known: str = "") -> str:
    """Choose one of this machine's addresses; the likeliest first."""
    found = {one.ip: one for one in addresses()}
    options = list(found) if not known or known in found else [*found, known]
    return st.selectbox(
        say("Address that the phones open"),
        options,
        index=options.index(known) if known else 0,
        format_func=lambda ip: _address(say, found.get(ip), ip),
        help=say("Phones and this computer must be on the same network; a hotspot without internet will do."),
    )


def _address(say: Say, known: Address | None, ip: str) -> str:
    if known is None:
        return say("{ip}, gone from this computer", ip=ip)
    return say("{ip}, this computer alone, for a rehearsal", ip=ip) if known.alone else f"{ip} ({known.network})"


def _choose(screen: Screen, say: Say) -> None:
    engagement = screen.use(load_engagement)
    bank = screen.use(bank_of, engagement.questionnaire)
    store = screen.use(rooms_of)
    st.title(say("Lead a workshop: questions on the wall, answers from phones"))
    running = [room for room in store.rooms() if not room.finished]
    ended = [room for room in store.rooms() if room.finished]
    for room in running:
        st.button(say("Go on in room {code}", code=room.code), key=f"enter {room.code}", on_click=_enter, args=(room,))
    _opening(screen, say, bank)
    if ended:
        st.subheader(say("Rooms that have ended"))
        with st.container(horizontal=True):
            for room in ended:
                st.button(room.code, key=f"enter {room.code}", on_click=_enter, args=(room,))


def _opening(screen: Screen, say: Say, bank: Bank) -> None:
    st.subheader(say("Open a new room"))
    names = {
        "quick": say("The short form, about {minutes} minutes of answering a person", minutes=minutes_for(QUICK)),
        "full": say("Every question"),
        "chosen": say("Questions that you choose"),
    }
    mode = st.radio(say("What is asked"), MODES, format_func=names.__getitem__, key="room mode")
    chosen: list[str] = []
    if mode == "chosen":
        words = {item.id: f"{item.name[screen.language]}: {item.question[screen.language]}" for item in bank.items}
        chosen = st.multiselect(say("Questions"), list(words), format_func=words.__getitem__, key="room items")
    address = "" if screen.person else address_choice(say)  # on a server phones use its own address
    ready = mode != "chosen" or bool(chosen)
    if st.button(say("Open the room"), type="primary", disabled=not ready):
        items = items_of_room(bank, mode, chosen)
        store = screen.use(rooms_of)
        port = doors().open(address) if address else 0
        code, key = open_room(store, f"{bank.id} {bank.version}", mode, items, address, port, screen.actor)
        st.session_state[f"key {code}"] = st.session_state[f"new key {code}"] = key
        st.query_params["room"] = code
        st.rerun()


def _ask_key(say: Say, found: Found) -> None:
    room = found.room
    st.title(say("Room {code}: who leads it has the key", code=room.code))
    with st.form("key"):
        key = st.text_input(say("Facilitator's key"), type="password", autocomplete="current-password")
        if st.form_submit_button(say("Lead this room"), type="primary"):
            lead(found.store, room.code, key)
            st.session_state[f"key {room.code}"] = key
            st.rerun()
    st.caption(say("The key was shown once, when the room was opened. Without it the room can only be watched."))


def _enter(room: Room) -> None:
    st.query_params["room"] = room.code
