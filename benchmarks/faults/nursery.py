"""Many runs of the command line from one process that has everything loaded: each is a fork in a group of its own.

It is for tests, where starting Python two hundred times takes longer than what is tried.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.faults.stages import Start


@contextmanager
def nursery() -> Iterator[Start]:
    """What `stages.started` does, by forks."""
    with subprocess.Popen(
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        asked, answered = process.stdin, process.stdout

        def start(folder: Path, words: Sequence[str], dies: int | None, moment: float | None) -> tuple[int, str]:
            print(json.dumps([str(folder), list(words), dies, moment]), file=asked, flush=True)
            code, said = json.loads(answered.readline())
            return int(code), str(said)

        yield start
        asked.close()


def main() -> None:
    """Fork for each line on stdin, and say what became of it."""
    import assess.checkup.result
    import assess.collect.database
    import assess.collect.run
    import assess.diagnose.run
    import assess.report.files
    import assess.treat.run  # noqa: F401 - loaded once for all

    for line in sys.stdin:
        folder, words, dies, moment = json.loads(line)
        with tempfile.TemporaryFile() as said:
            child = os.fork()
            if not child:
                _live(folder, words, dies, said.fileno())
            code = _wait(child, moment)
            said.seek(0)
            print(json.dumps([code, said.read().decode(errors="replace")]), flush=True)


def _live(folder: str, words: list[str], dies: int | None, said: int) -> None:
    from assess.cli import main as assess
    from benchmarks.faults import die

    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for at, to in ((nothing, 0), (nothing, 1), (said, 2)):
        os.dup2(at, to)
    sys.argv = ["die", folder, str(dies), *words] if dies is not None else ["assess", *words]
    code = 0
    try:
        (die.main if dies is not None else assess)()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        sys.stderr.flush()
        os._exit(code)


def _wait(child: int, moment: float | None) -> int:
    at = os.pidfd_open(child)
    try:
        if not select.select([at], [], [], 600 if moment is None else moment)[0]:
            try:
                os.killpg(child, signal.SIGKILL)
            except ProcessLookupError:  # it has no group yet
                os.kill(child, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    finally:
        os.close(at)


if __name__ == "__main__":
    main()
