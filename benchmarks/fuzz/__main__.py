"""All readers in turn for some minutes; every input that ended in anything but a result or a refusal is kept."""

from __future__ import annotations

import argparse
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import FrameType

from benchmarks.fuzz.mutate import mutated
from benchmarks.fuzz.readers import READERS, outcome

SECONDS = 30.0  # of the processor's time for one input
MEMORY = 8 << 30


class TooSlow(BaseException):
    """One input took too long."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow


def main() -> int:
    """1 where something was found; a line a finding, the inputs in `--keep`."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="", help="names of readers with commas between")
    asked.add_argument("--keep", type=Path, default=Path("fuzz-found"))
    given = asked.parse_args()
    readers = {name: READERS[name] for name in given.only.split(",")} if given.only else READERS
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGVTALRM, _stop)
    tried, refused, found = dict.fromkeys(readers, 0), dict.fromkeys(readers, 0), {}
    valid = {name: reader.files() for name, reader in readers.items()}
    end, number = time.monotonic() + given.minutes * 60, 0
    while time.monotonic() < end:
        number += 1
        name = list(readers)[number % len(readers)]
        random = Random(f"{given.seed}/{name}/{number}")
        file = random.choice(sorted(valid[name]))
        data = mutated(valid[name][file], file, random)
        with TemporaryDirectory() as folder:
            path = Path(folder) / file
            path.write_bytes(data)
            try:
                signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
                refused[name] += outcome(readers[name], path) != "read"
            except (Exception, TooSlow, MemoryError) as error:  # noqa: BLE001 - what is looked for
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
                frames = traceback.extract_tb(error.__traceback__)
                ours = [frame for frame in frames if "/assess/" in frame.filename] or list(frames)
                mark = f"{name}: {type(error).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"
                if mark not in found:
                    given.keep.mkdir(exist_ok=True)
                    (given.keep / f"{number}-{file}").write_bytes(data)
                    print(f"{mark}  {str(error)[:150]!r}  input {number}", flush=True)
                found[mark] = found.get(mark, 0) + 1
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        tried[name] += 1
    for name in readers:
        print(f"{name}: {tried[name]:,} tried, {refused[name]:,} refused", file=sys.stderr)
    print(f"{sum(tried.values()):,} inputs, {len(found)} kinds of failure: {found}", file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
