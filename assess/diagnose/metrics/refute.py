"""Two formulas run on small made-up rows: where they differ, the rows that show it.

Rows are generated, never the client's. The same pair gives the same rows in every run.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlglot import exp

from assess.diagnose.metrics.columns import Guess, guess_columns, values_of
from assess.diagnose.metrics.formula import Unreadable, read_base, read_condition, read_formula

INSTANCES, MOST_ROWS, MOST_COLUMNS, TOLERANCE = 60, 4, 12, 1e-9
PERIOD = ("2026-01-01", "2026-02-01")
_TABLE = "made_up"


@dataclass(frozen=True)
class Formula:
    """What is run: an expression over the rows of one table that meet a condition, in a dialect."""

    expression: str
    dialect: str = ""
    filter: str = ""
    base: str = ""
    time_column: str = ""


@dataclass
class Refuter:
    """A DuckDB in memory that tries pairs of formulas; one is enough for a whole check-up."""

    connection: Any = None
    tried: int = 0
    _cache: dict[tuple[Formula, Formula], dict[str, Any] | None] = field(default_factory=dict)

    def counterexample(self, a: Formula, b: Formula) -> dict[str, Any] | None:
        """{"columns", "rows" (at most four), "a", "b"} where the two give different numbers, None where none was found.

        Raises Unreadable where one of them cannot be run on one table of made-up rows.
        """
        if (a, b) not in self._cache:
            self._cache[(a, b)] = self._try(a, b)
        return self._cache[(a, b)]

    def _try(self, a: Formula, b: Formula) -> dict[str, Any] | None:
        left, right = _prepared(a), _prepared(b)
        with_time = bool(a.time_column and b.time_column and a.time_column != b.time_column)
        if with_time:
            left, right = _in_period(left, a.time_column), _in_period(right, b.time_column)
        columns = guess_columns([left, right])
        if len(columns) > MOST_COLUMNS:
            raise Unreadable("公式涉及的字段太多，没有试算。", "The formula uses too many columns to be tried.")
        columns = columns or {"made_up": Guess("BIGINT")}
        seed = hashlib.md5(f"{left.sql()}|{right.sql()}".encode(), usedforsecurity=False).hexdigest()
        rows = _instances(columns, random.Random(seed))  # noqa: S311 - repeatable, not secret
        self._load(columns, rows)
        results = [self._run(side) for side in (left, right)]
        self.tried += 1
        shown = []
        for number, instance in enumerate(rows):
            x, y = (values.get(number, empty) for values, empty in results)
            if not same_value(x, y):
                odd = sum(value is None or value == -1 for row in instance for value in row.values())
                shown.append((not (_telling(x) and _telling(y)), odd, len(instance), number, x, y))
        if not shown:
            return None
        *_, number, x, y = min(shown, key=lambda found: found[:4])
        names = sorted(columns)
        return {
            "columns": names,
            "rows": [[_plain(row[name]) for name in names] for row in rows[number]],
            "period": list(PERIOD) if with_time else None,
            "a": _plain(x),
            "b": _plain(y),
        }

    def _load(self, columns: dict[str, Guess], rows: list[list[dict[str, Any]]]) -> None:
        import duckdb
        import pyarrow as pa

        if self.connection is None:
            self.connection = duckdb.connect(":memory:", config={"threads": 1, "enable_external_access": False})
        flat = [(number, row) for number, instance in enumerate(rows) for row in instance]
        data: dict[str, Any] = {"made_up_instance": pa.array([number for number, _ in flat], pa.int32())}
        data |= {name: pa.array([row[name] for _, row in flat], guess.arrow) for name, guess in columns.items()}
        self.connection.register("made_up_rows", pa.table(data))
        listed = ", ".join(f'"{name}"::{guess.type} AS "{name}"' for name, guess in columns.items())
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {_TABLE} AS SELECT made_up_instance, {listed} FROM made_up_rows"
        ).fetchall()
        self.connection.unregister("made_up_rows")

    def _run(self, query: exp.Select) -> tuple[dict[int, Any], Any]:
        """Value by instance, and the value where no row meets the condition."""
        import duckdb

        grouped = query.copy()
        grouped.set("expressions", [exp.column("made_up_instance"), *grouped.expressions])
        grouped = grouped.group_by("made_up_instance")
        try:
            rows = self.connection.execute(grouped.sql(dialect="duckdb")).fetchall()
            empty = self.connection.execute(query.copy().where("1 = 0").sql(dialect="duckdb")).fetchall()
        except duckdb.Error as error:
            detail = str(error).splitlines()[0][:120]
            raise Unreadable(
                "公式不能在试验数据上运行。", f"The formula does not run on made-up rows: {detail}"
            ) from None
        return dict(rows), empty[0][0]


def same_value(x: Any, y: Any) -> bool:
    """Equal, up to the last digits of real numbers; null equals only null."""
    if x is None or y is None:
        return x is y
    if isinstance(x, int | float | Decimal) and isinstance(y, int | float | Decimal):
        left, right = float(x), float(y)
        if math.isnan(left) or math.isnan(right):
            return math.isnan(left) and math.isnan(right)
        return left == right or abs(left - right) <= TOLERANCE * max(1.0, abs(left), abs(right))
    return bool(x == y)


def _telling(value: Any) -> bool:
    """Whether a result says something to a reader: a number, not null or an overflow."""
    return value is not None and not (isinstance(value, float) and not math.isfinite(value))


def _prepared(formula: Formula) -> Any:
    """One SELECT over the made-up table, in DuckDB's words."""
    tree = read_formula(formula.expression, formula.dialect)
    if isinstance(tree, exp.Select):
        query: Any = tree.copy()
    elif isinstance(tree, exp.Query):
        raise Unreadable("查询太复杂，没有试算。", "The query is too complex to be tried.")
    else:
        query = read_base(formula.base, formula.dialect).copy()
        query.set("expressions", [tree.copy()])
    condition = read_condition(formula.filter, formula.dialect)
    if condition is not None:
        query = query.where(condition.copy(), copy=False)
    source = query.args.get("from_")
    parts = ("joins", "group", "having", "with_", "qualify", "distinct", "limit", "laterals")
    if any(query.args.get(part) for part in parts) or (source is not None and not isinstance(source.this, exp.Table)):
        raise Unreadable("来源不是一张表，没有试算。", "It does not read one table, so it was not tried.")
    if len(query.expressions) != 1 or query.find(exp.Subquery, exp.Window) or not query.find(exp.AggFunc):
        raise Unreadable("不是一个汇总算式，没有试算。", "It is not one aggregate, so it was not tried.")
    for column in query.find_all(exp.Column):
        if not isinstance(column.this, exp.Star):
            column.replace(exp.column(exp.to_identifier(column.name.lower(), quoted=True)))
    for counted in list(query.find_all(exp.CountIf)):  # null on no rows in DuckDB, zero everywhere else
        where = exp.Where(this=counted.this.copy())
        counted.replace(exp.Filter(this=exp.Count(this=exp.Star()), expression=where))
    query.set("from_", exp.From(this=exp.to_table(_TABLE)))
    return query


