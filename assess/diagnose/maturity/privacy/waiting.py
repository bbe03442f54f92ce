"""Answers that came in late wait until there are enough of them: until then a level stands as it was last shown.

Without this, three late answers would cost a level all its figures: the new mean beside the old one would tell what
the three said, so the new one may not go out, and the report would have nothing to print.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from assess.diagnose.maturity.groups import Answers, states_of
from assess.diagnose.maturity.privacy.release import ReleaseLog, Slice, block_of, digest_of


def as_released(answers: Answers, log: ReleaseLog, level: str) -> Answers | None:
    """The answers with one level as the last figures of it showed it; None where that is past restoring.

    It is past restoring where nothing of the level was shown, or where somebody who was in it is no longer there.
    """
    seen = _last(answers, log, level)
    people = {person for person, _ in seen}
    there = set(answers.level.index[answers.level == level])
    if not people or not people <= there:
        return None
    stays = [p for p in answers.level.index if p in people or p not in there]
    row = {person: place for place, person in enumerate(stays)}
    column = {str(item): place for place, item in enumerate(answers.values)}
    values = answers.values.loc[stays].to_numpy(float, copy=True)
    states = [
        frame.loc[stays].to_numpy(bool, copy=True) for frame in (answers.unknown, answers.excused, answers.refused)
    ]
    values[[row[person] for person in people]] = np.nan
    for (person, item), (state, value) in seen.items():
        if item in column:
            here = row[person], column[item]
            values[here] = value
            for number, said in enumerate(states, 1):
                said[here] = state == number
    unknown, excused, refused = (pd.DataFrame(said, stays, answers.values.columns) for said in states)
    return replace(
        answers,
        level=answers.level.loc[stays],
        department=answers.department.loc[stays],
        values=pd.DataFrame(values, stays, answers.values.columns),
        unknown=unknown,
        excused=excused,
        refused=refused,
    )


def _last(answers: Answers, log: ReleaseLog, level: str) -> dict[tuple[str, str], tuple[int, float]]:
    """(respondent, item) -> state (see `Answers.measured`) and value, in the last figures of the level."""
    found: dict[tuple[str, str], tuple[int, float]] = {}
    for item in answers.bank.items:
        for person, _, digest in log.behind(states_of(item.id), Slice(states_of(item.id), (level,))):
            state = next((s for s in range(4) if digest_of(person, states_of(item.id), s) == digest), None)
            if state is not None and state != 0:
                found[person, item.id] = state, np.nan
    measures = [dimension.id for dimension in answers.bank.dimensions] + [item.id for item in answers.bank.items]
    for measure in measures:
        for person, item_id, digest in log.behind(block_of(answers, measure), Slice(measure, (level,))):
            value = next((v for v in range(1, 6) if digest_of(person, item_id, v) == digest), None)
            if value is not None:
                found[person, item_id] = 0, float(value)
    return found
