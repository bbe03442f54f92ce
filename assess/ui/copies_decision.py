"""What was decided on a group, and the form in which a consultant decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from assess.diagnose.redundancy.decided import sentence
from assess.model.decision import Decision, decide
from assess.model.errors import AssessError
from assess.store.decisions import keep_decision
from assess.ui import parts
from assess.ui.copies_shelf import ALIKE
from assess.ui.words import Screen

KEPT = "decision kept"


def show(screen: Screen, tables: Sequence[str], verdict: str, history: Sequence[Decision]) -> None:
    """The decisions on any two of the tables, the newest first, and the form."""
    say = screen.say
    some = set(tables)
    made = [decision for decision in history if len(some.intersection(decision.tables)) > 1]
    st.subheader(
        screen.many("{n} decision so far", "{n} decisions so far", len(made)) if made else say("Not decided yet"),
        anchor="decide",
    )
    if made:
        told = [sentence(d, set(d.tables) != some)[screen.language] for d in reversed(made)]
        st.markdown("\n".join(f"- {parts.plain(one)}" for one in told))
    if st.session_state.get(KEPT) == tuple(tables):
        st.success(say("Kept. It counts from the next check-up on."))
        parts.go_to(screen, "checkup", say("Run the check-up"))
    if why := screen.barred(keep_decision):
        st.caption(parts.plain(why))
    else:
        _form(screen, tables, verdict)


def _form(screen: Screen, tables: Sequence[str], verdict: str) -> None:
    say = screen.say
    names = {"accept": say("Accept"), "reject": say("Reject"), "again": say("Look again")}
    means = {
        "accept": say("These tables are copies."),
        "reject": say("No two of them are copies; they are not claimed again."),
        "again": say("The group stays, marked."),
    }
    if verdict in ALIKE:
        del names["reject"]
        means["accept"] = say("These tables only look alike.")
    with st.form("decide", border=True):
        chosen = st.radio(
            say("Decision"), list(names), index=None, format_func=names.__getitem__,
            captions=[means[name] for name in names], key=f"decide verdict {screen.language}",
        )  # fmt: skip
        concerned = list(tables)
        if len(tables) > 2:
            concerned = st.multiselect(
                say("Only some of the tables (all {n} when left empty)", n=len(tables)), list(tables),
                key="decide tables",
                placeholder=say("Choose tables"),
            ) or list(tables)  # fmt: skip
        by = st.text_input(say("Your name"), key="decide by", persist_state="session", max_chars=100)
        reason = st.text_area(say("Reason"), key="decide reason", max_chars=2000, height=80)
        if not st.form_submit_button(say("Keep the decision"), type="primary"):
            return
    if chosen is None:
        st.error(say("Choose accept, reject or look again."))
    elif not by.strip() or not reason.strip():
        st.error(say("A decision needs a name and a reason."))
    elif len(concerned) < 2:
        st.error(say("A decision is on two tables or more."))
    else:
        _keep(screen, tables, concerned, chosen, by, reason)


def _keep(screen: Screen, tables: Sequence[str], concerned: Sequence[str], chosen: str, by: str, reason: str) -> None:
    try:
        by = screen.person.signature if screen.person else by  # on a server nobody signs for another
        master = tables[0] if tables[0] in concerned else ""
        decision = decide(concerned, master, chosen, by, reason, datetime.now(UTC))
        screen.use(keep_decision, decision, screen.actor)
    except AssessError as error:
        st.error(parts.plain(str(error)))
        return
    st.session_state[KEPT] = tuple(tables)
    st.rerun()