def _in_period(query: exp.Select, column: str) -> exp.Select:
    name = exp.column(exp.to_identifier(column.lower().rsplit(".", 1)[-1], quoted=True))
    low, high = (exp.cast(exp.Literal.string(day), "DATE") for day in PERIOD)
    return query.where(exp.GTE(this=name.copy(), expression=low), exp.LT(this=name, expression=high))


def _instances(columns: dict[str, Guess], dice: random.Random) -> list[list[dict[str, Any]]]:
    """Sets of one to four rows, smallest first; values at the borders of both formulas."""
    choices = {name: values_of(guess) for name, guess in columns.items()}
    found = []
    for number in range(INSTANCES):
        size = 1 + number * MOST_ROWS // INSTANCES
        rows: list[dict[str, Any]] = []
        for _ in range(size):
            if rows and dice.random() < 0.3:  # a repeated row with one change tells DISTINCT from plain
                row = dict(rows[-1])
                name = dice.choice(sorted(choices))
                row[name] = dice.choice(choices[name])
            else:
                row = {name: dice.choice(values) for name, values in choices.items()}
            rows.append(row)
        found.append(rows)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return str(value)
        return int(value) if value == int(value) and abs(value) < 1e15 else value
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def run_all(pairs: Iterable[tuple[Formula, Formula]]) -> list[dict[str, Any] | None]:
    """Counterexamples of many pairs; None also where a pair cannot be run."""
    refuter = Refuter()
    found: list[dict[str, Any] | None] = []
    for a, b in pairs:
        try:
            found.append(refuter.counterexample(a, b))
        except Unreadable:
            found.append(None)
    return found
