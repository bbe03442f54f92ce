"""Planning otherwise: the order, the people, what is left out, and at once what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import streamlit as st

from assess.model.errors import AssessError, Problem
from assess.model.result import Result
from assess.model.roadmap_edit import RoadmapEdit, edit_roadmap, standing_edit
from assess.store.roadmap_edits import keep_roadmap_edit, read_roadmap_edits
from assess.treat.roadmap.edits import Change, Planner
from assess.treat.roadmap.plan import Plan
from assess.ui import parts
from assess.ui.roadmap_list import Row, draw_list
from assess.ui.words import Screen

_DRAFT, _KEPT, _DAYS = "roadmap draft", "roadmap kept", "roadmap days"


@dataclass
class Draft:
    """What is being tried on the page, for the result of one run; `refused` is why the last change was not made."""

    run: str
    order: tuple[str, ...]
    dropped: tuple[str, ...]
    capacity: tuple[float, ...]
    refused: list[Problem] = field(default_factory=list)


def show(screen: Screen, result: Result) -> None:
    """The list, the people, the consequences and the form that keeps it."""
    planner, say = Planner(result), screen.say
    if not planner.drafts:
        return
    if screen.barred(keep_roadmap_edit):
        st.caption(parts.plain(screen.barred(keep_roadmap_edit)))
        return
    draft = _draft(screen, result)
    st.subheader(say("Plan it otherwise"), anchor="plan")
    change = planner.change(planner.setting(_edit(draft)))
    _people(screen, planner, draft)
    _consequences(screen, planner, change)
    for problem in draft.refused:
        st.warning(parts.plain(_reason(screen, planner, problem)))
    _list(screen, planner, draft, change.after)
    _form(screen, planner, draft)


def _draft(screen: Screen, result: Result) -> Draft:
    held: Draft | None = st.session_state.get(_DRAFT)
    if held is None or held.run != result.run.id:
        kept = standing_edit(screen.use(read_roadmap_edits))
        held = Draft(result.run.id, *((kept.order, kept.dropped, kept.capacity) if kept else ((), (), ())))
        st.session_state[_DRAFT] = held
        st.session_state.pop(_DAYS, None)
    return held


def _edit(draft: Draft) -> RoadmapEdit:
    return RoadmapEdit(draft.order, draft.dropped, draft.capacity, "-", "-", datetime(2000, 1, 1, tzinfo=UTC))


def _people(screen: Screen, planner: Planner, draft: Draft) -> None:
    now = planner.setting(_edit(draft)).capacity

    def changed() -> None:
        draft.refused, draft.capacity = [], (float(st.session_state[_DAYS]),)
        if draft.capacity * 5 == planner.proposed.capacity:
            draft.capacity = ()
        st.session_state.pop(_KEPT, None)

    st.session_state.setdefault(_DAYS, round(now[0]))
    st.number_input(
        screen.say("Person-days a year"), min_value=1, max_value=1_000_000, step=20, key=_DAYS, on_change=changed,
        width=240,
    )  # fmt: skip
    if len(set(now)) > 1:
        st.caption(screen.say("By year: {days}", days=" · ".join(f"{days:,.0f}" for days in now)))


def _consequences(screen: Screen, planner: Planner, change: Change) -> None:
    say, voice = screen.say, screen.voice
    names = planner.titles(screen.language)

    def told(plan: Plan) -> dict[str, str]:
        month, last, never = plan.payback[1], plan.end_month, say("not within five years")
        return {
            say("The plan ends"): say("month {first}", first=last) if last else never,
            say("First year's case"): names[plan.first_case] if plan.first_case else say("none"),
            say("Paid back"): say("month {first}", first=month) if month else never,
            say("Net over five years"): voice.money(plan.net) if plan.net else say("not priced"),
            say("Saving a year"): voice.money(plan.saving) if plan.saving else say("not priced"),
            say("Left out"): str(len(plan.out)),
        }  # fmt: skip

    before, after = told(change.before), told(change.after)
    parts.table({say("What"): what, say("Proposal"): before[what], say("Your plan"): after[what]} for what in before)
    if change.forgone:
        st.write(say("Not saved: {money} a year.", money=parts.plain(voice.money(change.forgone))))


def _list(screen: Screen, planner: Planner, draft: Draft, plan: Plan) -> None:
    names = planner.titles(screen.language)

    def ordered(keys: list[str]) -> None:
        _try(planner, draft, tuple(keys), draft.dropped)

    def toggled(key: str) -> None:
        out = tuple(k for k in draft.dropped if k != key) if key in draft.dropped else (*draft.dropped, key)
        _try(planner, draft, draft.order, out)

    say = screen.say
    why = {
        "client": say("left out"),
        "capacity": say("does not fit"),
        "prerequisite": say("waits for what is left out"),
    }
    rows = []
    for key in plan.order:
        months = plan.dates.months.get(key)
        when = "–".join(str(m) for m in dict.fromkeys(months)) if months else why[plan.out[key]]
        rows.append(Row(key, names[key], when, planner.draft(key).gate, False))
    rows += [Row(key, names[key], why[w], False, True) for key, w in plan.out.items() if key not in plan.order]
    draw_list(screen, rows, ordered, toggled)


def _try(planner: Planner, draft: Draft, order: tuple[str, ...], dropped: tuple[str, ...]) -> None:
    """Make the change, or say why not; an order nobody changed stays the proposal."""
    draft.refused = planner.problems(order, dropped, ())
    st.session_state.pop(_KEPT, None)
    if not draft.refused:
        draft.order, draft.dropped = order, dropped


def _reason(screen: Screen, planner: Planner, problem: Problem) -> str:
    """The refusal with titles in the reader's language in place of keys."""
    names, say = planner.titles(screen.language), screen.say
    first, *_ = problem.what.split(" ", 1)
    other = [key for key in names if key != first and f" {key}" in problem.what.replace(",", " ")]
    if first in names and "which it needs" in problem.what:
        return say("“{one}” cannot come before “{other}”, which it needs.", one=names[first], other=names[other[0]])
    if first in names and "need it" in problem.what:
        listed = screen.voice.listing([names[key] for key in other], most=6)
        return say("“{one}” cannot be left out alone; these need it: {others}.", one=names[first], others=listed)
    if first in names and "which is unconditional" in problem.what:
        return say("“{one}” cannot come before “{other}”, which is unconditional.",
                   one=names[first], other=names[other[0]])  # fmt: skip
    return problem.what


