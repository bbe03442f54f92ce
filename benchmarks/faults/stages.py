"""The stages that are killed, each from the state in which it begins, and what a stage that is left alone leaves."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.company import CLOCK, LATER, build, change, run_on
from benchmarks.faults.seen import Seen, answers, broken, litter, look
from benchmarks.faults.sink import Taken

FORMATS = ("--formats", "html,xlsx", "--lang", "en")


@dataclass(frozen=True)
class Stage:
    """`command` with `{}` for the folder; it begins where the stages in `after` have been."""

    name: str
    command: tuple[str, ...]
    after: tuple[str, ...] = ()


STAGES = {
    stage.name: stage
    for stage in (
        Stage("collect", ("collect", "{}", "--clock", LATER)),
        Stage("diagnose", ("diagnose", "{}", "--clock", LATER), ("collect",)),
        Stage("report", ("report", "{}", *FORMATS), ("collect", "diagnose")),
        Stage("run", ("run", "{}", "--clock", LATER, *FORMATS)),
        Stage("unify", ("unify", "{}", "G0001"), ("collect", "diagnose", "report")),
        Stage("gate", ("gate", "{}", "--write-baseline", "--clock", LATER), ("collect", "diagnose", "report")),
        Stage("notify", ("notify", "{}", "--wait", "20"), ("collect", "diagnose", "report")),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Undisturbed:
    """What a stage does when nothing happens to it: seconds, changes of the folder, the states it leaves on the way."""

    begin: Path
    seconds: float
    changes: int
    states: tuple[Seen, ...]

    @property
    def end(self) -> Seen:
        return self.states[-1]


Start = Callable[[Path, Sequence[str], int | None, float | None], tuple[int, str]]


@dataclass(frozen=True)
class Kill:
    """What came of one: `how` it was killed, and what is wrong, which is nothing where all holds."""

    stage: str
    how: str
    hit: bool
    wrong: tuple[str, ...]


def filled(words: Sequence[str], folder: Path) -> list[str]:
    """The words of a command for `folder`."""
    return [word.replace("{}", str(folder)) for word in words]


def started(folder: Path, words: Sequence[str], dies: int | None, moment: float | None) -> tuple[int, str]:
    """Run `assess WORDS` as a group of processes and kill the group after `moment` seconds, or let it die before change
    `dies` (0 only counts them); the exit code and what was said on stderr."""
    line = [sys.executable, "-m", "assess"]
    if dies is not None:
        line = [sys.executable, "-m", "benchmarks.faults.die", str(folder), str(dies)]
    process = subprocess.Popen(
        [*line, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
        start_new_session=True, text=True,
    )  # fmt: skip
    try:
        _, said = process.communicate(timeout=600 if moment is None else moment)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        _, said = process.communicate()
    return process.returncode, said


class Field:
    """The states of one company, by the stages that were run, kept in `place`."""

    def __init__(self, place: Path, postgres: str, taken: Taken, start: Start | None = None) -> None:
        self.place, self.postgres, self.taken, self._start = place, postgres, taken, start or started
        place.mkdir(parents=True, exist_ok=True)
        self._begun: dict[tuple[str, ...], Path] = {}
        self._undisturbed: dict[str, Undisturbed] = {}

    def built(self) -> Path:
        """The company before its first check-up."""
        return build(self.place / "built", self.postgres, self.taken.url)

    def begin(self, after: tuple[str, ...] = ()) -> Path:
        """The folder as it is after these stages of the second check-up; one check-up was made before."""
        if after not in self._begun:
            folder = self.place / "-".join(("begin", *after))
            if after:
                _copy(self.begin(after[:-1]), folder)
                self._forget_reads()
                self._alive(STAGES[after[-1]].command, folder)
            else:
                build(folder, self.postgres, self.taken.url)
                self._alive(("run", "{}", "--clock", CLOCK, *FORMATS), folder)
                change(folder)
            self._begun[after] = folder
        return self._begun[after]

    def undisturbed(self, name: str) -> Undisturbed:
        """The stage left alone."""
        if name not in self._undisturbed:
            stage = STAGES[name]
            begin, folder = self.begin(stage.after), self.place / f"alone-{name}"
            states = [look(begin)]
            if name == "run":
                states += [look(self.begin(part)) for part in (("collect",), ("collect", "diagnose"))]
            _copy(begin, folder)
            self._forget_reads()
            began = time.monotonic()
            said = self._alive(stage.command, folder, counted=True)
            seconds = time.monotonic() - began
            changes = int(said.strip().splitlines()[-1])
            self._undisturbed[name] = Undisturbed(begin, seconds, changes, (*states, look(folder)))
            if left := litter(folder):
                raise SystemExit(f"{name} leaves {left}")
            shutil.rmtree(folder)
        return self._undisturbed[name]

    def kill(self, name: str, dice: random.Random) -> Kill:
        """Kill the stage once at random, look, run it again to its end, and look again."""
        alone, folder = self.undisturbed(name), self.place / f"killed-{name}"
        _copy(alone.begin, folder)
        self._forget_reads()
        kept = answers(folder)
        before = self.taken.keys.copy()
        by_change = dice.random() < 0.5
        which, moment = 1 + dice.randrange(max(1, alone.changes)), dice.uniform(0, alone.seconds)
        how = f"before change {which} of {alone.changes}" if by_change else f"at {moment:.2f} s of {alone.seconds:.2f}"
        words = filled(STAGES[name].command, folder)
        code, _ = self._start(folder, words, which if by_change else None, None if by_change else moment)
        wrong = [*self._after_the_kill(folder, alone, kept)]
        self._alive(STAGES[name].command, folder)
        wrong += self._at_the_end(name, folder, alone, kept, before, code == -signal.SIGKILL)
        shutil.rmtree(folder)
        return Kill(name, how, code == -signal.SIGKILL, tuple(wrong))

    def _after_the_kill(self, folder: Path, alone: Undisturbed, kept: int) -> list[str]:
        try:
            seen = look(folder)
        except Exception as error:  # noqa: BLE001 - whatever is not whole is what is looked for
            return [f"not whole: {type(error).__name__}: {error}"]
        wrong = broken(folder)
        if seen.evidence not in {state.evidence for state in alone.states}:
            wrong.append("evidence is neither the old nor the new")
        if (seen.runs, seen.latest) not in {(state.runs, state.latest) for state in alone.states}:
            between = [state for state in alone.states if state.runs == seen.runs]
            if not (between and seen.latest in {state.latest for state in alone.states}):
                wrong.append(f"runs are neither the old nor the new: {_unlike(seen, alone)}")
        if seen.baseline not in {state.baseline for state in alone.states}:
            wrong.append("the gate's baseline is neither the old nor the new")
        if answers(folder) != kept:
            wrong.append("answers were lost or doubled")
        return wrong

    def _at_the_end(
        self, name: str, folder: Path, alone: Undisturbed, kept: int, before: dict[str, int], hit: bool
    ) -> list[str]:
        seen = look(folder)
        wrong = broken(folder) + [f"left behind: {name}" for name in litter(folder)]
        if seen != alone.end:
            wrong.append(f"the end is not that of an undisturbed run: {_unlike(seen, alone)}")
        if answers(folder) != kept:
            wrong.append("answers were lost or doubled in the end")
        if name == "notify":
            taken = {key: n - before.get(key, 0) for key, n in self.taken.keys.items() if n > before.get(key, 0)}
            if not taken:
                wrong.append("no notice arrived")
            if sum(taken.values()) - len(taken) > int(hit):
                wrong.append(f"notices doubled: {taken}")
            code, _ = self._start(folder, filled(STAGES[name].command, folder), None, None)
            again = {key: n - before.get(key, 0) for key, n in self.taken.keys.items() if n > before.get(key, 0)}
            if code or again != taken:
                wrong.append("a notice came again")
        return wrong

    def _alive(self, words: Sequence[str], folder: Path, counted: bool = False) -> str:
        code, said = self._start(folder, filled(words, folder), 0 if counted else None, None)
        if code not in (0, 1) or "Traceback" in said:
            raise RuntimeError(f"{' '.join(filled(words, folder))}: {code}\n{said}")
        return said

    def _forget_reads(self) -> None:
        """As if nobody had read the warehouse: a company tried before left traces in the server's counters."""
        if self.postgres:
            run_on(self.postgres, "SELECT pg_stat_reset()")


def _unlike(seen: Seen, alone: Undisturbed) -> str:
    end = dict(alone.end.runs)
    names = [name for name, digest in seen.runs if end.get(name) != digest] + sorted(end.keys() - dict(seen.runs))
    same = "same" if seen.evidence == alone.end.evidence else "another"
    return f"{names[:6]}, latest {seen.latest}, {same} evidence"


def _copy(old: Path, new: Path) -> None:
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(old, new, symlinks=True)
