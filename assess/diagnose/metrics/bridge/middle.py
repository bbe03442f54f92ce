"""A source between two: the first table of one with the joins of the other."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from assess.diagnose.metrics.bridge.definition import Place, Source, in_source


def source_between(a: Source, b: Source) -> Source | None:
    """What b begins with, joined as a joins; None where both differ in one of the two only, or it cannot be joined."""
    first, other = a.places[0], b.places[0]
    owners = [[place.owner for place in side.places] for side in (a, b)]
    plain = not any(side.select.args.get("with_") for side in (a, b))
    if not plain or any(owner.startswith("~") for side in owners for owner in side):
        return None
    if other.owner in owners[0] or first.owner in owners[1] or owners[0][1:] == owners[1][1:]:
        return None
    alias = other.alias
    while alias in {place.alias for place in a.places[1:]}:
        alias += "_"
    places = (Place(other.owner, alias, other.columns), *a.places[1:])
    here = {place.owner.split("#")[0] for place in places}
    known = {table.id: table for table in (*b.tables, *a.tables) if table.id in here}
    table = b.select.args["from_"].this.copy()
    table.set("alias", exp.TableAlias(this=exp.to_identifier(alias, quoted=True)))
    select = exp.Select(from_=exp.From(this=table))
    made = Source(select, places, tuple(known.values()), f"{b.key} joined as {a.key}", first.owner)
    joins = [_joined(join.copy(), a, made) for join in a.select.args.get("joins") or []]
    if any(join is None for join in joins):
        return None
    if joins:
        select.set("joins", joins)
    return made


def _joined(join: Any, a: Source, made: Source) -> Any:
    """A join of `a` on the columns of the same names; None where they are not there."""
    first = made.places[0].columns or {}
    if any(name.name.lower() not in first for name in join.args.get("using") or []):
        return None
    condition = join.args.get("on")
    if condition is None:
        return join
    owners = {place.alias: place.owner for place in a.places}
    for column in condition.find_all(exp.Column):
        if column.table in owners:
            column.set("table", exp.to_identifier(owners[column.table], quoted=True))
    here = in_source(condition, made)
    join.set("on", here)
    return None if here is None else join
