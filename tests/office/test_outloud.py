"""The sample's PDF before a second checker of PDF/UA, one that also asks what a person would hear."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_error_is_reported(sample_checked: Path, tmp_path: Path, language: str) -> None:
    tool = Path(sys.prefix) / "checkers" / "bin" / "outloud"
    if not tool.exists():
        pytest.fail("outloud is missing: scripts/setup.sh office")
    told = tmp_path / "told.json"
    command = [
        str(tool),
        "--fail-on",
        "error",
        "--json",
        str(told),
        str(sample_checked / "out" / "latest" / f"report.{language}.pdf"),
    ]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    seen = json.loads(told.read_text("utf-8"))["results"][0]
    assert seen["verdict"] != "unreadable" and seen["counts"]["error"] == 0
