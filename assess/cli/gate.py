"""The gate of a pipeline or a cron job."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from assess.cli.options import Clock, Folder, Json
from assess.cli.show import show_json, time_of
from assess.model.errors import BadInput, Problem, nearest

commands = typer.Typer()


@commands.command()
def gate(
    folder: Folder,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="What was there before; else gate-baseline.json "
                                                  "in the folder, where there is one.")] = None,
    write_baseline: Annotated[bool, typer.Option("--write-baseline", help="Take this run as the baseline.")] = False,
    style: Annotated[str, typer.Option("--format", help="text, sarif or junit.")] = "text",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write to; else stdout.")] = None,
    clock: Clock = "",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Hold the newest run to the engagement's rules: exit code 0 passed, 1 failed, 2 bad input."""
    from assess.operate.gate.formats import FORMATS
    from assess.operate.gate.run import gate_folder
    from assess.store.whole_files import write_whole

    if style not in FORMATS:
        raise BadInput([Problem("--format", f'found "{style}".{nearest(style, tuple(FORMATS))}')])
    gated, written = gate_folder(folder, baseline, write_baseline, time_of(clock))
    if written:
        print(f"baseline written: {written}", file=sys.stderr)
    if as_json:
        show_json(gated.as_dict())
    elif output:
        write_whole(output, FORMATS[style](gated))
        print("passed" if gated.passed else "FAILED", file=sys.stderr)
    else:
        print(FORMATS[style](gated), end="")
    if not gated.passed:
        raise typer.Exit(1)
