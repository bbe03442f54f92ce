"""The sample's PDF before a second checker of PDF/UA, one that also asks what a person would hear."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assess.checkup import Run, check_up
from assess.demo.build import build_demo


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("heard") / "d"
    build_demo(folder)
    return check_up(folder, formats=("pdf",))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_error_is_reported(run: Run, tmp_path: Path, language: str) -> None:
    tool = Path(sys.prefix) / "checkers" / "bin" / "outloud"
    if not tool.exists():
        pytest.fail("outloud is missing: scripts/setup.sh office")
    told = tmp_path / "told.json"
    command = [str(tool), "--fail-on", "error", "--json", str(told), str(run.folder / f"report.{language}.pdf")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    seen = json.loads(told.read_text("utf-8"))["results"][0]
    assert seen["verdict"] != "unreadable" and seen["counts"]["error"] == 0
