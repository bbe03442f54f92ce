"""How many people must stand behind a figure. Set before a survey opens; from then on it can only be raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from assess.model.errors import BadInput, Problem

FEWEST = 5
FEWEST_FOR_COMMENTS = 10


@dataclass(frozen=True, slots=True)
class Thresholds:
    """People behind a score, people behind comments, and since when both are locked."""

    scores: int = FEWEST
    comments: int = FEWEST_FOR_COMMENTS
    locked: datetime | None = None

    def __post_init__(self) -> None:
        refused = [
            Problem(
                f"thresholds.{name}",
                f"found {found}; figures need at least {floor} people behind them, and more may be asked for. "
                f"(门槛是 {floor} 人，只能提高。)",
            )
            for name, found, floor in (
                ("scores", self.scores, FEWEST),
                ("comments", self.comments, FEWEST_FOR_COMMENTS),
            )
            if found < floor
        ]
        if refused:
            raise BadInput(refused)

    def as_json(self) -> dict[str, Any]:
        return {
            "scores": self.scores,
            "comments": self.comments,
            "locked": self.locked.isoformat() if self.locked else None,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Thresholds:
        locked = datetime.fromisoformat(kept["locked"]) if kept["locked"] else None
        return cls(int(kept["scores"]), int(kept["comments"]), locked)


def lock(thresholds: Thresholds, opened: datetime) -> Thresholds:
    """The thresholds that hold from the moment the survey opens; locking twice keeps the first moment."""
    return thresholds if thresholds.locked else replace(thresholds, locked=opened)


def allowed(locked: Thresholds, asked: Thresholds) -> Thresholds:
    """`asked` where it is at least as strict as what was locked; else all that is too low is refused at once."""
    if locked.locked is None:
        return asked
    too_low = [
        Problem(
            f"thresholds.{name}",
            f"found {found}; {floor} was locked when the survey opened on {locked.locked:%Y-%m-%d}, and what people "
            f"were promised then cannot be lowered. (问卷发出时承诺 {floor} 人，之后不能降低。)",
        )
        for name, found, floor in (
            ("scores", asked.scores, locked.scores),
            ("comments", asked.comments, locked.comments),
        )
        if found < floor
    ]
    if too_low:
        raise BadInput(too_low)
    return replace(asked, locked=locked.locked)


def comments_shown(comments: Sequence[tuple[str, str]], asked: int, thresholds: Thresholds) -> tuple[str, ...]:
    """The comments of one group to one question, shuffled so that their order tells nobody apart; empty if too few.

    `comments` are (respondent, text); `asked` is how many people of the group answered the question, with a
    comment or without. Both it and the threshold are of people, not of comments. The order follows from a digest of
    the words, so that the same comments come in the same order.
    """
    if asked < thresholds.comments:
        return ()
    return tuple(sorted((text for _, text in comments if text.strip()), key=lambda text: (_drawn(text), text)))


def _drawn(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=8).digest()
