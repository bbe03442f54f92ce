"""The command line: thin, heavy imports inside commands, result on stdout, progress on stderr."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from assess import __version__
from assess.model.errors import AssessError, BadInput, Problem

app = typer.Typer(
    name="assess",
    help="A check-up for a company's data: find the copies, the conflicts and the gaps, price them, treat them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Folder = Annotated[Path, typer.Argument(help="Folder of the engagement.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Languages = Annotated[str, typer.Option("--lang", help="zh, en or zh,en; the engagement's when left out.")]
Formats = Annotated[str, typer.Option("--formats", help="Any of pdf,html.")]
Clock = Annotated[str, typer.Option("--clock", help="ISO time the check-up is said to happen, e.g. 2026-11-22T09:00Z.")]

_DECIDED = {"accept": "Accepted as copies", "reject": "Rejected", "again": "Marked to look again"}


def main() -> None:
    """Entry point: 0 ok, 1 a gate failed, 2 bad input, 3 internal error."""
    try:
        code = app(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except AssessError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except typer.Abort:
        print("Stopped.", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("Stopped; nothing half-written is left.", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the last line of defence says where to look and exits with 3
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            print(f"assess: {error.format_message()} Try `assess --help`.", file=sys.stderr)
            sys.exit(2)
        if os.environ.get("ASSESS_DEBUG"):
            traceback.print_exc()
        print(
            f"Internal error: {type(error).__name__}: {error}. Set ASSESS_DEBUG=1 to see where, and report it.",
            file=sys.stderr,
        )
        sys.exit(3)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print(f"assess {__version__}")
        raise typer.Exit


@app.command()
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


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    name: Annotated[str, typer.Option("--name", help="The client's name.")] = "",
) -> None:
    """Write a commented engagement.yaml to start from."""
    from assess.store.starter import write_starter

    print(write_starter(folder, name, name))


@app.command()
def run(
    folder: Folder, lang: Languages = "", formats: Formats = "pdf,html", clock: Clock = "", as_json: Json = False
) -> None:
    """Collect, diagnose, treat and report."""
    _finish(folder, _check_up(folder, lang, formats, clock), as_json)


@app.command()
def collect(folder: Folder, clock: Clock = "", as_json: Json = False) -> None:
    """Read every source of the engagement into evidence.duckdb."""
    from assess.checkup import collect_stage

    with _bar() as progress:
        evidence = collect_stage(folder, _time(clock), progress, _ask_password)
    seen = {
        name: len(evidence[name])
        for name in ("tables", "columns", "sketches", "statements", "edges", "metrics", "answers")
    }
    missing = evidence.coverage[~evidence.coverage["available"].fillna(False)]
    if as_json:
        return _json({"evidence": seen, "missing": [str(i) for i in missing["input"]]})
    print("  ".join(f"{count:,} {name}" for name, count in seen.items()))
    for row in missing.itertuples():
        print(f"not seen: {row.input}: {row.why_en}")
    return None


@app.command()
def diagnose(folder: Folder, clock: Clock = "", as_json: Json = False) -> None:
    """Put every detector to the evidence collected earlier; writes result.json."""
    from assess.checkup import diagnose_stage

    with _bar() as progress:
        result = diagnose_stage(folder, _time(clock), progress)
    if as_json:
        return _json(result.model_dump(mode="json"))
    for finding in result.findings:
        print(f"{finding.id}  {finding.outcome.value:14}  {finding.title.en}")
    return None


@app.command()
def report(folder: Folder, lang: Languages = "", formats: Formats = "pdf,html", as_json: Json = False) -> None:
    """Render the latest result again."""
    from assess.checkup import report_stage

    with _bar() as progress:
        finished = report_stage(folder, _list(lang) or None, _list(formats), progress)
    _finish(folder, finished, as_json)


@app.command()
def redundancy(
    catalogs: Annotated[list[Path], typer.Argument(help="Catalog files: CSV, Parquet, JSON lines or XLSX.")],
    glossary: Annotated[Path | None, typer.Option(help="The client's words, YAML: concept and its spellings.")] = None,
    as_json: Json = False,
) -> None:
    """Find copied tables in catalog exports; no engagement needed."""
    from assess.collect.catalog_file import read_catalogs
    from assess.diagnose.redundancy.as_json import redundancy_lines
    from assess.diagnose.redundancy.groups import find_copies, role_of
    from assess.diagnose.redundancy.names import extended
    from assess.store.engagement_file import read_words

    words = extended(read_words(glossary)) if glossary else None
    with _bar() as progress:
        copies = find_copies(read_catalogs(_files(catalogs), progress=progress), words, progress=progress)
    if as_json:
        for line in redundancy_lines(copies):
            print(line)
        return None
    for group in copies.groups:
        print(f"{group.id}  {group.verdict}")
        print(f"    {'first' if group.alike else 'master':11} {copies.catalogue.name(group.master)}")
        for member in group.members:
            print(f"    {role_of(member):11} {copies.catalogue.name(member.table)}")
    return _none(copies.groups, "No groups of copied tables were found.")


@app.command()
def lineage(
    files: Annotated[list[Path], typer.Argument(help="SQL files.")],
    dialect: Annotated[str, typer.Option(help="A sqlglot dialect such as duckdb, postgres, hive.")] = "",
    schema: Annotated[Path | None, typer.Option(help="A catalog file with the columns of the tables.")] = None,
    as_json: Json = False,
) -> None:
    """Which tables and columns SQL reads and writes; no engagement needed."""
    from assess.collect.catalog_file import read_catalogs
    from assess.collect.script_lineage import lineage_of

    known = read_catalogs(_files([schema])).columns if schema else None
    found = lineage_of(_files(files), dialect, known)
    if as_json:
        return _json(found)
    for statement in found["statements"]:
        if statement["target"] or statement["errors"]:
            what = "; ".join(statement["errors"]) or f"{statement['target']} <- {', '.join(statement['sources'])}"
            print(f"{statement['file']}:{statement['line']}  {what}")
    return _none(found["statements"], "No statements were found.")


@app.command()
def metrics(
    files: Annotated[list[Path], typer.Argument(help="Metric dictionaries: CSV, XLSX or YAML.")], as_json: Json = False
) -> None:
    """Compare metric definitions; no engagement needed."""
    from assess.collect.metric_file import read_metric_files
    from assess.diagnose.metrics.as_json import metrics_json

    found = metrics_json(read_metric_files(_files(files)))
    if as_json:
        return _json(found)
    for pair in found["pairs"]:
        print(f"{pair['verdict']:9} {pair['a']}  /  {pair['b']}  {', '.join(pair['facets'])}")
    return _none(found["pairs"], "No two definitions name or compute the same thing.")


@app.command()
def score(
    bank: Annotated[str, typer.Argument(help="Name of a shipped bank (base) or a YAML file.")],
    answers: Annotated[list[Path], typer.Argument(help="Answers: CSV or XLSX, long or wide.")],
    as_json: Json = False,
) -> None:
    """Score a questionnaire by dimension and level; no engagement needed."""
    from assess.collect.answers_file import read_answers
    from assess.diagnose.maturity.as_json import score_json
    from assess.store.bank_file import load_bank

    found = score_json(load_bank(bank), read_answers(_files(answers)).answers)
    if as_json:
        return _json(found)
    for dimension in found["dimensions"]:
        mean = dimension["mean"]
        print(f"{dimension['id']:4} {dimension['name']['en']:40} {'not shown' if mean is None else f'{mean:.2f}'}")
    return None


@app.command()
def decide(
    folder: Folder,
    what: Annotated[list[str], typer.Argument(help="A group (G0003), a finding (RT-001), or two tables or more.")],
    accept: Annotated[bool, typer.Option("--accept", help="They are copies.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="No two of them are copies; not claimed again.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Look again: the group stays, marked.")] = False,
    by: Annotated[str, typer.Option("--by", help="Who decides.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why, in a sentence.")] = "",
    clock: Clock = "",
    as_json: Json = False,
) -> None:
    """Keep a decision on copied tables, with name and reason; it counts from the next run on."""
    from datetime import UTC

    from assess.operate.decisions import record

    chosen = [name for name, given in (("accept", accept), ("reject", reject), ("again", again)) if given]
    if len(chosen) != 1:
        found = " and ".join(f"--{name}" for name in chosen) or "none"
        raise BadInput([Problem("assess decide", f"give one of --accept, --reject and --again; found {found}.")])
    decision = record(folder, what, chosen[0], by, reason, _time(clock) or datetime.now(UTC))
    if as_json:
        return _json(decision.as_dict())
    print(f"{_DECIDED[decision.verdict]}: {', '.join(decision.tables)}")
    print(f"Counts from the next run:  assess diagnose {folder}")
    return None


@app.command()
def decisions(folder: Folder, as_json: Json = False) -> None:
    """Every decision on copied tables, in the order made; none is ever deleted."""
    from assess.operate.decisions import decisions_json

    found: Any = decisions_json(folder)
    if as_json:
        return _json(found)
    for one in found["decisions"]:
        replaced = "" if one["stands"] else "  (replaced later)"
        print(f"{one['at']}  {one['verdict']:6}  {one['by']}: {one['reason']}{replaced}")
        print(f"    {', '.join(one['tables'])}")
    return _none(found["decisions"], "Nobody has decided anything yet.")


@app.command(name="app")
def app_(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of the engagement; choose on screen when left out.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8501,
) -> None:
    """Start the web app on this machine."""
    from assess.ui.serve import serve

    serve(folder, host, port)


@app.command()
def explain(
    detector: Annotated[str, typer.Argument(help="A detector's name or code; all of them when left out.")] = "",
    lang: Annotated[str, typer.Option("--lang", help="zh or en.")] = "en",
    as_json: Json = False,
) -> None:
    """What a detector looks at, how it decides, what it cannot see."""
    from assess.diagnose.explain import explain_all, explain_one

    found = explain_one(detector, lang) if detector else explain_all(lang)
    if as_json:
        return _json(found.facts)
    print(found.text)
    return None


@app.command()
def doctor(as_json: Json = False) -> None:
    """What is installed, what is missing, how to get it."""
    from assess.store.doctor import examine

    checks = examine()
    if as_json:
        return _json([check.as_dict() for check in checks])
    for check in checks:
        print(f"{'ok     ' if check.found else 'MISSING'}  {check.name:24} {check.found or check.remedy}")
    if any(not check.found and check.required for check in checks):
        raise BadInput([Problem("assess doctor", "something required is missing; the lines above say how to get it.")])
    return None


def _check_up(folder: Path, lang: str, formats: str, clock: str) -> Any:
    from assess.checkup import check_up

    with _bar() as progress:
        return check_up(folder, _list(lang) or None, _list(formats), _time(clock), progress, _ask_password)


def _finish(folder: Path, finished: Any, as_json: bool) -> None:
    if as_json:
        return _json({"run": finished.result.run.id, "files": [str(path) for path in finished.files]})
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


def _bar() -> Any:
    from assess.store.progress_bar import progress_bar

    return progress_bar(sys.stderr)


def _ask_password(source: str) -> str:
    if not sys.stdin.isatty():
        raise BadInput(
            [Problem(f"source {source}", "needs a password; write ${NAME} in its url and set the variable.")]
        )
    return str(typer.prompt(f"Password for {source}", hide_input=True, err=True))


def _files(paths: list[Path]) -> list[Path]:
    missing = [Problem(str(path), "this file does not exist.") for path in paths if not path.is_file()]
    if missing:
        raise BadInput(missing)
    return paths


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(
            [Problem("--clock", f'found "{text}"; allowed: an ISO time such as 2026-11-22T09:00:00Z.')]
        ) from None


def _json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))


def _plain(value: Any) -> Any:
    as_dict: Callable[[], Any] | None = getattr(value, "as_dict", None)
    return as_dict() if as_dict else str(value)


def _none(items: Sequence[Any], sentence: str) -> None:
    if not items:
        print(sentence)


if __name__ == "__main__":
    main()
