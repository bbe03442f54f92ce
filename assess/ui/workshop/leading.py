"""Leading a room: the question on the wall, how many have answered, the next step."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from assess.model.bank import LEVEL_NAMES, LEVELS, Item
from assess.model.errors import AssessError
from assess.model.room import DOTS, Room, RoundState
from assess.store.rooms_lead import MOST_ROUNDS, Facilitator
from assess.ui import parts
from assess.ui.phone.door import doors
from assess.ui.phone.places import Found, read_pulse
from assess.ui.words import Screen
from assess.ui.workshop.closing import dots, end, parking_lot
from assess.ui.workshop.shared import Say, join_address, qr, speaking
from assess.ui.workshop.spreads import STYLE, ladder_html, spreads_html

LOOK = 1.0  # seconds between two looks at the database


def lead_room(screen: Screen, found: Found, leader: Facilitator) -> None:
    """The desk of one room, for whoever has its key."""
    say, room = speaking(screen), found.room
    if room.finished:
        st.title(say("Room {code} has ended", code=room.code))
        st.write(say("Its answers are among those of the engagement; run the check-up to see them there."))
        end(screen, say, found, leader)
        return
    _new_key(say, room)
    _door(screen, say, found, leader)
    item = _chosen(screen, say, found)
    if item is not None:
        _question(screen, say, found, leader, item)
    st.divider()
    dots(screen, say, found, leader)
    st.divider()
    parking_lot(say, found, leader)
    st.divider()
    end(screen, say, found, leader)


def _new_key(say: Say, room: Room) -> None:
    key = st.session_state.get(f"new key {room.code}")
    if key:
        st.warning(say("Keep this key: it leads the room from any window, and is not shown again."))
        st.code(key, language=None)
        st.button(say("I have it"), on_click=st.session_state.pop, args=(f"new key {room.code}",))


def _door(screen: Screen, say: Say, found: Found, leader: Facilitator) -> None:
    from assess.ui.workshop.desk import address_choice

    room = found.room
    try:
        if room.address:
            doors().open(room.address, room.port)
    except AssessError as error:
        st.error(parts.plain(str(error)))
    left, right = st.columns([3, 1])
    with left:
        st.title(say("Room {code}", code=room.code))
        st.code(join_address(room), language=None, wrap_lines=True)
        _people(screen, say, found)
        with st.container(horizontal=True):
            st.link_button(
                say("Open the wall"), f"wall?{urlencode(parts.link(screen, room=room.code))}", type="primary"
            )
            st.button(say("Way in on the wall"), on_click=leader.show, args=("",))
            label = say("Let nobody new in") if room.admitting else say("Let new people in")
            st.button(label, on_click=leader.admit, args=(not room.admitting,))
    right.html(qr(room, say("QR code of the way in"), "11rem"))
    if not room.address:
        return
    with st.expander(say("Phones cannot get in?")):
        st.write(
            say("Phones and this computer must be in the same network. Guest networks often keep devices apart; "
                "then use a hotspot.")
        )  # fmt: skip
        address = address_choice(say, room.address)
        shut = doors().port_of(room.address) is None
        if (shut or address != room.address) and st.button(say("Let phones in here")):
            leader.move_to(address, doors().open(address))
            st.rerun()


@st.fragment(run_every=LOOK)
def _people(screen: Screen, say: Say, found: Found) -> None:
    joined = found.store.people(found.room.code)
    by = " · ".join(f"{LEVEL_NAMES[level][screen.language]} {joined[level]}" for level in LEVELS)
    st.write(f"**{say('In the room: {n}', n=sum(joined.values()))}** · {by}")


def _chosen(screen: Screen, say: Say, found: Found) -> Item | None:
    """The item the desk is about: the one on the wall unless another is picked."""
    rounds = found.store.rounds(found.room.code)
    items = [item for one in found.room.items if (item := found.bank.item(one))]
    if not items:
        st.error(say("None of the room's questions is in the questionnaire any more."))
        return None
    ids = [item.id for item in items]
    names = {"open": say("open"), "closed": say("closed"), "revealed": say("revealed")}

    def label(identifier: str) -> str:
        item, states = items[ids.index(identifier)], rounds.get(identifier, {})
        state = names[states[max(states)]] if states else say("not yet")
        return f"{ids.index(identifier) + 1}. {item.name[screen.language]} ({state})"

    key = f"desk {found.room.code}"
    if st.session_state.get(key) not in ids:
        st.session_state[key] = found.room.current if found.room.current in ids else ids[0]
    picked = st.selectbox(say("Question"), ids, format_func=label, key=key)
    return items[ids.index(picked)]


def _question(screen: Screen, say: Say, found: Found, leader: Facilitator, item: Item) -> None:
    code, language = found.room.code, screen.language
    states = found.store.rounds(code).get(item.id, {})
    state = states[max(states)] if states else None
    st.header(parts.plain(item.question[language]), anchor=False)
    if state:
        _answered(say, found, item.id)
    _steps(say, found, leader, item, state, len(states))
    st.html(STYLE)
    shown = [spread for n in states if (spread := found.store.spread(code, item.id, n))]
    if shown:
        st.html(spreads_html(say, shown, language))
        _agree(say, found, leader, item)
    else:
        st.html(ladder_html(item, language))


@st.fragment(run_every=LOOK)
def _answered(say: Say, found: Found, item: str) -> None:
    count = read_pulse(found).counts.get(item)
    if count:
        st.metric(
            say("Answers to this question"),
            say("{n} of {all}", n=count.answered, all=max(count.answered, count.asked)),
        )


def _steps(say: Say, found: Found, leader: Facilitator, item: Item, state: RoundState | None, rounds: int) -> None:
    ids = list(found.room.items)
    after = ids[ids.index(item.id) + 1] if item.id != ids[-1] else ""

    def go_on() -> None:
        st.session_state[f"desk {found.room.code}"] = after
        leader.open_items([after])

    def every() -> None:
        leader.open_items([item.id, *ids])

    def button(label: str, work: Any, main: bool = False, **arguments: Any) -> None:
        st.button(label, type="primary" if main else "secondary", on_click=work, kwargs=arguments)

    with st.container(horizontal=True):
        if state is None:
            button(say("Open this question"), leader.open_items, True, items=[item.id])
            button(say("Open all questions, each at one's own pace"), every)
        elif state == "open":
            button(say("Close"), leader.close_round, True, item=item.id)
            button(say("Close and reveal"), leader.reveal, item=item.id)
        elif state == "closed":
            button(say("Reveal on the wall"), leader.reveal, True, item=item.id)
        elif rounds < MOST_ROUNDS:
            button(say("Second round"), leader.again, item=item.id)
        if state is not None and found.room.current != item.id:
            button(say("Show on the wall"), leader.show, item=item.id)
        if state in ("closed", "revealed") and after:
            button(say("Next question"), go_on, state == "revealed")
    if found.room.current == DOTS:
        st.caption(say("The wall shows the dots."))


def _agree(say: Say, found: Found, leader: Facilitator, item: Item) -> None:
    known = found.store.agreed(found.room.code).get(item.id)
    st.subheader(say("What the room agrees on"))
    if known:
        st.write(say("Agreed: level {n}. {why}", n=known.value, why=parts.plain(known.rationale)))
        if known.dissent:
            st.write(say("Seen otherwise: {who}", who=parts.plain(known.dissent)))
    with st.form(f"agree {item.id}"):
        value = st.segmented_control(say("Agreed level"), [1, 2, 3, 4, 5], default=known.value if known else None)
        rationale = st.text_area(say("Why: what was shown or said"), max_chars=500)
        dissent = st.text_input(say("Who sees it otherwise, and how (if anybody)"), max_chars=500)
        if st.form_submit_button(say("Record"), type="primary"):
            if value is None or not rationale.strip():
                st.error(say("Choose a level and say why."))
            else:
                leader.agree(item.id, value, rationale, dissent)
                st.rerun()
    st.caption(say("The votes stay as they are; the agreed level stands beside them."))
