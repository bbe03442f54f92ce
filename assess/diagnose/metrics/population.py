"""How the rows that meet one condition stand to those that meet another: the same, within, apart or overlapping.

A comparison of a value with constants depends only on which region between those constants the value lies in, so all
combinations of regions decide the question. What is no such comparison is an atom that may be true, false or unknown
by itself; what holds for every combination of them holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import prod
from typing import Any, Literal

import numpy as np

from assess.diagnose.metrics import logic
from assess.diagnose.metrics.arithmetic import value_of

Term = tuple[Any, ...]
Truth = np.ndarray[Any, np.dtype[np.int8]]
Relation = Literal["same", "within", "around", "apart", "overlap", "unknown"]
MOST = 200_000  # combinations of regions looked at
TRUE, FALSE = ("bool", "true"), ("bool", "false")


def population(  # noqa: PLR0911 - a table of cases
    a: Iterable[Term], b: Iterable[Term], whole: Callable[[Term], bool] = lambda _: False
) -> Relation:
    """How the rows that meet all of `a` stand to those that meet all of `b`: `within` is a in b, `around` b in a.

    `within` and `around` leave open whether they are the same after all where atoms or values that are computed stand
    in the conditions, and "unknown" means that those leave it open altogether. `whole` says of a value that it only
    takes whole numbers.
    """
    left, right = (logic.joined("and", list(c)) if (c := frozenset(side)) else TRUE for side in (a, b))
    if left == right:
        return "same"
    grid = _Grid(whole)
    grid.learn(left)
    grid.learn(right)
    if not grid.lay_out():
        return "unknown"
    here, there = grid.truth(left) > 0, grid.truth(right) > 0
    only_here, only_there = bool((here & ~there).any()), bool((there & ~here).any())
    if not only_here and not only_there:
        return "same"
    if not (here & there).any():
        return "apart"
    if not only_here:
        return "within"
    if not only_there:
        return "around"
    return "overlap" if grid.exact else "unknown"


class _Grid:
    """All combinations of the regions of each value and of the truth of each atom."""

    def __init__(self, whole: Callable[[Term], bool]) -> None:
        self.whole = whole
        self.constants: dict[Term, set[Any]] = {}
        self.nulls: set[Term] = set()
        self.atoms: dict[Term, None] = {}
        self.axes: dict[Term, np.ndarray[Any, Any]] = {}
        self.places: dict[Term, dict[Any, int]] = {}

    @property
    def exact(self) -> bool:
        """Whether every combination can occur: values are columns, each for itself."""
        return not self.atoms and all(v[0] == "col" for v in (*self.constants, *self.nulls))

    def learn(self, part: Term) -> None:
        """Note the values, constants and atoms of a condition."""
        kind = part[0]
        if kind in ("and", "or"):
            for p in part[1:]:
                self.learn(p)
        elif kind == "not":
            self.learn(part[1])
        elif kind == "isnull":
            self.nulls.add(part[1])
        elif (sides := _sides(part)) is not None:
            self.constants.setdefault(sides[0], set()).update(sides[1])
        elif part not in (TRUE, FALSE, ("null",)):
            self.atoms[part] = None

    def lay_out(self) -> bool:
        """Make the axes; False where there are too many combinations or constants of several kinds."""
        sizes: dict[Term, int] = {}
        for value in {*self.constants, *self.nulls}:
            constants = self.constants.get(value, set())
            if len({isinstance(c, Fraction) for c in constants}) > 1:
                return False
            places: dict[Any, int] = {}
            number = 1  # 0 is null
            before: Any = None
            for constant in sorted(constants):
                places[constant] = number + 1
                if _next(before, constant) and self.whole(value):
                    places[constant] = number
                    number -= 1
                number += 2
                before = constant
            self.places[value] = places
            sizes[value] = number + 1
        for atom in self.atoms:
            sizes[atom] = 3
        if prod(sizes.values()) > MOST:
            return False
        grids = np.indices(tuple(sizes.values()), dtype=np.int16).reshape(len(sizes), -1) if sizes else np.empty((0, 1))
        self.axes = dict(zip(sizes, grids, strict=True))
        self.size = grids.shape[1]
        return True

    def truth(self, part: Term) -> Truth:  # noqa: PLR0911 - a table of cases
        """1 true, 0 unknown, -1 false, for each combination."""
        kind = part[0]
        if kind == "and":
            return np.asarray(np.minimum.reduce([self.truth(p) for p in part[1:]]))
        if kind == "or":
            return np.asarray(np.maximum.reduce([self.truth(p) for p in part[1:]]))
        if kind == "not":
            return -self.truth(part[1])
        if kind == "isnull":
            return np.where(self.axes[part[1]] == 0, 1, -1).astype(np.int8)
        if (sides := _sides(part)) is not None:
            return self._compared(part, *sides)
        if part in (TRUE, FALSE, ("null",)):
            return np.full(self.size, {"true": 1, "false": -1}.get(part[-1], 0), np.int8)
        return (self.axes[part] - 1).astype(np.int8)

    def _compared(self, part: Term, value: Term, constants: tuple[Any, ...]) -> Truth:
        axis, places = self.axes[value], self.places[value]
        kind = part[0]
        if kind in ("eq", "neq", "in"):
            met = np.isin(axis, [places[c] for c in constants])
            met = ~met if kind == "neq" else met
        else:
            place = places[constants[0]]
            below = part[1] == value  # value < constant
            strict = kind == "lt"
            met = (axis < place if strict else axis <= place) if below else (axis > place if strict else axis >= place)
        return np.where(axis == 0, 0, np.where(met, 1, -1)).astype(np.int8)


def _next(before: Any, constant: Any) -> bool:
    """Whether two constants are whole numbers with none between them."""
    pair = (before, constant)
    return all(isinstance(c, Fraction) and c.denominator == 1 for c in pair) and constant - before == 1


def _sides(part: Term) -> tuple[Term, tuple[Any, ...]] | None:
    """(value, constants) of a comparison of a value with constants."""
    if part[0] == "in":
        constants = [_constant(c) for c in part[2]]
        return (part[1], tuple(constants)) if all(c is not None for c in constants) else None
    if part[0] not in ("eq", "neq", "lt", "lte"):
        return None
    left, right = _constant(part[1]), _constant(part[2])
    if (left is None) == (right is None):
        return None
    return (part[1], (right,)) if left is None else (part[2], (left,))


def _constant(term: Term) -> Any:
    """A Fraction or a text to compare with; None for anything else."""
    return term[1] if term[0] == "str" else value_of(term)
