"""The commands of a whole check-up and of its stages."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from assess.cli.options import Afresh, Clock, Folder, Formats, Json, Languages, Redact, Template
from assess.cli.reading import show_preview, show_read
from assess.cli.show import ask_password, bar, parts_of, show_json, time_of
from assess.model.errors import BadInput, Problem
from assess.model.progress import TablesRead

commands = typer.Typer()


@commands.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to build the sample company.")] = Path("demo"),
    as_json: Json = False,
) -> None:
    """Build the sample company (fictional) and run the whole check-up on it."""
    from assess.demo.build import build_demo

    if folder.exists() and any(folder.iterdir()) and not (folder / "truth.json").exists():
        raise BadInput([Problem(str(folder), "is not empty and holds no sample company; name another folder.")])
    build_demo(folder)
    _finish(folder, _check_up(folder, "", "pdf,html", ""), as_json)


@commands.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    name: Annotated[str, typer.Option("--name", help="The client's name.")] = "",
) -> None:
    """Write a commented engagement.yaml to start from."""
    from assess.store.starter import write_starter

    print(write_starter(folder, name, name))


@commands.command()
def run(
    folder: Folder,
    lang: Languages = "",
    formats: Formats = "pdf,html",
    clock: Clock = "",
    afresh: Afresh = False,
    template: Template = None,
    redact: Redact = False,
    as_json: Json = False,
) -> None:
    """Collect, diagnose, treat and report."""
    _finish(folder, _check_up(folder, lang, formats, clock, afresh, template, redact), as_json)


@commands.command()
def collect(
    folder: Folder,
    clock: Clock = "",
    afresh: Afresh = False,
    preview: Annotated[
        bool, typer.Option("--preview", help="Only say what profiling would cost; reads catalogues, writes nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read every source of the engagement into evidence.duckdb."""
    if preview:
        return _preview(folder, afresh, as_json)
    from assess.checkup import collect_stage

    told: list[TablesRead] = []
    with bar() as progress:
        evidence = collect_stage(folder, time_of(clock), progress, ask_password, afresh, told.append)
    seen = {
        name: len(evidence[name])
        for name in ("tables", "columns", "sketches", "statements", "edges", "metrics", "answers")
    }
    coverage = evidence.coverage[["input", "why_en"]].fillna("")
    there = evidence.coverage["available"].fillna(False)
    missing, partly = coverage[~there], coverage[there & (coverage["why_en"] != "")]
    if as_json:
        values = [asdict(of) for of in told]
        return show_json({"evidence": seen, "missing": [str(i) for i in missing["input"]], "values": values})
    print("  ".join(f"{count:,} {name}" for name, count in seen.items()))
    show_read(told)
    for word, rows in (("not seen", missing), ("in part", partly)):
        for name, why in rows.itertuples(index=False):
            print(f"{word}: {name}: {why}")
    return None


@commands.command()
def diagnose(folder: Folder, clock: Clock = "", as_json: Json = False) -> None:
    """Put every detector to the evidence collected earlier; writes result.json."""
    from assess.checkup import diagnose_stage

    with bar() as progress:
        result = diagnose_stage(folder, time_of(clock), progress)
    _say_order(folder, result.run.id)
    if as_json:
        return show_json(result.model_dump(mode="json"))
    for finding in result.findings:
        print(f"{finding.id}  {finding.outcome.value:14}  {finding.title.en}")
    return None


@commands.command()
def report(
    folder: Annotated[Path | None, typer.Argument(help="Folder of the engagement.")] = None,
    lang: Languages = "",
    formats: Formats = "pdf,html",
    template: Template = None,
    redact: Annotated[bool, typer.Option("--redact", help="Write a copy without the client's names instead.")] = False,
    lint_template: Annotated[
        Path | None, typer.Option("--lint-template", help="Only say what this .pptx or .potx lacks for our slides.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Render the latest result again."""
    if lint_template:
        return _lint(lint_template, as_json)
    if folder is None:
        raise BadInput([Problem("assess report", "names no folder; give the folder of an engagement.")])
    from assess.checkup import report_stage

    with bar() as progress:
        finished = report_stage(
            folder, parts_of(lang) or None, parts_of(formats), progress, template=template, redact=redact
        )
    return _finish(folder, finished, as_json)


def _lint(template: Path, as_json: bool) -> None:
    """What a template lacks; exit code 1 where the slides cannot be made in it."""
    from assess.report.pptx.lint import lint_template

    found = lint_template(template)
    if as_json:
        show_json([asdict(lint) for lint in found])
    else:
        for lint in found:
            print(f"{lint.level}: {lint.text}")
        if not found:
            print("The template has all that the slides need.")
    if any(lint.level == "error" for lint in found):
        raise typer.Exit(1)


def _preview(folder: Path, afresh: bool, as_json: bool) -> None:
    from assess.collect.preview import preview
    from assess.store.engagement_file import load_engagement

    with bar() as progress:
        found = preview(load_engagement(folder), folder, progress, ask_password, afresh)
    if as_json:
        return show_json([of.as_dict() for of in found])
    return show_preview(found)


def _check_up(
    folder: Path,
    lang: str,
    formats: str,
    clock: str,
    afresh: bool = False,
    template: Path | None = None,
    redact: bool = False,
) -> Any:
    from assess.checkup import check_up

    tongues, kinds = parts_of(lang) or None, parts_of(formats)
    with bar() as progress:
        return check_up(folder, tongues, kinds, time_of(clock), progress, ask_password, afresh, template, redact)


def _say_order(folder: Path, run: str) -> None:
    """Say so where a clock that was set back, or a date given, puts this check-up before another one."""
    from assess.store.runs import later_runs

    if later := later_runs(folder, run):
        print(
            f"{run} is dated before {later[-1]}: out/latest is the one made now, trends go by date. Remove the folder "
            "of the one whose clock was wrong.",
            file=sys.stderr,
        )


def _finish(folder: Path, finished: Any, as_json: bool) -> None:
    _say_order(folder, finished.result.run.id)
    if as_json:
        return show_json({"run": finished.result.run.id, "files": [str(path) for path in finished.files]})
    result = finished.result
    found = [finding for finding in result.findings if finding.outcome.value == "finding"]
    health = result.health
    shown = "not enough seen for an index" if health.index is None else f"health {health.index:.0f} of 100"
    told = f"{health.scored} of {health.asked} checks had evidence"
    print(f"{len(found)} findings in {len({f.detector for f in found})} kinds; {shown}; {told}.")
    for path in finished.files:
        print(f"  {path}")
    print(f"Open the app:  assess app {folder}")
    return None
