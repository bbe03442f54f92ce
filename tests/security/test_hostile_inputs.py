"""Hostile and broken inputs given to the real commands: each is refused in a sentence or harmless, within limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from children import Ended, run
from hostile_files import CANARY, CASES, Case


def laid(case: Case, home: Path) -> Path:
    """The folder of the case; the canary lies beside it."""
    folder = home / "work"
    folder.mkdir()
    (home / "canary.txt").write_text(f"table,column,type\n{CANARY},{CANARY},int\n")
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        made = content() if callable(content) else content
        path.write_bytes(made.encode("utf-8", "surrogatepass") if isinstance(made, str) else made)
    for name, target in case.links.items():
        (folder / name).symlink_to(target)
    return folder


def harmless(ended: Ended, folder: Path) -> None:
    """Nothing was fetched, written elsewhere, started, broken or given away."""
    assert ended.misdeeds == ()
    assert "Traceback" not in ended.err and "Internal error" not in ended.err, ended.err[-2000:]
    assert "nanobind" not in ended.err and "terminate called" not in ended.err, "a thread was left inside an engine"
    assert CANARY not in ended.out + ended.err
    assert not list(folder.parent.rglob("hacked*"))
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            assert CANARY.encode() not in path.read_bytes(), path


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_hostile_input_is_refused_or_harmless(case: Case, tmp_path: Path) -> None:
    folder = laid(case, tmp_path)
    ended = run(case.arguments, folder)
    harmless(ended, folder)
    assert ended.code == case.code, ended.err[-2000:] + ended.out[-500:]
    assert case.says in ended.err + ended.out
    if ended.code == 2:
        assert 0 < len(ended.err.strip().splitlines()) <= 12 and len(ended.err) < 5_000
    assert "hunter2" not in ended.out + ended.err


def test_the_corpus_has_fifty_inputs_and_more() -> None:
    assert len(CASES) >= 50 and len({case.name for case in CASES}) == len(CASES)


def test_the_watch_sees_what_it_is_there_to_see(tmp_path: Path) -> None:
    import subprocess
    import sys

    from children import WATCH

    log, home = tmp_path / "log", tmp_path / "home"
    home.mkdir()
    deeds = (
        "import socket, subprocess\n"
        "s = socket.socket()\ns.settimeout(1)\n"
        "try: s.connect(('127.0.0.1', 9))\nexcept OSError: pass\n"
        f"open({str(tmp_path / 'out.txt')!r}, 'w').close()\n"
        f"open({str(home / 'in.txt')!r}, 'w').close()\n"
        "subprocess.run(['true'])\n"
    )
    watched = {
        "PYTHONPATH": str(WATCH),
        "ASSESS_WATCH": str(log),
        "ASSESS_WATCH_HOME": str(home),
        "PATH": "/usr/bin:/bin",
    }
    subprocess.run([sys.executable, "-c", deeds], env=watched, check=True)
    seen = log.read_text()
    assert "network: socket.connect ('127.0.0.1', 9)" in seen
    assert f"written: {tmp_path / 'out.txt'}" in seen and "in.txt" not in seen
    assert "program: true" in seen
