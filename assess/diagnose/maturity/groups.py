"""Who may be shown: the answers, level by level, without any group of fewer than five people.

Every number about people in this product comes through here. A group of fewer than five is left out of
every sum, so nothing shown can be subtracted to find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from assess.diagnose.maturity.statistics import Estimate, equal_mean, t_interval
from assess.model.bank import LEVELS, Bank

FEWEST = 5
ENOUGH_ANSWERED = 0.6


@dataclass(frozen=True, slots=True)
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

    @property
    def estimate(self) -> Estimate | None:
        return t_interval(self.values) if self.shown else None


@dataclass(frozen=True, slots=True)
class Levels:
    """The same thing asked of the three levels."""

    groups: Mapping[str, Group]

    @property
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
        known = frame[
            pd.Series([pair in asked for pair in zip(frame["item"], frame["level"], strict=True)], frame.index, bool)
        ]
        known = known.drop_duplicates(["respondent", "item"], keep="last")
        people = sorted(known["respondent"].unique())
        items = [item.id for item in bank.items if item.id in set(known["item"])]
        level = known.drop_duplicates("respondent").set_index("respondent")["level"].reindex(people).astype("object")
        cells = known.set_index(["respondent", "item"])
        answered = cells["value"].astype("float64").where(cells["state"] == "answered")
        values = answered.unstack().reindex(index=people, columns=items)
        state = cells["state"].astype("object").unstack().reindex(index=people, columns=items)
        return cls(bank, level, values, state == "dont_know", state == "not_applicable")

    def respondents(self) -> dict[str, int]:
        """How many people of each level answered anything at all; for rules, not for showing."""
        return {level: int((self.level == level).sum()) for level in LEVELS}

    def counted(self) -> dict[str, int | None]:
        """How many people of each level, null where there are one to four."""
        return {level: None if 0 < n < FEWEST else n for level, n in self.respondents().items()}

    def item(self, identifier: str) -> Levels:
        """One item's answers, level by level."""
        if identifier not in self.values:
            return Levels({level: Group(level, ()) for level in LEVELS})
        return self._levels(self.values[identifier])

    def dimension(self, identifier: str) -> Levels:
        """Respondents' own means over the items of a dimension.

        A person counts who answered at least 60 % of the dimension's items that were put to their level,
        those not applicable to them left out.
        """
        items = [item.id for item in self.bank.of_dimension(identifier) if item.id in self.values]
        parts: list[pd.Series[float]] = []
        for level in LEVELS:
            put = [i for i in items if level in self._audience(i) and self._was_put(i, level)]
            mine = self.values.loc[self.level == level, put]
            applicable = len(put) - self._not_applicable(level, put)
            answered = mine.notna().sum(axis=1)
            enough = (answered > 0) & (answered >= ENOUGH_ANSWERED * applicable)
            parts.append(mine.mean(axis=1)[enough])
        return self._levels(pd.concat(parts))

    def unknown_share(self, identifier: str) -> tuple[int, int] | None:
        """(said they do not know, were asked and could say) over the levels shown; None where none is."""
        if identifier not in self.values:
            return None
        unknown = asked = 0
        for level in LEVELS:
            mine = self.level == level
            knows = int(self.values.loc[mine, identifier].notna().sum())
            does_not = int(self.unknown.loc[mine, identifier].sum())
            if knows + does_not >= FEWEST:
                unknown, asked = unknown + does_not, asked + knows + does_not
        return (unknown, asked) if asked else None

    def _audience(self, identifier: str) -> tuple[str, ...]:
        item = self.bank.item(identifier)
        return item.audience if item else ()

    def _was_put(self, identifier: str, level: str) -> bool:
        mine = self.level == level
        return bool(self.values.loc[mine, identifier].notna().any() or self.unknown.loc[mine, identifier].any())

    def _not_applicable(self, level: str, items: list[str]) -> pd.Series[int]:
        return self.excused.loc[self.level == level, items].sum(axis=1)

    def _levels(self, values: pd.Series[float]) -> Levels:
        held = values.dropna()
        groups: dict[str, Group] = {}
        for level in LEVELS:
            mine = held[self.level.reindex(held.index) == level]
            groups[level] = Group(level, tuple(float(value) for value in mine.sort_index()))
        return Levels(groups)


def shares_at_or_above(groups: Iterable[Group], threshold: int) -> float | None:
    """Share of answers at `threshold` or higher, levels shown counting the same; None where none is shown."""
    shares = [sum(v >= threshold for v in group.values) / group.n for group in groups if group.shown]
    return sum(shares) / len(shares) if shares else None
