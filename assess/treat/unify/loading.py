"""Filling the new tables from every copy, with the rule of conflict written out; a second run changes nothing.

Main table: one row a key. Of each column the value of the first copy, in the stated order, that has both the key and
the column. A copy's row is kept whole, apart, where the main table does not give back exactly what the copy held.
"""

from __future__ import annotations

from sqlglot import exp

from assess.treat.unify.cells import (
    all_of,
    column,
    form_digit,
    is_null,
    joined,
    literal,
    not_null,
    number,
    on_key,
    read,
)
from assess.treat.unify.parts import Part, Place, Plan
from assess.treat.unify.place import free_column
from assess.treat.unify.tables import formed, own_names, rows_columns, view

NO_KEY, KEY_NOT_READ, KEY_TWICE, NOT_READ = "no_key", "key_not_converted", "key_twice", "not_converted"
OTHER = "other_value:"
TRUNCATES = frozenset({"hive", "spark", "spark2", "databricks", "trino", "presto", "athena"})


def reading_view(plan: Plan, part: Part) -> exp.Expr:
    """The copy in the main table's columns and types: rows with a key, once, whose values all convert and back."""
    table = part.copy.table
    cells = [(c, c.cells[table]) for c in plan.columns if table in c.cells]
    values = [read(c, cell, plan.dialect).as_(exp.to_identifier(c.name, quoted=True)) for c, cell in cells]
    converts = free_column([c.name for c in plan.columns], "converts")
    often = free_column([c.name for c in plan.columns], "how_often")
    fine = [exp.or_(is_null(column(cell.column, "t")), not_null(read(c, cell, plan.dialect))) for c, cell in cells]
    mark = exp.case().when(all_of(fine), number(1)).else_(number(0))
    inner = exp.select(*values, mark.as_(exp.to_identifier(converts, quoted=True))).from_(part.before.table("t"))
    names = [c.name for c, _ in cells]
    counted = _counted([c.name for c in plan.key], "q")
    middle = exp.select(*(column(n, "q") for n in [*names, converts]), counted.as_(_id(often))).from_(
        inner.subquery("q")
    )
    outer = exp.select(*(column(n, "p") for n in names)).from_(middle.subquery("p"))
    conditions = [not_null(column(c.name, "p")) for c in plan.key]
    conditions += [column(often, "p").eq(number(1)), column(converts, "p").eq(number(1))]
    return view(part.read, outer.where(all_of(conditions)))


def compared_view(plan: Plan, part: Part) -> exp.Expr:
    """Every old row with its key in the main table's type, the forms its texts are written in, and why it is kept
    apart (NULL where it is not)."""
    table, dialect, old = part.copy.table, plan.dialect, list(part.types)
    shared = [(c, c.cells[table]) for c in plan.columns if table in c.cells]
    keys = key_names(plan, part)
    often = free_column([*old, *keys], "how_often")
    digits = {c.name: free_column([*old, *keys], f"form_{n}") for n, (c, _) in enumerate(shared, 1)}
    reads = [
        (read(c, c.cells[table], dialect) if table in c.cells else exp.Cast(this=exp.null(), to=c.type.copy())).as_(
            _id(name)
        )
        for c, name in zip(plan.key, keys, strict=True)
    ]
    inner = exp.select(*(column(n, "t") for n in old), *reads).from_(part.before.table("t"))
    middle = exp.select(*(column(n, "q") for n in [*old, *keys]), _counted(keys, "q").as_(_id(often)))
    middle = middle.from_(inner.subquery("q"))
    forms = [
        form_digit(c, cell, column(c.name, "m"), column(cell.column, "p"), dialect).as_(_id(digits[c.name]))
        for c, cell in shared
    ]
    there = free_column([*old, *keys, *digits.values()], "in_main")
    found = exp.case().when(not_null(column(plan.key[0].name, "m")), number(1)).else_(number(0))
    third = exp.select(*(column(n, "p") for n in [*old, *keys, often]), *forms, found.as_(_id(there)))
    third = third.from_(middle.subquery("p")).join(
        plan.main.table("m"), on=on_key(plan, "p", "m", keys), join_type="left"
    )
    noted = formed(plan, part)
    outer = exp.select(*(column(n, "w") for n in [*old, *keys])).from_(third.subquery("w"))
    if noted:
        outer = outer.select(joined([column(digits[n], "w") for n in noted]).as_(_id(part.written)))
    why = exp.case()
    why = why.when(_any([is_null(column(n, "w")) for n in part.key]), literal(NO_KEY))
    why = why.when(_any([is_null(column(n, "w")) for n in keys]), literal(KEY_NOT_READ))
    why = why.when(column(often, "w") > number(1), literal(KEY_TWICE))
    why = why.when(column(there, "w").eq(number(0)), literal(NOT_READ))
    differ = {cell.column: column(digits[c.name], "w").eq(literal("0")) for c, cell in shared}
    named = [exp.case().when(test, literal(f" {name}")).else_(literal("")) for name, test in differ.items()]
    why = why.when(_any(list(differ.values())), joined([literal(OTHER), *named]))
    return view(part.compared, outer.select(why.as_(_id(part.why))))


