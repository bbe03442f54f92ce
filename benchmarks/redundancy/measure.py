"""Runs a piece of work in a process of its own and says how long it took and how much memory it held at most."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Measured:
    """`seconds` by the wall, `cpu` of all threads, `megabytes` resident at the peak, and what the work gave."""

    seconds: float
    cpu: float
    megabytes: float
    result: Any


def measured(work: Callable[..., Any], *given: Any) -> Measured:
    """`work(*given)` in a fresh process; the work returns (started, result), started from `now()` after preparation."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, work, given))
    process.start()
    theirs.close()
    try:
        return Measured(*ours.recv())
    finally:
        process.join()


def now() -> tuple[float, float]:
    """Wall and processor seconds."""
    return time.perf_counter(), time.process_time()


def _run(pipe: Any, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    (wall, cpu), result = work(*given)
    seconds = time.perf_counter() - wall
    spent = time.process_time() - cpu
    pipe.send((seconds, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, result))
