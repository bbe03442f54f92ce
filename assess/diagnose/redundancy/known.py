"""What a verdict on two tables needs to know of the whole catalogue."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from assess.diagnose.redundancy.candidates import Candidates
from assess.diagnose.redundancy.catalogue import Catalogue, Reals
from assess.diagnose.redundancy.marks import Marks, read_marks


@dataclass
class Known:
    """`edges` (upstream, downstream) -> file:line; `weights` what a column name tells, by its code; `forms` how many
    distinct column sets there are; `tenants` (source, department, name) -> how many schemas have such a table;
    `candidates` pair -> similarity of the column sets; `spaces` a number for the source and schema of each table;
    `partners` (table, such a number) -> its best similarity there; `sources` and `targets` table id -> tables it is
    built from, or that are built from it, directly; `legal_days` how long rows must be kept by law, None where nobody
    said."""

    catalogue: Catalogue
    edges: Mapping[tuple[str, str], str]
    weights: Reals
    forms: int
    tenants: Mapping[tuple[str, str, str], int]
    candidates: Mapping[tuple[int, int], float]
    spaces: list[int]
    partners: Mapping[tuple[int, int], float]
    sources: Mapping[str, tuple[str, ...]]
    targets: Mapping[str, tuple[str, ...]]
    legal_days: int | None = None
    _marks: dict[int, Marks] = field(default_factory=dict)
    _ancestors: dict[str, frozenset[str]] = field(default_factory=dict)

    def marks(self, table: int) -> Marks:
        if table not in self._marks:
            source, schema, name = self.catalogue.places[table]
            self._marks[table] = read_marks(name, schema, source)
        return self._marks[table]

    def weight(self, column: int) -> float:
        """What a column's name tells."""
        return float(self.weights[self.catalogue.by_name.codes[column]])

    @cached_property
    def table_weights(self) -> list[float]:
        """What the names of each table's columns tell together."""
        each = np.append(self.weights[self.catalogue.by_name.codes], 0.0) if len(self.catalogue.table) else np.zeros(1)
        sums = np.add.reduceat(each, self.catalogue.start[:-1]) if self.catalogue.count else np.zeros(0)
        some: list[float] = np.where(np.diff(self.catalogue.start) > 0, sums, 0.0).tolist()
        return some

    def built_from(self, table: int) -> frozenset[str]:
        """Ids of all tables a table is built from, through any number of scripts."""
        name = self.catalogue.name(table)
        if name not in self._ancestors:
            found: set[str] = set()
            waiting = [name]
            while waiting:
                fresh = [up for up in self.sources.get(waiting.pop(), ()) if up not in found]
                found.update(fresh)
                waiting += fresh
            self._ancestors[name] = frozenset(found - {name})
        return self._ancestors[name]

    def built_at(self, upstream: int, downstream: int) -> str:
        """file:line of the last statement on the way from one table to the other; empty where there is no way."""
        up, down = self.catalogue.name(upstream), self.catalogue.name(downstream)
        if up not in self.built_from(downstream):
            return ""
        last = [s for s in self.sources[down] if s == up] or [
            s for s in self.sources[down] if s in self.catalogue.at and up in self.built_from(self.catalogue.at[s])
        ]
        return self.edges[last[0], down] if last else ""

    def department(self, table: int) -> str:
        return self.catalogue.departments[table]

    def inside(self, a: int, b: int) -> bool:
        """Whether both tables are in one schema of one source."""
        return self.catalogue.places[a][:2] == self.catalogue.places[b][:2]

    def better_partner(self, a: int, b: int, by: float) -> bool:
        """Whether one of the two has a partner more alike, by that much, in the schema of the other."""
        best = max(self.partners.get((a, self.spaces[b]), 0.0), self.partners.get((b, self.spaces[a]), 0.0))
        return self.candidates.get((a, b), best) < best - by

    @cached_property
    def namesakes(self) -> dict[tuple[str, str, tuple[str, ...]], list[int]]:
        """Tables by source, schema and name without its marks."""
        found: dict[tuple[str, str, tuple[str, ...]], list[int]] = {}
        for table in range(self.catalogue.count):
            found.setdefault((*self.catalogue.places[table][:2], self.marks(table).stem), []).append(table)
        return found

    @cached_property
    def parts(self) -> dict[tuple[str, str, tuple[str, ...]], tuple[bool, int]]:
        """Of the tables in `namesakes`: whether one has neither number nor date, and how many have."""
        found: dict[tuple[str, str, tuple[str, ...]], tuple[bool, int]] = {}
        for key, tables in self.namesakes.items():
            marks = [self.marks(t) for t in tables]
            whole = any(not m.aside and not m.shard for m in marks)
            found[key] = whole, sum(bool(m.dates or m.shard) for m in marks)
        return found

    @cached_property
    def releases(self) -> Mapping[tuple[str, str, Marks], int]:
        """How many tables of a source and schema have these marks in their names."""
        return Counter((*self.catalogue.places[t][:2], self.marks(t)) for t in range(self.catalogue.count))

    @cached_property
    def frames(self) -> dict[tuple[str, str, int, tuple[str, ...]], int]:
        """How many names of one schema, among the tables compared there, are the same but for the word at a place:
        (source, schema, place, the other words)."""
        inside = {table for pair in self.candidates if self.inside(*pair) for table in pair}
        found: dict[tuple[str, str, int, tuple[str, ...]], set[str]] = {}
        for table in inside:
            here, stem = self.catalogue.places[table][:2], self.marks(table).stem
            for place in range(len(stem)) if len(stem) > 1 else ():
                found.setdefault((*here, place, (*stem[:place], *stem[place + 1 :])), set()).add(stem[place])
        return {frame: len(words) for frame, words in found.items() if len(words) > 1}

    def rows_alike(self, a: int, b: int) -> bool | None:
        """Whether the row counts are within a tenth; None where one is unknown or empty."""
        few, many = sorted((self.catalogue.rows[a], self.catalogue.rows[b]))
        return bool(few >= 0.9 * many) if few > 0 and not math.isnan(many) else None

    def fit(self, a: int, b: int) -> float:
        """Agreement of two columns' types."""
        like = self.catalogue.likeness
        return float(like.fits[like.kind[a], like.kind[b]])


