"""A source between two: the first table of one with the joins of the other."""

from __future__ import annotations

from sqlglot import exp

from assess.diagnose.metrics.bridge.definition import Source, in_source


def source_between(a: Source, b: Source) -> Source | None:
    """What b begins with, joined as a joins; None where both differ in one of the two only, or it cannot be joined."""
    if any(side.select.args.get("with_") for side in (a, b)):
        return None
    if any(place.owner.startswith("~") for side in (a, b) for place in side.places):
        return None
    first, other = a.places[0], b.places[0]
    if other.owner in {p.owner for p in a.places} or first.owner in {p.owner for p in b.places}:
        return None
    if [p.owner for p in a.places[1:]] == [p.owner for p in b.places[1:]]:
        return None
    taken = {place.alias for place in a.places[1:]}
    alias = other.alias
    while alias in taken:
        alias += "_"
    select = exp.Select()
    table = b.select.args["from_"].this.copy()
    table.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
    select.set("from_", exp.From(this=table))
    places = (type(other)(other.owner, alias, other.columns), *a.places[1:])
    tables = tuple(
        {t.id: t for t in (*b.tables, *a.tables) if t.id in {p.owner.split("#")[0] for p in places}}.values()
    )
    made = Source(select, places, tables, f"{b.key} {a.key}")
    owners = {place.alias: place.owner for place in a.places}
    joins = []
    for join in a.select.args.get("joins") or []:
        joined = join.copy()
        if joined.args.get("using"):
            names = [name.name.lower() for name in joined.args["using"]]
            if any(other.columns is None or name not in other.columns for name in names):
                return None
        condition = joined.args.get("on")
        if condition is not None:
            for column in condition.find_all(exp.Column):
                if column.table in owners:
                    column.set("table", exp.to_identifier(owners[column.table], quoted=True))
            here = in_source(condition, made)
            if here is None:
                return None
            joined.set("on", here)
        joins.append(joined)
    if joins:
        select.set("joins", joins)
    return made
