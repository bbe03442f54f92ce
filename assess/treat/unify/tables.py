"""DDL: the tables to be staged, the main table, the subordinate tables, and setting the old ones aside."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from assess.treat.unify.cells import column, has_forms
from assess.treat.unify.parts import Part, Place, Plan
from assess.treat.unify.place import free_column
from assess.treat.unify.types import T, sizes

NO_KEYS = frozenset({"hive", "spark", "spark2", "databricks", "bigquery", "clickhouse", "trino", "presto", "athena",
                     "doris", "starrocks", "drill"})  # fmt: skip
RENAMES_WHOLE = frozenset({"mysql", "snowflake", "hive", "spark", "spark2", "databricks", "trino", "presto", "athena",
                           "clickhouse", "doris", "starrocks", "singlestore"})  # fmt: skip
KEY_LENGTH = {"mysql": 255, "tsql": 450, "oracle": 1000}
MOST_REASON = 4000


def stage(plan: Plan) -> list[exp.Expr]:
    """Schemas and empty tables, in the target's types, for the copies that lie elsewhere."""
    staged = [part for part in plan.parts if part.staged]
    schemas = dict.fromkeys(part.old.schema for part in staged if part.old.schema)
    made: list[exp.Expr] = [
        exp.Create(this=exp.Table(this=exp.to_identifier(name, quoted=True)), kind="SCHEMA", exists=True)
        for name in schemas
    ]
    made += [_create(plan, part.old, list(part.types.items())) for part in staged]
    return made


def new_tables(plan: Plan) -> list[exp.Expr]:
    """The main table and, for each copy, what it has beside it: keys with own columns, and rows kept whole."""
    keys = [c.name for c in plan.key]
    columns = [(c.name, c.type) for c in plan.columns]
    filled = [c.name for c in plan.columns if not c.nullable]
    made: list[exp.Expr] = [_create(plan, plan.main, columns, keys, filled)]
    for part in plan.parts:
        made.append(_create(plan, part.rows, rows_columns(plan, part), keys, keys))
        reason = exp.DataType.build(f"varchar({MOST_REASON})")
        made.append(_create(plan, part.apart, [*part.types.items(), (part.why, reason)]))
    return made


def rows_columns(plan: Plan, part: Part) -> list[tuple[str, exp.DataType]]:
    """Columns of the table that says which keys a copy has: the key, the forms, the copy's own columns."""
    found = [(c.name, c.type) for c in plan.key]
    count = len(formed(plan, part))
    if count:
        found.append((part.written, exp.DataType.build(f"varchar({count})")))
    types = {own.column: own.type for own in part.own}
    return [*found, *((name, types[old]) for old, name in own_names(plan, part).items())]


def own_names(plan: Plan, part: Part) -> dict[str, str]:
    """A copy's own columns and their names in its subordinate table, which also has the key's."""
    taken = [c.name for c in plan.key] + [part.written]
    found: dict[str, str] = {}
    for own in part.own:
        found[own.column] = free_column([*taken, *found.values()], own.column)
    return found


def formed(plan: Plan, part: Part) -> list[str]:
    """Shared columns whose form has to be noted for each row of this copy, in order."""
    table = part.copy.table
    return [c.name for c in plan.columns if table in c.cells and has_forms(c, c.cells[table], plan.dialect)]


def rename(dialect: str, old: Place, new: Place) -> exp.Expr:
    """ALTER TABLE … RENAME; engines that take an unqualified name to be of another schema get the whole one."""
    to = new if dialect in RENAMES_WHOLE else Place("", new.name)
    return exp.Alter(this=old.table(), kind="TABLE", actions=[exp.AlterRename(this=to.table())])


def view(place: Place, query: exp.Query) -> exp.Expr:
    return exp.Create(this=place.table(), kind="VIEW", expression=query)


def plain_view(part: Part, of: Place) -> exp.Expr:
    """The old name as a view of another table or view with the same columns."""
    return view(part.old, exp.select(*(column(name, "t") for name in part.types)).from_(of.table("t")))


def drop(kind: str, place: Place) -> exp.Expr:
    return exp.Drop(tables=[place.table()], kind=kind)


def _create(
    plan: Plan,
    place: Place,
    columns: Sequence[tuple[str, exp.DataType]],
    key: Sequence[str] = (),
    filled: Sequence[str] = (),
) -> exp.Expr:
    inner: list[exp.Expr] = []
    for name, kind in columns:
        must = [exp.ColumnConstraint(kind=exp.NotNullColumnConstraint())] if name in filled else []
        stored = _stored(kind, plan.dialect, name in key)
        inner.append(exp.ColumnDef(this=exp.to_identifier(name, quoted=True), kind=stored, constraints=must))
    if key and plan.dialect not in NO_KEYS:
        inner.append(exp.PrimaryKey(expressions=[exp.to_identifier(name, quoted=True) for name in key]))
    return exp.Create(this=exp.Schema(this=place.table(), expressions=inner), kind="TABLE")


def _stored(kind: exp.DataType, dialect: str, in_key: bool) -> exp.DataType:
    """The type as it can be kept: no engine keeps an unlimited text in a key that asks for a length."""
    text = kind.this in (T.TEXT, T.VARCHAR, T.NVARCHAR) and sizes(kind)[0] is None
    if in_key and text and dialect in KEY_LENGTH:
        return exp.DataType.build(f"varchar({KEY_LENGTH[dialect]})")
    return kind.copy()
