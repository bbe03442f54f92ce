"""Outer joins of a SELECT, and columns that joins make equal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from assess.diagnose.lineage.relations.instances import mentions, replaced
from assess.diagnose.lineage.relations.loose import strict
from assess.diagnose.lineage.relations.relation import Relation, Term, small

_COMPARED = ("eq", "neq", "lt", "lte", "in")


@dataclass
class Joins:
    """Outer, semi and anti joins: (kind, sources that need not be there, conditions)."""

    made: list[tuple[str, frozenset[str], frozenset[Term]]] = field(default_factory=list)
    inner: set[str] = field(default_factory=set)

    def add(self, kind: str, sources: frozenset[str], conditions: set[Term] | frozenset[Term]) -> None:
        self.made.append((kind, sources, frozenset(conditions)))

    def terms(self) -> frozenset[Term]:
        return frozenset(
            ("join", kind, tuple(("src", s) for s in sorted(sources)),
             tuple(sorted((small(c) for c in conditions), key=repr)))
            for kind, sources, conditions in self.made
        )  # fmt: skip

    def may_be_absent(self, source: str) -> bool:
        return any(source in sources for kind, sources, _ in self.made if kind not in ("SEMI", "ANTI"))

    def as_filled(self, inner: Relation) -> Relation:
        """The relation as its reader sees it where it may be missing: what is computed in it is null then."""
        mark = ("src", min(inner.sources))
        columns = {n: v if strict(v) else ("joined", mark, v) for n, v in inner.columns.items()}
        return replace(inner, columns=columns)

    def tightened(self, filters: set[Term]) -> set[Term]:
        """The conditions, with a LEFT JOIN whose missing rows they drop taken as the inner join that it is."""
        found = set(filters)
        for _ in self.made[:]:
            for join in self.made:
                kind, sources, conditions = join
                if kind == "LEFT" and any(_drops(f, sources) for f in found):
                    self.made.remove(join)
                    self.inner |= sources
                    found |= conditions
                    break
        return found

    def filled(self, part: Any) -> Any:
        """A term in which nothing of the joins taken as inner is marked as missing."""
        if not self.inner or not isinstance(part, tuple) or not part:
            return part
        if part[0] == "joined" and part[1][1] in self.inner:
            return self.filled(part[2])
        return tuple(self.filled(p) for p in part)


def _drops(condition: Term, sources: frozenset[str]) -> bool:
    """Whether a condition fails for rows in which these sources are null."""
    if condition[0] == "not" and condition[1][0] == "isnull":
        return _of(condition[1][1], sources)
    if condition[0] == "in":
        return _of(condition[1], sources)
    return condition[0] in _COMPARED and any(_of(side, sources) for side in condition[1:])


def _of(side: Term, sources: frozenset[str]) -> bool:
    return strict(side) and any(mentions(side, s) for s in sources)


class one_of_equals:  # noqa: N801 - used as the function it is
    """Puts one column for all that the conditions make equal to it; `kept` are the equalities themselves."""

    def __init__(self, filters: Iterable[Term], _said: Iterable[Term] = ()) -> None:
        parent: dict[Term, Term] = {}

        def root(value: Term) -> Term:
            while parent.setdefault(value, value) != value:
                value = parent[value]
            return value

        for f in filters:
            if f[0] == "eq" and f[1][0] in ("col", "of") and f[2][0] in ("col", "of"):
                a, b = sorted((root(f[1]), root(f[2])), key=repr)
                parent[b] = a
        self.terms: Mapping[Term, Term] = {value: root(value) for value in parent if root(value) != value}
        self.kept = frozenset(("eq", *sorted((a, b), key=repr)) for b, a in self.terms.items())

    def __call__(self, part: Any) -> Any:
        return replaced(part, self.terms) if self.terms else part
