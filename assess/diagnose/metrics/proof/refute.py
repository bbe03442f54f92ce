"""Two formulas run on small made-up tables: where they differ, the rows that show it, as few as possible.

Rows are generated, never the client's. The same pair gives the same rows in every run.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from assess.diagnose.metrics.formula import Unreadable
from assess.diagnose.metrics.proof.guess import Guess
from assess.diagnose.metrics.proof.instances import Instance, Maker, rows_in, smaller
from assess.diagnose.metrics.proof.plan import one_plan
from assess.diagnose.metrics.proof.runnable import Columns, Runnable, runnable
from assess.diagnose.metrics.proof.values import plain, same_value, telling

FEW, MANY, MOST_ROWS = 64, 600, 4
PERIOD = ("2026-01-01", "2026-02-01")
SECONDS = 5  # of one query on made-up rows
CLOSED: dict[str, Any] = {
    "threads": 1, "enable_external_access": False, "memory_limit": "1GB", "temp_directory": "",
    "autoinstall_known_extensions": False, "autoload_known_extensions": False, "allow_community_extensions": False,
}  # fmt: skip
_INSTANCE, _HERE = "made_up_instance", "made_up_here"
_ARROW = {"BIGINT": "int64", "DOUBLE": "float64", "VARCHAR": "string", "BOOLEAN": "bool_"}


def nothing_known(_table: str) -> Columns:
    return {}


@dataclass
class Refuter:
    """A DuckDB in memory that tries pairs of queries; one is enough for a whole check-up.

    `tried` counts the pairs run. `columns_of` is what the catalogue knows of a table by its id.
    """

    table_of: Callable[[str], str] = str.lower
    columns_of: Callable[[str], Columns] = nothing_known
    connection: Any = None
    tried: int = 0
    _cache: dict[tuple[str, str, str, str], dict[str, Any] | None] = field(default_factory=dict)

    def counterexample(
        self, a: Any, b: Any, times: tuple[str, str] = ("", ""), doubt: bool = True
    ) -> dict[str, Any] | None:
        """Rows on which two queries differ, None where none were found.

        {"tables": [{"table", "columns", "rows"}] (at most four rows together where that is enough), "columns" and
        "rows" of the first of them, "a", "b", "period", "trials"}. `times` are the columns that put a row in a period,
        used where they differ. With `doubt` more is tried before giving up. Unreadable where one cannot be run.
        """
        key = (a.sql(), b.sql(), *times)
        if key not in self._cache:
            self._cache[key] = self._try(a, b, times, doubt)
        return self._cache[key]

    def one_plan(self, a: Any, b: Any) -> bool:
        """Whether DuckDB makes one plan of two queries that were tried before; no proof where one cannot be run."""
        left, right = (runnable(q, self.table_of, self.columns_of) for q in (a, b))
        tables = _together(left, right)
        Maker(tables, (*left.equal, *right.equal), "")  # settles the types
        written = {
            ".".join(p.name for p in table.parts) for q in (left.query, right.query) for table in q.find_all(exp.Table)
        }
        names = {name: self.table_of(name) for name in written if name}
        return one_plan(self.connection, left, right, tables, {n: t for n, t in names.items() if t in tables})

    def _try(self, a: Any, b: Any, times: tuple[str, str], doubt: bool) -> dict[str, Any] | None:
        differ = bool(times[0] and times[1] and times[0] != times[1])
        if differ:
            a, b = _in_period(a, times[0]), _in_period(b, times[1])
        left, right = (runnable(q, self.table_of, self.columns_of) for q in (a, b))
        tables = _together(left, right)
        seed = hashlib.md5(f"{left.query.sql()}|{right.query.sql()}".encode(), usedforsecurity=False).hexdigest()
        maker = Maker(tables, (*left.equal, *right.equal), seed)
        single = _one_number(left.query) and _one_number(right.query)
        pair = tuple(self._sql(side, single) for side in (left, right))
        self.tried += 1
        for count, most in ((FEW, MOST_ROWS), (MANY, MOST_ROWS + 2)) if doubt else ((FEW, MOST_ROWS),):
            instances = maker.make(count, most)
            shown = self._differing(pair, tables, instances)
            if shown:
                *_, number = min(shown)
                return self._told(pair, tables, self._shrunk(pair, tables, instances[number]), differ)
        return None

    def _differing(self, pair: tuple[str, ...], tables: Any, instances: list[Instance]) -> list[tuple[Any, ...]]:
        """(says little, odd values, rows, number) of each instance that tells the two apart."""
        found = []
        for number, (x, y) in enumerate(self._results(pair, tables, instances)):
            if not same_value(x, y):
                values = [v for rows in instances[number].values() for row in rows for v in row.values()]
                odd = sum(
                    v is None or v == -1 or (isinstance(v, float) and not v.is_integer()) for v in (*values, x, y)
                )
                found.append((not (telling(x) and telling(y)), odd, rows_in(instances[number]), number))
        return found

    def _shrunk(self, pair: tuple[str, ...], tables: Any, instance: Instance) -> Instance:
        """The instance with rows taken out and nulls filled in while the two still differ."""
        tells = all(telling(v) for v in self._results(pair, tables, [instance])[0])
        for _ in range(12):
            tries = smaller(instance, tables)
            if not tries:
                break
            better = [
                tries[n] for little, _, _, n in self._differing(pair, tables, tries)
                if not (tells and little)
            ]  # fmt: skip
            if not better:
                break
            instance = min(better, key=rows_in)
        return instance

    def _told(self, pair: tuple[str, ...], tables: Any, instance: Instance, period: bool) -> dict[str, Any]:
        ((x, y),) = self._results(pair, tables, [instance])
        shown = [
            {"table": table, "columns": list(columns),
             "rows": [[plain(row[name]) for name in columns] for row in instance[table]]}
            for table, columns in tables.items()
        ]  # fmt: skip
        nothing: dict[str, Any] = {"columns": [], "rows": []}
        first = max(shown, key=lambda t: len(t["rows"]), default=nothing)
        return {"tables": shown, "columns": first["columns"], "rows": first["rows"],
                "period": list(PERIOD) if period else None, "a": plain(x), "b": plain(y)}  # fmt: skip

    def _results(self, pair: tuple[str, ...], tables: Any, instances: list[Instance]) -> list[tuple[Any, Any]]:
        self._load(tables, instances)
        left, right = (self._run(sql) for sql in pair)
        return [(left[n], right[n]) for n in range(len(instances)) if n in left and n in right]

    def _sql(self, side: Runnable, single: bool) -> str:
        """The query for the tables of one instance, which the statement around it names."""
        tree = side.query.copy()
        for table in list(tree.find_all(exp.Table)):
            name = self.table_of(".".join(p.name for p in table.parts))
            if name not in side.tables or not isinstance(table.this, exp.Identifier) or _is_cte(table):
                continue
            inner = f"(SELECT * EXCLUDE ({_INSTANCE}) FROM {_quoted(name)} WHERE {_INSTANCE} = {_HERE}.n)"
            alias = table.args.get("alias")
            named = exp.Table(this=exp.Var(this=inner), alias=alias.copy() if alias else exp.TableAlias(
                this=exp.to_identifier(table.name, quoted=True)))  # fmt: skip
            table.replace(named)
        if single:
            return f"SELECT {_HERE}.n, ({tree.sql(dialect='duckdb')}) FROM made_up_instances AS {_HERE}"
        if any(q.is_star for q in tree.find_all(exp.Query)) and not side.whole:
            raise Unreadable(
                "“*”代表哪些字段不清楚，没有试算。", "Which columns * stands for is not known, so it was not tried."
            )
        whole = f"(SELECT list(made_up_all) FROM ({tree.sql(dialect='duckdb')}) AS made_up_all)"
        return f"SELECT {_HERE}.n, {whole} FROM made_up_instances AS {_HERE}"

    def _run(self, sql: str) -> dict[int, Any]:
        import duckdb

        alarm = threading.Timer(SECONDS, self.connection.interrupt)
        alarm.daemon = True
        alarm.start()
        try:
            try:
                rows = self.connection.execute(sql).fetchall()
            except duckdb.NotImplementedException:  # some correlated forms run only one by one
                rows = self._one_by_one(sql)
        except (duckdb.Error, RecursionError) as error:
            detail = str(error).splitlines()[0][:120]
            raise Unreadable(
                "公式不能在试验数据上运行。", f"The formula does not run on made-up rows: {detail}"
            ) from None
        finally:
            alarm.cancel()
            alarm.join()  # a thread still inside the engine when Python ends would end it by a signal
        return dict(rows)

    def _one_by_one(self, sql: str) -> list[Any]:
        ((count,),) = self.connection.execute("SELECT count(*) FROM made_up_instances").fetchall()
        from_ = f" FROM made_up_instances AS {_HERE}"
        alone = sql.removesuffix(from_)
        return [
            row for n in range(min(count, FEW))
            for row in self.connection.execute(alone.replace(f"{_HERE}.n", str(n))).fetchall()
        ]  # fmt: skip

    def _load(self, tables: Any, instances: list[Instance]) -> None:
        import duckdb
        import pyarrow as pa

        if self.connection is None:
            self.connection = duckdb.connect(":memory:", config=dict(CLOSED))
            self.connection.execute("SET lock_configuration = true")  # a formula must not open what is closed
        execute = self.connection.execute
        execute(f"CREATE OR REPLACE TEMP TABLE made_up_instances AS SELECT range AS n FROM range({len(instances)})")
        for table, columns in tables.items():
            flat = [(n, row) for n, instance in enumerate(instances) for row in instance[table]]
            data: dict[str, Any] = {_INSTANCE: pa.array([n for n, _ in flat], pa.int64())}
            for name, guess in columns.items():
                kind = pa.timestamp("us") if guess.type == "TIMESTAMP" else getattr(pa, _ARROW[guess.type])()
                data[name] = pa.array([row[name] for _, row in flat], kind)
            self.connection.register("made_up_rows", pa.table(data))
            execute(f"CREATE OR REPLACE TEMP TABLE {_quoted(table)} AS SELECT * FROM made_up_rows")
            self.connection.unregister("made_up_rows")


def _together(left: Runnable, right: Runnable) -> dict[str, dict[str, Guess]]:
    """The tables of both, a column's guesses joined; what has no column gets one."""
    found: dict[str, dict[str, Guess]] = {}
    for side in (left, right):
        for table, columns in side.tables.items():
            into = found.setdefault(table, {})
            for name, guess in columns.items():
                if name in into:
                    into[name].join(guess)
                else:
                    into[name] = guess
    for table, columns in found.items():
        if len(columns) > 24:
            raise Unreadable("涉及的字段太多，没有试算。", "It uses too many columns to be tried.")
        known = [name for name in columns if columns[name].listed]
        found[table] = {n: columns[n] for n in (*known, *sorted(set(columns) - set(known)))}
        if not columns:
            found[table] = {"made_up": Guess("BIGINT")}
    return found


