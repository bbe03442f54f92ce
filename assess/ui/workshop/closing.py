"""The last part of a workshop: dots on the proposals, the parking lot, and the end."""

from __future__ import annotations

import streamlit as st

from assess.model.errors import AssessError
from assess.model.room import FEWEST, Dots, Room, Treatment
from assess.model.text import Text
from assess.store.rooms_lead import Facilitator
from assess.store.runs import load_result
from assess.ui import parts
from assess.ui.phone.places import Found
from assess.ui.words import Screen
from assess.ui.workshop.shared import Say, fresh

MOST_PROPOSALS = 12


def proposals(screen: Screen) -> tuple[Treatment, ...]:
    """The treatments of the latest check-up's roadmap; none where there is no check-up yet."""
    try:
        result = screen.use(load_result)
    except AssessError:
        return ()
    return tuple(Treatment(i.id, Text(i.title.zh, i.title.en), result.run.id) for i in result.roadmap.items)


def dots(screen: Screen, say: Say, found: Found, leader: Facilitator) -> None:
    """Open the dot vote, watch how many have handed in, close it, see the result."""
    room = found.room
    st.subheader(say("What to do first: dots on the roadmap"))
    if room.dots_state == "open":
        _handed_in(say, found)
        st.button(say("Close the vote and show it"), type="primary", on_click=leader.close_dots)
    elif room.dots_state == "closed":
        result_table(screen, say, room, found.store.dots(room.code))
    else:
        _opening(screen, say, leader)


def result_table(screen: Screen, say: Say, room: Room, result: Dots | None) -> None:
    """Dots by treatment, the most first; under five ballots only how many there were."""
    if result is None:
        return
    if result.given:
        ordered = sorted(room.treatments, key=lambda t: -result.given[t.id])
        parts.table({say("Proposal"): t.title[screen.language], say("Dots"): str(result.given[t.id])} for t in ordered)
    else:
        st.write(say("Fewer than {n} people gave dots, so they are not shown.", n=FEWEST))
    told = say(
        "{n} handed in, of whom {abstained} abstained; {missing} did not vote.",
        n=result.ballots, abstained=result.abstained, missing=result.missing,
    )  # fmt: skip
    st.caption(told)


def parking_lot(say: Say, found: Found, leader: Facilitator) -> None:
    """Matters kept for later, each with who takes it on."""
    st.subheader(say("Parking lot"))
    parts.table(
        {say("Matter"): one.matter, say("Taken on by"): one.owner} for one in found.store.parked(found.room.code)
    )
    if found.room.finished:
        return
    with st.form("park", clear_on_submit=True):
        matter = st.text_input(say("Matter for later"), max_chars=500)
        owner = st.text_input(say("Who takes it on"), max_chars=100)
        if st.form_submit_button(say("Park it")):
            if matter.strip() and owner.strip():
                leader.park(matter, owner)
                st.rerun()
            else:
                st.error(say("A parked matter needs its words and somebody who takes it on."))


def end(screen: Screen, say: Say, found: Found, leader: Facilitator) -> None:
    """End the room, or what it left once it has ended."""
    room = fresh(found)
    if not room.finished:
        st.subheader(say("End the session"))
        st.write(
            say(
                "The answers go to the engagement, where the next check-up reads them. After that nobody can vote here."
            )
        )
        sure = st.checkbox(say("Everything has been said"), key=f"sure {room.code}")
        if st.button(say("End the session"), disabled=not sure):
            leader.finish()
            st.rerun()
        return
    agreed = found.store.agreed(room.code).values()
    if agreed:
        st.subheader(say("Agreed"))
        names = {item.id: item.name[screen.language] for item in found.bank.items}
        parts.table(
            {
                say("Question"): names.get(one.item, one.item),
                say("Agreed level"): str(one.value),
                say("Why"): one.rationale,
                say("Seen otherwise"): one.dissent or "–",
            }
            for one in agreed
        )
    if room.dots_state == "closed":
        st.subheader(say("What to do first: dots on the roadmap"))
        result_table(screen, say, room, found.store.dots(room.code))
    if found.store.parked(room.code):
        parking_lot(say, found, leader)


def _opening(screen: Screen, say: Say, leader: Facilitator) -> None:
    every = proposals(screen)
    if not every:
        st.write(say("There is no roadmap yet; run the check-up first."))
        return
    titles = {one.id: one.title[screen.language] for one in every}
    chosen = st.multiselect(
        say("Proposals to vote on"), list(titles), default=list(titles)[:MOST_PROPOSALS],
        format_func=titles.__getitem__, key="proposals",
    )  # fmt: skip
    with st.container(horizontal=True):
        given = st.number_input(say("Dots a person"), 1, 20, 5)
        cap = st.number_input(say("At most on one proposal"), 1, 20, 3)
    if st.button(say("Open the dot vote"), disabled=not chosen or cap > given):
        leader.open_dots([one for one in every if one.id in chosen], int(given), int(cap))
        st.rerun()


@st.fragment(run_every=1.0)
def _handed_in(say: Say, found: Found) -> None:
    count = found.store.ballots(found.room.code)
    st.metric(say("Dots handed in"), say("{n} of {all}", n=count.answered, all=count.asked))
