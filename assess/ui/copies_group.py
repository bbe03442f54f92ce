"""One group: what it is, what differs, why this verdict, why this master, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assess.model import numbers
from assess.model.decision import Decision
from assess.model.engagement import Engagement
from assess.model.result import MoneyPart
from assess.ui import (
    copies_columns,
    copies_decision,
    copies_master,
    copies_tables,
    copies_unify,
    copies_verified,
    parts,
)
from assess.ui.copies_shelf import ALIKE, REJECTED, Shelf
from assess.ui.copies_words import badge, verdict_name
from assess.ui.words import Screen

_COMPARED = 3


def show(screen: Screen, shelf: Shelf, engagement: Engagement, history: Sequence[Decision], identifier: str) -> None:
    """The group `identifier`; where there is none, the way back."""
    say = screen.say
    st.button(say("All groups"), icon=":material/arrow_back:", type="tertiary", on_click=_close)
    row = shelf.row_of.get(identifier)
    if row is None:
        st.title(say("{id} is not in the newest check-up", id=parts.plain(identifier)))
        st.write(say("Groups are numbered anew in every check-up. The list shows what there is."))
        return
    one, details = shelf.facts(row), shelf.file.details(row)
    verdict, names = one["verdict"], {d.id: d.name.text[screen.language] for d in engagement.departments}
    decision = shelf.decided(history).get(row)
    _headline(screen, one, verdict, decision, engagement.currency)
    members: list[str] = one["members"]
    copies_tables.show(screen, details, names, has_master=verdict not in ALIKE)
    chosen = _chosen(screen, identifier, members)
    _why(screen, details, chosen)
    copies_verified.show(screen, one["master"], chosen, identifier, has_master=verdict not in ALIKE)
    copies_columns.show(screen, details, chosen, identifier)
    copies_master.show(screen, details, chosen)
    copies_unify.show(screen, identifier, verdict)
    copies_decision.show(screen, shelf.tables(row), verdict, history)


def _headline(screen: Screen, one: Mapping[str, Any], verdict: str, decision: Decision | None, currency: str) -> None:
    say = screen.say
    kind = "" if verdict == REJECTED else f":gray-badge[{verdict_name(screen, verdict)}]"
    st.markdown(f"{kind} {badge(screen, decision)} {one['id']}")
    st.title(parts.plain(_title(screen, verdict, one["tables"], one["overlap"])))
    if verdict in ALIKE:
        st.write(parts.plain(say("The tables are compared with {table}; none of them is master.", table=one["master"])))
    else:
        st.write(parts.plain(say("Master: {table}", table=one["master"])))
    if one["saving_base"] is not None:
        saving = MoneyPart(currency=currency, **{end: one[f"saving_{end}"] for end in ("low", "base", "high")})
        st.write(parts.plain(say("Saving a year: {money}", money=screen.voice.money_range(saving))))
    with st.container(horizontal=True):
        st.markdown(f"[{say('Decide')}](#decide)", width="content")
        for finding in one["findings"]:
            st.page_link(
                st.session_state["pages"]["findings"], label=finding, icon=":material/description:",
                query_params=parts.link(screen, finding=finding),
            )  # fmt: skip


def _title(screen: Screen, verdict: str, tables: int, overlap: float | None) -> str:
    say, share = screen.say, "" if overlap is None else numbers.percent(overlap)
    if verdict == "version":
        return screen.many("{n} backup or old version lies beside its table",
                           "{n} backups or old versions lie beside their table", tables - 1)  # fmt: skip
    if verdict not in (*ALIKE, REJECTED):
        return (
            say("{n} tables hold one data set; the master has {share} of a copy's rows", n=tables, share=share)
            if share
            else say("{n} tables have almost the same form and may be one data set", n=tables)
        )
    return {
        "shard": say("{n} tables are parts of one table", n=tables),
        "layer": say("{n} tables are layers of one flow, as intended", n=tables),
        "environment": say("{n} tables are one table in several environments", n=tables),
        "template": say("{n} tables have the same form and different rows", n=tables),
        "false_friend": say("{n} tables look alike and are not the same", n=tables),
        REJECTED: say("{n} tables look like copies and were rejected", n=tables),
    }[verdict]


def _chosen(screen: Screen, identifier: str, members: Sequence[str]) -> list[str]:
    """The members set beside the master in what follows; all of them where they are few."""
    if len(members) <= _COMPARED:
        return list(members)
    picked = st.multiselect(
        screen.say("Compare with (up to {n} tables)", n=5), members, default=members[:_COMPARED], max_selections=5,
        key=f"compared {identifier}", placeholder=screen.say("Choose tables"),
    )  # fmt: skip
    return [member for member in members if member in picked]


def _why(screen: Screen, details: Mapping[str, Any], chosen: Sequence[str]) -> None:
    say = screen.say
    told = [m for m in details["members"] if m["table"] in chosen and m.get("reasons")]
    if not told:
        return
    st.subheader(say("Why this verdict"))
    for member in told:
        first, second = sorted((str(details["master"]), str(member["table"])))
        with st.container(gap=None):
            st.markdown(f"**{parts.plain(str(member['table']))}**")
            st.caption(parts.plain(say("First table: {a}; second: {b}", a=first, b=second)))
            st.markdown("\n".join(f"- {parts.plain(reason[screen.language])}" for reason in member["reasons"]))


def _close() -> None:
    del st.query_params["group"]
