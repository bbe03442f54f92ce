"""Two real check-ups of the sample company, three months apart."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from second_checkup import LATER, Twice, three_months_on

from assess.checkup import collect_stage, diagnose_stage
from assess.store.runs import load_result


@pytest.fixture(scope="session")
def twice(sample_checked: Path, made_once: Callable[[str, Callable[[Path], object]], Path]) -> Twice:
    """One engagement with both runs, and a copy of it from before the second; nobody writes into either."""

    def make(folder: Path) -> None:
        shutil.copytree(sample_checked, folder, symlinks=True)
        three_months_on(folder)
        collect_stage(folder, LATER)
        diagnose_stage(folder, LATER)

    folder = made_once("sample-twice", make)
    return Twice(folder, load_result(sample_checked).run.id, load_result(folder).run.id, sample_checked)
