"""The log of what was published: a figure goes out only if no sequence of figures tells about fewer than five people.

The log remembers who stood behind each figure, never what they said. Whether a figure is refused depends on who
answered and not on the answers, so a refusal tells nothing either (Kenthapadi, Mishra and Nissim 2005). It is as
confidential as the answers themselves and is kept beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from typing import Any, Literal

import numpy as np

from assess.diagnose.maturity.groups import Answers
from assess.diagnose.maturity.privacy.derivable import Alike, derivable
from assess.diagnose.maturity.privacy.thresholds import Thresholds, allowed
from assess.diagnose.maturity.statistics import t_interval

Status = Literal["shown", "earlier", "too_few", "withheld", "nobody"]
Unit = tuple[str, str, str]  # respondent, item, digest of the answer


@dataclass(frozen=True, slots=True)
class Slice:
    """A measure (id of an item or a dimension) for the people of some levels and departments; empty means all."""

    measure: str
    levels: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """What may be shown for a slice. `earlier`: the newer figure would give somebody away, so the last one stands.

    `too_few`: fewer people than the threshold; `withheld`: enough, but with what was published before it would tell
    about fewer; both without any number.
    """

    slice: Slice
    status: Status
    n: int | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None


class SpoiltLog(ValueError):
    """A log that nobody wrote so: nothing may be shown on the strength of it."""


@dataclass
class ReleaseLog:
    """Publishes one slice after another, across screens, exports and time; keep it with `as_json`.

    `consented` are respondents who agreed in writing to be shown in a small group (executives often are three to
    five); without it a small group stays hidden or is merged, see `groups.merged`.
    """

    thresholds: Thresholds = field(default_factory=Thresholds)
    consented: frozenset[str] = frozenset()
    _rows: dict[str, list[dict[Unit, float]]] = field(default_factory=dict)
    _figures: dict[Slice, Figure] = field(default_factory=dict)
    _behind: dict[Slice, int] = field(default_factory=dict)  # the row of its block that is behind a figure

    def publish(self, answers: Answers, asked: Slice) -> Figure:
        """The figure for `asked`, or why there is none. What is shown is remembered."""
        means, row = behind(answers, asked)
        people = {unit[0] for unit in row}
        if not people:
            return Figure(asked, "nobody")
        if len(people) < self.thresholds.scores and not people <= self.consented:
            return self._earlier(asked, "too_few")
        block = block_of(answers, asked.measure)
        if not self.admits(block, row):
            return self._earlier(asked, "withheld")
        score = t_interval(means.tolist())
        figure = Figure(asked, "shown", score.n, score.mean, score.low, score.high)
        self._figures[asked] = figure
        self._behind[asked] = self._rows[block].index(row)
        return figure

    def admits(self, block: str, row: dict[Unit, float], fewest: int | None = None) -> bool:
        """Whether one more sum may go out beside those of its block; if so it is remembered.

        `fewest` is the threshold where it is another than that of scores; nobody's consent counts then.
        """
        rows = self._rows.setdefault(block, [])
        if row in rows:
            return True
        consented = self.consented if fewest is None else frozenset()
        if row_tells(_near(rows, row), fewest or self.thresholds.scores, consented):
            return False
        rows.append(row)
        return True

    def shown(self, asked: Slice) -> Figure | None:
        """The last figure published for `asked`; None where none ever was."""
        return self._figures.get(asked)

    def behind(self, block: str, asked: Slice) -> Collection[Unit]:
        """Whose answers, and which, are in the last figure published for `asked`; nobody's where none ever was."""
        place, rows = self._behind.get(asked), self._rows.get(block, ())
        if place is None:
            return ()
        if not 0 <= place < len(rows):
            raise SpoiltLog
        return rows[place]

    def last(self, block: str) -> Collection[Unit]:
        """Whose answers are in what was admitted last to a block; nobody's where nothing was."""
        return self._rows[block][-1] if self._rows.get(block) else ()

    def fork(self) -> ReleaseLog:
        """The same log, in which something can be tried."""
        rows = {block: list(known) for block, known in self._rows.items()}
        return replace(self, _rows=rows, _figures=dict(self._figures), _behind=dict(self._behind))

    def adopt(self, tried: ReleaseLog) -> None:
        """What was tried in a fork is published."""
        self._rows, self._figures, self._behind = tried._rows, tried._figures, tried._behind

    def raised(self, thresholds: Thresholds) -> ReleaseLog:
        """The same log under stricter thresholds; lower ones than were locked are refused."""
        return replace(self, thresholds=allowed(self.thresholds, thresholds))

    def _earlier(self, asked: Slice, status: Status) -> Figure:
        known = self._figures.get(asked)
        return replace(known, status="earlier") if known else Figure(asked, status)

    def as_json(self) -> dict[str, Any]:
        """Everything needed to go on another day."""
        return {
            "thresholds": self.thresholds.as_json(),
            "consented": sorted(self.consented),
            "rows": {
                block: [sorted([*unit, share] for unit, share in row.items()) for row in rows]
                for block, rows in sorted(self._rows.items())
            },
            "figures": [{**asdict(figure), "row": self._behind.get(where)} for where, figure in self._figures.items()],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> ReleaseLog:
        rows = {
            block: [{(person, item, digest): float(share) for person, item, digest, share in row} for row in rows]
            for block, rows in kept["rows"].items()
        }
        every = [row for known in rows.values() for row in known]
        texts = (*(part for row in every for unit in row for part in unit), *kept["consented"])
        shares = [share for row in every for share in row.values()]
        if not (all(every) and all(isinstance(text, str) for text in texts) and np.isfinite(shares).all()):
            raise SpoiltLog
        figures, behind = {}, {}
        for told in kept["figures"]:
            where = Slice(told["slice"]["measure"], *(tuple(told["slice"][k]) for k in ("levels", "departments")))
            numbers = [told[k] for k in ("n", "mean", "low", "high")]
            if any(isinstance(of, bool) or not isinstance(of, int | float | None) for of in numbers):
                raise SpoiltLog
            figures[where] = Figure(where, told["status"], *numbers)
            if told.get("row") is not None:
                behind[where] = int(told["row"])
        if behind and not 0 <= max(behind.values()) < max((len(known) for known in rows.values()), default=0):
            raise SpoiltLog
        return cls(Thresholds.from_json(kept["thresholds"]), frozenset(kept["consented"]), rows, figures, behind)


def block_of(answers: Answers, measure: str) -> str:
    """Figures that share unknowns: a dimension with its items; an item outside of any dimension by itself."""
    item = answers.bank.item(measure)
    return measure if item is None or not item.dimension else item.dimension


def _near(block: Iterable[dict[Unit, float]], row: dict[Unit, float]) -> list[dict[Unit, float]]:
    """`row` and the equations it could be combined with: those that share people with it, and so on."""
    far = [(known, {unit[0] for unit in known}) for known in block]
    near, people = [row], {unit[0] for unit in row}
    while touching := [pair for pair in far if not people.isdisjoint(pair[1])]:
        far = [pair for pair in far if people.isdisjoint(pair[1])]
        near += [known for known, _ in touching]
        people = people.union(*(whom for _, whom in touching))
    return near


def row_tells(rows: Iterable[dict[Unit, float]], fewest: int, consented: Collection[str] = ()) -> bool:
    """Whether these equations together say something about fewer than `fewest` people who did not consent."""
    rows = list(rows)
    place = {unit: number for number, unit in enumerate({unit: None for row in rows for unit in row})}
    columns = np.zeros((len(place), len(rows)))
    for number, row in enumerate(rows):
        columns[[place[unit] for unit in row], number] = list(row.values())
    of: dict[str, dict[bytes, np.ndarray]] = defaultdict(dict)
    for unit, column in zip(place, columns, strict=True):
        of[unit[0]][column.tobytes()] = column
    alike: dict[tuple[frozenset[bytes], bool], int] = defaultdict(int)
    shape: dict[frozenset[bytes], np.ndarray] = {}
    for person, mine in of.items():
        kind = frozenset(mine)
        alike[kind, person in consented] += 1
        if kind not in shape:
            shape[kind] = np.column_stack([mine[name] for name in sorted(mine)])
    atoms = [Alike(number, shape[kind]) for (kind, open_), number in alike.items() if not open_]
    return derivable(atoms, fewest) if atoms else False


def behind(answers: Answers, asked: Slice) -> tuple[np.ndarray, dict[Unit, float]]:
    """Each person's value, and the equation: by which share each answer enters the sum."""
    means, entered, items = answers.measured(asked.measure)
    within = ~np.isnan(means)
    if asked.levels:
        within &= np.isin(answers.level.to_numpy(), asked.levels)
    if asked.departments:
        within &= np.isin(answers.department.to_numpy(), asked.departments)
    people = answers.level.index.to_numpy()
    values = means[:, np.newaxis] if asked.measure.endswith("?") else answers.given(items)
    row: dict[Unit, float] = {}
    for place in np.flatnonzero(within):
        given = [(item, value) for item, value in zip(items, values[place], strict=True) if not np.isnan(value)]
        for item, value in given:
            row[str(people[place]), item, digest_of(str(people[place]), item, value)] = 1 / int(entered[place])
    return means[within], row


def digest_of(person: str, item: str, value: float) -> str:
    """Tells a changed answer from the same one."""
    return blake2b(f"{person}\0{item}\0{value:g}".encode(), digest_size=8).hexdigest()
