"""Two real check-ups of the sample company, three months apart."""

from __future__ import annotations

import shutil

import pytest
from second_checkup import LATER, Twice, three_months_on

from assess.checkup import collect_stage, diagnose_stage
from assess.demo.build import build_demo


@pytest.fixture(scope="session")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Twice:
    """One engagement with both runs, and a copy of it from before the second; nobody writes into either."""
    folder = tmp_path_factory.mktemp("twice") / "company"
    build_demo(folder)
    collect_stage(folder)
    first = diagnose_stage(folder).run.id
    before = folder.parent / "before"
    shutil.copytree(folder, before, symlinks=True)
    three_months_on(folder)
    collect_stage(folder, LATER)
    return Twice(folder, first, diagnose_stage(folder, LATER).run.id, before)
