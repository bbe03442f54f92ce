"""UNION ALL as the bag of its branches, and totals of totals as the totals they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assess.diagnose.lineage.relations.relation import Relation, Term, digest_of, has, has_aggregate, small
from assess.diagnose.metrics import logic
from assess.diagnose.metrics.arithmetic import added

MOST_BRANCHES = 24
_ADD_UP = {"sum": ("sum", "count"), "min": ("min",), "max": ("max",)}


class NotThrough(ValueError):
    """The query cannot be read through a source of its; the source is to be taken as it stands."""


def bag(parts: Sequence[Relation]) -> Relation | None:
    """The rows of all parts, columns by position; None where they do not fit.

    Values that differ from branch to branch are ("fn", "UNION", …) in the order of the branches, which is that of
    their rows' digests: the same on whichever side a branch was written.
    """
    flat = [b for p in parts for b in (p.branches or (p,))]
    names = list(flat[0].columns)
    if not 1 < len(flat) <= MOST_BRANCHES or any(len(p.columns) != len(names) for p in flat):
        return None
    if any(p.open for p in flat) and any(list(p.columns) != names for p in flat):
        return None
    flat = [named_as(p, names) for p in flat]
    digests = [p.digest for p in flat]
    tags = [t if digests.count(t) == 1 else f"{t} {digest_of(list(p.columns.values()))}"
            for t, p in zip(digests, flat, strict=True)]  # fmt: skip
    order = sorted(range(len(flat)), key=lambda n: tags[n])
    values = [list(flat[n].columns.values()) for n in order]
    columns = {name: together([v[i] for v in values]) for i, name in enumerate(names)}
    return Relation(
        columns,
        frozenset().union(*(p.sources for p in flat)),
        frozenset().union(*(p.filters for p in flat)),
        extra=frozenset([("union", *sorted(tags))]),
        branches=tuple(flat[n] for n in order),
        inside=frozenset().union(*(p.inside for p in flat)),
    )


def named_as(part: Relation, names: Sequence[str]) -> Relation:
    """The relation under other column names, by position."""
    if list(part.columns) == list(names):
        return part
    columns = dict(zip(names, part.columns.values(), strict=True))
    return replace(part, columns=columns, open=(), branches=tuple(named_as(b, names) for b in part.branches),
                   rows=None if part.rows is None else named_as(part.rows, names))  # fmt: skip


def grouped_bag(parts: Sequence[Relation]) -> Relation | None:
    """One grouping of the rows of several branches, given the same query over each."""
    found = bag(parts)
    if found is None:
        return None
    order = sorted(parts, key=lambda p: [b.digest for b in found.branches].index(p.digest))
    grains = [sorted(p.grain or (), key=lambda g: _place(p, g)) for p in order]
    if len({len(g) for g in grains}) != 1:
        return None
    grain = frozenset(together(list(keys)) for keys in zip(*grains, strict=True))
    return Relation(found.columns, found.sources, found.filters, grain, extra=found.extra, inside=found.inside)


def _place(part: Relation, key: Term) -> tuple[int, str]:
    """Where a grouping term stands among the outputs."""
    values = list(part.columns.values())
    return (values.index(key) if key in values else len(values), repr(key))


def together(values: list[Term]) -> Term:
    """A column's terms branch by branch; one term where it is the same in all."""
    return values[0] if len(set(values)) == 1 else small(("fn", "UNION", *values))


def rows_of(columns: dict[str, Term], sources: frozenset[str], filters: frozenset[Term],
            extra: frozenset[Term]) -> Relation:  # fmt: skip
    """What a grouped relation groups, its aggregates marked as partial."""
    marked = {n: ("partial", v) if has_aggregate(v) else v for n, v in columns.items()}
    return Relation(marked, sources, filters, extra=extra)


def regrouped(part: Any) -> Any:
    """An aggregate of partial aggregates as the aggregate of the rows; NotThrough where they do not add up."""
    if not isinstance(part, tuple) or not part or not has(part, "agg"):
        if has(part, "partial"):
            raise NotThrough
        return part
    if part[0] == "partial":
        raise NotThrough
    if part[0] != "agg":
        return tuple(regrouped(p) for p in part)
    _, name, distinct, arguments, condition = part
    if not any(has(a, "partial") for a in arguments):
        if (distinct or name in ("min", "max")) and not has(condition, "partial"):
            return part
        raise NotThrough
    if len(arguments) != 1 or distinct or has(condition, "partial"):
        raise NotThrough
    if arguments[0][0] == "add" and name == "sum":
        return added(regrouped(("agg", name, "", (a,), condition)) for a in arguments[0][1:])
    if arguments[0][0] != "partial" or arguments[0][1][0] != "agg":
        raise NotThrough
    _, own, once, inner, when = arguments[0][1]
    if once or own not in _ADD_UP.get(name, ()):
        raise NotThrough
    return ("agg", own, "", inner, logic.both(when, condition))
