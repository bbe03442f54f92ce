"""Check-ups under way: one a folder, seen by every visitor, and not ended by a refresh."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from assess.model.errors import Problem
from assess.model.progress import Step
from assess.store.audit import LOCAL, record

STAGES = ("collect", "diagnose", "treat", "report")


@dataclass
class Job:
    """A check-up in its own process; `steps` holds the last step of each stage that has begun."""

    folder: Path
    process: subprocess.Popen[str]
    steps: dict[str, Step] = field(default_factory=dict)
    run: str = ""
    problems: tuple[Problem, ...] = ()
    stopped: bool = False
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def running(self) -> bool:
        return not self.ended.is_set()

    def share(self, stage: str) -> float:
        """How far `stage` is, 0 to 1; a stage is over when a later one has begun."""
        if self.run or any(later in self.steps for later in STAGES[STAGES.index(stage) + 1 :]):
            return 1.0
        step = self.steps.get(stage)
        return min(1.0, step.done / max(step.total, 1)) if step else 0.0

    def label(self, stage: str) -> str:
        return self.steps[stage].label if stage in self.steps else ""

    def stop(self) -> None:
        """End it; what was not finished is not in `out`."""
        self.stopped = True
        self.process.terminate()


@dataclass
class Jobs:
    """The check-ups of this server by folder; the newest of each is kept until the next."""

    _by_folder: dict[Path, Job] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, folder: Path) -> Job | None:
        return self._by_folder.get(folder)

    def start(self, folder: Path) -> Job:
        """Start a check-up of `folder`, or return the one that is under way."""
        with self._lock:
            job = self._by_folder.get(folder)
            if job and job.running:
                return job
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module; the folder is an argument
                [sys.executable, "-m", "assess.ui.worker", str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
            job = self._by_folder[folder] = Job(folder, process)
        threading.Thread(target=_listen, args=(job,), daemon=True).start()
        return job


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs:
    """The one register of this server."""
    return Jobs()


def job_of(folder: Path) -> Job | None:
    """The check-up of the engagement that is under way or ended last."""
    return jobs().of(folder)


def start_job(folder: Path, actor: str = LOCAL) -> Job:
    """Start a check-up of the engagement, or return the one that is under way."""
    under_way = jobs().of(folder)
    if under_way is None or not under_way.running:
        record(folder, actor, "check-up started", "check-up")
    return jobs().start(folder)


def stop_job(folder: Path) -> None:
    """End the check-up that is under way, if there is one."""
    job = jobs().of(folder)
    if job:
        job.stop()


def _listen(job: Job) -> None:
    assert job.process.stdout is not None
    with job.process.stdout as lines:
        for line in lines:
            with suppress(json.JSONDecodeError):  # a worker that is killed may leave half a line
                _take(job, json.loads(line))
    code = job.process.wait()
    if not (job.run or job.problems or job.stopped):
        job.problems = (Problem("assess", f"the check-up ended with code {code} and wrote nothing."),)
    job.ended.set()


def _take(job: Job, told: dict[str, Any]) -> None:
    if "stage" in told:
        job.steps[told["stage"]] = Step(**told)
    elif "run" in told:
        job.run = told["run"]
    else:
        job.problems = tuple(Problem(**problem) for problem in told["problems"])
