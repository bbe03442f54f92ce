"""Lineage for other programs: GraphML, OpenLineage and CSV, written from the evidence of an engagement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assess.model.errors import BadInput, Problem, nearest
from assess.model.evidence import Evidence
from assess.store.whole_files import told_why, write_whole


@dataclass(frozen=True, slots=True)
class Export:
    """Files by name ("" for the path asked for itself), what they hold, and sentences on what has no place in them."""

    files: dict[str, bytes]
    counts: dict[str, int]
    left_out: tuple[str, ...] = ()


def export_lineage(evidence: Evidence, form: str, out: Path, clock: datetime) -> tuple[Export, list[Path]]:
    """Write the lineage to `out`, whole or not at all; `clock` is the time its events bear."""
    if form not in FORMS:
        raise BadInput([Problem("--format", f'found "{form}", which is none of {", ".join(FORMS)}.'
                                f"{nearest(form, list(FORMS))}")])  # fmt: skip
    if evidence.edges.empty:
        raise BadInput([Problem("evidence.duckdb", "holds no dependency between tables; there is nothing to export.")])
    made = FORMS[form](evidence, clock)
    folder = "" not in made.files
    if out.exists() and out.is_dir() != folder:
        what = "is a file; name a folder for csv." if folder else f"is a folder; name a file for {form}."
        raise BadInput([Problem("--out", f"{out} {what}")])
    return made, _written(made, out)


def _written(made: Export, out: Path) -> list[Path]:
    targets = {(out / name if name else out): content for name, content in made.files.items()}
    drafts: list[tuple[Path, Path]] = []
    try:
        for target, content in targets.items():
            with told_why(target):
                target.parent.mkdir(parents=True, exist_ok=True)
            drafts.append((write_whole(target.with_name(f".{target.name}.draft"), content), target))
        for draft, target in drafts:
            draft.replace(target)
    finally:
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)
    return list(targets)


def _graphml(evidence: Evidence, clock: datetime) -> Export:
    from assess.report.lineage.export.graphml import graphml

    return graphml(evidence)


def _openlineage(evidence: Evidence, clock: datetime) -> Export:
    from assess.report.lineage.export.openlineage import openlineage

    return openlineage(evidence, clock)


def _csv(evidence: Evidence, clock: datetime) -> Export:
    from assess.report.lineage.export.csv_files import csv_files

    return csv_files(evidence)


FORMS: dict[str, Callable[[Evidence, datetime], Export]] = {
    "graphml": _graphml,
    "openlineage": _openlineage,
    "csv": _csv,
}
