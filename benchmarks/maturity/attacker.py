"""Somebody who has every figure ever published, knows who answered what question, and can solve linear systems.

`sequence` plays one survey: people of three levels and several departments answer, some late, some change their
answer; slices, tables, check-ups and exports are published in any order, all through one log. `attack` then looks for
a combination of what was published that tells about fewer than five people. It shares no code with the product: where
the product searches the combinations of equations, the attacker projects answers onto the space the equations span.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import combinations, product
from tempfile import NamedTemporaryFile

import numpy as np
import pandas as pd
from scipy import stats

from assess.diagnose.maturity.as_json import score_json
from assess.diagnose.maturity.asked import answers_of
from assess.diagnose.maturity.groups import FEWEST, Answers
from assess.diagnose.maturity.privacy.release import Figure, ReleaseLog, Slice
from assess.diagnose.maturity.privacy.table import publishable
from assess.diagnose.maturity.scores import maturity_of
from assess.diagnose.registry import Case
from assess.model.bank import LEVELS, Bank, Both, Dimension, Item
from assess.model.engagement import Engagement
from assess.model.evidence import Evidence, frame

Unknown = tuple[str, str, int]  # respondent, item, how often the answer had changed
Equation = tuple[dict[Unknown, float], float]
Publish = Callable[[Answers, Slice], Figure]

CLOCK = datetime(2026, 3, 2, tzinfo=UTC)
ROUNDED = 6e-5  # exports round to four digits
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

    def snapshot(self) -> Survey:
        """The survey as it is now."""
        return Survey(self.level[:], self.department[:], self.values.copy(), self.version.copy())

    def with_levels(self, states: Mapping[str, Survey]) -> Survey:
        """The survey in which people of some levels have answered what they had in another state of it."""
        mixed = self.snapshot()
        for level, state in states.items():
            for who in (who for who, mine in enumerate(mixed.level) if mine == level):
                there = who < len(state.level)
                mixed.values[who] = state.values[who] if there else np.nan
                mixed.version[who] = state.version[who] if there else 0
        return mixed

    def frame(self) -> pd.DataFrame:
        """The answers in the shape of the evidence table `answers`."""
        rows = [
            {"respondent": f"p{who:03d}", "level": level, "department": department, "item": item, "state": "answered",
             "value": int(value)}
            for who, (level, department) in enumerate(zip(self.level, self.department, strict=True))
            for item, value in zip(ITEMS, self.values[who], strict=True)
            if not np.isnan(value)
        ]  # fmt: skip
        return frame("answers", rows)

    def equations(self, figure: Figure) -> tuple[Equation, Equation] | None:
        """What a published figure says: the sum of the answers, and of their squares, which the interval gives away.

        None where the figure is not about these answers.
        """
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
        given_by = {(f"p{who:03d}", item): self.values[who, i] for who in range(len(self.level)) for i, item in
                    enumerate(ITEMS)}  # fmt: skip
        total = math.fsum(share * given_by[person, item] for (person, item, _), share in linear.items())
        if figure.mean is None or figure.n != len(squares) or abs(total / figure.n - figure.mean) > ROUNDED:
            return None
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
    past: list[Survey] = []
    known: list[Figure] = []
    for _ in range(actions):
        chance = rng.random()
        if chance < 0.2:
            survey.come(rng, int(rng.integers(1, 7)))
            continue
        if chance < 0.3:
            survey.change(rng)
            continue
        answers = survey.answers()
        past.append(survey.snapshot())
        waiting: Collection[str] = ()
        if chance < 0.4:
            measures = [str(m) for m in rng.choice(("D1", *ITEMS), 2, replace=False)]
            figures = _exported(answers, measures, log) if publish is None else [
                given(answers, Slice(m, (level,))) for m in measures for level in LEVELS
            ]  # fmt: skip
        elif chance < 0.6 and publish is None:
            figures, waiting = (_checked_up if chance < 0.5 else _scored)(survey, log)
        else:
            asked = Slice(str(rng.choice(("D1", *ITEMS))), _some(rng, LEVELS), _some(rng, ("d0", "d1", "d2", "d3")))
            figures = [given(answers, asked)]
        for figure in figures:
            if figure.status == "shown":
                shown += 1
                waits = not set(waiting).isdisjoint(figure.slice.levels or LEVELS)
                stands = waits and any(_same(figure, before) for before in known)
                if equations := None if stands else _explained(figure, past, waiting):
                    linear.append(equations[0])
                    squares.append(equations[1])
                    known.append(figure)
                else:
                    assert any(_same(figure, before) for before in known), f"{figure} is about nobody who ever answered"
    return linear + squares, shown


def _explained(
    figure: Figure, past: Sequence[Survey], waiting: Collection[str] = ()
) -> tuple[Equation, Equation] | None:
    """What the figure says of the survey as it is now, in which levels that wait are as they were some time before.

    None where it says nothing of that: then it is one that was shown before, and tells nothing new. Beside levels
    that wait, a figure told before must not be tried on later answers: by chance they may have the same mean, and
    the equation would be one that nobody was given.
    """
    for states in product(reversed(past), repeat=len(waiting)):
        survey = past[-1].with_levels(dict(zip(waiting, states, strict=True)))
        if equations := survey.equations(figure):
            return equations
    return None


def _same(one: Figure, other: Figure) -> bool:
    ends = zip((one.mean, one.low, one.high), (other.mean, other.low, other.high), strict=True)
    alike = all(abs(a - b) <= 2 * ROUNDED for a, b in ends)  # type: ignore[operator]
    return alike and (one.slice, one.n) == (other.slice, other.n)


def _checked_up(survey: Survey, log: ReleaseLog) -> tuple[list[Figure], Collection[str]]:
    """Everything a check-up could print: its dimensions, and the questions its findings look at; levels that wait."""
    case = Case(Evidence.of({"answers": survey.frame()}), _engagement(), CLOCK, releases=log)
    printed, answers = maturity_of(case), answers_of(case)
    figures = [
        Figure(Slice(part.id, (level,)), "shown", score.n, score.mean, score.low, score.high)
        for part in printed.dimensions
        for level, score in part.levels.items()
        if score.mean is not None
    ]
    for item in ITEMS:
        for level, group in answers.item(item).groups.items():
            if (found := group.estimate) is not None:
                figures.append(Figure(Slice(item, (level,)), "shown", found.n, found.mean, found.low, found.high))
    return figures, printed.waiting


def _scored(survey: Survey, log: ReleaseLog) -> tuple[list[Figure], Collection[str]]:
    """Everything `assess score --json` prints: levels, departments, questions; levels that wait."""
    found = score_json(BANK, survey.frame(), log)
    told = [(Slice(d["id"], (level,)), score) for d in found["dimensions"] for level, score in d["levels"].items()]
    told += [(Slice(item["item"], (item["level"],)), item) for item in found["items"]]
    told += [(Slice(one["dimension"], (), (one["department"],)), one) for one in found["departments"]]
    figures = [
        Figure(where, "shown", score["n"], score["mean"], score["low"], score["high"])
        for where, score in told
        if score["mean"] is not None
    ]
    return figures, found["waiting"]


@cache
def _engagement() -> Engagement:
    """An engagement that asks the small questionnaire, which is written to a file of its own."""
    with NamedTemporaryFile("w", suffix=".yaml", delete=False, encoding="utf-8") as file:
        json.dump(BANK.model_dump(mode="json", exclude_defaults=True), file)
    text = {"en": "Lin"}
    return Engagement.model_validate(
        {"client": text, "departments": [{"id": "it", "name": text}], "questionnaire": file.name}
    )


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
