"""The signature of each derived table: what it is made of and by which rule, in a form that two tables can share."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assess.diagnose.lineage.relations.loose import columns_in
from assess.diagnose.lineage.relations.relation import Relation, Term, digest_of
from assess.diagnose.lineage.statement import Job

Codes = frozenset[int]


@dataclass(frozen=True)
class Signature:
    """A derived table: its jobs, the tables it comes from in the end, and its relation."""

    table: str
    department: str
    jobs: tuple[Job, ...]
    roots: frozenset[str]
    relation: Relation

    @cached_property
    def values(self) -> frozenset[Term]:
        """The distinct output terms."""
        return frozenset(self.relation.columns.values())

    @cached_property
    def codes(self) -> Mapping[str, int]:
        """Output name -> number of its term. Equal terms have equal numbers; numbers are compared in no time."""
        return {name: code(value) for name, value in self.relation.columns.items()}

    @cached_property
    def outputs(self) -> Codes:
        return frozenset(self.codes.values())

    @cached_property
    def computed(self) -> Codes:
        """Outputs that are more than a column handed on or grouped by."""
        return frozenset(c for (n, c) in self.codes.items() if self.relation.columns[n][0] != "col") - self.grain

    @cached_property
    def grain(self) -> Codes:
        return frozenset(map(code, self.relation.grain or ()))

    @cached_property
    def conditions(self) -> Mapping[int, Term]:
        """What decides on the rows, besides sources and grain."""
        return {code(t): t for t in self.relation.filters | self.relation.extra}

    @cached_property
    def told(self) -> frozenset[Term]:
        """All conditions a reader would want to see, those within closed relations too."""
        relation = self.relation
        return relation.filters | relation.extra | relation.inside

    @cached_property
    def shapes(self) -> Codes:
        """Outputs, whatever the conditions of the closed relations that they are made of."""
        return frozenset(code(_masked(v)) for v in self.values)

    @cached_property
    def grain_shape(self) -> Codes | None:
        grain = self.relation.grain
        return None if grain is None else frozenset(code(_masked(g)) for g in grain)

    @cached_property
    def columns_read(self) -> frozenset[Term]:
        """The root columns: ("col", table, name) of outputs, conditions and grain."""
        relation = self.relation
        said = (*relation.columns.values(), *relation.filters, *(relation.grain or ()), *relation.extra)
        return frozenset(c for term in said for c in _roots(term))

    @cached_property
    def exact(self) -> str:
        """Equal for tables that are the same by rule, whatever their columns are called."""
        return digest_of((self.relation.digest, sorted(self.outputs)), 32)

    @cached_property
    def template(self) -> str:
        """Equal for tables made by one template over different sources."""
        relation = self.relation
        bare = [[_without_tables(t) for t in part] for part in (
            relation.filters, relation.grain or (), relation.extra, self.values)]  # fmt: skip
        return digest_of((len(relation.sources), [sorted(map(repr, part)) for part in bare]), 32)


def code(term: Term) -> int:
    """64 bits of a term's text."""
    return int.from_bytes(hashlib.blake2b(repr(term).encode(), digest_size=8).digest(), "big") >> 1


def _roots(part: Any) -> set[Term]:
    found = set()
    for column in columns_in(part):
        if column[0] == "col":
            found.add(column)
        else:
            found |= _roots(column[2])
    return found


def _masked(part: Any) -> Any:
    if not isinstance(part, tuple) or not part:
        return part
    if part[0] == "of":
        return ("of", _masked(part[2]))
    return part if part[0] == "col" else tuple(_masked(p) for p in part)


def _without_tables(part: Any) -> Any:  # noqa: PLR0911 - a table of cases
    if isinstance(part, tuple):
        if len(part) == 3 and part[0] == "col":
            return ("col", part[2])
        if part and part[0] == "of":
            return ("of", _without_tables(part[2]))
        if part and part[0] in ("src", "union"):
            return (part[0], len(part))
        if part and part[0] == "set":
            return (*part[:2], len(part) if part[1].startswith(("union", "intersect", "except", "jobs")) else
                    _without_tables(part[2:]))  # fmt: skip
        if part and part[0] == "subquery":
            return ("subquery", _without_tables(part[2]))
        return tuple(_without_tables(p) for p in part)
    return part
