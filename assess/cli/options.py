"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Argument(help="Folder of the engagement.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Languages = Annotated[str, typer.Option("--lang", help="zh, en or zh,en; the engagement's when left out.")]
Formats = Annotated[str, typer.Option("--formats", help="Any of pdf,html,xlsx,pptx.")]
Clock = Annotated[str, typer.Option("--clock", help="ISO time the check-up is said to happen, e.g. 2026-11-22T09:00Z.")]
Afresh = Annotated[bool, typer.Option("--afresh", help="Read values of unchanged tables again too.")]
Template = Annotated[Path | None, typer.Option("--template", help="The client's .pptx or .potx, for the slides.")]
Redact = Annotated[bool, typer.Option("--redact", help="Also write a copy without the client's names.")]
