"""Which questions of a dimension stay back so that the dimension's score and the others give nobody away.

Both are shown by level: the score of a dimension is the mean of people's own means, so where one person left out a
question, the score minus the questions' means is that one person's answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assess.diagnose.maturity.privacy.derivable import Alike, derivable


def withheld(
    answered: np.ndarray, counted: np.ndarray, first: Sequence[int], fewest: int, of: np.ndarray | None = None
) -> frozenset[int]:
    """Places of the questions that are not shown beside the dimension's score.

    `answered` (people x questions) and `counted` (people: whether they enter the score) are of one level;
    `first` are the places in the order in which they should rather be shown. Questions and scores of fewer
    than `fewest` people are not shown anyway. `of` is of how many answers each person's mean is, if not of all.
    """
    if counted.sum() < fewest:
        return frozenset()
    shown = [place for place in first if answered[:, place].sum() >= fewest]
    kinds, people = np.unique(
        np.column_stack([counted, answered.sum(axis=1) if of is None else of, answered]), axis=0, return_counts=True
    )
    if people.min() >= fewest or not shown or _safe(kinds, people, shown, fewest):
        return frozenset()
    kept: list[int] = []
    for place in shown:
        if _safe(kinds, people, [*kept, place], fewest):
            kept.append(place)
    return frozenset(shown) - frozenset(kept)


def _safe(kinds: np.ndarray, people: np.ndarray, shown: Sequence[int], fewest: int) -> bool:
    unseen = np.delete(kinds[:, 2:], shown, axis=1).sum(axis=1)
    reduced = np.column_stack([kinds[:, :2], unseen, kinds[:, [place + 2 for place in shown]]])
    alike, inverse = np.unique(reduced, axis=0, return_inverse=True)
    numbers = np.bincount(inverse.ravel(), weights=people).astype(int)
    atoms = []
    axes = np.eye(len(shown) + 1)
    for (counts, entered, behind, *seen), number in zip(alike.tolist(), numbers.tolist(), strict=True):
        share = axes[:, 0] / entered if counts and entered else np.zeros(len(axes))
        columns = [axes[:, i] + share for i, answer in enumerate(seen, 1) if answer]
        if behind and share.any():
            columns.append(share)
        if columns:
            atoms.append(Alike(number, np.column_stack(columns)))
    return not derivable(atoms, fewest)
