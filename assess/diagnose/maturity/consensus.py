"""Do people agree on a question, are they in two camps, or can neither be told?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assess.diagnose.maturity.camps import split
from assess.diagnose.maturity.groups import Levels
from assess.diagnose.maturity.statistics import rwg, rwg_critical
from assess.model.text import Text

Stance = Literal["agree", "split", "unclear"]
STANCES = {
    "agree": Text("看法一致", "people agree"),
    "split": Text("分成两派", "people are in two camps"),
    "unclear": Text("看不出", "it cannot be told"),
}


@dataclass(frozen=True, slots=True)
class Dissent:
    """One question over the levels shown: `agreement` is r_wg, `critical` what it must exceed for so many people."""

    n: int
    agreement: float
    critical: float
    stance: Stance


def dissent_of(levels: Levels) -> Dissent | None:
    """Whether people agree on a question; None where fewer than five can be shown."""
    values = [value for group in levels.groups.values() if group.shown for value in group.values]
    agreement = rwg(values)
    if agreement is None:
        return None
    return Dissent(len(values), agreement, rwg_critical(len(values)), stance(values))


def stance(values: Sequence[float]) -> Stance:
    """`split` where two camps are sure, `agree` where agreement beats chance, else `unclear`.

    In few people two camps are often real and cannot be told from one broad one: that is `unclear`, not `agree`.
    """
    counts = [sum(value == answer for value in values) for answer in range(1, 6)]
    if split(counts):
        return "split"
    agreement = rwg(values)
    return "agree" if agreement is not None and agreement > rwg_critical(len(values)) + 1e-9 else "unclear"
