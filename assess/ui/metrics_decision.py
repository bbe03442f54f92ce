"""What was decided on the definitions of a metric, and the form in which the person in charge decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import streamlit as st

from assess.diagnose.metrics.decided import sentence
from assess.model.errors import AssessError
from assess.model.metric_decision import MetricDecision
from assess.ui import parts
from assess.ui.metrics_shelf import SAME, Group, Shelf
from assess.ui.metrics_words import full_name
from assess.ui.words import Screen

KEPT = "metric decision kept"
_A_QUARTER = 90


def show(
    screen: Screen, shelf: Shelf, group: Group, names: Mapping[str, str], history: Sequence[MetricDecision]
) -> None:
    """The decisions on any two of the definitions, the newest first, and the form."""
    from assess.operate.metric_decisions import record

    say = screen.say
    places = {(shelf.metrics[name]["file"], shelf.metrics[name]["name"]) for name in group.metrics}
    made = [d for d in history if len(places & {(x.file, x.name) for x in d.definitions}) > 1]
    st.header(
        screen.many("{n} decision so far", "{n} decisions so far", len(made)) if made else say("Not decided yet"),
        anchor="decide",
    )
    today = datetime.now(UTC).date()
    if made:
        told = [sentence(decision, (), today)[screen.language] for decision in reversed(made)]
        st.markdown("\n".join(f"- {parts.plain(one)}" for one in told))
    if st.session_state.get(KEPT) == group.metrics:
        st.success(say("Kept. It counts from the next check-up on."))
        parts.go_to(screen, "checkup", say("Run the check-up"))
    if why := screen.barred(record):
        st.caption(parts.plain(why))
    else:
        _form(screen, shelf, group, names, today)


def _form(screen: Screen, shelf: Shelf, group: Group, names: Mapping[str, str], today: date) -> None:
    say = screen.say
    labels = {"canonical": say("One is the standard"), "separate": say("These are different metrics"),
              "waived": say("Leave it for now")}  # fmt: skip
    means = {
        "canonical": say("The others follow it, but for readings that are allowed."),
        "separate": say("They get names that tell them apart."),
        "waived": say("It is not claimed again until a day that you name."),
    }
    if group.kind == SAME:
        del labels["separate"]
    verdict = st.radio(
        say("Decision"), list(labels), index=None, format_func=labels.__getitem__,
        captions=[means[name] for name in labels], key=f"metric verdict {group.id} {screen.language}",
        width="stretch",
    )  # fmt: skip
    said = {name: full_name(shelf.metrics[name], names) for name in group.metrics}
    asked: dict[str, Any] = {"canonical": "", "allowed": {}, "until": None}
    with st.form("decide metric", border=True):
        if verdict == "canonical":
            asked["canonical"] = st.selectbox(
                say("Standard definition"), list(group.metrics), index=None, format_func=said.__getitem__,
                key=f"metric standard {group.id} {screen.language}", placeholder=say("Choose a definition"),
            ) or ""  # fmt: skip
            own = [name for name in group.metrics if shelf.metrics[name]["department"] in names]
            picked = st.multiselect(
                say("Readings that their departments may keep"), own, format_func=said.__getitem__,
                key=f"metric allowed {group.id} {screen.language}", placeholder=say("None but the standard"),
            )  # fmt: skip
            asked["allowed"] = [(shelf.metrics[n]["department"], n) for n in picked if n != asked["canonical"]]
        if verdict == "waived":
            asked["until"] = st.date_input(
                say("Until"), today + timedelta(days=_A_QUARTER), min_value=today, key=f"metric until {group.id}",
                format="YYYY-MM-DD",
            )  # fmt: skip
        by = st.text_input(say("Your name"), key="metric by", persist_state="session", max_chars=100)
        reason = st.text_area(say("Reason"), key=f"metric reason {group.id}", max_chars=2000, height=80)
        if not st.form_submit_button(say("Keep the decision"), type="primary"):
            return
    missing = _missing(screen, verdict, asked, by, reason)
    if missing:
        st.error(missing)
    else:
        assert verdict is not None
        _keep(screen, group, verdict, {**asked, "allowed": dict(asked["allowed"])}, by, reason)


def _missing(screen: Screen, verdict: str | None, asked: Mapping[str, Any], by: str, reason: str) -> str:
    """What a decision still needs, in one sentence; empty where it is whole."""
    say = screen.say
    if verdict is None:
        return say("Choose what is decided.")
    if verdict == "canonical" and not asked["canonical"]:
        return say("Choose the standard definition.")
    if len(dict(asked["allowed"])) < len(asked["allowed"]):
        return say("A department may keep one reading, not two.")
    if verdict == "waived" and not asked["until"]:
        return say("Name the day until which it is left.")
    if not by.strip() or not reason.strip():
        return say("A decision needs a name and a reason.")
    return ""


def _keep(screen: Screen, group: Group, verdict: str, asked: Mapping[str, Any], by: str, reason: str) -> None:
    from assess.operate.metric_decisions import record

    try:
        screen.use(
            record, group.metrics, verdict, asked["canonical"], asked["allowed"], asked["until"],
            by=screen.person.signature if screen.person else by, reason=reason, at=datetime.now(UTC),
            actor=screen.actor,
        )  # fmt: skip
    except AssessError as error:
        st.error(parts.plain(str(error)))
        return
    st.session_state[KEPT] = group.metrics
    st.rerun()
