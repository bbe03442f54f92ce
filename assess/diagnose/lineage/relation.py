"""What a query yields, with common table expressions, subqueries and aliases gone.

Two queries written differently that yield the same rows and values by the same rules have the same relation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from assess.diagnose.lineage.loose import united

Term = tuple[Any, ...]
BIG = 4000


@dataclass(frozen=True)
class Relation:
    """Columns as terms over base columns, and which rows: sources, conditions, grain.

    `grain` is None for one row a source row, else the grouping terms (empty: one row in all).
    `open` names base tables all of whose columns pass through, known or not.
    `extra` holds what else decides the rows: outer joins, limits, set operations.
    `rows` is what a grouped relation groups, with its aggregates marked ("partial", name, argument).
    """

    columns: Mapping[str, Term]
    sources: frozenset[str]
    filters: frozenset[Term] = frozenset()
    grain: frozenset[Term] | None = None
    open: tuple[str, ...] = ()
    extra: frozenset[Term] = field(default_factory=frozenset)
    rows: Relation | None = None

    @cached_property
    def digest(self) -> str:
        """Which rows, whatever the columns."""
        rows = (sorted(self.sources), _sorted(self.filters), None if self.grain is None else _sorted(self.grain),
                _sorted(self.extra))  # fmt: skip
        return hashlib.md5(repr(rows).encode(), usedforsecurity=False).hexdigest()[:12]

    @cached_property
    def transparent(self) -> bool:
        """Whether a reader may look through it: one row a source row, nothing that depends on the set of rows."""
        return self.grain is None and not any(t[0] in ("limit", "set") for t in self.extra) and not any(
            _has_window(t) for t in self.columns.values()
        )  # fmt: skip

    def column(self, name: str) -> Term | None:
        """What output `name` stands for to a reader, None where it has none."""
        value = self.columns.get(name)
        if value is None:
            return ("col", self.open[0], name) if len(self.open) == 1 else None
        return value if self.transparent else ("of", self.digest, small(value))


def base_table(identifier: str, columns: tuple[str, ...] = ()) -> Relation:
    """A table nobody derives: its columns are themselves."""
    return Relation({c: ("col", identifier, c) for c in columns}, frozenset([identifier]), open=(identifier,))


def union(parts: list[Relation], how: str) -> Relation:
    """Rows of all parts; columns by position."""
    if len(parts) == 1:
        return parts[0]
    names = list(parts[0].columns)
    width = min(len(p.columns) for p in parts)
    values = [list(p.columns.values()) for p in parts]
    columns = {names[i]: small(("fn", "UNION", *sorted({small(v[i]) for v in values}, key=repr))) for i in range(width)}
    sources = frozenset().union(*(p.sources for p in parts))
    return Relation(columns, sources, extra=frozenset([("set", how, *sorted(p.digest for p in parts))]),
                    open=parts[0].open if all(p.open == parts[0].open for p in parts) else ())  # fmt: skip


def merged_union(parts: list[Relation]) -> Relation | None:
    """UNION ALL as one bag of rows that a reader may look through, None where the parts do not allow it.

    Grouped parts stand for the rows they group: a sum of their sums is the sum over those rows.
    """
    rows = [p.rows or p for p in parts]
    if not all(p.transparent for p in rows):
        return None
    names = list(parts[0].columns)
    values = [list(p.columns.values()) for p in rows]
    if any(len(v) != len(names) for v in values):
        return None
    columns = {name: small(united(v[i] for v in values)) for i, name in enumerate(names)}
    together: frozenset[Term] = frozenset([("union",)])
    return Relation(
        columns,
        frozenset().union(*(p.sources for p in rows)),
        frozenset().union(*(p.filters for p in rows)),
        extra=together.union(*(p.extra for p in rows)),
    )


def small(value: Term) -> Term:
    """A term, or its digest where nesting made it unreadably large."""
    text = repr(value)
    if len(text) <= BIG:
        return value
    return ("fn", "DEEP", ("str", hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:16]))


Lookup = Callable[[str], Relation]


def _sorted(terms: frozenset[Term]) -> list[str]:
    return sorted(repr(t) for t in terms)


def _has_window(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and (value[0] == "window" or any(_has_window(v) for v in value))


def has_aggregate(value: Any) -> bool:
    """Whether a term aggregates rows here, not inside a window or a closed subquery."""
    if not isinstance(value, tuple) or not value or value[0] in ("window", "of", "query", "subquery"):
        return False
    return value[0] == "agg" or any(has_aggregate(v) for v in value)
