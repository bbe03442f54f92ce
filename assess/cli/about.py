"""The commands that start the app, explain a detector and say what is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assess.cli.options import Json
from assess.cli.show import show_json
from assess.model.errors import BadInput, Problem

commands = typer.Typer()


@commands.command(name="app")
def app_(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of the engagement; choose on screen when left out.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8501,
    server: Annotated[
        Path | None, typer.Option(help="A server.yaml: people log in, and other machines may come in.")
    ] = None,
) -> None:
    """Start the web app on this machine, or for a team with --server."""
    from assess.ui.serve import serve

    serve(folder, host, port, server)


@commands.command()
def explain(
    detector: Annotated[str, typer.Argument(help="A detector's name or code; all of them when left out.")] = "",
    lang: Annotated[str, typer.Option("--lang", help="zh or en.")] = "en",
    as_json: Json = False,
) -> None:
    """What a detector looks at, how it decides, what it cannot see."""
    from assess.diagnose.explain import explain_all, explain_one

    found = explain_one(detector, lang) if detector else explain_all(lang)
    if as_json:
        return show_json(found.facts)
    print(found.text)
    return None


@commands.command()
def doctor(as_json: Json = False) -> None:
    """What is installed, what is missing, how to get it."""
    from assess.store.doctor import examine

    checks = examine()
    if as_json:
        return show_json([check.as_dict() for check in checks])
    for check in checks:
        print(f"{'ok     ' if check.found else 'MISSING'}  {check.name:24} {check.found or check.remedy}")
    if any(not check.found and check.required for check in checks):
        raise BadInput([Problem("assess doctor", "something required is missing; the lines above say how to get it.")])
    return None