def load(plan: Plan) -> list[exp.Expr]:
    """Empty the new tables, fill the main table, then each copy's; the same rows every time."""
    made: list[exp.Expr] = [_emptied(plan, place) for part in plan.parts for place in (part.rows, part.apart)]
    made += [_emptied(plan, plan.main), _main(plan)]
    for part in plan.parts:
        made += [_rows(plan, part), _apart(plan, part)]
    return made


def key_names(plan: Plan, part: Part) -> list[str]:
    """What the key is called in the comparing view, beside the copy's own columns."""
    found: list[str] = []
    for place in range(1, len(plan.key) + 1):
        found.append(free_column([*part.types, *found, part.written, part.why], f"shared_key_{place}"))
    return found


def _main(plan: Plan) -> exp.Expr:
    linked = [part for part in plan.parts if part.key]
    keys = [c.name for c in plan.key]
    parts = [exp.select(*(column(k, "t") for k in keys)).from_(part.read.table("t")) for part in linked]
    all_keys: exp.Query = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=True)
    query = exp.select().from_(all_keys.subquery("k"))
    for place, part in enumerate(linked):
        query = query.join(part.read.table(f"r{place}"), on=on_key(plan, f"r{place}", "k"), join_type="left")
    for shared in plan.columns:
        if shared.key:
            query = query.select(column(shared.name, "k"))
            continue
        value = exp.case()
        for place, part in enumerate(linked):
            if part.copy.table in shared.cells:
                value = value.when(not_null(column(keys[0], f"r{place}")), column(shared.name, f"r{place}"))
        query = query.select(value.as_(_id(shared.name)))
    return _insert(plan, plan.main, [c.name for c in plan.columns], query)


def _rows(plan: Plan, part: Part) -> exp.Expr:
    own = own_names(plan, part)
    chosen = [column(n, "w") for n in key_names(plan, part)]
    chosen += [column(part.written, "w")] if formed(plan, part) else []
    chosen += [column(n, "w") for n in own]
    query = exp.select(*chosen).from_(part.compared.table("w")).where(is_null(column(part.why, "w")))
    return _insert(plan, part.rows, [name for name, _ in rows_columns(plan, part)], query)


def _apart(plan: Plan, part: Part) -> exp.Expr:
    names = [*part.types, part.why]
    query = exp.select(*(column(n, "w") for n in names)).from_(part.compared.table("w"))
    return _insert(plan, part.apart, names, query.where(not_null(column(part.why, "w"))))


def _insert(plan: Plan, place: Place, names: list[str], query: exp.Query) -> exp.Expr:
    into = exp.Schema(this=place.table(), expressions=[_id(name) for name in names])
    return exp.Insert(this=into, expression=query)


def _emptied(plan: Plan, place: Place) -> exp.Expr:
    table = place.table()
    return exp.TruncateTable(expressions=[table]) if plan.dialect in TRUNCATES else exp.Delete(this=table)


def _counted(names: list[str], table: str) -> exp.Expr:
    return exp.Window(this=exp.Count(this=exp.Star()), partition_by=[column(n, table) for n in names])


def _any(conditions: list[exp.Expr]) -> exp.Expr:
    return exp.or_(*conditions) if conditions else exp.false()


def _id(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)
