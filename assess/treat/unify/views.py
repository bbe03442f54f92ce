"""The old tables out of the new ones, the checks that they say the same, a department's switch, and the way back."""

from __future__ import annotations

from sqlglot import exp

from assess.treat.unify.cells import column, grouped, literal, number, on_key, written
from assess.treat.unify.loading import compared_view, reading_view
from assess.treat.unify.parts import Part, Plan
from assess.treat.unify.tables import drop, formed, own_names, plain_view, rename, view


def set_aside(plan: Plan) -> list[exp.Expr]:
    """Each old table renamed, with a view of it under the old name at once: nobody who reads notices."""
    made: list[exp.Expr] = []
    for part in plan.parts:
        made += [rename(plan.dialect, part.old, part.before), plain_view(part, part.before)]
    return made


def reading(plan: Plan) -> list[exp.Expr]:
    """The views that loading reads, in the order they need each other."""
    linked = [part for part in plan.parts if part.key]
    return [*(reading_view(plan, part) for part in linked), *(compared_view(plan, part) for part in plan.parts)]


def renewed_view(plan: Plan, part: Part) -> exp.Expr:
    """The copy with its old columns, in their order and types, out of the main table and its subordinate ones."""
    table, dialect = part.copy.table, plan.dialect
    behind = {c.cells[table].column: c for c in plan.columns if table in c.cells}
    noted, own = formed(plan, part), own_names(plan, part)
    chosen: list[exp.Expr] = []
    for name in part.types:
        if name in behind:
            shared = behind[name]
            digit = None
            if shared.name in noted:
                place = number(noted.index(shared.name) + 1)
                digit = exp.Substring(this=column(part.written, "r"), start=place, length=number(1))
            value = written(shared, shared.cells[table], column(shared.name, "m"), digit, dialect)
        else:
            value = column(own[name], "r")
        chosen.append(value.as_(exp.to_identifier(name, quoted=True)))
    from_main = exp.select(*chosen).from_(part.rows.table("r"))
    from_main = from_main.join(plan.main.table("m"), on=on_key(plan, "r", "m"), join_type="inner")
    apart = exp.select(*(column(name, "a") for name in part.types)).from_(part.apart.table("a"))
    return view(part.renewed, exp.union(from_main, apart, distinct=False))


def switch(part: Part) -> list[exp.Expr]:
    """The old name now answers from the shared table."""
    return [drop("VIEW", part.old), plain_view(part, part.renewed)]


def switch_back(part: Part) -> list[exp.Expr]:
    """The old name answers from the old table again."""
    return [drop("VIEW", part.old), plain_view(part, part.before)]


def back(plan: Plan) -> list[exp.Expr]:
    """Everything as it was: views dropped, old tables under their old names, new tables dropped."""
    made: list[exp.Expr] = []
    for part in plan.parts:
        made += [drop("VIEW", part.old), drop("VIEW", part.renewed), drop("VIEW", part.compared)]
    made += [drop("VIEW", part.read) for part in plan.parts if part.key]
    made += [rename(plan.dialect, part.before, part.old) for part in plan.parts]
    made += [drop("TABLE", place) for part in plan.parts for place in (part.rows, part.apart)]
    return [*made, drop("TABLE", plan.main)]


def check(plan: Plan, part: Part) -> exp.Expr:
    """One row: the copy, its old rows, the rows of its view, old rows the view lacks, rows of the view that are not
    old. Duplicates count; NULL is equal to NULL. The last two must be 0."""
    families = {c.cells[part.copy.table].column: c.cells[part.copy.table].family
                for c in plan.columns if part.copy.table in c.cells}  # fmt: skip
    families |= part_families(part)
    sides = []
    for place, (old, new) in ((part.before, (1, 0)), (part.renewed, (0, 1))):
        values = [grouped(name, families.get(name, ""), "t", plan.dialect).as_(exp.to_identifier(f"c{n}"))
                  for n, name in enumerate(part.types)]  # fmt: skip
        sides.append(exp.select(*values, number(old).as_("x"), number(new).as_("y")).from_(place.table("t")))
    both = exp.union(*sides, distinct=False).subquery("u")
    keys = [exp.column(f"c{n}", table="u") for n in range(len(part.types))]
    sums = [exp.Sum(this=exp.column(side, table="u")).as_(side) for side in "xy"]
    groups = exp.select(*sums).from_(both).group_by(*keys).subquery("g")
    x, y = (exp.column(side, table="g") for side in "xy")
    more = [
        exp.case().when(a > b, exp.Sub(this=a.copy(), expression=b.copy())).else_(number(0))
        for a, b in ((x, y), (y, x))
    ]
    told = [exp.Coalesce(this=exp.Sum(this=value.copy()), expressions=[number(0)]) for value in (x, y, *more)]
    names = ("old_rows", "view_rows", "missing_rows", "added_rows")
    return exp.select(literal(part.copy.table).as_("copy"),
                      *(value.as_(name) for value, name in zip(told, names, strict=True))).from_(groups)  # fmt: skip


def part_families(part: Part) -> dict[str, str]:
    """Families of a copy's own columns, for grouping."""
    from assess.treat.unify.types import T

    documents = (T.JSON, T.JSONB, T.VARIANT, T.OBJECT, T.MAP, T.STRUCT, T.XML, T.HSTORE)
    return {own.column: "json" for own in part.own if own.type.this in documents}


def conflicts(part: Part) -> exp.Expr:
    """Why rows are kept apart, and how many: the list to decide on."""
    why = exp.column(exp.to_identifier(part.why, quoted=True), table="a")
    return (
        exp.select(literal(part.copy.table).as_("copy"), why.as_("why"), exp.Count(this=exp.Star()).as_("n"))
        .from_(part.apart.table("a"))
        .group_by(why.copy())
        .order_by(why.copy())
    )
