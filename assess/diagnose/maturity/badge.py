"""The staged badge: a level counts only when the company as a whole has reached it."""

from __future__ import annotations

from assess.diagnose.maturity.groups import Answers, shares_at_or_above
from assess.diagnose.maturity.statistics import Estimate

MASS = 0.7


def staged(answers: Answers) -> int | None:
    """The highest level 1..5 of which, and of every level below it, at least 70 % of the item mass is reached.

    The mass at level L is the mean, over the items that can be shown, of the share of answers at L or
    higher, the levels of the company counting the same. So a mean of 3 made of 5s and 1s is not a 3.
    None where no item can be shown. The overall question is not an item of any dimension and does not count.
    """
    items = [item.id for item in answers.bank.items if item.dimension and item.id in answers.values]
    groups = [tuple(answers.item(item).groups.values()) for item in items]
    reached: int | None = None
    for level in range(1, 6):
        shares = [share for group in groups if (share := shares_at_or_above(group, level)) is not None]
        if not shares or sum(shares) / len(shares) < MASS:
            break
        reached = level
    return reached


def floor(scores: dict[str, Estimate | None]) -> str | None:
    """Id of the dimension with the lowest company mean; the first of equals."""
    shown = [(round(score.mean, 9), place, name) for place, (name, score) in enumerate(scores.items()) if score]
    return min(shown)[2] if shown else None
