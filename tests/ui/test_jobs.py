"""The check-up started from the screen: in a process of its own, watched, stopped, and told how it ended."""

from __future__ import annotations

from pathlib import Path

from screens_seen import Draw, shown

from assess.model.progress import Step
from assess.store.runs import load_result
from assess.ui.jobs import STAGES, Job, Jobs, jobs


def ended(job: Job) -> Job:
    assert job.ended.wait(300), "the check-up did not end in five minutes"
    return job


def test_a_check_up_started_on_the_screen_ends_with_reports_to_take_away(engagement: Path, draw: Draw) -> None:
    app = draw(engagement, "checkup", lang="en")
    app.button[0].click().run()
    assert app.title[0].value == "The check-up is running"
    job = jobs().of(engagement)
    assert job is not None
    ended(job)
    assert not job.problems
    assert [stage for stage in STAGES if job.share(stage) == 1.0] == list(STAGES)
    assert load_result(engagement).run.id == job.run
    app.run()
    text = shown(app)
    assert app.title[0].value.startswith("Check-up of ")
    for name in (
        "Report in Chinese, PDF",
        "Report in English, PDF",
        "Report in English, web page",
        "All results, JSON",
    ):
        assert name in text


def test_a_check_up_that_cannot_run_says_where_and_why(engagement: Path, draw: Draw) -> None:
    running = Jobs()
    (engagement / "engagement.yaml").write_text("client: {zh: 甲}\ndepartments: []\n", encoding="utf-8")
    job = ended(running.start(engagement))
    assert [problem.where for problem in job.problems] == ["engagement.yaml:2"]
    assert not (engagement / "out").exists()
    app = draw(engagement, "checkup", lang="zh")
    assert "engagement.yaml:2" in shown(app)


def test_there_is_one_check_up_of_a_folder_at_a_time(engagement: Path) -> None:
    running = Jobs()
    first = running.start(engagement)
    assert running.start(engagement) is first
    first.stop()
    ended(first)
    assert first.stopped
    assert not first.problems
    assert not (engagement / "out" / "latest").exists()


def test_a_worker_that_dies_is_reported(engagement: Path) -> None:
    job = Jobs().start(engagement)
    job.process.kill()
    ended(job)
    assert "ended with code -9" in job.problems[0].what


def test_a_stage_is_over_when_a_later_one_has_begun(engagement: Path) -> None:
    job = Jobs().start(engagement)
    job.stop()
    ended(job)
    job.steps = {"collect": Step("collect", "crm", 1, 4), "diagnose": Step("diagnose", "hubs", 3, 6)}
    assert [job.share(stage) for stage in STAGES] == [1.0, 0.5, 0.0, 0.0]
