"""The commands of one family of detectors each, on files alone: no engagement needed."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from assess.cli.options import Json
from assess.cli.show import bar, below, existing, show_json, show_none
from assess.cli.survey import Executives, Log, Population, Target, asked_of, releases_in

commands = typer.Typer()
OF_LINEAGE = "SQL files or folders with them, dbt manifests, OpenLineage events, query logs."
LEVELS = {"column": "traced to their columns", "table": "to tables only", "opaque": "not read"}


@commands.command()
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
    with bar() as progress:
        evidence = read_catalogs(existing(catalogs), progress=progress)
        copies = find_copies(evidence, words, progress=progress)
    for file in evidence.coverage.itertuples():
        if file.why_en:
            print(f"{file.input!s}: {file.why_en!s}", file=sys.stderr)
    if as_json:
        for line in redundancy_lines(copies):
            print(line)
        return None
    for group in copies.groups:
        print(f"{group.id}  {group.verdict}")
        print(f"    {'first' if group.alike else 'master':11} {copies.catalogue.name(group.master)}")
        for member in group.members:
            print(f"    {role_of(member):11} {copies.catalogue.name(member.table)}")
    among = f"among {copies.catalogue.count:,} tables" if copies.catalogue.count else "as no file names a table"
    return show_none(copies.groups, f"No groups of copied tables were found {among}.")


@commands.command()
def lineage(
    files: Annotated[list[Path], typer.Argument(help=OF_LINEAGE)],
    dialect: Annotated[str, typer.Option(help="A sqlglot dialect such as duckdb, postgres, hive.")] = "",
    schema: Annotated[Path | None, typer.Option(help="A catalog file with the columns of the tables.")] = None,
    keep: Annotated[bool, typer.Option(help="Keep what was parsed, so that the next run is quick.")] = True,
    as_json: Json = False,
) -> None:
    """Which tables and columns SQL reads and writes; no engagement needed."""
    from assess.collect.catalog_file import read_catalogs
    from assess.collect.lineage.as_json import lineage_of
    from assess.collect.sql.pool import kept_in
    from assess.store.statements_db import readings_of_this_person

    known = read_catalogs(existing([schema])).columns if schema else None
    with kept_in(readings_of_this_person()) if keep else nullcontext():
        found = lineage_of(existing(below(files, ".sql")), dialect, known)
    if as_json:
        return show_json(found)
    for statement in found["statements"]:
        if statement["target"] or statement["errors"]:
            what = "; ".join(statement["errors"]) or f"{statement['target']} <- {', '.join(statement['sources'])}"
            why = f"  ({statement['reason']})" if statement["level"] == "table" and statement["reason"] else ""
            print(f"{statement['file']}:{statement['line']}  {what}{why}")
    covered = found["coverage"]
    if covered["share"]:
        share = ", ".join(f"{covered['share'][level]:g} % {how}" for level, how in LEVELS.items())
        print(f"{covered['statements'] - covered['none']:,} statements touch a table: {share}", file=sys.stderr)
    elif covered["statements"]:
        print(f"{covered['statements']:,} statements were read; none touches a table.", file=sys.stderr)
    return show_none(found["statements"], "No statements were found.")


@commands.command()
def metrics(
    files: Annotated[list[Path], typer.Argument(help="Files or folders: dictionaries, dbt, Cube, LookML, SQL ...")],
    dialect: Annotated[str, typer.Option("--dialect", help="SQL dialect of formulas that do not say theirs.")] = "",
    schema: Annotated[Path | None, typer.Option(help="A catalog file with the columns of the tables.")] = None,
    as_json: Json = False,
) -> None:
    """Compare metric definitions; no engagement needed."""
    from assess.collect.catalog_file import read_catalogs
    from assess.collect.metrics.read import read_metrics, root_of
    from assess.diagnose.metrics.as_json import metrics_json
    from assess.model.evidence import Evidence

    paths = existing(files, folders=True)
    evidence = read_metrics(paths, dialect=dialect, root=root_of(paths))
    if schema is not None:
        known = read_catalogs(existing([schema]))
        evidence = Evidence.of({"metrics": evidence.metrics, "coverage": evidence.coverage, "tables": known.tables,
                                "columns": known.columns})  # fmt: skip
    found = metrics_json(evidence)
    if as_json:
        return show_json(found)
    for pair in found["pairs"]:
        why = f"  ({pair['why']['en']})" if pair["why"] else ""
        print(f"{pair['verdict']:9} {pair['a']}  /  {pair['b']}  {', '.join(pair['facets'])}{why}")
    for metric in found["metrics"]:
        for text in metric["unresolved"]:
            print(f"{'not read' if metric['facets'] is None else 'in part':9} {metric['id']}: {text['en']}")
    for file in found["unread"]:
        print(f"{'not read':9} {file['why']['en']}", file=sys.stderr)
    count = len(found["metrics"])
    unread = sum(metric["facets"] is None for metric in found["metrics"])
    print(f"{count:,} definitions, {unread:,} of them not read", file=sys.stderr)
    none = "No two definitions name or compute the same thing." if count else "No metric is defined in these files."
    return show_none(found["pairs"], none)


@commands.command()
def score(
    bank: Annotated[str, typer.Argument(help="Name of a shipped bank (base) or a YAML file.")],
    answers: Annotated[list[Path], typer.Argument(help="Answers: CSV or XLSX, long or wide.")],
    population: Population = None,
    target: Target = None,
    executives: Executives = "",
    log: Log = None,
    as_json: Json = False,
) -> None:
    """Score a questionnaire by dimension and level; no engagement needed."""
    from assess.collect.answers_file import read_answers
    from assess.diagnose.maturity.as_json import score_json
    from assess.store.bank_file import load_bank

    asked = load_bank(bank)
    told = asked_of(asked, population, target, executives, None)
    given = read_answers(existing(answers)).answers
    with releases_in(log, None) as releases:
        found = score_json(asked, given, releases, **told.told)
    if as_json:
        return show_json(found)
    for dimension in found["dimensions"]:
        mean = dimension["mean"]
        print(f"{dimension['id']:4} {dimension['name']['en']:40} {'not shown' if mean is None else f'{mean:.2f}'}")
    if found["target"] and found["target"]["reached"] is not None:
        print(f"{found['target']['reached']:.1%} of the way to the targets", file=sys.stderr)
    if found["waiting"]:
        print(f"Late answers wait, so these stand as shown before: {', '.join(found['waiting'])}", file=sys.stderr)
    return None
