"""What was found: the headline, the list, and through `?finding=RT-001` the evidence of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st

from assess.model import numbers
from assess.model.errors import BadInput
from assess.model.finding import Outcome, Severity
from assess.model.result import FindingPart, MoneyPart, Result
from assess.report.charts import savings_waterfall
from assess.report.families import family_name
from assess.report.plan import saving_steps
from assess.store.runs import load_result
from assess.ui import finding, parts
from assess.ui.place import has_run
from assess.ui.words import Screen

_A_PAGE = 20


def show(screen: Screen) -> None:
    """The findings of the newest check-up, or what to do to get some."""
    result = newest(screen)
    if result is None:
        return
    asked = st.query_params.get("finding", "")
    if asked:
        finding.show(screen, result, asked)
    else:
        _headline(screen, result)
        _list(screen, result)
        _rest(screen, result)


def newest(screen: Screen) -> Result | None:
    """The newest result; where there is none the page says so and what to do."""
    say = screen.say
    if screen.closed:
        st.title(say("No engagement is open"))
        parts.nothing_yet(screen, say("Findings belong to an engagement."), say("Open an engagement"), "home")
        return None
    try:
        return screen.use(load_result)
    except BadInput as error:
        st.title(say("There is no check-up yet"))
        if screen.use(has_run):
            parts.problems(screen, error.problems)
        why = say("A check-up reads the sources and takes a minute or a few.")
        parts.nothing_yet(screen, why, say("Run the check-up"), "checkup")
        return None


def _headline(screen: Screen, result: Result) -> None:
    say, voice, health = screen.say, screen.voice, result.health
    found = _claims(result)
    saving = result.roadmap.saving
    if saving:
        st.title(
            parts.plain(
                screen.many(
                    "{n} finding; {money} a year can be saved",
                    "{n} findings; {money} a year can be saved",
                    len(found),
                    money=voice.money(saving),
                )
            )
        )
    elif found:
        st.title(screen.many("{n} finding, not priced", "{n} findings, none of them priced", len(found)))
    else:
        st.title(say("Nothing was found"))
    columns = st.columns(3)
    index = say("not scored") if health.index is None else f"{health.index:.0f} / 100"
    columns[0].metric(say("Data health"), index)
    columns[0].caption(
        say("covers {share}: {n} of {all} checks could score",
            share=voice.percent(health.coverage), n=health.scored, all=health.asked)
    )  # fmt: skip
    columns[1].metric(say("Saving a year"), voice.money(saving) if saving else say("not priced"))
    columns[1].caption(
        parts.plain(
            say("low {low}, high {high}", low=amount(screen, saving, "low"), high=amount(screen, saving, "high"))
        )
        if saving
        else say("Give prices in engagement.yaml to have it priced.")
    )
    weights = Counter(f.severity for f in found)
    columns[2].metric(say("Severity high"), weights[Severity.HIGH])
    columns[2].caption(say("medium {medium}, low {low}", medium=weights[Severity.MEDIUM], low=weights[Severity.LOW]))
    chart = savings_waterfall(result, screen.language)
    if chart is not None:
        parts.chart(
            say("What each treatment takes off the yearly overspend"),
            chart,
            say("Bars from the yearly overspend down to what is left after each treatment"),
            (
                {say("Treatment"): step.label.replace("\n", " "), say("Saving a year"): voice.money(step.saving)}
                for step in saving_steps(result, screen.language)
            ),
        )


def amount(screen: Screen, money: MoneyPart, end: str) -> str:
    """One end of a range of money."""
    return numbers.money(getattr(money, end), money.currency, screen.language)


def _list(screen: Screen, result: Result) -> None:
    say, names = screen.say, parts.department_names(result, screen.language)
    found = _claims(result)
    if not found:
        return
    st.subheader(say("All findings"))
    with st.container(horizontal=True):
        families = sorted({f.family for f in found})
        family = choice(
            screen, "family", say("Family"), families, {f: family_name(f, screen.language) for f in families}
        )
        departments = [d for d in names if any(d in f.departments for f in found)]
        department = choice(screen, "department", say("Department"), departments, names)
        severities = [s for s in Severity if any(f.severity is s for f in found)]
        severity = choice(
            screen, "severity", say("Severity"), severities, {s: finding.severity(screen, s) for s in severities}
        )
    shown = [
        f for f in found
        if family in ("", f.family) and (not department or department in f.departments) and severity in ("", f.severity)
    ]  # fmt: skip
    if not shown:
        st.write(say("No finding fits this choice; widen it."))
        return
    pages = -(-len(shown) // _A_PAGE)
    page = st.pagination(pages, key=f"page of {pages}") if pages > 1 else 1
    with st.container(key="findings"):
        for one in shown[(page - 1) * _A_PAGE : page * _A_PAGE]:
            _row(screen, one, names)


def _row(screen: Screen, one: FindingPart, names: dict[str, str]) -> None:
    voice = screen.voice
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left, st.container(gap=None):
        st.button(
            f"**{one.id}** {parts.plain(one.title[screen.language])}",
            key=f"open {one.id}", type="tertiary", on_click=_open, args=(one.id,), wrap=True,
        )  # fmt: skip
        who = voice.listing([names.get(d, d) for d in one.departments]) or "–"
        st.caption(f"{finding.severity_mark(screen, one.severity)} {family_name(one.family, screen.language)} · {who}")
    right.markdown(
        f"**{voice.money(one.saving)}**" if one.saving else f":gray[{screen.say('not priced')}]",
        text_alignment="right",
    )


def _open(identifier: str) -> None:
    st.query_params["finding"] = identifier


def choice(screen: Screen, name: str, label: str, options: Sequence[str], names: dict[str, str]) -> str:
    """One of the options or all of them (""), chosen from a list and remembered in this visit."""
    everything = screen.say("all")
    picked = st.selectbox(
        label,
        ["", *options],
        format_func=lambda option: names.get(option, option) if option else everything,
        key=f"{name} {screen.language}",
        persist_state="session",
        width=220,
    )
    return picked or ""


def _rest(screen: Screen, result: Result) -> None:
    """Checks that found nothing, could not look, or failed: each said, none of them hidden."""
    say, language = screen.say, screen.language
    many = screen.many
    kinds: tuple[tuple[Outcome, Callable[[int], str]], ...] = (
        (Outcome.OK, lambda n: many("In order: {n} check found nothing", "In order: {n} checks found nothing", n)),
        (Outcome.NOT_AVAILABLE, lambda n: many("Not seen: {n} check lacked evidence",
                                               "Not seen: {n} checks lacked evidence", n)),
        (Outcome.NOT_APPLICABLE, lambda n: many("Not applicable: {n} check", "Not applicable: {n} checks", n)),
        (Outcome.ERROR, lambda n: many("Failed: {n} check", "Failed: {n} checks", n)),
    )  # fmt: skip
    for outcome, title in kinds:
        some = [f for f in result.findings if f.outcome is outcome]
        if some:
            with st.expander(title(len(some))):
                parts.table({say("Check"): f.name[language], say("What it says"): f.title[language]} for f in some)


def _claims(result: Result) -> list[FindingPart]:
    """Findings, the heaviest first: severity, then money."""
    order = list(Severity)
    found = [f for f in result.findings if f.outcome is Outcome.FINDING]
    return sorted(
        found,
        key=lambda f: (order.index(f.severity) if f.severity else 9, -(f.saving.base if f.saving else 0), f.id),
    )
