"""A whole check-up's figures through the log: what it refuses is hidden everywhere at once."""

from __future__ import annotations

from dataclasses import replace

from assess.diagnose.maturity.groups import Answers, states_of
from assess.diagnose.maturity.privacy.release import Figure, ReleaseLog, Slice
from assess.model.bank import LEVELS


def gated(answers: Answers, log: ReleaseLog) -> Answers:
    """The same answers, in which the levels of every dimension and item are shown only as far as `log` lets them.

    Scores of dimensions are asked for first, then the anchors, then the other items, level by level; then of each
    item how many did not know, which is an answer too.
    """
    bank = answers.bank
    measures = [dimension.id for dimension in bank.dimensions]
    measures += [item.id for item in sorted(bank.items, key=lambda item: not item.anchor)]
    measures += [states_of(item.id) for item in bank.items]
    refused, agreed = set(), set()
    for measure in measures:
        for level in LEVELS:
            figure = log.publish(answers, Slice(measure, (level,)))
            if figure.status not in ("shown", "nobody"):
                refused.add((measure, level))
            elif figure.n is not None and figure.n < log.thresholds.scores:
                agreed.add((measure, level))
    return replace(answers, refused_by_log=frozenset(refused), agreed=frozenset(agreed), fewest=log.thresholds.scores)


def held_back(answers: Answers, log: ReleaseLog) -> bool:
    """Whether something stays back that was shown before: how many are flagged now would be about the newcomers."""
    return any(log.shown(Slice(measure, (level,))) for measure, level in answers.refused_by_log or ())


def by_department(answers: Answers, log: ReleaseLog) -> list[tuple[str, Figure]]:
    """(department, figure) for every dimension and department, the departments in order; pooled over levels."""
    names = sorted({str(name) for name in answers.department if name})
    measures = [dimension.id for dimension in answers.bank.dimensions]
    return [(name, log.publish(answers, Slice(measure, (), (name,)))) for name in names for measure in measures]
