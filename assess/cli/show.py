"""What every command does the same: read an option, show progress, a password prompt, a result."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from assess.model.errors import BadInput, Problem


def bar() -> Any:
    """A progress bar on stderr, to use with `with`."""
    from assess.store.progress_bar import progress_bar

    return progress_bar(sys.stderr)


def ask_password(source: str) -> str:
    """The password of a source, typed by the person; bad input where nobody can type."""
    if not sys.stdin.isatty():
        raise BadInput(
            [Problem(f"source {source}", "needs a password; write ${NAME} in its url and set the variable.")]
        )
    return str(typer.prompt(f"Password for {source}", hide_input=True, err=True))


def existing(paths: list[Path], folders: bool = False) -> list[Path]:
    """The paths as given, all of them files, or folders where those are allowed; the missing ones are named at once."""
    missing = [
        Problem(str(path), "is a folder; name a file." if path.is_dir() else "this file does not exist.")
        for path in paths
        if not path.is_file() and not (folders and path.is_dir())
    ]
    if missing:
        raise BadInput(missing)
    return paths


def below(paths: list[Path], ending: str) -> list[Path]:
    """The paths, with all files of that ending in place of a folder; a folder without one is bad input."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob(f"*{ending}")) if path.is_dir() else [path]
        if not inside:
            raise BadInput([Problem(str(path), f"this folder has no file that ends in {ending}.")])
        found += inside
    return found


def parts_of(text: str) -> list[str]:
    """The words of a list such as `zh,en`."""
    return [part.strip() for part in text.split(",") if part.strip()]


def time_of(text: str) -> datetime | None:
    """The time an option names, or None when it was left out."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(
            [Problem("--clock", f'found "{text}"; allowed: an ISO time such as 2026-11-22T09:00:00Z.')]
        ) from None


def show_json(value: Any) -> None:
    """Print a result as JSON, Chinese as it is written."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))


def _plain(value: Any) -> Any:
    as_dict: Callable[[], Any] | None = getattr(value, "as_dict", None)
    return as_dict() if as_dict else str(value)


def show_none(items: Sequence[Any], sentence: str) -> None:
    """Say that a list is empty, if it is."""
    if not items:
        print(sentence)
