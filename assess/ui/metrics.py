"""Every metric that is defined more than once: to be filtered, paged through and opened.

`?group=M0003` opens one, `&pair=1-3` lays its first and third definition side by side, `?find=GMV` is what is looked
for. The page reads the run's `metrics.json` and never result.json.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assess.model.engagement import Engagement
from assess.model.errors import AssessError
from assess.model.metric_decision import MetricDecision
from assess.store.engagement_file import load_engagement
from assess.ui import metrics_group, metrics_unread, parts
from assess.ui.findings import choice
from assess.ui.metrics_look import LOOK
from assess.ui.metrics_shelf import CONFLICT, KINDS, SAME, Group, Shelf, shelf_of
from assess.ui.metrics_words import decision_badge, kind_badge, kind_name, listed_facets
from assess.ui.place import has_run
from assess.ui.words import Screen

_A_PAGE = 20
_FIND = "metrics find"


def show(screen: Screen) -> None:
    """The groups of the newest check-up, or one of them, or what to do to get some."""
    from assess.operate.metric_decisions import history as decisions_of

    say = screen.say
    if screen.closed:
        st.title(say("No engagement is open"))
        parts.nothing_yet(screen, say("Metrics belong to an engagement."), say("Open an engagement"), "home")
        return
    try:
        engagement = screen.use(load_engagement)
        history = screen.use(decisions_of)
    except AssessError as error:
        st.title(say("Metrics"))
        st.error(parts.plain(str(error)))
        return
    shelf = screen.use(shelf_of)
    if shelf is None or not shelf.metrics:
        _nothing(screen, shelf)
        return
    st.html(LOOK)
    asked = st.query_params.get("group", "")
    if asked:
        metrics_group.show(screen, shelf, engagement, history, asked)
        return
    _headline(screen, shelf)
    _list(screen, shelf, engagement, shelf.decided(history))
    metrics_unread.show(screen, shelf)


def _nothing(screen: Screen, shelf: Shelf | None) -> None:
    say = screen.say
    if shelf is not None:
        st.title(say("0 metric definitions were read"))
        why = say("Name metric lists, a dbt project or a semantic layer in engagement.yaml, then run it again.")
    elif screen.use(has_run):
        st.title(say("The newest check-up kept no metrics"))
        why = say("It was made by an earlier version. Run it again to compare every metric.")
    else:
        st.title(say("There is no check-up yet"))
        why = say("A check-up reads the sources and takes a minute or a few.")
    parts.nothing_yet(screen, why, say("Run the check-up"), "checkup")


def _headline(screen: Screen, shelf: Shelf) -> None:
    say, many = screen.say, screen.many
    count = {kind: sum(group.kind == kind for group in shelf.groups) for kind in KINDS}
    n = count[CONFLICT]
    found = many("{n} metric means more than one thing", "{n} metrics mean more than one thing", n)
    st.title(
        say(
            "{definitions}: {found}",
            definitions=many("{n} metric definition", "{n} metric definitions", len(shelf.metrics)),
            found=found if n else say("none of them contradict each other"),
        )
    )
    with st.container(horizontal=True):
        for kind in KINDS:
            if count[kind]:
                st.markdown(f"{kind_badge(screen, kind)} {count[kind]:,}", width="content")
        if shelf.unread:
            st.markdown(f":gray-badge[{say('not read')}] {len(shelf.unread):,}", width="content")


def _list(screen: Screen, shelf: Shelf, engagement: Engagement, decided: Mapping[str, MetricDecision]) -> None:
    say = screen.say
    names = {d.id: d.name.text[screen.language] for d in engagement.departments}
    there = {group.kind for group in shelf.groups}
    kinds = [kind for kind in KINDS if kind in there]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = _find(screen)
        kind = choice(screen, "metrics kind", say("Verdict"), kinds, {k: kind_name(screen, k) for k in kinds})
        department = choice(screen, "metrics department", say("Department"), list(names), names)
    rows = shelf.select(kind, department, typed)
    if not rows:
        st.write(say("No metric fits this choice; widen it.") if shelf.groups else
                 say("No two definitions claim to be one metric."))  # fmt: skip
        return
    st.header(screen.many("{n} group of definitions", "{n} groups of definitions", len(rows)))
    pages = -(-len(rows) // _A_PAGE)
    page = st.pagination(pages, key=f"metrics page of {pages}") if pages > 1 else 1
    with st.container(key="findings metrics"):
        for group in rows[(page - 1) * _A_PAGE : page * _A_PAGE]:
            _row(screen, group, names, decided.get(group.id))


def _find(screen: Screen) -> str:
    """What is looked for; the address keeps it."""
    if _FIND not in st.session_state:
        st.session_state[_FIND] = st.query_params.get("find", "")

    def changed() -> None:
        typed = st.session_state[_FIND].strip()
        if typed:
            st.query_params["find"] = typed
        else:
            st.query_params.pop("find", None)

    typed = st.text_input(
        screen.say("Name, file or formula"), key=_FIND, on_change=changed, persist_state="session", width=220
    )
    if typed and st.query_params.get("find") != typed:  # back from another page, whose address does not have it
        st.query_params["find"] = typed
    return str(typed or "")


def _row(screen: Screen, group: Group, names: Mapping[str, str], decision: MetricDecision | None) -> None:
    say, voice = screen.say, screen.voice
    definitions = screen.many("{n} definition", "{n} definitions", len(group.metrics))
    with st.container(gap=None):
        st.button(
            f"**{group.id}** {parts.plain(voice.listing(group.names))} · {definitions}",
            key=f"open {group.id}", type="tertiary", on_click=_open, args=(group.id,), wrap=True,
        )  # fmt: skip
        told = [voice.listing([names.get(d, d) for d in group.departments]) or "–"]
        if group.facets:
            facets = listed_facets(screen, group.facets)
            told.append(
                say("the same but for {facets}", facets=facets) if group.kind == SAME
                else say("differ in {facets}", facets=facets) if group.kind == CONFLICT
                else facets
            )  # fmt: skip
        badges = " ".join(filter(None, (kind_badge(screen, group.kind), decision_badge(screen, decision))))
        st.caption(f"{badges} {parts.plain(' · '.join(told))}")


def _open(identifier: str) -> None:
    st.query_params["group"] = identifier
