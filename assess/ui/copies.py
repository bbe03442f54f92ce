"""Every group of tables that are copies or look like it: to be filtered, paged through and opened.

`?group=G0003` opens one. The page reads the run's `copies.parquet` and never result.json, so a catalogue of a
hundred thousand tables is a page of twenty lines like any other.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assess.model import numbers
from assess.model.decision import Decision
from assess.model.engagement import Engagement
from assess.model.errors import AssessError
from assess.store.decisions import read_decisions
from assess.store.engagement_file import load_engagement
from assess.ui import copies_group, parts
from assess.ui.copies_shelf import ALIKE, CLAIMED, REJECTED, UNDECIDED, Shelf, shelf_of
from assess.ui.copies_words import COLOURS, badge, state_name, verdict_name
from assess.ui.findings import choice
from assess.ui.place import has_run
from assess.ui.words import Screen

_A_PAGE = 20


def show(screen: Screen) -> None:
    """The groups of the newest check-up, or one of them, or what to do to get some."""
    say = screen.say
    if screen.closed:
        st.title(say("No engagement is open"))
        parts.nothing_yet(screen, say("Groups of copies belong to an engagement."), say("Open an engagement"), "home")
        return
    try:
        engagement = screen.use(load_engagement)
        history = screen.use(read_decisions)
    except AssessError as error:
        st.title(say("Copies"))
        st.error(parts.plain(str(error)))
        return
    shelf = screen.use(shelf_of)
    if shelf is None:
        _no_groups(screen)
        return
    decided = shelf.decided(history)
    asked = st.query_params.get("group", "")
    if asked:
        copies_group.show(screen, shelf, engagement, history, asked)
    else:
        _headline(screen, shelf, decided)
        _list(screen, shelf, engagement, decided)


def _no_groups(screen: Screen) -> None:
    say = screen.say
    if screen.use(has_run):
        st.title(say("The newest check-up kept no groups"))
        why = say("It was made by an earlier version. Run it again to list every group of copies.")
    else:
        st.title(say("There is no check-up yet"))
        why = say("A check-up reads the sources and takes a minute or a few.")
    parts.nothing_yet(screen, why, say("Run the check-up"), "checkup")


def _headline(screen: Screen, shelf: Shelf, decided: Mapping[int, Decision]) -> None:
    say = screen.say
    verdicts = shelf.index["verdict"]
    copies, alike = int(verdicts.isin(CLAIMED).sum()), int(verdicts.isin(ALIKE).sum())
    st.title(
        screen.many("{n} group of tables kept more than once", "{n} groups of tables kept more than once", copies)
        if copies
        else say("No table is kept more than once")
    )
    st.write(
        screen.many(
            "{n} more group only looks alike; it is listed so that you can check it.",
            "{n} more groups only look alike; they are listed so that you can check them.",
            alike,
        )
    )
    count = {state: sum(d.verdict == state for d in decided.values()) for state in COLOURS}
    with st.container(horizontal=True):
        for state, n in count.items():
            st.markdown(f":{COLOURS[state]}-badge[{state_name(screen, state)}] {n:,}", width="content")
        st.markdown(f":gray-badge[{state_name(screen, UNDECIDED)}] {len(verdicts) - len(decided):,}", width="content")


def _list(screen: Screen, shelf: Shelf, engagement: Engagement, decided: Mapping[int, Decision]) -> None:
    say = screen.say
    names = {d.id: d.name.text[screen.language] for d in engagement.departments}
    there = set(shelf.index["verdict"])
    kinds = [kind for kind in (*CLAIMED, *ALIKE, REJECTED) if kind in there]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(say("Table name"), key="copies typed", persist_state="session", width=220)
        kind = choice(screen, "kind", say("Verdict"), kinds, {k: verdict_name(screen, k) for k in kinds})
        department = choice(screen, "copies department", say("Department"), list(names), names)
        states = (UNDECIDED, "accept", "reject", "again")
        state = choice(screen, "decision", say("Decision"), states, {s: state_name(screen, s) for s in states})
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        place = st.container(width="content")
        order = _order(screen)
    rows = shelf.select(decided, (kind,) if kind else (), department, state, typed, order)
    if not rows:
        st.write(say("No group fits this choice; widen it."))
        return
    pages = -(-len(rows) // _A_PAGE)
    place.subheader(screen.many("{n} group", "{n} groups", len(rows)))
    page = st.pagination(pages, key=f"copies page of {pages}") if pages > 1 else 1
    with st.container(key="findings copies"):
        for row in rows[(page - 1) * _A_PAGE : page * _A_PAGE]:
            _row(screen, shelf, row, names, decided.get(row), engagement.currency)


def _order(screen: Screen) -> str:
    say = screen.say
    names = {
        "saving": say("saving first"),
        "tables": say("most tables first"),
        "rows": say("most rows first"),
        "unsure": say("least sure first"),
        "name": say("by name"),
    }
    return str(
        st.selectbox(
            say("Order"), list(names), format_func=names.__getitem__, key=f"order {screen.language}",
            persist_state="session", width=220,
        )
    )  # fmt: skip


def _row(
    screen: Screen, shelf: Shelf, row: int, names: Mapping[str, str], decision: Decision | None, currency: str
) -> None:
    one, say, voice = shelf.facts(row), screen.say, screen.voice
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left, st.container(gap=None):
        tables = screen.many("{n} table", "{n} tables", one["tables"])
        st.button(
            f"**{one['id']}** {parts.plain(str(one['master']))} · {tables}",
            key=f"open {one['id']}", type="tertiary", on_click=_open, args=(one["id"],), wrap=True,
        )  # fmt: skip
        who = voice.listing([names.get(d, d) for d in one["departments"]]) or "–"
        told = [verdict_name(screen, one["verdict"]), who]
        if one["overlap"] is not None and one["verdict"] in CLAIMED:
            told.append(say("{share} of rows shared", share=numbers.percent(one["overlap"])))
        st.caption(f"{badge(screen, decision)} {parts.plain(' · '.join(told))}")
    saving = one["saving_base"]
    right.markdown(
        f"**{parts.plain(numbers.money(saving, currency, screen.language))}**"
        if saving is not None
        else f":gray[{say('not priced')}]",
        text_alignment="right",
    )


def _open(identifier: str) -> None:
    st.query_params["group"] = identifier
