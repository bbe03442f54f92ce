"""The signature of each derived table: what it is made of and by which rule, in a form that two tables can share."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from assess.diagnose.lineage.relations.relation import Relation, Term, digest_of
from assess.diagnose.lineage.statement import Job

Codes = frozenset[int]
_COLUMN = re.compile(r"\('col', ('[^']*', '[^']*')\)")
_CLOSED = re.compile(r"\('of', '#[^']*', ")
_SOURCE = re.compile(r"(?<=\('(?:col|src)', )'[^']*'|(?<=\('of', )'[^']*'")
_DIGEST = re.compile(r"'#?[0-9a-f]{12}(?: [0-9a-f]{12})?(?:@\d+)?'")


@dataclass(frozen=True)
class Signature:
    """A derived table: its jobs, the tables it comes from in the end, and its relation.

    `inherited` are the outputs and row digests of the derived tables it reads: what was made before it.
    """

    table: str
    department: str
    jobs: tuple[Job, ...]
    roots: frozenset[str]
    relation: Relation
    inherited: frozenset[int | str] = frozenset()

    @cached_property
    def values(self) -> frozenset[Term]:
        """The distinct output terms."""
        return frozenset(self.relation.columns.values())

    @cached_property
    def _read(self) -> _Said:
        return _Said(self.relation)

    @property
    def codes(self) -> Mapping[str, int]:
        """Output name -> number of its term. Equal terms have equal numbers; numbers are compared in no time."""
        return self._read.codes

    @property
    def columns_read(self) -> Codes:
        """Numbers of the root columns of outputs, conditions and grain."""
        return self._read.columns

    @cached_property
    def outputs(self) -> Codes:
        return frozenset(self.codes.values())

    @cached_property
    def computed(self) -> Codes:
        """Outputs that are more than a column handed on or grouped by."""
        return frozenset(c for (n, c) in self.codes.items() if self.relation.columns[n][0] != "col") - self.grain

    @cached_property
    def own(self) -> Codes:
        """What is computed here and not in a table that it reads."""
        taken = (
            n for n, v in self.relation.columns.items()
            if self.codes[n] in self.inherited or (v[0] == "of" and code(v[2]) in self.inherited)
        )  # fmt: skip
        return self.computed - {self.codes[n] for n in taken}

    @cached_property
    def echo(self) -> bool:
        """Whether it only hands on rows and columns that one table it reads has already: a copy, not a derivation."""
        relation = self.relation
        if self.own:
            return False
        whole = len(relation.sources) == 1 and relation.grain is None and not relation.filters and not relation.extra
        return whole or relation.digest in self.inherited

    @property
    def grain(self) -> Codes:
        return self._read.grain

    @cached_property
    def told(self) -> frozenset[Term]:
        """All conditions a reader would want to see, those within closed relations too."""
        relation = self.relation
        return relation.filters | relation.extra | relation.inside

    @cached_property
    def shapes(self) -> Codes:
        """Outputs, whatever the conditions of the closed relations that they are made of."""
        return frozenset(_number(_masked(repr(v))) for v in self.values) if self._closed else self.outputs

    @property
    def _closed(self) -> bool:
        return any(s.startswith("#") for s in self.relation.sources)

    @cached_property
    def grain_shape(self) -> Codes | None:
        grain = self.relation.grain
        return None if grain is None else frozenset(_number(_masked(repr(g))) for g in grain)

    @cached_property
    def exact(self) -> str:
        """Equal for tables that are the same by rule, whatever their columns are called."""
        return digest_of((self.relation.digest, sorted(self.outputs)), 32)

    @property
    def template(self) -> str:
        """Equal for tables made by one template over different sources."""
        return self._read.template


class _Said:
    """What the terms of a relation say, each term's text gone through once."""

    def __init__(self, relation: Relation) -> None:
        self.codes: dict[str, int] = {}
        columns: set[str] = set()
        bare: list[list[str]] = []

        def read(terms: Iterable[Term]) -> list[int]:
            texts = [repr(t) for t in terms]
            for text in texts:
                columns.update(_COLUMN.findall(text))
            bare.append(sorted({_without_tables(text) for text in texts}))
            return [_number(text) for text in texts]

        self.codes = dict(zip(relation.columns, read(relation.columns.values()), strict=True))
        self.grain = frozenset(read(relation.grain or ()))
        read(relation.filters)
        read(relation.extra)
        self.columns = frozenset(map(_number, columns))
        self.template = digest_of((len(relation.sources), bare), 32)


def code(term: Term) -> int:
    """64 bits of a term's text."""
    return _number(repr(term))


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def _masked(text: str) -> str:
    """A term's text without the digests of the closed relations that it reads."""
    return _CLOSED.sub("('of', ", text)


def _without_tables(text: str) -> str:
    """A term's text without the tables that it reads, and without what stands for them."""
    return _DIGEST.sub("#", _SOURCE.sub("#", text))
