"""The staged badge: a level counts only when the company as a whole has reached it."""

from __future__ import annotations

from collections.abc import Mapping

from assess.diagnose.maturity.groups import Answers, shares_at_or_above
from assess.diagnose.maturity.statistics import Estimate

MASS = 0.7
CAP = 2


def staged(answers: Answers, dimension: str | None = None) -> int | None:
    """The highest level 1..5 of which, and of every level below it, at least 70 % of the item mass is reached.

    The mass at level L is the mean, over the items that can be shown, of the share of answers at L or
    higher, the levels of the company counting the same. So a mean of 3 made of 5s and 1s is not a 3.
    None where no item can be shown. The overall question is not an item of any dimension and does not count.
    With `dimension` only its items count.
    """
    reached: int | None = None
    for level, share in enumerate(masses(answers, dimension), 1):
        if share < MASS:
            break
        reached = level
    return reached


def masses(answers: Answers, dimension: str | None = None) -> tuple[float, ...]:
    """The share of the item mass at level 1 to 5 or higher; empty where no item can be shown."""
    items = [
        item.id
        for item in answers.bank.items
        if item.id in answers.values and (item.dimension == dimension if dimension else item.dimension)
    ]
    groups = [tuple(answers.item(item).groups.values()) for item in items]
    every = [[shares_at_or_above(group, level) for group in groups] for level in range(1, 6)]
    shown = [[share for share in shares if share is not None] for shares in every]
    return tuple(sum(shares) / len(shares) for shares in shown) if shown[0] else ()


def capped(badge: int | None, gates: Mapping[str, bool], cap: int = CAP) -> tuple[int | None, list[str]]:
    """The badge after the gates, and which of them hold it down; `gates` says of each whether it is met.

    G1 (a legal duty unmet), G2 (nobody answers for the data) and P0 (nothing of the kind is needed) hold the badge
    at 2 however high the answers are.
    """
    unmet = [name for name, met in gates.items() if not met]
    if badge is None or badge <= cap or not unmet:
        return badge, []
    return cap, unmet


def floor(scores: Mapping[str, Estimate | None]) -> str | None:
    """Id of the dimension with the lowest company mean; the first of equals."""
    shown = [(round(score.mean, 9), place, name) for place, (name, score) in enumerate(scores.items()) if score]
    return min(shown)[2] if shown else None
