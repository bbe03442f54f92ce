"""Run the check-up, watch it, take the report away."""

from __future__ import annotations

import streamlit as st

from assess.model.access_rights import Right
from assess.model.errors import BadInput
from assess.model.result import Result
from assess.store.engagement_file import load_engagement
from assess.store.runs import load_result
from assess.ui import parts
from assess.ui.jobs import STAGES, Job, job_of, start_job, stop_job
from assess.ui.place import has_run, reports
from assess.ui.words import Screen

_TYPES = {".pdf": "application/pdf", ".html": "text/html", ".json": "application/json"}


def show(screen: Screen) -> None:
    """Start, progress, and the files of the newest check-up."""
    say = screen.say
    if screen.closed:
        st.title(say("Check-up"))
        parts.nothing_yet(screen, say("No engagement is open."), say("Open an engagement"), "home")
        return
    job = screen.use(job_of) if screen.may(Right.RUN) else None
    if job and job.running:
        st.title(say("The check-up is running"))
        _watch(screen, job)
        return
    result = _newest(screen)
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
        _files(screen, result)
    if why := screen.barred(start_job):
        st.caption(parts.plain(why))
    else:
        _start(screen)


def _start(screen: Screen) -> None:
    say = screen.say
    try:
        engagement = screen.use(load_engagement)
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
    done = screen.use(has_run)
    st.button(
        say("Run it again") if done else say("Run the check-up"),
        type="secondary" if done else "primary",
        on_click=screen.use,
        args=(start_job, screen.actor),
    )


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
    st.button(say("Stop"), on_click=screen.use, args=(stop_job,))
    if not job.running:
        st.rerun()


def _newest(screen: Screen) -> Result | None:
    try:
        return screen.use(load_result)
    except BadInput:
        return None


def _files(screen: Screen, result: Result) -> None:
    say, language = screen.say, screen.language
    client = result.engagement.client[language]
    names = {
        "report.zh.pdf": say("Report in Chinese, PDF"),
        "report.en.pdf": say("Report in English, PDF"),
        "report.zh.html": say("Report in Chinese, web page"),
        "report.en.html": say("Report in English, web page"),
        "result.json": say("All results, JSON"),
    }
    found = screen.use(reports, tuple(names))
    ready = sorted(found, key=lambda name: f".{language}." not in name)
    with st.container(horizontal=True):
        for position, name in enumerate(ready):
            path = found[name]
            st.download_button(
                names[name],
                data=path.read_bytes(),
                file_name=f"{client} {name}",
                mime=_TYPES[path.suffix],
                on_click=screen.on_download(name),
                type="primary" if position == 0 else "secondary",
                key=f"{path.parent.name} {name}",
            )
