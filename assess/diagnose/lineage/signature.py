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
        within = self._read.within
        taken = (n for n, c in self.codes.items() if c in self.inherited or within.get(n) in self.inherited)
        return self.computed - {self.codes[n] for n in taken}

    @cached_property
    def own_names(self) -> frozenset[str]:
        """The output names of what is computed here."""
        return frozenset(n for n, c in self.codes.items() if c in self.own)

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

    @property
    def shapes(self) -> Codes:
        """Outputs, whatever the conditions of the closed relations that they are made of."""
        return self._read.shapes or self.outputs

    @property
    def grain_shape(self) -> Codes | None:
        return None if self.relation.grain is None else self._read.grain_shape

    @cached_property
    def exact(self) -> str:
        """Equal for tables that are the same by rule, whatever their columns are called."""
        return digest_of((self.relation.digest, sorted(self.outputs)), 32)

    @property
    def template(self) -> str:
        """Equal for tables made by one template over different sources."""
        return self._read.template


class _Said:
    """What the terms of a relation say, each term's text made and gone through once.

    `within` are the numbers of the terms that outputs take from a closed relation; `shapes` are empty where the
    relation reads none.
    """

    def __init__(self, relation: Relation) -> None:
        columns: set[str] = set()
        bare: list[list[str]] = []

        def read(terms: Iterable[Term]) -> list[str]:
            texts = [repr(t) for t in terms]
            for text in texts:
                columns.update(_COLUMN.findall(text))
            bare.append(sorted({_without_tables(text) for text in texts}))
            return texts

        outputs = read(relation.columns.values())
        grain = read(relation.grain or ())
        read(relation.filters)
        read(relation.extra)
        named = list(zip(relation.columns.items(), outputs, strict=True))
        self.codes = {name: _number(text) for (name, _), text in named}
        self.within = {name: _number(_inner(term, text)) for (name, term), text in named if term[0] == "of"}
        self.grain = frozenset(map(_number, grain))
        closed = any(source.startswith("#") for source in relation.sources)
        self.shapes = frozenset(_number(_masked(text)) for text in set(outputs)) if closed else frozenset()
        self.grain_shape = frozenset(_number(_masked(text)) for text in grain)
        self.columns = frozenset(map(_number, columns))
        self.template = digest_of((len(relation.sources), bare), 32)


def _inner(term: Term, text: str) -> str:
    """The text of the last part of a term of three."""
    return text[len(repr(term[:2])) + 1 : -1]


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def _masked(text: str) -> str:
    """A term's text without the digests of the closed relations that it reads."""
    return _CLOSED.sub("('of', ", text)


def _without_tables(text: str) -> str:
    """A term's text without the tables that it reads, and without what stands for them."""
    return _DIGEST.sub("#", _SOURCE.sub("#", text))
