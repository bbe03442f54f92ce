"""Made-up tables of a few rows: values at the borders of both formulas, rows repeated with one change."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from assess.diagnose.metrics.proof.guess import Guess, by_name, settle, values_of
from assess.diagnose.metrics.proof.runnable import Place

Row = dict[str, Any]
Instance = dict[str, list[Row]]  # table id -> rows
Tables = Mapping[str, Mapping[str, Guess]]


class Maker:
    """Instances for these tables, the same in every run with one seed."""

    def __init__(self, tables: Tables, equal: tuple[tuple[Place, Place], ...], seed: str) -> None:
        self.tables = tables
        self.dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
        for columns in tables.values():
            for name, guess in columns.items():
                by_name(name, guess)
        for _ in range(2):
            for left, right in equal:
                one, other = tables[left[0]].get(left[1]), tables[right[0]].get(right[1])
                if one is not None and other is not None:
                    one.join(other)
                    other.join(one)
        self.choices: dict[Place, tuple[list[Any], list[Any]]] = {}
        shared = {place for pair in equal for place in pair}
        for table, columns in tables.items():
            for name, guess in columns.items():
                settle(name, guess)
                border, plain = values_of(guess)
                if (table, name) in shared and guess.type == "BIGINT" and not border:
                    plain = [v for v in plain if v is None] + [1, 2, 3]
                self.choices[table, name] = (border, plain)

    def make(self, count: int, most: int) -> list[Instance]:
        """`count` instances of zero to `most` rows a table, smaller ones first, the first without any row."""
        found: list[Instance] = [{table: [] for table in self.tables}]
        for number in range(count - 1):
            size = 1 + number * most // max(count, 1)
            bold = self.dice.random()
            found.append({t: self._rows(t, self._size(size), bold) for t in self.tables})
        return found

    def _size(self, size: int) -> int:
        if len(self.tables) == 1:
            return size
        return int(self.dice.choice((0, *range(1, size + 1), size, size)))

    def _rows(self, table: str, size: int, bold: float) -> list[Row]:
        columns = self.tables[table]
        names = sorted(columns)
        rows: list[Row] = []
        for _ in range(size):
            if rows and self.dice.random() < 0.35:  # a repeated row with one change tells DISTINCT from plain
                row = dict(self.dice.choice(rows))
                if names and self.dice.random() < 0.9:
                    name = self.dice.choice(names)
                    row[name] = self._value(table, name, bold)
            else:
                row = {name: self._value(table, name, bold) for name in names}
            for name, guess in columns.items():
                if guess.key:
                    row[name] = self._fresh(table, name, [r[name] for r in rows])
            rows.append(row)
        return rows

    def _value(self, table: str, name: str, bold: float) -> Any:
        border, plain = self.choices[table, name]
        return self.dice.choice(border if border and self.dice.random() < 0.3 + 0.65 * bold else plain or [None])

    def _fresh(self, table: str, name: str, taken: list[Any]) -> Any:
        border, plain = self.choices[table, name]
        left = [v for v in (*border, *plain) if v is not None and v not in taken]
        if left:
            return self.dice.choice(left)
        number, kind = len(taken) + 1000, self.tables[table][name].type
        if kind == "TIMESTAMP":
            return datetime(2026, 1, 1) + timedelta(days=number)
        return f"k{number}" if kind == "VARCHAR" else number


def smaller(instance: Instance, tables: Tables) -> list[Instance]:
    """The instance with one row less, and with one value plainer, each in turn."""
    found: list[Instance] = []
    for table, rows in instance.items():
        for place in range(len(rows)):
            found.append({**instance, table: rows[:place] + rows[place + 1 :]})
    for table, rows in instance.items():
        for place, row in enumerate(rows):
            for name, value in row.items():
                guess = tables[table][name]
                if value is None and not guess.key:
                    found.append(_with(instance, table, place, name, _plainest(guess)))
    return found


def _with(instance: Instance, table: str, place: int, name: str, value: Any) -> Instance:
    rows = [dict(row) for row in instance[table]]
    rows[place][name] = value
    return {**instance, table: rows}


def _plainest(guess: Guess) -> Any:
    border, plain = values_of(guess)
    return next((v for v in (*border, *plain) if v is not None), None)


def rows_in(instance: Instance) -> int:
    return sum(map(len, instance.values()))
