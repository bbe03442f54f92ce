"""The commands that take questionnaires and their answers in and out; no engagement needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assess.cli.options import Json
from assess.cli.show import existing, show_json
from assess.cli.survey import Executives, Log, Population, asked_of, releases_in
from assess.model.errors import BadInput, Problem, nearest

if TYPE_CHECKING:
    import pandas as pd

    from assess.model.bank import Bank
    from assess.model.engagement import Engagement
    from assess.model.text import Language

commands = typer.Typer()
BANK = "Name of a shipped bank (base, base+extended) or a YAML file."
Tongue = Annotated[str, typer.Option("--lang", help="zh or en.")]


@commands.command()
def bank_export(
    bank: Annotated[str, typer.Argument(help=BANK)],
    form: Annotated[str, typer.Option("--format", help="xlsform, surveyjs, paper or entry-sheet.")] = "xlsform",
    lang: Tongue = "zh",
    level: Annotated[str, typer.Option("--level", help="Paper for executive, middle or frontline only.")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="The file to write.")] = None,
    as_json: Json = False,
) -> None:
    """Write a questionnaire as an XLSForm, a SurveyJS form, a form on paper (PDF) or the sheet to type paper into."""
    from assess.report.questionnaire import FORMS, write_questionnaire
    from assess.store.bank_file import load_bank

    language = _language(lang)
    found = load_bank(bank)
    path = write_questionnaire(found, form, out or Path(FORMS.get(form, form)), language, level)
    if as_json:
        return show_json({"file": str(path), "items": len(found.items)})
    print(f"{len(found.items)} items of {found.id} {found.version}")
    print(f"  {path}")
    return None


@commands.command()
def bank_import(
    file: Annotated[Path, typer.Argument(help="An XLSForm workbook (.xlsx) or a SurveyJS form (.json).")],
    out: Annotated[Path, typer.Option("--out", help="The YAML to write.")] = Path("bank.yaml"),
    as_json: Json = False,
) -> None:
    """Read a questionnaire of another program into a bank; what does not fit is listed with its place."""
    from assess.collect.banks import read_bank
    from assess.collect.banks.written import write_bank

    found = read_bank(existing([file])[0])
    _folder(out)
    path = write_bank(found.bank, out)
    if as_json:
        return show_json(
            {"file": str(path), "items": len(found.bank.items), "left_out": [str(one) for one in found.left_out]}
        )
    print(f"{len(found.bank.items)} items in {len(found.bank.dimensions)} dimensions; {len(found.left_out)} left out")
    _list(found.left_out)
    print(f"  {path}")
    return None


@commands.command()
def answers_import(
    file: Annotated[Path, typer.Argument(help="Answers as a survey host exports them: CSV or XLSX, wide or long.")],
    bank: Annotated[str, typer.Option("--bank", help=BANK)] = "base",
    map_file: Annotated[
        Path | None, typer.Option("--map", help="Which column is which question, YAML; proposed where it is missing.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="The CSV to write.")] = Path("answers.csv"),
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Leave out cells that are not understood, and list them.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read a survey host's answers; names, numbers and addresses stay in the file."""
    from assess.collect.answers_wide import answers_csv, import_answers
    from assess.report.questionnaire import save
    from assess.store.bank_file import load_bank

    if map_file is not None:
        _folder(map_file)
    found = import_answers(existing([file])[0], load_bank(bank), map_file, leave_out=leave_out)
    path = save(out, answers_csv(found))
    if as_json:
        told = {"file": str(path), "respondents": found.people, "answers": len(found.rows)}
        lists = {"left_out": [str(one) for one in found.left_out], "columns": [str(one) for one in found.notes]}
        return show_json(told | lists)
    print(f"{len(found.rows):,} answers of {found.people:,} people; {len(found.left_out)} cells left out")
    _list(found.left_out)
    _list(found.notes, sys.stderr)
    print(f"  {path}")
    return None


