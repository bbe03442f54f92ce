"""A whole check-up's figures through the log: what it refuses is hidden everywhere at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from assess.diagnose.maturity.groups import Answers, merged, states_of
from assess.diagnose.maturity.privacy.release import Figure, ReleaseLog, Slice, behind, block_of
from assess.diagnose.maturity.privacy.waiting import as_released
from assess.model.bank import LEVELS, Bank


def entered(
    bank: Bank, frame: pd.DataFrame, log: ReleaseLog, population: Mapping[str, int] | None = None, executives: str = ""
) -> Answers:
    """The answers before they pass the log; `frame` has the columns of the evidence table `answers`.

    One to four executives: `merge` counts them among middle management, `show` says that all who answered agreed in
    writing, `hide` that they did not; without a word those in the log's `consented` are shown.
    """
    answers = Answers.of(bank, frame, population)
    if executives:
        of_them = answers.level.index[answers.level == "executive"] if executives == "show" else ()
        log.consented = frozenset(str(person) for person in of_them)
    return merged(answers) if executives == "merge" else answers


def gated(answers: Answers, log: ReleaseLog) -> Answers:
    """The same answers, in which the levels of every dimension and item are shown only as far as `log` lets them.

    Scores of dimensions are asked for first, then the anchors, then the other items, level by level; then of each
    item how many did not know, which is an answer too. Where something that was shown before would have to be taken
    back, the level stands as it was shown last, and what came in since waits.
    """
    bank = answers.bank
    measures = [dimension.id for dimension in bank.dimensions]
    measures += [item.id for item in sorted(bank.items, key=lambda item: not item.anchor)]
    measures += [states_of(item.id) for item in bank.items]
    refused, agreed, waiting = set(), set(), set()
    for level in LEVELS:
        tried, figures = _published(answers, measures, level, log)
        if any(figure.status == "earlier" for figure in figures) and (before := as_released(answers, log, level)):
            answers = before
            waiting.add(level)
            tried, figures = log, [_as_before(answers, Slice(measure, (level,)), log) for measure in measures]
        log.adopt(tried)
        for figure in figures:
            if figure.status not in ("shown", "nobody"):
                refused.add((figure.slice.measure, level))
            elif figure.n is not None and figure.n < log.thresholds.scores:
                agreed.add((figure.slice.measure, level))
    return replace(
        answers,
        refused_by_log=frozenset(refused),
        agreed=frozenset(agreed),
        fewest=log.thresholds.scores,
        waiting=frozenset(waiting),
    )


def _published(
    answers: Answers, measures: Sequence[str], level: str, log: ReleaseLog
) -> tuple[ReleaseLog, list[Figure]]:
    tried = log.fork()
    return tried, [tried.publish(answers, Slice(measure, (level,))) for measure in measures]


def _as_before(answers: Answers, asked: Slice, log: ReleaseLog) -> Figure:
    """The last figure of a slice, where the answers restored are those behind it."""
    row = behind(answers, asked)[1]
    if not row:
        return Figure(asked, "nobody")
    known = log.shown(asked)
    same = known is not None and row.keys() == set(log.behind(block_of(answers, asked.measure), asked))
    return known if known is not None and same else Figure(asked, "withheld")


def held_back(answers: Answers, log: ReleaseLog) -> bool:
    """Whether something stays back that was shown before: how many are flagged now would be about the newcomers."""
    return any(log.shown(Slice(measure, (level,))) for measure, level in answers.refused_by_log or ())


def by_department(answers: Answers, log: ReleaseLog) -> list[tuple[str, Figure]]:
    """(department, figure) for every dimension and department, the departments in order; pooled over levels.

    While answers of some level wait, departments stand as they were shown last.
    """
    names = sorted({str(name) for name in answers.department if name})
    measures = [dimension.id for dimension in answers.bank.dimensions]
    asked = [(name, Slice(measure, (), (name,))) for name in names for measure in measures]
    if answers.waiting:
        return [(name, log.shown(where) or Figure(where, "withheld")) for name, where in asked]
    return [(name, log.publish(answers, where)) for name, where in asked]
