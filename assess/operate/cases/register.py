"""`assess cases`: find the cases in the runs that are there, keep them, list all ever kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assess.operate.cases.find import all_cases
from assess.operate.cases.points import RULE, ranked
from assess.operate.cases.solved import open_findings
from assess.operate.compare.kept import kept_runs
from assess.operate.compare.things import renamed_between
from assess.store.cases import CasesStore
from assess.store.engagement_file import load_engagement
from assess.store.outbox import outbox_of
from assess.store.runs import load_result


def cases_json(folder: Path) -> dict[str, Any]:
    """{"rule": {zh, en}, "cases": [...]}: see `points.ranked`; a case stays when its runs are deleted."""
    newest, outbox = load_result(folder), load_engagement(folder).notify.outbox
    register_cases(folder, outbox)
    with CasesStore(outbox_of(folder, outbox)) as store:
        kept = store.cases()
    return {"rule": RULE, "cases": ranked(kept, {finding.key for finding in open_findings(newest)})}


def register_cases(folder: Path, outbox: str) -> int:
    """Keep the cases of the check-ups that are there; returns how many were new. `outbox` as in the engagement."""
    runs = {run.result.run.id: run for run in kept_runs(folder)}
    made = all_cases([run.result for run in runs.values()], lambda old, new: renamed_between(runs[old], runs[new]))
    with CasesStore(outbox_of(folder, outbox)) as store:
        return store.register(made)
