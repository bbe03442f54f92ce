"""Who may be shown: the answers, level by level, without any group of fewer than five people.

Every number about people in this product comes through here. A group of fewer than five is left out of
every sum, so nothing shown can be subtracted to find it; and where a dimension's score and its questions'
means together would tell what fewer than five said, a question stays back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from assess.diagnose.maturity.privacy.thresholds import FEWEST
from assess.diagnose.maturity.privacy.withheld import withheld
from assess.diagnose.maturity.statistics import Estimate, equal_mean, t_interval
from assess.model.bank import LEVELS, Bank

__all__ = ["FEWEST", "Answers", "Group", "Levels", "merged", "shares_at_or_above", "states_of"]

ENOUGH_ANSWERED = 0.6


@dataclass(frozen=True)
class Group:
    """Values of one level: one a respondent. `n` is how many there are, shown only from five on.

    `withheld` where there are enough, but with what is shown beside it fewer could be told apart;
    `agreed` where a small group is shown because all of it agreed in writing.
    """

    level: str
    values: tuple[float, ...]
    withheld: bool = False
    population: int | None = None
    agreed: bool = False

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def suppressed(self) -> bool:
        return self.n > 0 and not self.shown

    @property
    def shown(self) -> bool:
        return self.agreed or (self.n >= FEWEST and not self.withheld)

    @cached_property
    def estimate(self) -> Estimate | None:
        return t_interval(self.values, self.population) if self.shown else None


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
    question does not apply to them, `refused` where they would not say.
    `targets`, where given, are what not applicable counts as (see `unsure.anchored`); left out otherwise.
    `population` is how many people a level has in all, where that is known. `refused_by_log` are (measure, level)
    that a log of earlier releases refused (see `privacy.gate`); without it only what is shown together counts.
    `agreed` are those of small groups who agreed in writing; `fewest` is the threshold that was locked;
    `waiting` are levels of which answers came in that wait (see `privacy.waiting`); `merged` where a few executives
    count among middle management.
    """

    bank: Bank
    level: pd.Series[str]
    department: pd.Series[str]
    values: pd.DataFrame
    unknown: pd.DataFrame
    excused: pd.DataFrame
    refused: pd.DataFrame
    targets: Mapping[str, float] | None = None
    population: Mapping[str, int] = field(default_factory=dict)
    refused_by_log: frozenset[tuple[str, str]] | None = None
    agreed: frozenset[tuple[str, str]] = frozenset()
    fewest: int = FEWEST
    waiting: frozenset[str] = frozenset()
    merged: bool = False

    @classmethod
    def of(cls, bank: Bank, frame: pd.DataFrame, population: Mapping[str, int] | None = None) -> Answers:
        """From the evidence table `answers`; what the bank does not ask of a level is left out."""
        asked = {(item.id, level) for item in bank.items for level in item.audience}
        pairs = zip(frame["item"].tolist(), frame["level"].tolist(), strict=True)
        known = frame[np.fromiter((pair in asked for pair in pairs), bool, len(frame))]
        known = known.drop_duplicates(["respondent", "item"], keep="last")
        people, seen = sorted(known["respondent"].unique().tolist()), set(known["item"].tolist())
        items = [item.id for item in bank.items if item.id in seen]
        person = known.drop_duplicates("respondent").set_index("respondent").reindex(people)
        level, department = person["level"].astype("object"), person["department"].fillna("").astype("object")
        cells = known.set_index(["respondent", "item"])
        answered = cells["value"].astype("float64").where(cells["state"] == "answered")
        values = answered.unstack().reindex(index=people, columns=items)
        state = cells["state"].astype("object").unstack().reindex(index=people, columns=items)
        unknown, excused, refused = (
            (state == name).astype(bool) for name in ("dont_know", "not_applicable", "refused")
        )
        return cls(bank, level, department, values, unknown, excused, refused, population=population or {})

    def respondents(self) -> dict[str, int]:
        """How many people of each level answered anything at all; for rules, not for showing."""
        return {level: int((self.level == level).sum()) for level in LEVELS}

    def counted(self) -> dict[str, int | None]:
        """How many people of each level, null where there are one to four."""
        return {level: None if 0 < n < self.fewest else n for level, n in self.respondents().items()}

    def item(self, identifier: str) -> Levels:
        """One item's answers, level by level."""
        return self._items.get(identifier) or Levels({level: Group(level, ()) for level in LEVELS})

    def dimension(self, identifier: str) -> Levels:
        """Respondents' own means over the items of a dimension.

        A person counts who answered at least 60 % of the dimension's items that were put to their level,
        those not applicable to them left out.
        """
        return self._levels(identifier, self.means(identifier), self.refused_by_log or frozenset())

    def measured(self, identifier: str) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
        """Each respondent's value of a dimension or an item, NaN where none, of how many answers it is the mean, and
        the items it is made of."""
        if identifier.endswith("?") and identifier[:-1] in self._place:
            return self._stated(self._place[identifier[:-1]]), np.ones(len(self.level), int), (identifier,)
        if self.bank.item(identifier) is None:
            items = (item.id for item in self.bank.of_dimension(identifier))
            return *self._mean(identifier), tuple(item for item in items if item in self._place)
        nobody = np.full(len(self.level), np.nan)
        mine = (identifier,) if identifier in self._place else ()
        return self._cells[0][:, self._place[identifier]] if mine else nobody, np.ones(len(nobody), int), mine

    def _stated(self, place: int) -> np.ndarray:
        """0 for an answer, 1 for not known, 2 for not applicable, 3 for refused, NaN where there is nothing."""
        states = [cells[:, place] for cells in self.states()]
        said: np.ndarray = np.select(states, [0.0, 1.0, 2.0, 3.0], np.nan)
        return said

    def given(self, items: Iterable[str]) -> np.ndarray:
        """Answers 1..5 or NaN, one row a respondent and one column an item."""
        return self._cells[0][:, self.places(items)]

    def places(self, items: Iterable[str]) -> list[int]:
        """Columns of those items that anybody was asked."""
        return [self._place[item] for item in items if item in self._place]

    def means(self, identifier: str) -> np.ndarray:
        """Each respondent's own mean over the items of a dimension; NaN where they do not count in it."""
        return self._mean(identifier)[0]

    def _mean(self, identifier: str) -> tuple[np.ndarray, np.ndarray]:
        """The means, and of how many answers each is."""
        if identifier in self._means:
            return self._means[identifier]
        means, entered = np.full(len(self.level), np.nan), np.zeros(len(self.level), int)
        for level, mine in self._of.items():
            items = [i.id for i in self.bank.of_dimension(identifier) if level in i.audience and i.id in self._place]
            values, unknown, excused, _ = (cells[mine][:, self.places(items)] for cells in self.states())
            put = (values | unknown).any(axis=0)
            answered, excused = values[:, put].sum(axis=1), excused[:, put]
            enough = (answered > 0) & (answered >= ENOUGH_ANSWERED * (put.sum() - excused.sum(axis=1)))
            given = self.given(items)[mine][:, put]
            if self.targets is not None:
                reached = [self.targets.get(item, np.nan) for item, seen in zip(items, put, strict=True) if seen]
                given = np.where(excused, reached, given)
            entered[mine] = (~np.isnan(given)).sum(axis=1)
            means[mine] = np.where(enough, np.nansum(given, axis=1) / np.maximum(entered[mine], 1), np.nan)
        self._means[identifier] = means, entered
        return means, entered

    def unknown_share(self, identifier: str) -> tuple[int, int] | None:
        """(said they do not know, were asked and could say) over the levels shown; None where none is."""
        if identifier not in self._place:
            return None
        unknown = asked = 0
        said = self._cells[1][:, self._place[identifier]]
        for level, group in self.item(identifier).groups.items():
            does_not = int((said & self._of[level]).sum())
            refused = (states_of(identifier), level) in (self.refused_by_log or ())
            if group.n + does_not >= self.fewest and not refused:
                unknown, asked = unknown + does_not, asked + group.n + does_not
        return (unknown, asked) if asked else None

    @cached_property
    def _of(self) -> dict[str, np.ndarray]:
        """Which respondents are of a level."""
        levels = self.level.to_numpy()
        return {level: levels == level for level in LEVELS}

    @cached_property
    def _cells(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        states = (frame.to_numpy(bool) for frame in (self.unknown, self.excused, self.refused))
        return (self.values.to_numpy(float), *states)  # type: ignore[return-value]

    def states(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Whether answered, not known, not applicable, refused: each one row a respondent, one column an item."""
        return (~np.isnan(self._cells[0]), *self._cells[1:])

    @cached_property
    def _place(self) -> dict[str, int]:
        return {str(item): place for place, item in enumerate(self.values)}

    @cached_property
    def _means(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        return {}

    @cached_property
    def _items(self) -> dict[str, Levels]:
        return {
            item: self._levels(item, self._cells[0][:, place], self.withheld) for item, place in self._place.items()
        }

    @cached_property
    def withheld(self) -> frozenset[tuple[str, str]]:
        """(item, level) that stay back beside their dimension's score; anchors are the last to do so."""
        if self.refused_by_log is not None:
            return self.refused_by_log
        back: set[tuple[str, str]] = set()
        for dimension in self.bank.dimensions:
            means, entered = self._mean(dimension.id)
            counted = ~np.isnan(means)
            for level, mine in self._of.items():
                items = [i for i in self.bank.of_dimension(dimension.id) if level in i.audience and i.id in self._place]
                answered = ~np.isnan(self.given(item.id for item in items)[mine])
                first = sorted(range(len(items)), key=lambda place: not items[place].anchor)
                places = withheld(answered, counted[mine], first, FEWEST, entered[mine])
                back |= {(items[place].id, level) for place in places}
        return frozenset(back)

    def _levels(self, measure: str, values: np.ndarray, back: Collection[tuple[str, str]]) -> Levels:
        there = ~np.isnan(values)
        groups = {}
        for level, of_it in self._of.items():
            mine, key = tuple(values[there & of_it].tolist()), (measure, level)
            groups[level] = Group(level, mine, key in back, self._all_of(level, len(mine)), key in self.agreed)
        return Levels(groups)

    def _all_of(self, level: str, answered: int) -> int | None:
        """How many people the level has; None where unknown, or where more answered than there are said to be."""
        people = self.population.get(level)
        return people if people is not None and people >= answered else None


def states_of(item: str) -> str:
    """The measure that stands for whether an item was answered, not known, not applicable or refused."""
    return f"{item}?"


def merged(answers: Answers) -> Answers:
    """Executives counted with middle management where there are one to four, so that they are heard, not shown.

    Middle management is then never shown by itself: it would be what is left of the merged group.
    """
    executives = answers.level == "executive"
    if not 0 < executives.sum() < FEWEST:
        return answers
    only_theirs = [
        item.id for item in answers.bank.items if "middle" not in item.audience and item.id in answers.values
    ]
    values = answers.values.copy()
    values.loc[executives, only_theirs] = np.nan
    return replace(answers, level=answers.level.where(~executives, "middle"), values=values, merged=True)


def shares_at_or_above(groups: Iterable[Group], threshold: int) -> float | None:
    """Share of answers at `threshold` or higher, levels shown counting the same; None where none is shown."""
    shares = [sum(v >= threshold for v in group.values) / group.n for group in groups if group.shown]
    return sum(shares) / len(shares) if shares else None
