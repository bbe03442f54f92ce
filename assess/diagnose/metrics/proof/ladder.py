"""The rungs above form: every "same" is tried on made-up rows, and every conflict looks for rows that show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlglot.errors import SqlglotError

from assess.diagnose.metrics.compare import Pair
from assess.diagnose.metrics.facets import Metric, Term
from assess.diagnose.metrics.formula import Unreadable
from assess.diagnose.metrics.names import verbatim
from assess.diagnose.metrics.proof.refute import Refuter
from assess.diagnose.metrics.query import query_of
from assess.diagnose.metrics.world import Row, World
from assess.model.text import Text

MOST_TRIED = 5_000  # pairs of different forms run for a counterexample
# what rows of the same tables can show; of these, what forms alone leave open
SHOWN = frozenset(("expression", "aggregation", "distinctness", "filter", "null_default", "rounding", "unit",
                   "time_column", "join_path"))  # fmt: skip
OPEN = SHOWN - {"unit", "time_column"}
CONTRADICTED = Text(
    "化成同一形式的两个公式在试验数据上结果不同，请报告这个错误。",
    "Two formulas of one form give different results on made-up rows; please report this.",
)
NEITHER = Text(
    "写法不同，既不能证明一致，也没有找到能区分两者的数据。",
    "They are written differently; neither proved the same nor told apart by any rows tried.",
)
KEYS = Text(
    "试验数据能区分两者，但不清楚各表的主键和非空约束，真实数据里也许不会出现这种情况。",
    "Made-up rows tell them apart, but keys and columns that are never null are not known; real rows may not.",
)


class Ladder:
    """Tries pairs; `rows` are the definitions by metric id, whose queries are made again when one is tried."""

    def __init__(self, world: World, rows: Mapping[str, Row]) -> None:
        self.world, self.rows = world, rows
        self.refuter = Refuter(world.table_of, world.columns_of)

    @property
    def tried(self) -> int:
        return self.refuter.tried

    def whole(self, a: Metric, b: Metric) -> Callable[[Term], bool]:
        """Whether a column of the two metrics' tables only holds whole numbers."""
        tables = tuple({*(a.facets.tables if a.facets else ()), *(b.facets.tables if b.facets else ())})

        def of(term: Term) -> bool:
            return term[0] == "col" and self.world.whole(tables, str(term[-1]).rsplit(".", 1)[-1])

        return of

    def climb(self, pair: Pair) -> Pair:
        """The pair with what made-up rows say of it."""
        if pair.verdict in ("same", "synonym") and not pair.facets:
            return pair if _written_alike(pair.a, pair.b) else self._checked(pair)
        if pair.verdict != "conflict" or pair.causes:
            return pair
        if pair.a.is_query and pair.b.is_query and not (pair.a.raw or pair.b.raw):
            return self._asked(pair)
        if set(pair.facets) <= SHOWN | {"window"} and self.tried < MOST_TRIED:
            return self._shown(pair)
        return pair

    def _asked(self, pair: Pair) -> Pair:
        """Two whole queries: what they say is in them alone, so only rows show that they differ, or other tables."""
        if "tables" in pair.facets and not _whole(pair):
            return pair
        rows = self._rows(pair, doubt=True)
        if not rows:
            return self._planned(pair, tried=rows is not None)
        if _whole(pair) and not self._catalogued(pair):
            return replace(pair, verdict="unknown", counterexample=rows, why=KEYS)
        return replace(pair, counterexample=rows)

    def _catalogued(self, pair: Pair) -> bool:
        """Whether the catalogue knows the columns, and so the keys, of every table that the two read."""
        tables = {t for m in (pair.a, pair.b) for t in (m.facets.tables if m.facets else ())}
        return all(self.world.columns_of(table) for table in tables)

    def _checked(self, pair: Pair) -> Pair:
        rows = self._rows(pair, doubt=False)
        if not rows:
            return pair
        return replace(pair, verdict="unknown", facets=("expression",), why=CONTRADICTED, counterexample=rows)

    def _shown(self, pair: Pair) -> Pair:
        rows = self._rows(pair, doubt=True)
        if rows is not None and not rows and set(pair.facets) <= OPEN:
            return self._planned(pair, tried=True)
        return replace(pair, counterexample=rows or None)

    def _planned(self, pair: Pair, tried: bool) -> Pair:
        """The same where DuckDB makes one plan of both and no rows tell them apart, else open."""
        if tried:
            a, b = (query_of(self.rows[m.metric_id], self.world) for m in (pair.a, pair.b))
            if self.refuter.one_plan(a, b):
                return replace(pair, verdict="same" if _one_name(pair) else "synonym", facets=(), population=None)
        return replace(pair, verdict="unknown", why=NEITHER)

    def _rows(self, pair: Pair, doubt: bool) -> dict[str, Any] | None:
        """Rows that tell the two apart, {} where none do, None where they cannot be run."""
        import duckdb
        import pyarrow as pa

        try:
            a, b = (query_of(self.rows[m.metric_id], self.world) for m in (pair.a, pair.b))
            times = tuple(m.raw.get("time_column", "").lower().rsplit(".", 1)[-1] for m in (pair.a, pair.b))
            found = self.refuter.counterexample(a, b, (times[0], times[1]), doubt)
        except (Unreadable, SqlglotError, RecursionError, ValueError, ArithmeticError, duckdb.Error, pa.ArrowException):
            return None  # what no engine runs must not cost the client the other pairs
        return found or {}


def _whole(pair: Pair) -> bool:
    """Whether one of the two yields rows, not a number."""
    return any(m.facets is not None and m.facets.expression[0] == "table" for m in (pair.a, pair.b))


def _one_name(pair: Pair) -> bool:
    return verbatim(pair.a.name) == verbatim(pair.b.name)


def _written_alike(a: Metric, b: Metric) -> bool:
    return (a.formula, a.raw, a.dialect) == (b.formula, b.raw, b.dialect) and not a.inputs and not b.inputs
