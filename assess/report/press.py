"""All renderings of one result, a process a language where the machine has the cores for it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from assess.model.progress import Progress, Step, silent
from assess.model.result import Result
from assess.report.render import render_formats


def print_all(
    result: Result,
    languages: Sequence[str],
    formats: Sequence[str],
    progress: Progress = silent,
    lineage: Path | None = None,
    template: Path | None = None,
    stem: str = "report",
) -> dict[str, bytes]:
    """File name -> bytes of `<stem>.<language>.<format>`, in the order asked for.

    The bytes do not depend on how many processes made them. Languages are the unit because
    the formats of one language share its charts and its cut of the font. `lineage` is the run's lineage.parquet,
    `template` the client's own PowerPoint file.
    """
    names = [f"{stem}.{language}.{kind}" for language in languages for kind in formats]
    printed: dict[str, bytes] = {}
    progress(Step("report", "", 0, len(names)))
    if min(len(languages), os.cpu_count() or 1) < 2:
        for language in languages:
            printed |= _print(result, language, tuple(formats), lineage, template, stem)
            progress(Step("report", language, len(printed), len(names)))
        return {name: printed[name] for name in names}
    told = result.model_dump_json()
    with ProcessPoolExecutor(min(len(languages), os.cpu_count() or 1), get_context("spawn")) as presses:
        jobs = [
            presses.submit(_print_told, told, language, tuple(formats), lineage, template, stem)
            for language in languages
        ]
        for job in as_completed(jobs):
            printed |= job.result()
            progress(Step("report", "", len(printed), len(names)))
    return {name: printed[name] for name in names}


def _print_told(
    told: str, language: str, formats: tuple[str, ...], lineage: Path | None, template: Path | None, stem: str
) -> dict[str, bytes]:
    return _print(Result.model_validate_json(told), language, formats, lineage, template, stem)


def _print(
    result: Result, language: str, formats: tuple[str, ...], lineage: Path | None, template: Path | None, stem: str
) -> dict[str, bytes]:
    made = render_formats(result, formats, language, lineage, template)
    return {f"{stem}.{language}.{kind}": content for kind, content in made.items()}
