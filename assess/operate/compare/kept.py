"""A run as it lies on disk: its result, and the files beside it that tell tables and questions again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from assess.model.errors import BadInput, Problem, nearest
from assess.model.result import Result
from assess.store.copies_file import CopiesFile
from assess.store.lineage_file import LineageFile
from assess.store.metrics_file import read_metrics
from assess.store.run_names import COPIES, LINEAGE, METRICS
from assess.store.runs import RESULT, load_result
from assess.store.tables_file import read_items, read_tables


@dataclass(frozen=True)
class KeptRun:
    """`folder` is the run's; files that it does not have are None."""

    result: Result
    folder: Path

    @cached_property
    def tables(self) -> pd.DataFrame | None:
        return read_tables(self.folder)

    @cached_property
    def items(self) -> dict[str, Any] | None:
        return read_items(self.folder)

    @cached_property
    def copies(self) -> pd.DataFrame | None:
        path = self.folder / COPIES
        return CopiesFile(path).index if path.is_file() else None

    @cached_property
    def lineage(self) -> pd.DataFrame | None:
        path = self.folder / LINEAGE
        return LineageFile(path).index if path.is_file() else None

    @cached_property
    def metrics(self) -> dict[str, Any] | None:
        path = self.folder / METRICS
        return read_metrics(path) if path.is_file() else None


def kept_runs(folder: Path) -> list[KeptRun]:
    """The check-ups of an engagement, the oldest first; those of another version of assess are passed over."""
    found = []
    for path in sorted((folder / "out").glob(f"[!.]*/{RESULT}")):
        if path.parent.name == "latest" or path.parent.is_symlink():
            continue
        try:
            found.append(open_run(str(path)))
        except BadInput:
            continue
    return sorted(found, key=lambda run: (run.result.run.clock, run.result.run.id))


def open_run(named: str, engagement: Path | None = None) -> KeptRun:
    """The run meant: a result.json, a run's folder, an engagement (its latest run), or a run's id in `engagement`.

    BadInput names the runs there are.
    """
    path = Path(named)
    if engagement is not None and not path.exists():
        out = engagement / "out"
        path = out / named
        if not (path / RESULT).is_file():
            runs = sorted(p.parent.name for p in out.glob(f"[!.]*/{RESULT}"))
            raise BadInput([Problem(named, f"is no run of {engagement}.{nearest(named, runs)}")])
    result = load_result(path)
    if path.is_file():
        return KeptRun(result, path.parent)
    folder = path if (path / RESULT).is_file() else (path / "out" / "latest").resolve()
    return KeptRun(result, folder)
