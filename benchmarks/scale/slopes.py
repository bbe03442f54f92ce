"""A law through measured points, and how well it foretells a point it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.scale.points import Point


@dataclass(frozen=True, slots=True)
class Slope:
    """y = a * n^b for `n` tables, fitted through logarithms; `residuals` are measured / fitted - 1, in order of n.

    `foretold` is what the law through all points but the largest says of the largest: measured / foretold - 1.
    """

    a: float
    b: float
    residuals: tuple[float, ...]
    foretold: float

    def at(self, tables: int) -> float:
        return float(self.a * tables**self.b)


@dataclass(frozen=True, slots=True)
class Line:
    """y = fixed + each * n, fitted by relative error; the rest as `Slope`."""

    fixed: float
    each: float
    residuals: tuple[float, ...]
    foretold: float

    def at(self, tables: int) -> float:
        return self.fixed + self.each * tables


def slope(tables: Sequence[int], values: Sequence[float]) -> Slope:
    """The power law of seconds."""
    a, b = _power(tables, values)
    less = _power(tables[:-1], values[:-1])
    fitted = [a * n**b for n in tables]
    return Slope(
        a, b, tuple(v / f - 1 for v, f in zip(values, fitted, strict=True)),
        values[-1] / (less[0] * tables[-1] ** less[1]) - 1,
    )  # fmt: skip


def line(tables: Sequence[int], values: Sequence[float]) -> Line:
    """The straight line of memory and disk."""
    fixed, each = _straight(tables, values)
    less = _straight(tables[:-1], values[:-1])
    fitted = [fixed + each * n for n in tables]
    return Line(
        fixed, each, tuple(v / f - 1 for v, f in zip(values, fitted, strict=True)),
        values[-1] / (less[0] + less[1] * tables[-1]) - 1,
    )  # fmt: skip


def of_stage(points: Sequence[Point], stage: str) -> list[Point]:
    """The points of one stage, the smallest first."""
    return sorted((point for point in points if point.stage == stage), key=lambda point: point.tables)


def most_tables(law: Line, budget: float) -> int:
    """The largest number of tables for which a line stays within `budget`, in two digits."""
    exact = (budget - law.fixed) / law.each
    digit = 10 ** max(0, int(np.log10(exact)) - 1)
    return int(exact // digit * digit)


def _power(tables: Sequence[int], values: Sequence[float]) -> tuple[float, float]:
    b, log_a = np.polyfit(np.log(tables), np.log(values), 1)
    return float(np.exp(log_a)), float(b)


def _straight(tables: Sequence[int], values: Sequence[float]) -> tuple[float, float]:
    n, y = np.array(tables, dtype=float), np.array(values, dtype=float)
    shape = np.stack([np.ones_like(n), n], axis=1) / y[:, None]
    fixed, each = np.linalg.lstsq(shape, np.ones_like(y), rcond=None)[0]
    return float(fixed), float(each)
