"""Answers given without reading: flagged, counted, set beside; never taken out in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np

from assess.diagnose.maturity.groups import FEWEST, Answers
from assess.diagnose.maturity.privacy.release import ReleaseLog, Slice, behind, row_tells
from assess.model.bank import LEVELS

FEWEST_ITEMS = 8
FASTEST = 2.0


@dataclass(frozen=True, slots=True)
class Careless:
    """How many were flagged and why, and the company's scores with and without them.

    `flagged` is None where it is one to four of a group too small to say so. `kept` are levels from which nobody
    was set aside, since one to four people are flagged there: the difference would show what they said.
    """

    asked: int
    flagged: int | None
    same_answer: int | None
    too_fast: int | None
    timed: bool
    kept: tuple[str, ...]
    with_all: float | None
    without: float | None
    dimensions: Mapping[str, tuple[float | None, float | None]]


def longest_run(values: np.ndarray) -> np.ndarray:
    """Longest run of the same answer, person by person; what was not answered neither adds to a run nor ends it.

    The long-string index (Johnson 2005).
    """
    longest = np.zeros(len(values), int)
    for person, row in enumerate(values):
        given = row[~np.isnan(row)]
        if len(given):
            breaks = np.flatnonzero(np.diff(given) != 0)
            longest[person] = int(np.diff(np.concatenate([[-1], breaks, [len(given) - 1]])).max())
    return longest


def same_answer(values: np.ndarray) -> np.ndarray:
    """Whether a person of at least eight answers gave the same one at least eight times and in half of them in a row.

    Half of the questions in one run is the customary bar (Curran 2016); all the same, which is no variance at all,
    is the extreme of it. As levels of one company can be alike, it is a reason to look, not to delete.
    """
    given = (~np.isnan(values)).sum(axis=1)
    flagged: np.ndarray = (given >= FEWEST_ITEMS) & (longest_run(values) >= np.maximum(FEWEST_ITEMS, given / 2))
    return flagged


def too_fast(answers: Answers, seconds: Mapping[str, float]) -> np.ndarray:
    """Whether a person took under two seconds a question (Huang et al. 2012); where unknown, not flagged."""
    given = np.maximum(answers.states()[0].sum(axis=1), 1)
    taken = np.array([seconds.get(str(person), np.inf) for person in answers.level.index], dtype=float)
    flagged: np.ndarray = taken / given < FASTEST
    return flagged


def careless_of(
    answers: Answers, seconds: Mapping[str, float] | None = None, log: ReleaseLog | None = None
) -> Careless:
    """The flags and the result with and without those flagged; `seconds` is each respondent's time in all.

    With the `log` of releases what is shown without them is one more figure in it.
    """
    same = same_answer(answers.given(item.id for item in answers.bank.items))
    fast = too_fast(answers, seconds) if seconds else np.zeros(len(same), bool)
    flagged = same | fast
    level = answers.level.to_numpy()
    aside, kept = flagged.copy(), []
    for name in LEVELS:
        mine = level == name
        number, rest = int(flagged[mine].sum()), int((~flagged[mine]).sum())
        if 0 < number < FEWEST or (number and rest < FEWEST):
            kept.append(name)
            aside &= ~mine
    left = _without(answers, aside, log) if aside.any() else answers
    dimensions = {d.id: (_company(answers, d.id), _company(left, d.id)) for d in answers.bank.dimensions}
    return Careless(
        asked=len(flagged),
        flagged=_said(flagged),
        same_answer=_said(same),
        too_fast=_said(fast),
        timed=bool(seconds),
        kept=tuple(kept),
        with_all=_overall([before for before, _ in dimensions.values()]),
        without=_overall([after for _, after in dimensions.values()]),
        dimensions=dimensions,
    )


def _said(hits: np.ndarray) -> int | None:
    return int(hits.sum()) if len(hits) >= FEWEST else None


def _without(answers: Answers, aside: np.ndarray, log: ReleaseLog | None) -> Answers:
    """Those set aside left out of each dimension and level where that, beside all that is shown, tells of nobody."""
    blank = answers.values.copy()
    level = answers.level.to_numpy()
    for dimension in answers.bank.dimensions:
        counted = ~np.isnan(answers.means(dimension.id))
        items = [item.id for item in answers.bank.of_dimension(dimension.id) if item.id in blank]
        for name in LEVELS:
            out = aside & counted & (level == name)
            if out.sum() < FEWEST or (counted & ~aside & (level == name)).sum() < FEWEST:
                continue
            tried = blank.copy()
            tried.loc[out, items] = np.nan
            row = behind(replace(answers, values=tried), Slice(dimension.id, (name,)))[1]
            if log is not None:
                safe = log.admits(dimension.id, row)
            else:
                shown = [item for item in items if answers.item(item).groups[name].shown]
                rows = [behind(answers, Slice(measure, (name,)))[1] for measure in (dimension.id, *shown)]
                safe = not row_tells([*rows, row], FEWEST)
            if safe:
                blank = tried
    return replace(answers, values=blank)


def _company(answers: Answers, dimension: str) -> float | None:
    company = answers.dimension(dimension).company
    return company.mean if company else None


def _overall(means: list[float | None]) -> float | None:
    shown = [mean for mean in means if mean is not None]
    return fmean(shown) if shown else None
