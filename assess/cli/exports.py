"""The commands that hand what was found to other programs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from assess.cli.options import Clock, Folder, Json
from assess.cli.show import show_json, time_of

commands = typer.Typer()


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
