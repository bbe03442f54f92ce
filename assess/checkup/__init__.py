"""One check-up from end to end: collect, diagnose, treat, report.

A stage loads what it alone needs: printing a report takes no statistics and no parser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from assess.model.engagement import Engagement
from assess.model.errors import BadInput, Problem
from assess.model.progress import Progress, Step, Told, silent, untold
from assess.model.result import Result
from assess.store.brand import logo_of
from assess.store.engagement_file import load_engagement
from assess.store.runs import load_result, save_run

if TYPE_CHECKING:
    from assess.model.evidence import Evidence

__all__ = [
    "FORMATS", "USUAL", "AskPassword", "Run", "allowed_formats", "check_up", "clock_of", "collect_stage",
    "diagnose_stage", "report_stage",
]  # fmt: skip

FORMATS = ("pdf", "html", "xlsx", "pptx")
USUAL = ("pdf", "html")
AskPassword = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Run:
    """A finished check-up: its result, and the folder its files are in."""

    result: Result
    folder: Path
    files: tuple[Path, ...]


def check_up(
    folder: Path,
    languages: Sequence[str] | None = None,
    formats: Sequence[str] = USUAL,
    clock: datetime | None = None,
    progress: Progress = silent,
    ask_password: AskPassword | None = None,
    afresh: bool = False,
    template: Path | None = None,
    redact: bool = False,
) -> Run:
    """Run the whole check-up of the engagement in `folder` and write `out/<run>`.

    `languages` defaults to the engagement's, `clock` to the engagement's and then to now; `afresh` is of
    `collect_stage`, `template` and `redact` are of `report_stage`; the full report is written all the same.
    """
    allowed_formats(formats)
    collect_stage(folder, clock, progress, ask_password, afresh)
    result = diagnose_stage(folder, clock, progress)
    done = report_stage(folder, languages, formats, progress, result, template)
    if not redact:
        return done
    copy = report_stage(folder, languages, formats, progress, result, template, redact)
    return Run(result, copy.folder, (*done.files, *(path for path in copy.files if path not in done.files)))


def collect_stage(
    folder: Path,
    clock: datetime | None = None,
    progress: Progress = silent,
    ask_password: AskPassword | None = None,
    afresh: bool = False,
    tell: Told = untold,
) -> Evidence:
    """Collect and write `evidence.duckdb`; the only stage that touches the client's systems.

    Tables that did not change are not read again, unless `afresh`; `tell` hears how many were read of each database.
    """
    from assess.collect.run import collect
    from assess.store.evidence_file import save_evidence

    engagement = load_engagement(folder)
    evidence = collect(engagement, folder, clock_of(engagement, clock), progress, ask_password, afresh, tell)
    save_evidence(folder, evidence)
    return evidence


def diagnose_stage(folder: Path, clock: datetime | None = None, progress: Progress = silent) -> Result:
    """Diagnose and treat what was collected; writes result.json of a new run."""
    from assess.checkup.result import assemble
    from assess.diagnose.maturity.releases import release_answers
    from assess.diagnose.run import diagnose
    from assess.report.run_files import files_of_diagnosis
    from assess.store.decisions import read_decisions
    from assess.store.evidence_file import load_evidence
    from assess.store.metric_decisions import read_metric_decisions
    from assess.store.roadmap_edits import read_roadmap_edits
    from assess.treat.run import treat
    from assess.treat.treatments import treat_further

    engagement = load_engagement(folder)
    evidence = load_evidence(folder)
    now = clock_of(engagement, clock)
    releases = release_answers(folder, engagement, evidence, now)[1]
    made = (read_decisions(folder), read_metric_decisions(folder))
    diagnosis = diagnose(evidence, engagement, now, progress, *made, releases)
    progress(Step("treat", "", 0, 1))
    edits = read_roadmap_edits(folder)
    roadmap = treat(diagnosis, edits)
    treated = treat_further(diagnosis)
    progress(Step("treat", "", 1, 1))
    drawn = assemble(engagement, evidence, diagnosis, roadmap, now, logo_of(engagement, folder), edits)
    result = treated.put_into(drawn)
    save_run(folder, result.run.id, files_of_diagnosis(result, diagnosis, treated, folder, engagement.languages))
    return result


def report_stage(
    folder: Path,
    languages: Sequence[str] | None = None,
    formats: Sequence[str] = USUAL,
    progress: Progress = silent,
    result: Result | None = None,
    template: Path | None = None,
    redact: bool = False,
) -> Run:
    """Render the latest result of `folder` in every language and format asked for.

    `template` is the client's PowerPoint file; with `redact` a copy without the client's names is written beside.
    """
    from assess.report.files import report_files
    from assess.store.run_names import LINEAGE, ROWS, STANDING
    from assess.treat.papers import papers_of

    allowed_formats(formats)
    result = result or load_result(folder)
    tongues = list(languages or result.engagement.languages)
    wrong = sorted(set(tongues) - {"zh", "en"})
    if wrong:
        raise BadInput([Problem("--lang", f'found "{wrong[0]}"; allowed: zh, en.')])
    lineage = folder / "out" / result.run.id / LINEAGE
    files = report_files(result, tongues, formats, progress, lineage, template, redact)
    files |= papers_of(result, tongues, load_engagement(folder).organisation.number_one)
    before = sorted(path.name for path in lineage.parent.glob("*")) if redact and lineage.parent.is_dir() else []
    kept = (*STANDING, *(name for name in before if name not in STANDING))
    target = save_run(folder, result.run.id, files, keep=kept)
    written = (*files, *(name for name in ROWS if (target / name).is_file()))
    return Run(result, target, tuple(target / name for name in written))


def allowed_formats(formats: Iterable[str]) -> None:
    """Refuse a format we do not write, before any work is done."""
    for kind in formats:
        if kind not in FORMATS:
            raise BadInput([Problem("--formats", f'found "{kind}"; allowed: {", ".join(FORMATS)}.')])


def clock_of(engagement: Engagement, given: datetime | None) -> datetime:
    """The time this check-up is said to happen, in UTC."""
    clock = given or engagement.clock or datetime.now(UTC)
    return (clock if clock.tzinfo else clock.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