@commands.command()
def score_export(
    inputs: Annotated[list[Path], typer.Argument(help="Folder of an engagement, or answer files: CSV or XLSX.")],
    form: Annotated[str, typer.Option("--format", help="xlsx (live formulas) or json.")] = "xlsx",
    bank: Annotated[str, typer.Option("--bank", help=f"{BANK} For files; an engagement names its own.")] = "base",
    lang: Tongue = "zh",
    samm: Annotated[Path | None, typer.Option("--samm", help="A SAMM model instead of a bank.")] = None,
    population: Population = None,
    target: Annotated[
        list[str] | None,
        typer.Option(
            "--target", help="DIMENSION=LEVEL aimed at, may be repeated; with --samm a file of those aimed at."
        ),
    ] = None,
    executives: Executives = "",
    log: Log = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="With --samm: those of the start.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The file to write.")] = None,
) -> None:
    """Write scores as a workbook that computes or as JSON; fewer than five people are never shown."""
    from assess.report.questionnaire import save

    if form not in ("xlsx", "json"):
        raise BadInput([Problem("--format", f'found "{form}".{nearest(form, ["xlsx", "json"])}')])
    language, path = _language(lang), out or Path(f"scores.{form}")
    if samm is not None:
        if form != "json":
            raise BadInput([Problem("--format", "scores by SAMM's rule are written as json.")])
        for option, files in (("--samm", inputs), ("--target", target)):
            if files is not None and len(files) != 1:
                raise BadInput([Problem(option, f"takes one file with --samm, found {len(files)}.")])
        if population or executives or log:
            raise BadInput([Problem("--samm", "has no levels of people; leave out --population, --executives, --log.")])
        data = _json(_samm(samm, inputs[0], Path(target[0]) if target else None, baseline))
    else:
        if baseline:
            raise BadInput([Problem("--baseline", "goes with --samm.")])
        found, frame, engagement = _scored(inputs, bank)
        told = asked_of(found, population, target, executives, engagement.survey if engagement else None).told
        _folder(path)
        with releases_in(log, inputs[0] if engagement else None) as releases:
            if form == "xlsx":
                from assess.report.questionnaire.results_xlsx import made

                data = made(found, frame, language, releases, **told)
            else:
                from assess.diagnose.maturity.as_json import score_json

                data = _json(score_json(found, frame, releases, **told))
    print(f"  {save(path, data)}")


def _scored(inputs: list[Path], bank: str) -> tuple[Bank, pd.DataFrame, Engagement | None]:
    """The bank and the answers of an engagement, or of files, which have none."""
    from assess.collect.answers_file import read_answers
    from assess.store.bank_file import load_bank
    from assess.store.engagement_file import load_engagement
    from assess.store.evidence_file import load_evidence

    if len(inputs) == 1 and inputs[0].is_dir():
        engagement = load_engagement(inputs[0])
        return load_bank(engagement.questionnaire), load_evidence(inputs[0]).answers, engagement
    return load_bank(bank), read_answers(existing(inputs)).answers, None


def _samm(model: Path, answers: Path, target: Path | None, baseline: Path | None) -> dict[str, Any]:
    from assess.collect.banks.samm import read_samm
    from assess.collect.banks.samm_score import read_samm_answers, samm_json

    existing([answers, *(path for path in (target, baseline) if path)])
    found = read_samm(model)
    current = read_samm_answers(answers, found)
    aims = [read_samm_answers(path, found) if path else None for path in (target, baseline)]
    return samm_json(found, current, *aims)


def _language(lang: str) -> Language:
    if lang not in ("zh", "en"):
        raise BadInput([Problem("--lang", f'found "{lang}"; allowed: zh, en.')])
    return "zh" if lang == "zh" else "en"


def _folder(out: Path) -> None:
    if not out.parent.is_dir():
        raise BadInput([Problem(str(out), f"the folder {out.parent} does not exist.")])


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _list(problems: Sequence[Problem], where: Any = None) -> None:
    for problem in problems:
        print(f"  {problem}", file=where or sys.stdout)
