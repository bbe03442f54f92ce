"""`streamlit run app.py`, as a hosted Streamlit does it: strangers may answer, and nobody is an owner."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from assess.store.starter import write_starter
from assess.ui import hosted as alone
from benchmarks.server.house import free_port
from benchmarks.server.visitor import Visit, cookies_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address, and the folder in which the machine keeps what is for a time."""
    root, port = tmp_path_factory.mktemp("hosted"), free_port()
    with (root / "said").open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
            cwd=ROOT, stdout=said, stderr=said, env={"PATH": "/usr/bin:/bin", "HOME": str(root), "TMPDIR": str(root)},
        )  # fmt: skip
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=5).close()
                    break
                except OSError:
                    assert process.poll() is None, (root / "said").read_text()
                    time.sleep(0.1)
            yield f"http://localhost:{port}", root
        finally:
            process.kill()
            process.wait(30)


def test_a_stranger_joins_answers_and_is_kept(hosted: tuple[str, Path]) -> None:
    url, root = hosted
    with Visit(url, cookies_of(url)) as visit:
        visit.open("lang=en")
        visit.choose(0, 1)
        visit.press("Begin")
        visit.choose(0, 3)
        assert "Kept." in visit.text()
    assert list(root.glob("assess-self-assessment-*/answers.db"))


@pytest.mark.parametrize("page", ["", "findings", "answers", "workshop", "checkup", "home"])
def test_no_folder_of_the_machine_opens(hosted: tuple[str, Path], tmp_path: Path, page: str) -> None:
    url, _ = hosted
    write_starter(tmp_path, "云岭乳业", "Yunling Dairy")
    with Visit(url, cookies_of(url)) as visit:
        visit.open(f"lang=en&folder={tmp_path}", page)
        assert "How does your company handle its data?" in visit.text()
        assert "Yunling" not in visit.text() and set(visit.pages) == {""}


def test_no_other_machine_is_asked_or_told_anything(hosted: tuple[str, Path]) -> None:
    said = (hosted[1] / "said").read_text()
    assert "usage statistics" not in said and "external IP" not in said and "External URL" not in said


def test_a_folder_that_somebody_else_laid_out_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone.tempfile, "tempdir", str(tmp_path))
    first = alone._own_folder()
    assert first == alone._own_folder() and first.stat().st_mode & 0o077 == 0
    first.chmod(0o777)
    assert alone._own_folder() != first
    first.rename(tmp_path / "theirs")
    first.symlink_to(tmp_path / "theirs")
    assert alone._own_folder() not in (first, tmp_path / "theirs")