def _one_number(tree: Any) -> bool:
    """Whether a query yields one row with one value whatever the rows."""
    return (
        isinstance(tree, exp.Select) and len(tree.selects) == 1 and not tree.args.get("group")
        and not tree.args.get("having") and not tree.is_star
        and (tree.args.get("from_") is None or any(_aggregates(p) for p in tree.selects))
    )  # fmt: skip


def _aggregates(node: Any) -> bool:
    """Whether an aggregate stands in a projection, outside windows and subqueries."""
    for found in node.find_all(exp.AggFunc):
        parent, inside = found.parent, False
        while parent is not None and parent is not node.parent:
            if isinstance(parent, (exp.Window, exp.Query)):
                inside = True
                break
            parent = parent.parent
        if not inside:
            return True
    return False


def _is_cte(table: exp.Table) -> bool:
    if len(table.parts) > 1:
        return False
    parent = table.parent
    while parent is not None:
        with_ = parent.args.get("with_") if isinstance(parent, exp.Query) else None
        if with_ is not None and any(c.alias == table.name for c in with_.expressions):
            return True
        parent = parent.parent
    return False


def _in_period(query: Any, column: str) -> Any:
    """The query over one month of its own time column."""
    if not isinstance(query, exp.Select) or query.args.get("from_") is None:
        raise Unreadable("来源不是一张表，没有试算。", "It does not read one table, so it was not tried.")
    name = exp.column(exp.to_identifier(column.lower().rsplit(".", 1)[-1], quoted=True))
    low, high = (exp.cast(exp.Literal.string(day), "DATE") for day in PERIOD)
    return query.where(exp.GTE(this=name.copy(), expression=low), exp.LT(this=name, expression=high))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
