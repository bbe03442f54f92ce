"""`assess cases`: find the cases in the runs that are there, keep them, list all ever kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assess.model.errors import BadInput
from assess.model.result import Result
from assess.operate.cases.find import all_cases
from assess.operate.cases.points import RULE, ranked
from assess.operate.cases.solved import open_findings
from assess.store.cases import CasesStore
from assess.store.engagement_file import load_engagement
from assess.store.outbox import FILE, place_of
from assess.store.runs import RESULT, load_result


def cases_json(folder: Path) -> dict[str, Any]:
    """{"rule": {zh, en}, "cases": [...]}: see `points.ranked`; a case stays when its runs are deleted."""
    newest, outbox = load_result(folder), load_engagement(folder).notify.outbox
    register_cases(folder, outbox)
    with CasesStore(place_of(folder / FILE, outbox)) as store:
        kept = store.cases()
    return {"rule": RULE, "cases": ranked(kept, {finding.key for finding in open_findings(newest)})}


def register_cases(folder: Path, outbox: str) -> int:
    """Keep the cases of the check-ups that are there; returns how many were new. `outbox` as in the engagement."""
    with CasesStore(place_of(folder / FILE, outbox)) as store:
        return store.register(all_cases(history(folder)))


def history(folder: Path) -> list[Result]:
    """The check-ups kept under `out/`, by their time; those of another version of assess are passed over."""
    found = []
    for run in sorted((folder / "out").glob(f"[!.]*/{RESULT}")):
        if run.parent.name == "latest" or run.parent.is_symlink():
            continue
        try:
            found.append(load_result(run))
        except BadInput:
            continue
    return sorted(found, key=lambda result: (result.run.clock, result.run.id))
