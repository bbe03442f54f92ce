"""The command line: thin, heavy imports inside commands, result on stdout, progress on stderr."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from assess import __version__
from assess.cli import (
    about,
    alone,
    compare,
    decide,
    diverge,
    exports,
    gate,
    notify,
    questionnaire,
    roadmap,
    server,
    unify,
    verify,
    whole,
)
from assess.model.errors import AssessError

app = typer.Typer(
    name="assess",
    help="A check-up for a company's data: find the copies, the conflicts and the gaps, price them, treat them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_MOST = 400  # characters of what was typed that are said again
# The order of `assess --help`.
for _module in (
    whole,
    alone,
    questionnaire,
    decide,
    roadmap,
    verify,
    diverge,
    unify,
    compare,
    gate,
    notify,
    exports,
    server,
    about,
):
    app.add_typer(_module.commands)


def main() -> None:
    """Entry point: 0 ok, 1 a gate failed, 2 bad input, 3 internal error."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
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
    except MemoryError:
        print("This needs more memory than there is; give less at once.", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the last line of defence says where to look and exits with 3
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            print(f"assess: {_short(error.format_message())} Try `assess --help`.", file=sys.stderr)
            sys.exit(2)
        if os.environ.get("ASSESS_DEBUG"):
            traceback.print_exc()
        if said := _full(error):
            print(said, file=sys.stderr)
            sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - else what is left to print fails once more at the end
            sys.exit(2)
        if isinstance(error, OSError) and error.filename and error.strerror:
            print(f"{_short(str(error.filename))}: {error.strerror}.", file=sys.stderr)
            sys.exit(2)
        print(
            f"Internal error: {type(error).__name__}: {error}. Set ASSESS_DEBUG=1 to see where, and report it.",
            file=sys.stderr,
        )
        sys.exit(3)


def _short(text: str) -> str:
    """No line without end, whatever somebody typed."""
    return text if len(text) <= _MOST else f"{text[: _MOST // 2]} … {text[-_MOST // 2 :]}"


def _full(error: BaseException) -> str:
    """The sentence for a disk that is full, wherever it was noticed; empty for anything else."""
    from assess.store.whole_files import is_full, why_unwritten

    if not is_full(error):
        return ""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {why_unwritten(error, Path(str(error.filename)))}"
    return f"Stopped: {error}; make room and run it again."


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print(f"assess {__version__}")
        raise typer.Exit
