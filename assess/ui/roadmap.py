"""The way out: what to do when, the first year's case, what not to do, what to decide."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assess.model.result import Result, RoadmapItemPart
from assess.model.roadmap import PartyPart
from assess.report.charts_plan import roadmap_gantt
from assess.store.engagement_file import load_engagement
from assess.treat.papers import papers_of
from assess.ui import parts, roadmap_edit
from assess.ui.findings import newest
from assess.ui.words import Screen

_STAGES = ("diagnose", "treat", "operate")


def show(screen: Screen) -> None:
    """The roadmap of the newest check-up."""
    result = newest(screen)
    if result is None:
        return
    say, voice, roadmap = screen.say, screen.voice, result.roadmap
    if not roadmap.items:
        st.title(say("Nothing to treat"))
        st.write(say("The check-up found nothing that asks for a treatment."))
        _lists(screen, result)
        return
    if roadmap.saving and roadmap.payback_month and roadmap.payback_month.base:
        st.title(
            screen.many(
                "{n} treatment saves {money} a year and pays back by month {month}",
                "{n} treatments save {money} a year and pay back by month {month}",
                len(roadmap.items),
                money=parts.plain(voice.money(roadmap.saving)),
                month=roadmap.payback_month.base,
            )
        )
    else:
        st.title(screen.many("{n} treatment over five years", "{n} treatments over five years", len(roadmap.items)))
    first = next((item for item in roadmap.items if item.id == roadmap.first_case), None)
    if first:
        st.subheader(say("First year's case: {title}", title=parts.plain(first.title[screen.language])))
        st.write(parts.plain(first.what[screen.language]))
    if roadmap.first_case_why:
        st.write(parts.plain(roadmap.first_case_why[screen.language]))
    _lists(screen, result)
    chart = roadmap_gantt(result, screen.language)
    if chart is not None:
        parts.chart(say("When each treatment runs"), chart, say("A bar for each treatment over sixty months"))
    roadmap_edit.show(screen, result)
    _papers(screen, result)
    for stage in _STAGES:
        items = [item for item in roadmap.items if item.stage == stage]
        if items:
            st.subheader(say("{stage}: {n}", stage=_stage(screen, stage), n=len(items)))
            for item in items:
                _item(screen, result, item)


def _stage(screen: Screen, stage: str) -> str:
    say = screen.say
    return {"diagnose": say("Diagnose"), "treat": say("Treat"), "operate": say("Operate")}[stage]


def _item(screen: Screen, result: Result, item: RoadmapItemPart) -> None:
    say, voice, language = screen.say, screen.voice, screen.language
    saving = voice.money(item.saving) if item.saving else say("not priced")
    first, last = item.start_month, item.end_month
    months = (
        say("month {first}", first=first) if first == last else say("months {first}–{last}", first=first, last=last)
    )
    with st.expander(f"{item.id} {parts.plain(item.title[language])} · {months} · {parts.plain(saving)}"):
        st.write(parts.plain(item.what[language]))
        names = parts.department_names(result, language)
        days = item.effort_days
        facts = {
            say("Accountable"): _parties(screen, [item.raci.accountable]) if item.raci else item.owner[language],
            **(_others(screen, item) if item.raci else {}),
            say("Departments concerned"): voice.listing([names.get(d, d) for d in item.departments], most=12) or "–",
            say("Effort"): say("{base} person-days ({low} to {high})",
                               base=f"{days.base:.0f}", low=f"{days.low:.0f}", high=f"{days.high:.0f}"),
            say("Saving a year"): voice.money_range(item.saving) if item.saving else say("not priced"),
            say("After"): voice.listing(item.depends_on, most=12) or "–",
            say("How to see that it works"): item.indicator[language],
            say("Tool"): item.tool[language],
            say("Consumable"): item.consumable[language],
            say("Talent"): item.talent[language],
        }  # fmt: skip
        parts.table({say("What"): key, say("Answer"): text} for key, text in facts.items())
        with st.container(horizontal=True):
            for identifier in item.findings[:12]:
                st.page_link(
                    st.session_state["pages"]["findings"], label=identifier,
                    query_params=parts.link(screen, finding=identifier),
                )  # fmt: skip


def _others(screen: Screen, item: RoadmapItemPart) -> dict[str, str]:
    say, raci = screen.say, item.raci
    assert raci is not None
    return {
        say("Does the work"): _parties(screen, raci.responsible),
        say("Is asked"): _parties(screen, raci.consulted),
        say("Is told"): _parties(screen, raci.informed),
    }


def _parties(screen: Screen, parties: Sequence[PartyPart]) -> str:
    """Roles with the person where one is named; the accountable without one is said to be unnamed."""

    def one(party: PartyPart) -> str:
        role = party.role[screen.language]
        return screen.say("{role} ({person})", role=role, person=party.person) if party.person else role

    told = screen.voice.listing([one(p) for p in parties], most=12) or "–"
    alone = len(parties) == 1 and not parties[0].person
    return screen.say("{role} (nobody is named yet)", role=told) if alone else told


def _papers(screen: Screen, result: Result) -> None:
    """The papers the plan asks for, filled in, in the reader's language."""
    number_one = screen.use(load_engagement).organisation.number_one
    made = papers_of(result, [screen.language], number_one)
    if not made:
        return
    say = screen.say
    names = {
        "charter": say("Committee charter"),
        "appointment": say("Letter of appointment"),
        "session": say("Agenda of a standardisation session"),
        "interview": say("Interview guide"),
        "contest": say("Contest rules"),
        "dialogue": say("How a dashboard meeting runs"),
    }
    st.subheader(say("Papers to sign and to use"))
    with st.container(horizontal=True):
        for name, content in made.items():
            file = name.rsplit("/", 1)[-1]
            st.download_button(names[file.split(".", 1)[0]], content, file_name=file, mime="text/markdown",
                               key=f"paper {file}", on_click=screen.on_download(file))  # fmt: skip


def _lists(screen: Screen, result: Result) -> None:
    say, language = screen.say, screen.language
    decisions, never = st.columns(2)
    for column, title, texts in (
        (decisions, say("To decide now"), result.roadmap.decisions),
        (never, say("What not to do"), result.roadmap.not_to_do),
    ):
        if texts:
            column.subheader(title)
            column.markdown("\n".join(f"{n}. {parts.plain(text[language])}" for n, text in enumerate(texts, 1)))
