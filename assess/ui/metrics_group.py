"""One metric that is defined more than once: which two definitions are laid side by side, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

import streamlit as st

from assess.model.engagement import Engagement
from assess.model.metric_decision import MetricDecision
from assess.ui import metrics_decision, metrics_gap, metrics_pair, metrics_rows, parts
from assess.ui.metrics_shelf import CONFLICT, OPEN, SAME, Group, Pair, Shelf, kind_of
from assess.ui.metrics_words import decision_badge, full_name, kind_badge, listed_facets
from assess.ui.words import Screen

Chosen = tuple[str, str]


def show(
    screen: Screen, shelf: Shelf, engagement: Engagement, history: Sequence[MetricDecision], identifier: str
) -> None:
    """The group `identifier`; where there is none, the way back."""
    say = screen.say
    st.button(say("All metrics"), icon=":material/arrow_back:", type="tertiary", on_click=_close)
    group = shelf.by_id.get(identifier)
    if group is None:
        st.title(say("{id} is not in the newest check-up", id=parts.plain(identifier)))
        st.write(say("Groups are numbered anew in every check-up. The list shows what there is."))
        return
    names = {d.id: d.name.text[screen.language] for d in engagement.departments}
    _headline(screen, group, shelf.decided(history).get(group.id))
    chosen = _chosen(screen, shelf, group, names)
    pair = pair_of(group, chosen)
    a, b = (shelf.metrics[name] for name in chosen)
    metrics_pair.show(screen, shelf, pair, (a, b), names)
    if pair is not None:
        metrics_rows.show(screen, pair, (a, b), names)
    metrics_gap.show(screen, a, b, names)
    metrics_decision.show(screen, shelf, group, names, history)


def turned(pair: Pair) -> Pair:
    """The same pair told from the other side."""
    rows = pair["counterexample"]
    return {
        **pair,
        "a": pair["b"],
        "b": pair["a"],
        "counterexample": {**rows, "a": rows["b"], "b": rows["a"]} if rows else rows,
        "population": {"within": "around", "around": "within"}.get(pair["population"], pair["population"]),
        "causes": [list(reversed(cause)) for cause in pair["causes"]],
    }


def _headline(screen: Screen, group: Group, decision: MetricDecision | None) -> None:
    say = screen.say
    st.markdown(" ".join(filter(None, (kind_badge(screen, group.kind), decision_badge(screen, decision), group.id))))
    st.title(parts.plain(_title(screen, group)))
    if len(group.names) > 1 and group.kind in (CONFLICT, OPEN):
        st.write(parts.plain(say("Names in use: {names}", names=screen.voice.listing(group.names, 8))))
    with st.container(horizontal=True):
        st.markdown(f"[{say('Decide')}](#decide)", width="content")
        for finding in group.findings:
            st.page_link(
                st.session_state["pages"]["findings"], label=finding, icon=":material/description:",
                query_params=parts.link(screen, finding=finding),
            )  # fmt: skip


def _title(screen: Screen, group: Group) -> str:
    say, n, name = screen.say, len(group.metrics), group.names[0]
    several = screen.voice.listing(group.names)
    if group.kind == CONFLICT:
        facets = listed_facets(screen, group.facets)
        return say("“{name}” has {n} definitions; they differ in {facets}", name=name, n=n, facets=facets)
    if group.kind == OPEN:
        return say("“{name}” has {n} definitions; whether they agree is left open", name=name, n=n)
    if group.kind == SAME:
        return (
            say("One metric goes by {n} names: {names}", n=len(group.names), names=several)
            if len(group.names) > 1
            else say("“{name}” is defined {n} times, the same each time", name=name, n=n)
        )
    return say("{n} metrics are alike and their names say how they differ: {names}", n=n, names=several)


def pair_of(group: Group, chosen: Chosen) -> Pair | None:
    """What was found on the two, told from the first to the second; None where they were not compared."""
    found = next((p for p in group.pairs if {p["a"], p["b"]} == set(chosen)), None)
    return found if found is None or found["a"] == chosen[0] else turned(found)


def _chosen(screen: Screen, shelf: Shelf, group: Group, names: Mapping[str, str]) -> Chosen:
    """The two of the address, else the pair that shows most; chosen from lists where there are more than two."""
    asked = _asked(group) or _first(group)
    if len(group.metrics) <= len(asked):
        return asked
    said = {name: full_name(shelf.metrics[name], names) for name in group.metrics}
    keys = [f"side {side} {group.id} {screen.language}" for side in "ab"]
    for key, name in zip(keys, asked, strict=True):
        st.session_state[key] = name

    def changed() -> None:
        a, b = (st.session_state[key] for key in keys)
        if a == b:  # the other side makes room
            a, b = (a, asked[0]) if a == asked[1] else (asked[1], b)
        st.query_params["pair"] = pair_address(group, (a, b))

    left, right = st.columns(2)
    for place, label, key in ((left, screen.say("First definition"), keys[0]),
                              (right, screen.say("Second definition"), keys[1])):  # fmt: skip
        place.selectbox(label, list(group.metrics), format_func=said.__getitem__, key=key, on_change=changed)
    return asked


def pair_address(group: Group, chosen: Chosen) -> str:
    """1-3: the numbers of two definitions in their group."""
    return "-".join(str(group.metrics.index(name) + 1) for name in chosen)


def _asked(group: Group) -> Chosen | None:
    found = re.fullmatch(r"(\d{1,9})-(\d{1,9})", st.query_params.get("pair", ""))
    if not found:
        return None
    a, b = (int(number) for number in found.groups())
    if a == b or not {a, b} <= set(range(1, len(group.metrics) + 1)):
        return None
    return group.metrics[a - 1], group.metrics[b - 1]


def _first(group: Group) -> Chosen:
    """The pair to begin with: one of the group's kind, best with rows that show the difference."""
    ranked = sorted(group.pairs, key=lambda p: (kind_of(p) != group.kind, p["counterexample"] is None))
    if ranked:
        return ranked[0]["a"], ranked[0]["b"]
    return next(combinations(group.metrics, 2))


def _close() -> None:
    st.query_params.pop("group", None)
    st.query_params.pop("pair", None)
