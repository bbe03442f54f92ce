"""The commands that hand what was found to other programs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from assess.cli.options import Clock, Folder, Json
from assess.cli.show import show_json, time_of
from assess.model.errors import BadInput, Problem

commands = typer.Typer()


@commands.command()
def dictionary(
    folder: Folder,
    form: Annotated[str, typer.Option("--format", help="xlsx, metricflow, osi or json.")] = "xlsx",
    out: Annotated[Path | None, typer.Option("--out", help="The file to write.")] = None,
    lang: Annotated[str, typer.Option("--lang", help="zh or en, the language of the workbook.")] = "zh",
    clock: Clock = "",
    as_json: Json = False,
) -> None:
    """Write the metric dictionary: the standard definitions, who decided them, and what is still open."""
    from assess.diagnose.metrics.pairs import compare_metrics
    from assess.report.dictionary import FORMS, write_dictionary
    from assess.store.evidence_file import load_evidence
    from assess.store.metric_decisions import read_metric_decisions
    from assess.treat.dictionary import dictionary_of

    if lang not in ("zh", "en"):
        raise BadInput([Problem("--lang", f'found "{lang}"; allowed: zh, en.')])
    now = time_of(clock) or datetime.now(UTC)
    entries = dictionary_of(compare_metrics(load_evidence(folder)), read_metric_decisions(folder), now.date())
    made = write_dictionary(entries, form, out or folder / FORMS.get(form, form), "zh" if lang == "zh" else "en")
    if as_json:
        return show_json({"file": str(made.path), "metrics": made.metrics, "left_out": list(made.left_out)})
    counts = {status: sum(e.status == status for e in entries) for status in ("decided", "agreed", "proposed")}
    print(f"{made.metrics:,} metrics: {counts['decided']} decided, {counts['agreed']} agreed, "
          f"{counts['proposed']} to be decided")  # fmt: skip
    for sentence in made.left_out:
        print(f"left out: {sentence}")
    print(f"  {made.path}")
    return None


@commands.command()
def lineage_export(
    folder: Folder,
    form: Annotated[str, typer.Option("--format", help="graphml, openlineage or csv.")] = "graphml",
    out: Annotated[Path | None, typer.Option("--out", help="A file; for csv a folder.")] = None,
    clock: Clock = "",
    as_json: Json = False,
) -> None:
    """Write the lineage that was collected as GraphML, OpenLineage events or CSV."""
    from assess.report.lineage.export import export_lineage
    from assess.store.evidence_file import collected_at, load_evidence

    names = {"graphml": "lineage.graphml", "openlineage": "lineage.openlineage.jsonl", "csv": "lineage-csv"}
    evidence = load_evidence(folder)
    now = time_of(clock) or collected_at(folder) or datetime.now(UTC)
    made, written = export_lineage(evidence, form, out or folder / names.get(form, "lineage"), now)
    if as_json:
        return show_json({"files": [str(p) for p in written], "counts": made.counts, "left_out": list(made.left_out)})
    print("  ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in made.counts.items()))
    for sentence in made.left_out:
        print(sentence)
    for path in written:
        print(f"  {path}")
    return None


@commands.command()
def treatments(folder: Folder, as_json: Json = False) -> None:
    """Print where each table belongs, what moves to cheaper storage, and who changes which metric definition."""
    from assess.report.treatments import treatment_lines
    from assess.store.run_names import BOUNDARY, DICTIONARY, TIERING
    from assess.store.runs import load_result

    result = load_result(folder)
    parts = {BOUNDARY: result.boundary, TIERING: result.tiering, DICTIONARY: result.dictionary}
    if any(part is None for part in parts.values()):
        raise BadInput([Problem(str(folder), f"the newest run was made before there were these treatments; run "
                                             f"`assess diagnose {folder}` again.")])  # fmt: skip
    if as_json:
        return show_json({name: part.model_dump(mode="json") for name, part in parts.items() if part is not None})
    for line in treatment_lines(result):
        print(line)
    run = folder / "out" / result.run.id
    for name in parts:
        if (run / name).is_dir():
            print(f"  {run / name}")
    return None
