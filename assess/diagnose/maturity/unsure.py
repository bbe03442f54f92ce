"""What was not answered: who does not know, to whom it does not apply, who would not say; and what that could hide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from assess.diagnose.maturity.groups import Answers, Levels, states_of
from assess.diagnose.maturity.statistics import SCALE


@dataclass(frozen=True, slots=True)
class Unsure:
    """Answers given and not given, over the levels shown, and the band in which the score could lie.

    `low` and `high` are the score if everybody who does not know had said 1, or 5; `excluded` is the score without
    them, which is the one shown. All null where no level can be shown.
    """

    answered: int
    unknown: int
    not_applicable: int
    refused: int
    low: float | None
    excluded: float | None
    high: float | None

    @property
    def unknown_rate(self) -> float | None:
        """Share who do not know, of those who answered or could have."""
        asked = self.answered + self.unknown
        return self.unknown / asked if asked else None


def band(mean: float, answered: int, unknown: int) -> tuple[float, float]:
    """The mean if every answer of "don't know" had been 1, and if it had been 5; DCAM takes it for 1.

    It is computed from the mean and the two counts alone, which are shown anyway. Putting 1 and 5 into single
    persons' means would not be: the score less that bound is what the one person who does not know said elsewhere.
    For one question both are the same.
    """
    share = unknown / (answered + unknown)
    return (1 - share) * mean + share * SCALE[0], (1 - share) * mean + share * SCALE[1]


def unsure_of(answers: Answers, identifier: str) -> Unsure:
    """Of a dimension or an item: its levels that are shown, each counting the same in the band."""
    if answers.bank.item(identifier) is not None:
        return _counted(answers, answers.item(identifier), (identifier,))
    items = [item.id for item in answers.bank.of_dimension(identifier)]
    return _counted(answers, answers.dimension(identifier), items)


def _counted(answers: Answers, levels: Levels, items: Iterable[str]) -> Unsure:
    items = list(items)
    places, refused = answers.places(items), answers.refused_by_log or frozenset()
    totals = np.zeros(4, int)
    bands: list[tuple[float, float, float]] = []
    for level, group in levels.groups.items():
        if group.estimate is None or any((states_of(item), level) in refused for item in items):
            continue
        mine = (answers.level == level).to_numpy()
        states = np.array([int(cells[mine][:, places].sum()) for cells in answers.states()])
        totals += states
        low, high = band(group.estimate.mean, int(states[0]), int(states[1]))
        bands.append((low, group.estimate.mean, high))
    answered, unknown, excused, unsaid = (int(total) for total in totals)
    if not bands:
        return Unsure(answered, unknown, excused, unsaid, None, None, None)
    return Unsure(answered, unknown, excused, unsaid, *(float(mean) for mean in np.mean(bands, axis=0)))


def anchored(answers: Answers, targets: Mapping[str, float]) -> Answers:
    """The same answers under the other policy: what does not apply counts as having reached its target.

    The usual policy leaves it out, so that a person's other items weigh more. Choose before the survey opens: both
    scores side by side would tell what single people said.
    """
    return replace(answers, targets=dict(targets))
