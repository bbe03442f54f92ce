"""A bar on the terminal for work that takes longer than two seconds; plain lines where there is no terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from assess.model.progress import Progress, Step

PATIENCE = 2.0
WIDTH = 24


@contextmanager
def progress_bar(stream: TextIO, patience: float = PATIENCE) -> Iterator[Progress]:
    """A Progress that draws on `stream` once `patience` seconds have passed, and leaves no trace on a terminal."""
    started = time.monotonic()
    live = stream.isatty()
    shown = ""
    drawn = False

    def draw(step: Step) -> None:
        nonlocal shown, drawn
        if time.monotonic() - started < patience:
            return
        done = WIDTH * step.done // max(step.total, 1)
        line = f"{step.stage:9} [{'#' * done}{'.' * (WIDTH - done)}] {step.done}/{step.total} {step.label}"
        if live:
            stream.write(f"\r\x1b[2K{line[:100]}")
            stream.flush()
            drawn = True
        elif step.stage != shown:
            shown = step.stage
            stream.write(f"{step.stage} ...\n")

    try:
        yield draw
    finally:
        if drawn:
            stream.write("\r\x1b[2K")
            stream.flush()
