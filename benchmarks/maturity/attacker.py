"""Somebody who has every figure ever published, knows who answered what question, and can solve linear systems.

`sequence` plays one survey: people of three levels and several departments answer, some late, some change their
answer; slices and whole exports are published in any order. `attack` then looks for a combination of what was
published that tells about fewer than five people. It shares no code with the product: where the product searches the
combinations of equations, the attacker projects answers onto the space the equations span.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from assess.diagnose.maturity.groups import FEWEST, Answers
from assess.diagnose.maturity.privacy.release import Figure, ReleaseLog, Slice
from assess.diagnose.maturity.privacy.table import publishable
from assess.model.bank import LEVELS, Bank, Both, Dimension, Item

Unknown = tuple[str, str, int]  # respondent, item, how often the answer had changed
Equation = tuple[dict[Unknown, float], float]
Publish = Callable[[Answers, Slice], Figure]

_TEXT = Both(zh="题", en="Question")
ITEMS = ("q1", "q2", "q3")
BANK = Bank(
    id="small", version="1.0.0", name=_TEXT, dimensions=(Dimension(id="D1", name=_TEXT),),
    items=tuple(
        Item(id=name, dimension="D1", name=_TEXT, question=_TEXT, levels=(_TEXT,) * 5, audience=LEVELS, anchor=True)
        for name in ITEMS
    ),
)  # fmt: skip


@dataclass
class Survey:
    """What people have answered so far; `version` counts changes, so that an old answer stays an unknown of its own."""

    level: list[str]
    department: list[str]
    values: np.ndarray
    version: np.ndarray

    @classmethod
    def begin(cls, rng: np.random.Generator) -> Survey:
        survey = cls([], [], np.empty((0, len(ITEMS))), np.empty((0, len(ITEMS)), int))
        survey.come(rng, int(rng.integers(8, 36)), int(rng.integers(2, 5)))
        return survey

    def come(self, rng: np.random.Generator, people: int, departments: int = 3) -> None:
        """`people` more have answered; each leaves out a question now and then."""
        new = rng.integers(1, 6, (people, len(ITEMS))).astype(float)
        new[rng.random(new.shape) < rng.choice((0.0, 0.03, 0.15))] = np.nan
        self.level += rng.choice(LEVELS, people, p=(0.2, 0.3, 0.5)).tolist()
        self.department += [f"d{n}" for n in rng.integers(0, departments, people)]
        self.values = np.vstack([self.values, new])
        self.version = np.vstack([self.version, np.zeros(new.shape, int)])

    def change(self, rng: np.random.Generator) -> None:
        """One person thinks again about one question."""
        who, what = int(rng.integers(len(self.level))), int(rng.integers(len(ITEMS)))
        self.values[who, what] = (np.nan_to_num(self.values[who, what]) % 5) + 1
        self.version[who, what] += 1

    def answers(self) -> Answers:
        people = [f"p{n:03d}" for n in range(len(self.level))]
        values = pd.DataFrame(self.values.copy(), index=people, columns=list(ITEMS))
        no = values.notna() & False
        level, department = (pd.Series(names, index=people, dtype="object") for names in (self.level, self.department))
        return Answers(BANK, level, department, values, no, no, no)

    def equations(self, figure: Figure) -> tuple[Equation, Equation]:
        """What a published figure says: the sum of the answers, and of their squares, which the interval gives away."""
        where, items = figure.slice, range(len(ITEMS))
        if figure.slice.measure in ITEMS:
            items = range(ITEMS.index(where.measure), ITEMS.index(where.measure) + 1)
        linear: dict[Unknown, float] = {}
        squares: dict[Unknown, float] = {}
        put = {
            name: int((~np.isnan(self.values[[lv == name for lv in self.level]])).any(axis=0).sum()) for name in LEVELS
        }
        for who, (level, department) in enumerate(zip(self.level, self.department, strict=True)):
            given = [i for i in items if not np.isnan(self.values[who, i])]
            if where.measure not in ITEMS and len(given) < 0.6 * put[level]:
                continue
            if given and level in (where.levels or LEVELS) and department in (where.departments or {department}):
                for i in given:
                    linear[f"p{who:03d}", ITEMS[i], int(self.version[who, i])] = 1 / len(given)
                squares[f"p{who:03d}", where.measure, int(self.version[who, list(items)].sum())] = 1.0
        assert figure.mean is not None and figure.n == len(squares), "the attacker knows who is behind a figure"
        n, mean, variance = len(squares), figure.mean, 0.0
        for reach, edge in ((figure.high - mean, 5.0), (mean - figure.low, 1.0)):  # type: ignore[operator]
            if n > 1 and abs(mean + (reach if edge > 1 else -reach) - edge) > 1e-12:
                variance = max(variance, n * (reach / float(stats.t.ppf(0.975, n - 1))) ** 2)
        return (linear, mean * n), (squares, variance * (n - 1) + mean**2 * n)


def sequence(rng: np.random.Generator, publish: Publish | None = None, actions: int = 8) -> tuple[list[Equation], int]:
    """All equations one survey gave away, and from how many figures; without `publish`, as the product publishes."""
    survey, log = Survey.begin(rng), ReleaseLog()
    given = publish or log.publish
    linear, squares, shown = [], [], 0
    for _ in range(actions):
        chance = rng.random()
        if chance < 0.2:
            survey.come(rng, int(rng.integers(1, 4)))
            continue
        if chance < 0.3:
            survey.change(rng)
            continue
        answers = survey.answers()
        if chance < 0.4:
            measures = [str(m) for m in rng.choice(("D1", *ITEMS), 2, replace=False)]
            figures = _exported(answers, measures, log) if publish is None else [
                given(answers, Slice(m, (level,))) for m in measures for level in LEVELS
            ]  # fmt: skip
        else:
            asked = Slice(str(rng.choice(("D1", *ITEMS))), _some(rng, LEVELS), _some(rng, ("d0", "d1", "d2", "d3")))
            figures = [given(answers, asked)]
        for figure in figures:
            if figure.status == "shown":
                one, other = survey.equations(figure)
                linear.append(one)
                squares.append(other)
                shown += 1
    return linear + squares, shown


def _exported(answers: Answers, measures: Sequence[str], log: ReleaseLog) -> list[Figure]:
    table = publishable(answers, measures, log=log)
    return [
        Figure(Slice(m, (lv,) if lv else (), (d,) if d else ()), "shown", int(n), mean, low, high)
        for m, lv, d, n, mean, low, high, status in table.itertuples(index=False)
        if status == "shown"
    ]


def _some(rng: np.random.Generator, names: Sequence[str]) -> tuple[str, ...]:
    if rng.random() < 0.4:
        return ()
    return tuple(name for name in names if rng.random() < 0.5) or (str(rng.choice(names)),)


def attack(equations: Iterable[Equation], fewest: int = FEWEST) -> tuple[frozenset[str], float] | None:
    """(people, value of the combination) where some combination is about fewer than `fewest` people; else None."""
    told = list(equations)
    unknowns = sorted({unknown for row, _ in told for unknown in row})
    if not unknowns:
        return None
    place = {unknown: i for i, unknown in enumerate(unknowns)}
    matrix = np.zeros((len(told), len(unknowns)))
    for number, (row, _) in enumerate(told):
        for unknown, share in row.items():
            matrix[number, place[unknown]] = share
    left, sizes, right = np.linalg.svd(matrix, full_matrices=False)
    rank = int((sizes > 1e-9 * sizes[0]).sum())
    outside = np.eye(len(unknowns)) - right[:rank].T @ right[:rank]
    of: dict[str, list[int]] = defaultdict(list)
    for (person, _, _), i in place.items():
        of[person].append(i)
    alike: dict[frozenset[bytes], list[str]] = defaultdict(list)
    for person, mine in of.items():
        alike[frozenset(matrix[:, i].tobytes() for i in mine)].append(person)
    small = [people for people in alike.values() if len(people) < fewest]
    while small:  # people about whom no combination of the small groups says anything are out of it
        inside = [i for people in small for person in people for i in of[person]]
        values, vectors = np.linalg.eigh(outside[np.ix_(inside, inside)])
        touched = np.abs(vectors[:, values < 1e-8]).max(axis=1, initial=0.0) > 1e-7
        names = {unknowns[i][0] for i, hit in zip(inside, touched, strict=True) if hit}
        kept = [people for people in small if names & set(people)]
        if len(kept) == len(small):
            break
        small = kept
    for count in range(1, fewest):
        for chosen in combinations(small, count):
            people = frozenset(person for group in chosen for person in group)
            if len(people) >= fewest:
                continue
            inside = [i for person in sorted(people) for i in of[person]]
            values, vectors = np.linalg.eigh(outside[np.ix_(inside, inside)])
            if values[0] < 1e-8:
                target = np.zeros(len(unknowns))
                target[inside] = vectors[:, 0]
                weights = left[:, :rank] @ ((right[:rank] @ target) / sizes[:rank])
                return people, math.fsum(weights * [value for _, value in told])
    return None
