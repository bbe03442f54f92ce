"""Who may be shown: the answers, level by level, without any group of fewer than five people.

Every number about people in this product comes through here. A group of fewer than five is left out of
every sum, so nothing shown can be subtracted to find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from assess.diagnose.maturity.statistics import Estimate, equal_mean, t_interval
from assess.model.bank import LEVELS, Bank

FEWEST = 5
ENOUGH_ANSWERED = 0.6


@dataclass(frozen=True)
class Group:
    """Values of one level: one a respondent. `n` is how many there are, shown only from five on."""

    level: str
    values: tuple[float, ...]

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def suppressed(self) -> bool:
        return 0 < self.n < FEWEST

    @property
    def shown(self) -> bool:
        return self.n >= FEWEST

    @cached_property
    def estimate(self) -> Estimate | None:
        return t_interval(self.values) if self.shown else None


@dataclass(frozen=True)
class Levels:
    """The same thing asked of the three levels."""

    groups: Mapping[str, Group]

    @cached_property
    def company(self) -> Estimate | None:
        """Equal mean of the levels that are shown; None where none is."""
        shown = [group.estimate for group in self.groups.values() if group.estimate is not None]
        return equal_mean(shown) if shown else None

    @property
    def suppressed(self) -> tuple[str, ...]:
        return tuple(level for level in LEVELS if self.groups[level].suppressed)


@dataclass(frozen=True)
class Answers:
    """Answers to the items of one bank, one row a respondent, one column an item.

    `values` holds 1..5 or NaN; `unknown` is True where the person said they do not know, `excused` where the
    question does not apply to them.
    """

    bank: Bank
    level: pd.Series[str]
    values: pd.DataFrame
    unknown: pd.DataFrame
    excused: pd.DataFrame

    @classmethod
    def of(cls, bank: Bank, frame: pd.DataFrame) -> Answers:
        """From the evidence table `answers`; what the bank does not ask of a level is left out."""
        asked = {(item.id, level) for item in bank.items for level in item.audience}
        pairs = zip(frame["item"].tolist(), frame["level"].tolist(), strict=True)
        known = frame[np.fromiter((pair in asked for pair in pairs), bool, len(frame))]
        known = known.drop_duplicates(["respondent", "item"], keep="last")
        people, seen = sorted(known["respondent"].unique().tolist()), set(known["item"].tolist())
        items = [item.id for item in bank.items if item.id in seen]
        level = known.drop_duplicates("respondent").set_index("respondent")["level"].reindex(people).astype("object")
        cells = known.set_index(["respondent", "item"])
        answered = cells["value"].astype("float64").where(cells["state"] == "answered")
        values = answered.unstack().reindex(index=people, columns=items)
        state = cells["state"].astype("object").unstack().reindex(index=people, columns=items)
        return cls(bank, level, values, (state == "dont_know").astype(bool), (state == "not_applicable").astype(bool))

    def respondents(self) -> dict[str, int]:
        """How many people of each level answered anything at all; for rules, not for showing."""
        return {level: int((self.level == level).sum()) for level in LEVELS}

    def counted(self) -> dict[str, int | None]:
        """How many people of each level, null where there are one to four."""
        return {level: None if 0 < n < FEWEST else n for level, n in self.respondents().items()}

    def item(self, identifier: str) -> Levels:
        """One item's answers, level by level."""
        return self._items.get(identifier) or Levels({level: Group(level, ()) for level in LEVELS})

    def dimension(self, identifier: str) -> Levels:
        """Respondents' own means over the items of a dimension.

        A person counts who answered at least 60 % of the dimension's items that were put to their level,
        those not applicable to them left out.
        """
        means = np.full(len(self.level), np.nan)
        for level, mine in self._of.items():
            items = [i.id for i in self.bank.of_dimension(identifier) if level in i.audience and i.id in self.values]
            values, unknown = self.values[items].to_numpy(float)[mine], self.unknown[items].to_numpy(bool)[mine]
            put = (~np.isnan(values) | unknown).any(axis=0)
            values, excused = values[:, put], self.excused[items].to_numpy(bool)[mine][:, put]
            answered = (~np.isnan(values)).sum(axis=1)
            enough = (answered > 0) & (answered >= ENOUGH_ANSWERED * (values.shape[1] - excused.sum(axis=1)))
            means[mine] = np.where(enough, np.nansum(values, axis=1) / np.maximum(answered, 1), np.nan)
        return self._levels(means)

    def unknown_share(self, identifier: str) -> tuple[int, int] | None:
        """(said they do not know, were asked and could say) over the levels shown; None where none is."""
        if identifier not in self.values:
            return None
        unknown = asked = 0
        said = self.unknown[identifier].to_numpy()
        for level, group in self.item(identifier).groups.items():
            does_not = int((said & self._of[level]).sum())
            if group.n + does_not >= FEWEST:
                unknown, asked = unknown + does_not, asked + group.n + does_not
        return (unknown, asked) if asked else None

    @cached_property
    def _of(self) -> dict[str, np.ndarray]:
        """Which respondents are of a level."""
        levels = self.level.to_numpy()
        return {level: levels == level for level in LEVELS}

    @cached_property
    def _items(self) -> dict[str, Levels]:
        return {str(item): self._levels(self.values[item].to_numpy()) for item in self.values}

    def _levels(self, values: np.ndarray) -> Levels:
        there = ~np.isnan(values)
        return Levels({level: Group(level, tuple(values[there & self._of[level]].tolist())) for level in LEVELS})


def shares_at_or_above(groups: Iterable[Group], threshold: int) -> float | None:
    """Share of answers at `threshold` or higher, levels shown counting the same; None where none is shown."""
    shares = [sum(v >= threshold for v in group.values) / group.n for group in groups if group.shown]
    return sum(shares) / len(shares) if shares else None