def _form(screen: Screen, planner: Planner, draft: Draft) -> None:
    say = screen.say
    if st.session_state.get(_KEPT):
        st.success(say("Kept. The next check-up plans so."))
        parts.go_to(screen, "checkup", say("Run the check-up"))
    with st.form("keep plan", border=True):
        by = st.text_input(say("Your name"), key="plan by", persist_state="session", max_chars=100)
        reason = st.text_area(say("Reason"), key="plan reason", max_chars=2000, height=80)
        with st.container(horizontal=True):
            keep = st.form_submit_button(say("Keep this plan"), type="primary")
            restore = st.form_submit_button(say("Back to the proposal"))
    if restore:
        st.session_state[_DRAFT] = Draft(draft.run, (), (), ())
        st.session_state.pop(_DAYS, None)
        st.session_state.pop(_KEPT, None)
        st.rerun()
    if not keep:
        return
    if not by.strip() or not reason.strip():
        st.error(say("A decision needs a name and a reason."))
        return
    try:
        by = screen.person.signature if screen.person else by  # on a server nobody signs for another
        edit = edit_roadmap(draft.order, draft.dropped, draft.capacity, by, reason, datetime.now(UTC))
        screen.use(keep_roadmap_edit, edit, screen.actor)
    except AssessError as error:
        st.error(parts.plain(str(error)))
        return
    st.session_state[_KEPT] = True
    st.rerun()
