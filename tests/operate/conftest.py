"""Two real check-ups of the sample company, three months apart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from second_checkup import LATER, Twice, three_months_on

from assess.checkup import collect_stage, diagnose_stage
from assess.store.runs import load_result


@pytest.fixture(scope="session")
def twice(sample_checked: Path, tmp_path_factory: pytest.TempPathFactory) -> Twice:
    """One engagement with both runs, and a copy of it from before the second; nobody writes into either."""
    folder = tmp_path_factory.mktemp("twice") / "company"
    shutil.copytree(sample_checked, folder, symlinks=True)
    three_months_on(folder)
    collect_stage(folder, LATER)
    first, second = load_result(sample_checked).run.id, diagnose_stage(folder, LATER).run.id
    return Twice(folder, first, second, sample_checked)
