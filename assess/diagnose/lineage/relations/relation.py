"""What a query yields, with common table expressions, subqueries and aliases gone.

Two queries written differently that yield the same rows and values by the same rules have the same relation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Term = tuple[Any, ...]
BIG = 4000
NOTHING: frozenset[Term] = frozenset()


@dataclass(frozen=True)
class Relation:
    """Columns as terms over base columns, and which rows: sources, conditions, grain.

    `sources` are base tables ("t", "t@2" for the second time it is read) and closed relations ("#digest").
    `grain` is None for one row a source row, else the grouping terms (empty: one row in all).
    `open` names base tables all of whose columns pass through, known or not.
    `extra` holds what else decides the rows: outer joins, limits, set operations.
    `rows` is what a grouped relation groups, with its aggregates marked ("partial", aggregate).
    `branches` are the parts of a UNION ALL that a reader may go through one by one.
    `inside` are the conditions of closed relations it reads: they decide nothing here, but people want to see them.
    """

    columns: Mapping[str, Term]
    sources: frozenset[str]
    filters: frozenset[Term] = NOTHING
    grain: frozenset[Term] | None = None
    open: tuple[str, ...] = ()
    extra: frozenset[Term] = NOTHING
    rows: Relation | None = None
    branches: tuple[Relation, ...] = ()
    inside: frozenset[Term] = NOTHING

    @cached_property
    def digest(self) -> str:
        """Which rows, whatever the columns."""
        rows = (sorted(self.sources), _sorted(self.filters), None if self.grain is None else _sorted(self.grain),
                _sorted(self.extra))  # fmt: skip
        return digest_of(rows)

    @cached_property
    def transparent(self) -> bool:
        """Whether a reader may look through it: one row a source row, nothing that depends on the set of rows."""
        return (
            self.grain is None
            and not any(t[0] in ("limit", "set", "union") for t in self.extra)
            and not any(has_window(t) for t in self.columns.values())
        )

    def column(self, name: str) -> Term | None:
        """What output `name` stands for to a reader, None where it has none."""
        value = self.columns.get(name)
        if value is None:
            return ("col", self.open[0], name) if len(self.open) == 1 else None
        return value


def base_table(identifier: str, columns: tuple[str, ...] = ()) -> Relation:
    """A table nobody derives: its columns are themselves."""
    return Relation({c: ("col", identifier, c) for c in columns}, frozenset([identifier]), open=(identifier,))


def closed(inner: Relation) -> Relation:
    """A relation that cannot be looked through, as a source of its own to whoever reads it."""
    name = f"#{inner.digest}"
    inside = inner.inside | inner.filters | frozenset(t for t in inner.extra if t[0] == "having")
    return Relation({n: ("of", name, small(v)) for n, v in inner.columns.items()}, frozenset([name]), inside=inside)


def union(parts: list[Relation], how: str) -> Relation:
    """Rows of all parts by a set operation; columns by position."""
    if len(parts) == 1:
        return parts[0]
    names = list(parts[0].columns)
    width = min(len(p.columns) for p in parts)
    values = [list(p.columns.values()) for p in parts]
    columns = {names[i]: small(("fn", "UNION", *sorted({small(v[i]) for v in values}, key=repr))) for i in range(width)}
    sources = frozenset().union(*(p.sources for p in parts))
    sides = [p.digest if how.endswith(" all") else f"{p.digest} {digest_of(v)}"
             for p, v in zip(parts, values, strict=True)]  # fmt: skip
    if not how.startswith("except"):
        sides.sort()
    return Relation(columns, sources, extra=frozenset([("set", how, *sides)]),
                    open=parts[0].open if all(p.open == parts[0].open for p in parts) else (),
                    inside=frozenset().union(*(p.inside | p.filters for p in parts)))  # fmt: skip


def small(value: Term) -> Term:
    """A term, or its digest where nesting made it unreadably large."""
    text = repr(value)
    return value if len(text) <= BIG else ("fn", "DEEP", ("str", digest_of(text, 16)))


Lookup = Callable[[str], Relation]


def digest_of(value: Any, length: int = 12) -> str:
    text = value if isinstance(value, str) else repr(value)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:length]


def _sorted(terms: Iterable[Term]) -> list[str]:
    return sorted(repr(t) for t in terms)


def has_window(value: Any) -> bool:
    return has(value, "window")


def has(value: Any, kind: str) -> bool:
    """Whether a term of this kind is within, closed relations left out."""
    if not isinstance(value, tuple) or not value or value[0] == "of":
        return False
    if value[0] == kind:
        return True
    for part in value:  # noqa: SIM110 - twice as fast as any() over a generator, and asked for every term
        if has(part, kind):
            return True
    return False


def has_aggregate(value: Any) -> bool:
    """Whether a term aggregates rows here, not inside a window or a closed subquery."""
    if not isinstance(value, tuple) or not value or value[0] in ("window", "of", "query", "subquery"):
        return False
    if value[0] == "agg":
        return True
    for part in value:  # noqa: SIM110 - see has()
        if has_aggregate(part):
            return True
    return False


def unqualified(name: str, scope: Mapping[str, Relation]) -> Term | None:
    """What a name without a table means among these sources; None where none of them can have it."""
    owners = [r for r in scope.values() if name in r.columns]
    if not owners:
        owners = [r for r in scope.values() if r.open]
    if len(owners) == 1:
        return owners[0].column(name)
    if not owners:
        return None
    found = {r.column(name) for r in owners if name in r.columns}
    return found.pop() if len(found) == 1 else ("col", "?", name)


def nested(parts: list[str], scopes: Iterable[Mapping[str, Relation]]) -> Term:
    """What a name of several parts means that begins with no source: a field inside a column of one of them."""
    for scope in scopes:
        source = scope.get(parts[0])
        first = source.column(parts[1]) if source is not None else unqualified(parts[0], scope)
        if first is not None:
            rest = parts[2:] if source is not None else parts[1:]
            return field_of(first, rest)
    return ("col", "?", ".".join(parts))


def field_of(value: Term, names: Iterable[str]) -> Term:
    """A field inside a value: of a column it is a column of its own."""
    for name in names:
        value = (*value[:-1], f"{value[-1]}.{name}") if value[0] == "col" else ("fn", "FIELD", value, ("str", name))
    return value
