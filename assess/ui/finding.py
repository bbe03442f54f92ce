"""One finding: the claim, the evidence a client needs to check it, the money and what to do."""

from __future__ import annotations

import streamlit as st

from assess.model.finding import Outcome, Severity
from assess.model.result import FindingPart, Result
from assess.report.families import family_name
from assess.store.lineage_file import lineage_of_run
from assess.ui import evidence, parts
from assess.ui.words import Screen

_COLOURS = {Severity.HIGH: "red", Severity.MEDIUM: "orange", Severity.LOW: "gray"}
_MOST_ROWS = 200


def show(screen: Screen, result: Result, identifier: str) -> None:
    """The finding `identifier`; where there is none, the way back."""
    say, language = screen.say, screen.language
    st.button(say("All findings"), icon=":material/arrow_back:", type="tertiary", on_click=_close)
    one = next((f for f in result.findings if f.id == identifier), None)
    if one is None:
        st.title(say("{id} is not in the newest check-up", id=parts.plain(identifier)))
        st.write(say("It may have been solved, or numbered anew. The list shows what there is."))
        return
    st.markdown(
        f"{severity_mark(screen, one.severity)} {one.id} · {family_name(one.family, language)} · "
        f"{parts.plain(one.name[language])}"
    )
    st.title(parts.plain(one.title[language]))
    st.write(parts.plain(one.why[language]))
    if one.outcome is not Outcome.FINDING:
        return
    group = one.evidence.get("group")
    if isinstance(group, str):
        st.page_link(
            st.session_state["pages"]["copies"], label=say("Columns side by side, and what was decided"),
            icon=":material/compare_arrows:", query_params=parts.link(screen, group=group),
        )  # fmt: skip
    shown = _in_the_map(one)
    if shown and not screen.closed and screen.use(lineage_of_run):
        st.page_link(
            st.session_state["pages"]["lineage"], label=say("See it in the map of lineage"),
            icon=":material/account_tree:", query_params=parts.link(screen, **shown),
        )  # fmt: skip
    _who_and_what(screen, result, one)
    if one.saving:
        _saving(screen, result, one)
    _evidence(screen, result, one)
    _treatment(screen, result, one)


def _in_the_map(one: FindingPart) -> dict[str, str]:
    """What the map of lineage is asked for to show what the finding is about; empty where it has no picture."""
    if one.detector == "duplicated-lineage":
        return {"pair": one.id}
    if one.detector == "single-points":
        return {"point": one.id}
    return {"table": one.subjects[0]} if one.detector == "lineage-hubs" and one.subjects else {}


def severity(screen: Screen, value: Severity | None) -> str:
    """The severity in the reader's language."""
    say = screen.say
    return (
        {Severity.HIGH: say("high"), Severity.MEDIUM: say("medium"), Severity.LOW: say("low")}[value] if value else ""
    )


def severity_mark(screen: Screen, value: Severity | None) -> str:
    return f":{_COLOURS[value]}-badge[{severity(screen, value)}]" if value else ""


def _who_and_what(screen: Screen, result: Result, one: FindingPart) -> None:
    say, names = screen.say, parts.department_names(result, screen.language)
    left, right = st.columns([1, 2])
    left.subheader(say("Departments concerned"))
    left.markdown("\n".join(f"- {parts.plain(names.get(d, d))}" for d in one.departments) or "–")
    right.subheader(say("What it is about"))
    right.markdown("\n".join(f"- {parts.plain(subject)}" for subject in one.subjects[:_MOST_ROWS]) or "–")


def _saving(screen: Screen, result: Result, one: FindingPart) -> None:
    assert one.saving is not None
    say, voice = screen.say, screen.voice
    st.subheader(parts.plain(say("Saving a year: {money}", money=voice.money_range(one.saving))))
    in_words, formula = evidence.reckoned(one, voice), one.evidence.get("formula")
    if in_words:
        st.write(parts.plain(in_words))
    if formula:
        st.code(str(formula), language=None, wrap_lines=True)
    for rows in evidence.inputs_of(one, result, screen):
        parts.table(rows)


def _evidence(screen: Screen, result: Result, one: FindingPart) -> None:
    say = screen.say
    facts = evidence.facts_of(one, result, screen.voice)
    if facts.lines or facts.tables or facts.code:
        st.subheader(say("Evidence"))
    parts.table({say("What was seen"): name, say("Value"): value} for name, value in facts.lines)
    for caption, rows in facts.tables:
        st.markdown(f"**{parts.plain(caption)}**")
        parts.table(rows[:_MOST_ROWS])
        if len(rows) > _MOST_ROWS:
            st.caption(say("The first {n} of {all}; result.json has them all.", n=_MOST_ROWS, all=len(rows)))
    for where, sql in facts.code:
        with st.expander(parts.plain(where)):
            st.code(sql, language="sql", wrap_lines=True)
    with st.expander(say("Everything recorded, as in result.json")):
        st.json(one.evidence)


def _treatment(screen: Screen, result: Result, one: FindingPart) -> None:
    say, language = screen.say, screen.language
    st.subheader(say("What to do"))
    st.write(parts.plain(one.remedy[language]))
    items = [item for item in result.roadmap.items if one.id in item.findings]
    parts.table(
        {
            say("Roadmap item"): f"{item.id} {item.title[language]}",
            say("Months"): f"{item.start_month}–{item.end_month}",
            say("Responsible"): item.owner[language],
        }
        for item in items
    )


def _close() -> None:
    del st.query_params["finding"]
