"""What a command for questionnaires is told of those asked: how many there are, levels aimed at, what went out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assess.model.errors import BadInput, Problem, nearest

if TYPE_CHECKING:
    from assess.diagnose.maturity.privacy.release import ReleaseLog
    from assess.model.bank import Bank
    from assess.model.engagement import Survey

Population = Annotated[
    list[str] | None, typer.Option("--population", help="LEVEL=N, how many people a level has in all; may be repeated.")
]
Target = Annotated[
    list[str] | None, typer.Option("--target", help="DIMENSION=LEVEL, the level 1 to 5 aimed at; may be repeated.")
]
Executives = Annotated[
    str,
    typer.Option(
        "--executives",
        help="One to four of them: hide, merge (with middle management) or show (all agreed in writing).",
    ),
]
Log = Annotated[
    Path | None,
    typer.Option("--log", help="File that remembers what was shown, so that no two outputs tell on anybody."),
]
WAYS = ("hide", "merge", "show")


@dataclass(frozen=True)
class Asked:
    """What was said of those asked, as the arguments of `score_json`."""

    population: dict[str, int]
    targets: dict[str, float]
    executives: str

    @property
    def told(self) -> dict[str, Any]:
        return {"population": self.population, "targets": self.targets, "executives": self.executives}


def asked_of(
    bank: Bank, population: Sequence[str] | None, target: Sequence[str] | None, executives: str, survey: Survey | None
) -> Asked:
    """The options, over what the engagement says; every fault of theirs is told at once."""
    from assess.diagnose.maturity.asked import check_targets
    from assess.model.bank import LEVELS

    problems: list[Problem] = []
    people = dict(_pairs("--population", population, "frontline=240", problems))
    aims = dict(_pairs("--target", target, "D1=4", problems))
    for level, n in people.items():
        if level not in LEVELS:
            problems.append(Problem("--population", f'"{level}" is not a level.{nearest(level, LEVELS)}'))
        elif n < 1 or n != int(n):
            problems.append(Problem("--population", f"{level} needs a whole number of people from 1 on, found {n:g}."))
    problems += [
        Problem("--target", f"{name} needs a level from 1 to 5, found {aim:g}.")
        for name, aim in aims.items()
        if not 1 <= aim <= 5
    ]
    if executives and executives not in WAYS:
        problems.append(Problem("--executives", f'found "{executives}".{nearest(executives, WAYS)}'))
    if problems:
        raise BadInput(problems)
    check_targets("--target", aims, bank, items=True)
    if survey is not None:
        check_targets("engagement.yaml: survey.targets", survey.targets, bank)
        people = {**{str(level): float(n) for level, n in survey.population.items()}, **people}
        aims, executives = {**survey.targets, **aims}, executives or survey.executives
    return Asked({level: int(n) for level, n in people.items()}, aims, executives)


@contextmanager
def releases_in(log: Path | None, folder: Path | None) -> Iterator[ReleaseLog]:
    """The engagement's log, the one in the file, or a new one that is forgotten; kept where the block ends well."""
    from assess.diagnose.maturity.privacy.release import ReleaseLog
    from assess.diagnose.maturity.releases import kept_releases

    if log is not None and (folder is not None or log.is_dir()):
        what = "an engagement keeps its own in answers.db" if folder else f"{log} is a folder; name a file"
        raise BadInput([Problem("--log", f"{what}.")])
    if log is None and folder is None:
        yield ReleaseLog()
        return
    with kept_releases(folder or log or Path()) as kept:
        yield kept


def _pairs(
    option: str, given: Sequence[str] | None, example: str, problems: list[Problem]
) -> Iterator[tuple[str, float]]:
    seen: set[str] = set()
    for one in given or ():
        name, _, number = one.partition("=")
        try:
            value = float(number)
        except ValueError:
            problems.append(Problem(option, f'found "{one}"; expected a name and a number such as {example}.'))
            continue
        if name in seen:
            problems.append(Problem(option, f'"{name}" is given twice.'))
        seen.add(name)
        yield name, value
