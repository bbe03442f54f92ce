"""What a gap between levels would have to be to be seen at all, with as many people as answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from assess.diagnose.maturity.gaps import FEWEST_FOR_A_CLAIM
from assess.diagnose.maturity.groups import Answers
from assess.diagnose.maturity.intervals import power, visible
from assess.model.bank import LEVELS

SPREAD = 1.0  # answers to one question of 1 to 5 usually spread by about one level


@dataclass(frozen=True, slots=True)
class Power:
    """Two levels: the chance to see a gap of one level, and the smallest gap seen four times in five.

    Both before Holm's adjustment, for one question; null under eight people on either side, where no claim is made.
    """

    one: str
    other: str
    n_one: int | None
    n_other: int | None
    one_level: float | None
    visible: float | None


def power_of(answers: Answers) -> tuple[Power, ...]:
    """The three pairs of levels, by how many people answered in each."""
    people = answers.counted()
    return tuple(_pair(one, other, people[one], people[other]) for one, other in combinations(LEVELS, 2))


def table(sizes: Iterable[tuple[int, int]], spread: float = SPREAD) -> list[tuple[int, int, float, float | None]]:
    """(n, n, chance to see one level, smallest gap seen four times in five): for planning whom to ask."""
    return [(a, b, power(a, b, 1.0, spread), visible(a, b, spread)) for a, b in sizes]


def _pair(one: str, other: str, n_one: int | None, n_other: int | None) -> Power:
    if n_one is None or n_other is None or min(n_one, n_other) < FEWEST_FOR_A_CLAIM:
        return Power(one, other, n_one, n_other, None, None)
    return Power(one, other, n_one, n_other, power(n_one, n_other, 1.0, SPREAD), visible(n_one, n_other, SPREAD))
