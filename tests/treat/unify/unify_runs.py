"""Carries a plan out on a real engine: old tables filled, scripts run in order, tables read back as multisets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlglot import exp

from assess.treat.unify import tables, views
from assess.treat.unify.parts import Part, Place, Plan
from assess.treat.unify.write import Script, scripts, statement_sql

Rows = Sequence[Sequence[Any]]


class Engine:
    """One connection: `run` a statement, `rows` of a query; the dialect is that of the plan."""

    def __init__(self, dialect: str, run: Callable[[str], Any], rows: Callable[[str], list[tuple[Any, ...]]],
                 fill: Callable[[str, Rows], None]) -> None:  # fmt: skip
        self.dialect, self.run, self.rows, self.fill = dialect, run, rows, fill

    def carry_out(self, script: Script) -> None:
        for sql in script.sql(self.dialect):
            self.run(sql)

    def table(self, place: Place, names: Sequence[str]) -> Counter[tuple[Any, ...]]:
        """The rows of a table or view as a multiset; 1, 1.0 and '1' are told apart."""
        query = exp.select(*(exp.column(exp.to_identifier(n, quoted=True)) for n in names)).from_(place.table())
        return Counter(tuple(_told(v) for v in row) for row in self.rows(statement_sql(query, self.dialect)))

    def make(self, plan: Plan, part: Part, rows: Rows) -> None:
        """The old table under its old name, filled."""
        schema = part.old.schema
        if schema:
            name = exp.Table(this=exp.to_identifier(schema, quoted=True))
            self.run(statement_sql(exp.Create(this=name, kind="SCHEMA", exists=True), self.dialect))
        columns = [exp.ColumnDef(this=exp.to_identifier(n, quoted=True), kind=t.copy()) for n, t in part.types.items()]
        made = exp.Create(this=exp.Schema(this=part.old.table(), expressions=columns), kind="TABLE")
        self.run(statement_sql(made, self.dialect))
        if rows:
            mark = "%s" if self.dialect in ("postgres", "mysql") else "?"
            names = ", ".join(exp.to_identifier(n, quoted=True).sql(self.dialect) for n in part.types)
            if self.dialect in ("postgres", "mysql"):
                names = names.replace("%", "%%")
            marks = ", ".join([mark] * len(part.types))
            target = part.old.table().sql(self.dialect)
            target = target.replace("%", "%%") if mark == "%s" else target
            self.fill(f"INSERT INTO {target} ({names}) VALUES ({marks})", rows)


def _told(value: Any) -> Any:
    if isinstance(value, float):
        return ("float", repr(value))
    if isinstance(value, Decimal):
        return ("decimal", str(value))
    if isinstance(value, (list, dict)):
        return repr(value)
    return (type(value).__name__, value)


def by_name(plan: Plan) -> dict[str, list[Script]]:
    """The scripts by their template, in order."""
    found: dict[str, list[Script]] = {}
    for script in scripts(plan):
        found.setdefault(script.template, []).append(script)
    return found


def fill(engine: Engine, plan: Plan, data: Mapping[str, Rows]) -> dict[str, Counter[tuple[Any, ...]]]:
    """Old tables made and filled; what each of them returns."""
    for part in plan.parts:
        engine.make(plan, part, data[part.copy.table])
    return {p.copy.table: engine.table(p.old, list(p.types)) for p in plan.parts}


def unify(engine: Engine, plan: Plan) -> dict[str, list[Script]]:
    """All scripts up to the checks."""
    found = by_name(plan)
    for template in ("set_aside", "tables", "load"):
        for script in found[template]:
            engine.carry_out(script)
    return found


def checks(engine: Engine, plan: Plan) -> dict[str, tuple[Any, ...]]:
    """By table what its check says: (old rows, rows of the view, missing, added)."""
    told = [engine.rows(statement_sql(views.check(plan, part), engine.dialect))[0] for part in plan.parts]
    return {str(row[0]): tuple(int(v) for v in row[1:]) for row in told}


def kept_apart(engine: Engine, plan: Plan) -> dict[str, dict[str, int]]:
    """By table why rows are kept apart, and how many."""
    return {
        part.copy.table: {str(why): int(n) for _, why, n in
                          engine.rows(statement_sql(views.conflicts(part), engine.dialect))}
        for part in plan.parts
    }  # fmt: skip


def everything(engine: Engine, plan: Plan) -> dict[str, Counter[tuple[Any, ...]]]:
    """All that the new tables hold, by their names."""
    found = {plan.main.shown: engine.table(plan.main, [c.name for c in plan.columns])}
    for part in plan.parts:
        found[part.rows.shown] = engine.table(part.rows, [n for n, _ in tables.rows_columns(plan, part)])
        found[part.apart.shown] = engine.table(part.apart, [*part.types, part.why])
    return found
