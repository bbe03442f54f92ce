"""The check-up in a process of its own: JSON lines on stdout say how far it is, the last one how it ended.

A process and not a thread, so that the screens stay quick and the memory of the PDF writer is given back.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from assess.model.errors import AssessError, BadInput
from assess.model.progress import Step


def main() -> None:
    """`python -m assess.ui.worker FOLDER`."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not be taken for progress
    _run(Path(sys.argv[1]), out)


def _run(folder: Path, out: TextIO) -> None:
    from assess.checkup import check_up

    def tell(**fields: Any) -> None:
        out.write(json.dumps(fields) + "\n")
        out.flush()

    def progress(step: Step) -> None:
        tell(stage=step.stage, label=step.label, done=step.done, total=step.total)

    try:
        finished = check_up(folder, progress=progress)
        tell(run=finished.result.run.id)
    except BadInput as error:
        tell(problems=[{"where": problem.where, "what": problem.what} for problem in error.problems])
    except AssessError as error:
        tell(problems=[{"where": str(folder), "what": str(error)}])
    except Exception as error:  # noqa: BLE001 - whoever waits at the screen must hear that it ended, and how
        tell(problems=[{"where": "assess", "what": f"internal error: {type(error).__name__}: {error}"}])


if __name__ == "__main__":
    main()
