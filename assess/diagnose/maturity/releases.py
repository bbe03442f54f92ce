"""The log of releases where it is kept: read before anything about people is shown, written before it goes out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pandas as pd

from assess.diagnose.maturity.asked import check_survey
from assess.diagnose.maturity.privacy.comments import comments_of
from assess.diagnose.maturity.privacy.release import ReleaseLog, SpoiltLog
from assess.diagnose.maturity.scores import maturity_of
from assess.diagnose.registry import Case
from assess.model.bank import Bank
from assess.model.engagement import Engagement
from assess.model.errors import BadInput, Problem
from assess.model.evidence import Evidence
from assess.model.result import MaturityPart
from assess.store.bank_file import load_bank
from assess.store.release_log import Overtaken, release_file, release_log

ATTEMPTS = 5


@contextmanager
def kept_releases(place: Path) -> Iterator[ReleaseLog]:
    """The log of the engagement in the folder `place`, or in the file `place`; what is published in it is kept."""
    with (release_log if place.is_dir() else release_file)(place) as kept:
        what = "has a log of releases that cannot be read; nothing may be shown without it. Restore a backup."
        try:
            log = ReleaseLog.from_json(kept) if kept else ReleaseLog()
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError):
            raise BadInput([Problem(str(place), what)]) from None
        try:
            yield log
        except SpoiltLog:
            raise BadInput([Problem(str(place), what)]) from None
        kept.update(log.as_json())


def release_answers(
    folder: Path, engagement: Engagement, evidence: Evidence, clock: datetime
) -> tuple[MaturityPart, ReleaseLog | None]:
    """Maturity as it may be shown after all that was shown before, and the log with this release in it.

    Every figure about people that a check-up prints is one of these or follows from them. Without any answer nothing
    is kept and there is no log.
    """
    check_survey(engagement)
    if evidence.answers.empty:
        return maturity_of(Case(evidence, engagement, clock)), None
    for _ in range(ATTEMPTS - 1):
        with suppress(Overtaken):
            return _released(folder, engagement, evidence, clock)
    return _released(folder, engagement, evidence, clock)


def _released(
    folder: Path, engagement: Engagement, evidence: Evidence, clock: datetime
) -> tuple[MaturityPart, ReleaseLog]:
    with kept_releases(folder) as log:
        found = maturity_of(Case(evidence, engagement, clock, releases=log))
    return found, log


def comments_in(folder: Path, engagement: Engagement, answers: pd.DataFrame) -> tuple[Bank, dict[str, tuple[str, ...]]]:
    """The questionnaire, and the comments that may be read after all that was shown before; item -> comments."""
    bank = load_bank(engagement.questionnaire)
    if answers.empty:
        return bank, {}
    with kept_releases(folder) as log:
        return bank, comments_of(bank, answers, log)
