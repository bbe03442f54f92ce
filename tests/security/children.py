"""The real command in a process of its own: short of memory and time, with no network, and watched."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

WATCH = Path(__file__).parent / "watch"
ROOT = Path(__file__).resolve().parents[2]
MEMORY = 8 << 30  # of addresses; what is really used is about a tenth of it
SECONDS = 120  # of the processor


@dataclass(frozen=True)
class Ended:
    """How it ended: `code`, what it said, and what it did that it must not do."""

    code: int
    out: str
    err: str
    misdeeds: tuple[str, ...]


def run(
    arguments: Sequence[str], folder: Path, *, more: Mapping[str, str] | None = None, memory: int = MEMORY
) -> Ended:
    """`assess` with these arguments in `folder`, below which it may write, and nowhere else.

    `memory` are the addresses it may have; what draws charts sets aside many more than it uses.
    """
    home = folder.parent
    log = home / "watched.log"
    log.write_text("")
    for name in ("home", "temp"):
        (home / name).mkdir(exist_ok=True)
    environment = {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(home / "home"), "TMPDIR": str(home / "temp"),
        "PYTHONPATH": f"{WATCH}{os.pathsep}{ROOT}", "ASSESS_WATCH": str(log), "ASSESS_WATCH_HOME": str(home.resolve()),
        "PYTHONDONTWRITEBYTECODE": "1", **(more or {}),
    }  # fmt: skip

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    done = subprocess.run(
        [sys.executable, "-m", "assess", *arguments], cwd=folder, env=environment, preexec_fn=limited,
        capture_output=True, text=True, errors="replace", timeout=600,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr, tuple(log.read_text().splitlines()))
