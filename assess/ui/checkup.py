"""Run the check-up, watch it, take the report away."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from assess.model.errors import BadInput
from assess.model.result import Result
from assess.store.engagement_file import load_engagement
from assess.store.runs import load_result
from assess.ui import parts
from assess.ui.jobs import STAGES, Job, jobs
from assess.ui.words import Screen

_TYPES = {".pdf": "application/pdf", ".html": "text/html", ".json": "application/json"}


def show(screen: Screen) -> None:
    """Start, progress, and the files of the newest check-up."""
    say = screen.say
    if screen.folder is None:
        st.title(say("Check-up"))
        parts.nothing_yet(screen, say("No engagement is open."), say("Open an engagement"), "home")
        return
    job = jobs().of(screen.folder)
    if job and job.running:
        st.title(say("The check-up is running"))
        _watch(screen, job)
        return
    result = _newest(screen.folder)
    if result:
        st.title(say("Check-up of {day}", day=screen.voice.date(result.run.clock)))
    else:
        st.title(say("There is no check-up yet"))
    if job and job.problems:
        st.error(say("The check-up did not finish. Nothing of it was kept; the reports below are the earlier ones."))
        parts.problems(screen, job.problems)
    if job and job.stopped:
        st.write(say("The check-up was stopped."))
    if result:
        _files(screen, screen.folder, result)
    _start(screen, screen.folder)


def _start(screen: Screen, folder: Path) -> None:
    say = screen.say
    try:
        engagement = load_engagement(folder)
    except BadInput as error:
        st.write(say("engagement.yaml has errors; mend them first."))
        parts.problems(screen, error.problems)
        return
    st.write(
        screen.many(
            "Reads {n} source without changing it, looks for copies, conflicts and gaps, and writes the reports.",
            "Reads {n} sources without changing them, looks for copies, conflicts and gaps, and writes the reports.",
            len(engagement.sources),
        )
    )
    done = (folder / "out" / "latest").exists()
    st.button(
        say("Run it again") if done else say("Run the check-up"),
        type="secondary" if done else "primary",
        on_click=_begin,
        args=(folder,),
    )


def _begin(folder: Path) -> None:
    jobs().start(folder)


@st.fragment(run_every=0.7)
def _watch(screen: Screen, job: Job) -> None:
    say = screen.say
    names = {
        "collect": say("Collecting evidence"),
        "diagnose": say("Diagnosing"),
        "treat": say("Prescribing treatments"),
        "report": say("Writing the reports"),
    }
    for number, stage in enumerate(STAGES, 1):
        share = job.share(stage)
        label = job.label(stage) if 0 < share < 1 or (stage in job.steps and share < 1) else ""
        text = f"{number} / {len(STAGES)}  {names[stage]}" + (f" · {parts.plain(label)}" if label else "")
        st.progress(share, text=text)
    st.button(say("Stop"), on_click=job.stop)
    if not job.running:
        st.rerun()


def _newest(folder: Path) -> Result | None:
    try:
        return load_result(folder)
    except BadInput:
        return None


def _files(screen: Screen, folder: Path, result: Result) -> None:
    say, language = screen.say, screen.language
    latest = (folder / "out" / "latest").resolve()
    client = result.engagement.client[language]
    names = {
        "report.zh.pdf": say("Report in Chinese, PDF"),
        "report.en.pdf": say("Report in English, PDF"),
        "report.zh.html": say("Report in Chinese, web page"),
        "report.en.html": say("Report in English, web page"),
        "result.json": say("All results, JSON"),
    }
    ready = [name for name in sorted(names, key=lambda name: f".{language}." not in name) if (latest / name).exists()]
    with st.container(horizontal=True):
        for position, name in enumerate(ready):
            path = latest / name
            st.download_button(
                names[name],
                data=path.read_bytes(),
                file_name=f"{client} {name}",
                mime=_TYPES[path.suffix],
                on_click="ignore",
                type="primary" if position == 0 else "secondary",
                key=f"{latest.name} {name}",
            )
