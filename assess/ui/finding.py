"""One finding: the claim, the evidence a client needs to check it, the money and what to do."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assess.model.finding import Outcome, Severity
from assess.model.result import FindingPart, Result
from assess.report.families import family_name
from assess.ui import parts
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
    _who_and_what(screen, result, one)
    if one.saving:
        _saving(screen, one)
    _evidence(screen, one, parts.department_names(result, language))
    _treatment(screen, result, one)


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


def _saving(screen: Screen, one: FindingPart) -> None:
    assert one.saving is not None
    say, voice = screen.say, screen.voice
    st.subheader(say("Saving a year: {money}", money=voice.money_range(one.saving)))
    formula = one.evidence.get("formula")
    if formula:
        st.code(str(formula), language=None, wrap_lines=True)
    inputs = one.evidence.get("inputs")
    if isinstance(inputs, dict):
        parts.table(
            {say("Input"): label(screen, key), say("Value"): value(screen, part)} for key, part in inputs.items()
        )


def _evidence(screen: Screen, one: FindingPart, names: dict[str, str]) -> None:
    say = screen.say
    facts = {
        key: part
        for key, part in one.evidence.items()
        if key not in ("formula", "inputs") and part not in (None, [], {}, "")
    }
    short = {key: part for key, part in facts.items() if not _listed(part)}
    if facts:
        st.subheader(say("Evidence"))
    parts.table({say("Number"): label(screen, key), say("Value"): value(screen, part)} for key, part in short.items())
    for key, part in facts.items():
        if _listed(part):
            st.markdown(f"**{parts.plain(label(screen, key))}**")
            rows = list(part)
            parts.table({label(screen, k): value(screen, v) for k, v in row.items()} for row in rows[:_MOST_ROWS])
            if len(rows) > _MOST_ROWS:
                st.caption(say("The first {n} of {all}; result.json has them all.", n=_MOST_ROWS, all=len(rows)))


def _listed(part: Any) -> bool:
    return isinstance(part, list) and bool(part) and all(isinstance(row, dict) for row in part)


def label(screen: Screen, key: str) -> str:
    return key


def value(screen: Screen, part: Any) -> str:
    """A JSON value as a reader writes it."""
    say, voice = screen.say, screen.voice
    if part is None:
        return say("not seen")
    if isinstance(part, bool):
        return say("yes") if part else say("no")
    if isinstance(part, int | float):
        return f"{part:,.4g}" if isinstance(part, float) and abs(part) < 1000 else f"{part:,.0f}"
    if isinstance(part, dict):
        if set(part) == {"zh", "en"}:
            return str(part[screen.language])
        return "; ".join(f"{label(screen, k)} {value(screen, v)}" for k, v in part.items())
    if isinstance(part, list):
        return voice.listing([value(screen, v) for v in part], most=30)
    return str(part)


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
