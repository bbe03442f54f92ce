"""Could somebody who has every figure published, and knows who answered, work out what fewer than five people said?

Each mean, with its number of people, is one linear equation in the answers; an interval is one more in their
squares, over the same people. What can be worked out is exactly what is a linear combination of equations. A
combination tells about few people where it is zero for all but few; so the question is whether the span of the
equations holds such a vector. It is the audit of a statistical database (Chin and Ozsoyoglu 1982), asked here of
groups under the threshold and not of single people only, and subsumes complementary suppression in tables (Cox 1980).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ZERO = 1e-9
MOST_STEPS = 4000


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """`people` persons whose answers enter all equations alike: one column an answer, one row an equation."""

    people: int
    columns: np.ndarray


def derivable(atoms: Sequence[Alike], fewest: int) -> bool:
    """Whether some combination of the equations is about at least one and fewer than `fewest` people.

    Combinations that are zero for everybody in groups of `fewest` or more alike are found at once; then people
    are either left out or, at most fewest - 1 of them, allowed to stay, until a combination remains or none.
    Where that takes more than MOST_STEPS steps the answer is yes: what cannot be shown safe is not safe.
    """
    small = [atom for atom in atoms if atom.people < fewest]
    if not small:
        return False
    sizes, left = np.linalg.eigh(sum(atom.columns @ atom.columns.T for atom in atoms))
    span = left[:, sizes > ZERO * max(1.0, float(sizes[-1]))]
    large = [atom.columns @ atom.columns.T for atom in atoms if atom.people >= fewest]
    if large:
        sizes, right = np.linalg.eigh(span.T @ sum(large) @ span)
        span = span @ right[:, sizes <= ZERO * max(1.0, float(sizes[-1]))]
    if span.shape[1] == 0:
        return False
    ordered = sorted(small, key=lambda atom: -atom.people)
    return _Search([atom.columns for atom in ordered], [atom.people for atom in ordered]).reaches(span, 0, fewest - 1)


class _Search:
    """Depth first over the small groups; `left` counts the steps that may still be taken."""

    def __init__(self, columns: list[np.ndarray], people: list[int]) -> None:
        self.columns, self.people, self.left = columns, people, MOST_STEPS

    def reaches(self, span: np.ndarray, place: int, may_stay: int) -> bool:
        """Whether some combination in `span` is zero for all groups from `place` on but `may_stay` people."""
        while True:
            if span.shape[1] == 0:
                return False
            if place == len(self.columns):
                return True
            if np.abs(span.T @ self.columns[place]).max() > ZERO:
                break
            place += 1
        self.left -= 1
        if self.left < 0:
            return True
        if self.reaches(_zero_on(span, self.columns[place]), place + 1, may_stay):
            return True
        stays = self.people[place] <= may_stay
        return stays and self.reaches(span, place + 1, may_stay - self.people[place])


def _zero_on(span: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The combinations in `span` that are zero on `columns`, as an orthonormal basis."""
    if span.shape[1] == 0:
        return span
    values = columns.T @ span
    if span.shape[1] == 1:
        return span if np.abs(values).max() <= ZERO else span[:, :0]
    _, sizes, right = np.linalg.svd(values)
    kept = right[int((sizes > ZERO).sum()) :]
    narrowed: np.ndarray = span @ kept.T
    return narrowed