def know(catalogue: Catalogue, edges: pd.DataFrame, candidates: Candidates) -> Known:
    """All of it, each in one pass."""
    where = {
        (str(up), str(down)): f"{file}:{line}"
        for up, down, file, line in zip(
            edges["upstream"], edges["downstream"], edges["file"], edges["line"], strict=True
        )
    }
    schemas: dict[tuple[str, str, str], set[str]] = {}
    for (source, schema, name), department in zip(catalogue.places, catalogue.departments, strict=True):
        schemas.setdefault((source, department, name.lower()), set()).add(schema)
    tenants = {key: len(found) for key, found in schemas.items() if len(found) > 1}
    space, _ = pd.factorize(pd.Series([place[:2] for place in catalogue.places], dtype=object), sort=False)
    partners: dict[tuple[int, int], float] = {}
    spaces: list[int] = space.tolist()
    for (a, b), score in candidates.pairs.items():
        for key in ((a, spaces[b]), (b, spaces[a])):
            if score > partners.get(key, -1.0):
                partners[key] = score
    pairs = candidates.pairs
    told = candidates.told
    return Known(catalogue, where, told, candidates.forms, tenants, pairs, spaces, partners, *_neighbours(where))


def _neighbours(edges: Iterable[tuple[str, str]]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Direct sources and direct targets of each table, in order."""
    sources: dict[str, set[str]] = {}
    targets: dict[str, set[str]] = {}
    for up, down in edges:
        if up != down:
            sources.setdefault(down, set()).add(up)
            targets.setdefault(up, set()).add(down)
    sides = ({table: tuple(sorted(found)) for table, found in side.items()} for side in (sources, targets))
    return next(sides), next(sides)
